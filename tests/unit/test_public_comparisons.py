"""Two years side by side, for the public: a protected figure is never shown over some of its units.

The total of a province stands beside it, and the difference is what the units left out hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.briefing.accounts import accounts, scope_of
from childrights.briefing.sentences import sentences_of
from childrights.comparing import last_years
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.figures.change import say_change
from childrights.like_parts import parts_against_last_year
from childrights.like_years import like_years
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.warehouse.records import Submission
from tests.app.sample import Folder, submission

FORM, MEASURE = "bao_ve_tro_giup_tre_em", "labour_children_found"
NAME = "child_labour_found"
PROVINCE = "38"
BEFORE, NOW = Period.parse("2025-12M"), Period.parse("2026-12M")
PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


def reports(folder: Folder, period: Period, counts: Sequence[int]) -> Iterable[Submission]:
    """The form of the first communes of Thanh Hóa, each with its number of girls found at work."""
    for unit, count in zip(folder.units(PROVINCE, period), counts, strict=False):
        made = submission(folder.catalogue, FORM, unit, 0, period)
        cells = [
            cell._replace(value=Decimal(count if cell.measure == MEASURE else 0))
            for cell in made.observations
            if cell.codes != {"sex": "M"}
        ]
        yield replace(made, observations=tuple(cells))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr("tests.app.sample.amount", lambda *_: Decimal(0))
    return Folder(tmp_path)


def sent(folder: Folder, before: Sequence[int], now: Sequence[int]) -> Desk:
    folder.load([*reports(folder, BEFORE, before), *reports(folder, NOW, now)])
    return open_desk(folder.path)


@pytest.fixture
def seventh(folder: Folder) -> Desk:
    """Six communes with twenty children each year, and a seventh with three in the later one."""
    return sent(folder, [20] * 6, [20] * 6 + [3])


def test_the_seventh_commune_is_not_told_by_the_other_six(seventh: Desk) -> None:
    value = seventh.value(NAME, PROVINCE, NOW, PUBLIC)
    assert (value.value, value.units_reported) == (123, 7)
    assert seventh.value(NAME, PROVINCE, BEFORE, PUBLIC).value == 120
    compared = seventh.against_last_year(value, PROVINCE)
    assert compared is None
    said = say_change(seventh.catalogue.indicators[NAME], value, compared)
    assert "Không so sánh được" in said and "đơn vị báo cáo cả hai kỳ" not in said


def test_the_office_compares_the_six(seventh: Desk) -> None:
    value = seventh.value(NAME, PROVINCE, NOW)
    compared = seventh.against_last_year(value, PROVINCE)
    assert compared is not None and [item.value for item in compared] == [120, 120]
    said = say_change(seventh.catalogue.indicators[NAME], value, compared)
    assert "tính trên 6 đơn vị" in said


def test_a_unit_that_fell_away_is_not_told_either(folder: Folder) -> None:
    here = sent(folder, [20] * 6 + [3], [20] * 6)
    value = here.value(NAME, PROVINCE, NOW, PUBLIC)
    assert value.value == 120 and here.against_last_year(value, PROVINCE) is None


def test_where_the_same_units_reported_the_public_compares(folder: Folder) -> None:
    here = sent(folder, [20] * 7, [20] * 6 + [3])
    value = here.value(NAME, PROVINCE, NOW, PUBLIC)
    compared = here.against_last_year(value, PROVINCE)
    assert compared is not None and [item.value for item in compared] == [123, 140]


def test_no_part_no_trend_and_no_table_of_units_tells_it(seventh: Desk) -> None:
    """The other ways by which two years stand side by side ask the same rule."""
    for audience, is_told in ((PUBLIC, False), (INTERNAL, True)):
        value = seventh.value(NAME, PROVINCE, NOW, audience)
        parts = parts_against_last_year(seventh, NAME, "sex", PROVINCE, NOW, audience)
        trend = like_years(seventh, value, PROVINCE)
        assert (parts is not None) is is_told, audience
        assert (len(trend) == 2) is is_told, audience
        assert all(item.value != 120 for item in trend) or is_told
        assert bool(last_years(seventh, [value], PROVINCE)) is is_told


def test_a_trend_of_the_same_units_is_the_publics_too(folder: Folder) -> None:
    here = sent(folder, [20] * 7, [20] * 6 + [3])
    value = here.value(NAME, PROVINCE, NOW, PUBLIC)
    assert [item.value for item in like_years(here, value, PROVINCE)] == [140, 123]


def test_a_public_briefing_does_not_tell_it(seventh: Desk) -> None:
    for audience, is_told in ((PUBLIC, False), (INTERNAL, True)):
        scope = scope_of(seventh, PROVINCE, NOW, audience, seventh.today)
        (account,) = accounts(seventh, scope, [NAME])
        text = " ".join(sentence.text for sentence in sentences_of(account))
        assert "123" in text and ("tính trên 6 đơn vị" in text) is is_told


def test_every_protected_indicator_is_compared_whole_or_not_at_all(seventh: Desk) -> None:
    """And every other over like units, as for the office."""
    for name in seventh.catalogue.indicators:
        value = seventh.value(name, PROVINCE, NOW, PUBLIC)
        assert seventh.may_leave_out(value) is not seventh.is_protected(name), name
        compared = seventh.against_last_year(value, PROVINCE)
        if compared is not None and seventh.is_protected(name):
            assert compared[0].reporting_units == value.reporting_units, name


# ── The same count in two figures ─────────────────────────────────────────────────────────

SHARE, PART = "child_labour_supported_share", "labour_children_supported"


def blank(made: Submission, measure: str) -> Submission:
    """The report with every cell of a measure left empty."""
    kept = tuple(cell for cell in made.observations if cell.measure != measure)
    return replace(made, observations=kept)


def test_a_share_over_fewer_units_does_not_tell_the_seventh(folder: Folder) -> None:
    """123 children of seven communes beside a share of the 120 of six: the seventh has 3."""
    *six, last = reports(folder, NOW, [20] * 6 + [3])
    folder.load([*six, blank(last, PART)])
    here = open_desk(folder.path)
    share = here.value(SHARE, PROVINCE, NOW)
    assert (share.denominator, share.units_reported) == (120, 6)
    assert here.value(NAME, PROVINCE, NOW, PUBLIC).value == 123
    assert here.value(SHARE, PROVINCE, NOW, PUBLIC).is_suppressed
    assert here.value("child_labour_education_share", PROVINCE, NOW, PUBLIC).denominator == 123


def test_a_share_over_all_the_units_is_shown(folder: Folder) -> None:
    folder.load(reports(folder, NOW, [20] * 6 + [3]))
    shown = open_desk(folder.path).value(SHARE, PROVINCE, NOW, PUBLIC)
    assert (shown.value, shown.denominator) == (0, 123)


def test_the_provinces_own_total_stands_for_all_its_units(folder: Folder) -> None:
    """Its own rate of 123 deaths, less the 120 that six communes gave, is what is missing."""
    year, made = Period.parse("2024-12M"), []
    province = folder.registry.at(PROVINCE, as_of(year))
    units = [province, *folder.units(PROVINCE, year)[:6]]
    for unit, deaths in zip(units, [123] + [20] * 6, strict=True):
        amounts = {"neonatal_deaths": deaths, "live_births": 10 * deaths}
        report = submission(folder.catalogue, "suc_khoe_dinh_duong_tre_em", unit, 0, year)
        cells = (c._replace(value=Decimal(amounts.get(c.measure, 0))) for c in report.observations)
        made.append(replace(report, observations=tuple(cells)))
    folder.load(made)
    here = open_desk(folder.path)
    assert here.value("neonatal_deaths", PROVINCE, year).value == 120
    assert here.value("neonatal_deaths", PROVINCE, year, PUBLIC).is_suppressed
    assert here.value("neonatal_mortality_rate", PROVINCE, year, PUBLIC).numerator == 123
