"""Nguồn số liệu: from every number that is shown to the cells that add up to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from sample import WARD_WITH_HAMLETS, Folder, Open, amount, submission
from test_pages import MID_2024, param, text_of

from childrights.desk import Desk, Units, open_desk
from childrights.disclosure.door import Audience
from childrights.evaluate.evaluate import UNIT, Question
from childrights.figures.series import period_for
from childrights.figures.words import say_number, say_value
from childrights.periods import Period
from childrights.provenance.account import Account, NoSuchFigure, Wanted, account
from tests.attack.people import People

MID = Period.parse("2024-6M")
BHYT = "bhyt_coverage_under_6"


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


def test_a_figure_opens_to_cells_that_can_be_told_by_hand(desk: Desk) -> None:
    """13 wards of 100 children; 84 … 96 cards: 1,170 of 1,300."""
    found = account(desk, Wanted(BHYT, "hoang-mai", MID))
    cards = [amount("bhyt_card_holders", position, 2024) for position in range(13)]
    assert [line.amount for line in found.counted("numerator")] == cards
    assert (found.numerator, found.denominator) == (Decimal(1170), Decimal(1300))
    first = found.counted("numerator")[0].cell
    assert (first.sheet, first.text, first.letter_number) == ("Biểu", "84", "12/BC")
    assert found.adds_up


def figures_of_every_page(desk: Desk, period: Period) -> list[tuple[str, Wanted]]:
    """Every indicator's total; of those on Tổng quan a unit's figure and breakdowns too.

    `tests/golden/test_every_number.py` walks every number of every page to openpyxl's cells.
    """
    found = []
    for name, indicator in desk.catalogue.indicators.items():
        when = period_for(indicator.spans, period)
        found.append((name, Wanted(name, "hoang-mai", when)))
        if not indicator.headline:
            continue
        units = desk.holdings("hoang-mai", when, by_unit=True)
        asked = [Wanted(name, "hoang-mai", when, unit=units[2].token)]
        for each, codes in indicator.breakdowns.items():
            asked.append(Wanted(name, "hoang-mai", when, breakdown={each: codes[0]}))
        found += [(name, wanted) for wanted in asked]
    return found


def told(found: Account) -> str:
    """The figure worked out again from nothing but its cells."""
    cells, indicator = found.numerator, found.indicator
    if cells is None:
        return ""
    exact = cells
    if found.denominator is not None:
        exact = cells * indicator.multiplier / found.denominator
    rounded = exact.quantize(Decimal(1).scaleb(-indicator.decimals), rounding="ROUND_HALF_UP")
    return say_number(indicator, rounded)


def test_every_number_that_pages_show_is_the_sum_of_its_cells(desk: Desk) -> None:
    shown, desk = 0, desk.remembering()
    for name, wanted in figures_of_every_page(desk, MID):
        found = account(desk, wanted)
        assert found.adds_up, (name, wanted)
        if found.value.value is None or found.parts:
            continue
        shown += 1
        assert told(found) == say_value(found.indicator, found.value), (name, wanted)
        assert all(line.cell.sha256 and line.cell.cell for line in found.lines)
    assert shown > 20


def test_hamlets_of_a_ward_have_accounts_too(desk: Desk) -> None:
    wanted = Wanted(BHYT, WARD_WITH_HAMLETS, MID, unit=f"{WARD_WITH_HAMLETS}-2")
    found = account(desk, wanted)
    assert found.value.name == "Tổ dân phố số 2" and found.adds_up and found.lines


def test_a_number_in_todays_units_is_made_of_the_units_of_its_day(desk: Desk) -> None:
    found = account(desk, Wanted("child_injuries", "hoang-mai", MID, units=Units.NOW))
    then = {unit.key for unit in desk.area("hoang-mai", MID).units}
    assert found.lines and {line.cell.locality for line in found.lines} <= then


def test_what_does_not_exist_is_said(desk: Desk) -> None:
    with pytest.raises(NoSuchFigure, match="99999"):
        account(desk, Wanted(BHYT, "hoang-mai", MID, unit="99999"))
    with pytest.raises(NoSuchFigure, match="phân tổ"):
        account(desk, Wanted(BHYT, "hoang-mai", MID, breakdown={"khong_co": "1"}))


def test_the_public_sees_no_cell_of_a_sensitive_figure(desk: Desk) -> None:
    sensitive = next(
        name for name in desk.catalogue.indicators if desk.catalogue.is_sensitive(name)
    )
    shut = account(desk, Wanted(sensitive, "hoang-mai", MID), Audience.PUBLIC)
    assert shut.is_shut and shut.lines == ()
    assert not account(desk, Wanted(BHYT, "hoang-mai", MID), Audience.PUBLIC).is_shut


# ── One cell altered changes exactly what depends on it ───────────────────────────────────


def values_of(folder: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    desk = open_desk(folder).remembering()
    return {
        (name, value.area_token): (value.numerator, value.denominator, value.value)
        for name in desk.catalogue.indicators
        for by in ((), (UNIT,))
        for value in desk.values(Question(name, (MID,), by), "hoang-mai")
    }


def test_one_altered_cell_changes_exactly_its_dependants(tmp_path: Path) -> None:
    """The ninth cell of a ward's BHYT form; who depends on it is read off the accounts."""
    folder = Folder(tmp_path)
    folder.load([item for item in folder.reports("hoang-mai", MID) if "bhyt" in item.form])
    before = values_of(tmp_path)
    desk = open_desk(tmp_path).remembering()
    ward = folder.units("hoang-mai", MID)[4]
    sent = submission(folder.catalogue, "bhyt_duoi_6_tuoi", ward, 4, MID)
    target = next(
        line.cell for line in account(desk, Wanted(BHYT, ward.code, MID)).counted("numerator")
    )
    dependants = {
        (name, token)
        for name in desk.catalogue.indicators
        for token in ("hoang-mai", ward.code)
        for line in account(desk, Wanted(name, token, MID)).lines
        if line.counts and (line.cell.locality, line.cell.cell) == (ward.key, target.cell)
    }
    observations = tuple(
        item if item.cell != target.cell else item._replace(value=Decimal(1), text="1")
        for item in sent.observations
    )
    mended = replace(sent, observations=observations)
    folder.load([mended], datetime(2024, 5, 12, tzinfo=UTC))
    after = values_of(tmp_path)
    changed = {key for key in before if before[key] != after[key]}
    # The sum of the district and the ward itself, and none of the thirteen others.
    assert changed and changed == dependants
    assert {token for _, token in changed} == {"hoang-mai", ward.code}


# ── The page ──────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_formula_sums_and_cells(open_page: Open, filled: Folder) -> None:
    text = unescape(text_of(open_page(filled.path, "nguon-so-lieu", **MID_2024, chi_tieu=BHYT)))
    assert "1.170 ÷ 1.300 × 100 = 90,0%" in text and "Khớp:" in text
    assert "cộng 13 ô được 1.170" in text and "SHA-256" in text and "Công văn 12/BC" in text
    assert "“Biểu” › R0C" in text


def test_a_link_names_unit_and_breakdown(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "chi_tieu": BHYT, "don_vi": "00301"}
    text = text_of(open_page(filled.path, "nguon-so-lieu", **asked))
    assert "cộng 1 ô được" in text
    app = open_page(filled.path, "nguon-so-lieu", **{**asked, "don_vi": "99999"})
    assert "99999" in app.warning[0].value
    app.button[0].click().run()
    assert "90,0%" in text_of(app)


@pytest.mark.parametrize("path", ["", "ket-qua", "ban-do"])
def test_pages_lead_to_the_source(open_page: Open, filled: Folder, path: str) -> None:
    text = text_of(open_page(filled.path, path, **MID_2024))
    link = re.search(
        r"(?:\]\(|href=\")(nguon-so-lieu\?[^)\"]*chi-tieu=bhyt_coverage_under_6)[)\"]", text
    )
    assert link and "dia-ban=hoang-mai" in link[1] and "nam=2024" in link[1]


def test_a_replaced_report_stands_beside_the_one_in_force(open_page: Open, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    ward = folder.units("hoang-mai", MID)[0]
    for position in (0, 5):
        folder.load([submission(folder.catalogue, "bhyt_duoi_6_tuoi", ward, position, MID)])
    text = text_of(open_page(tmp_path, "nguon-so-lieu", **MID_2024, chi_tieu=BHYT))
    assert "Các ô không được tính (2 ô)" in text and "Đã thay thế" in text


def test_a_figure_nobody_reported_says_so(open_page: Open, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    ward = folder.units("hoang-mai", MID)[0]
    folder.load([submission(folder.catalogue, "bhyt_duoi_6_tuoi", ward, 0, MID)])
    app = open_page(tmp_path, "nguon-so-lieu", **MID_2024, chi_tieu="child_injuries")
    assert "Chưa có ô nào" in text_of(app)


def test_the_public_is_told_why_the_cells_are_shut(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "chi_tieu": "special_circumstances_by_group"}
    app = open_page(filled.path, "nguon-so-lieu", audience="public", **asked)
    text = text_of(app)
    assert "không cho xem từng ô" in text and "SHA-256" not in text
    assert not app.get("download_button")
    assert param(app.query_params["chi-tieu"]) == "special_circumstances_by_group"


@pytest.fixture(scope="module")
def thanh_hoa(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Twelve communes of one province, whose protected sums are large enough to be shown."""
    folder = Folder(tmp_path_factory.mktemp("thanh-hoa"))
    people = People(folder.catalogue, folder.registry, "shut")
    when = Period.parse("2024-12M")
    units = folder.units("ha-trung", when)[:12]
    folder.load([people.report("bao_ve_tro_giup_tre_em", unit, when) for unit in units])
    return folder


@pytest.mark.parametrize("name", ["child_labour_found", "child_labour_supported_share"])
def test_shut_cells_are_no_fault(open_page: Open, thanh_hoa: Folder, name: str) -> None:
    """A figure that the public sees without its cells: nothing to add up, and nothing amiss."""
    asked = {"dia_ban": "38", "nam": "2024", "ky": "12T", "chi_tieu": name}
    label = "Số trẻ em lao động trái quy định của pháp luật được thông báo, phát hiện"
    seen = unescape(text_of(open_page(thanh_hoa.path, "nguon-so-lieu", **asked)))
    assert "Khớp:" in seen and "SHA-256" in seen
    text = unescape(text_of(open_page(thanh_hoa.path, "nguon-so-lieu", audience="public", **asked)))
    assert "không cho xem từng ô" in text and "12/" in text and label in text
    for alarm in ("KHÔNG KHỚP", "Khớp:", "Báo người vận hành", "chưa có ô nào", "cộng 12 ô"):
        assert alarm not in text, alarm


def test_a_hidden_figure_does_not_claim_that_nobody_reported(
    open_page: Open, thanh_hoa: Folder
) -> None:
    asked = {"dia_ban": "ha-trung", "nam": "2024", "ky": "12T", "chi_tieu": "child_labour_found"}
    text = unescape(text_of(open_page(thanh_hoa.path, "nguon-so-lieu", audience="public", **asked)))
    assert "Không công bố" in text and "Đã báo cáo" not in text


def test_an_account_without_cells_holds(thanh_hoa: Folder) -> None:
    desk, when = open_desk(thanh_hoa.path), Period.parse("2024-12M")
    shut = account(desk, Wanted("child_labour_found", "38", when), Audience.PUBLIC)
    assert shut.is_shut and shut.value.is_known and shut.adds_up
