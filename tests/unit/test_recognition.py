"""Recognition of child-friendly communes: never a pass from what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.disclosure.door import Audience, DisclosedValue, NotDisclosed, disclose
from childrights.evaluate.value import Value
from childrights.judgement.recognition import (
    Readiness,
    Standard,
    UnitClass,
    UnitScore,
    assess,
    assessment_of,
    load_standard,
    maxima_of,
)
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.strict_yaml import CatalogueError

PERIOD = Period.parse("2024-12M")
CODES = [f"C{number:02d}" for number in range(1, 14)]
MINIMA = {"urban": "900", "other": "850", "remote": "800"}
BARE = Standard(classes={name: UnitClass(label=name, minimum=m) for name, m in MINIMA.items()})
FULL = BARE.under(Standard(pass_marks=dict.fromkeys(CODES, "40"), units={"00331": "other"}))


def figure(
    number: str | None, *, name: str = "child_friendly_score", hidden: bool = False
) -> DisclosedValue:
    found = None if number is None else Decimal(number)
    status = ObservationStatus.MISSING if found is None else ObservationStatus.NORMAL
    value = Value(
        name, LocalityKey("00331", date(1900, 1, 1)), "00331", "Phường", PERIOD, {}, found,
        Decimal(1), found, frozenset({status}), Confidentiality.FREE, 1, 1,
    )  # fmt: skip
    audience = Audience.PUBLIC if hidden else Audience.INTERNAL
    return disclose([value], audience, lambda _: hidden)[0]


def unit(total: str | None = "860", recognised: str | None = "0", **other: str | None) -> UnitScore:
    """A commune with 65 points for each criterion but those given."""
    points = {code: figure(None if total is None else "65") for code in CODES}
    points |= {code: figure(number) for code, number in other.items()}
    return UnitScore(figure(total), points, figure(recognised, name="child_friendly_status"))


@pytest.mark.parametrize(
    ("score", "standard", "reformed", "expected"),
    [
        (unit(), BARE, False, Readiness.UNSURE),
        (unit("960"), BARE, False, Readiness.UNSURE),
        (unit("799"), BARE, False, Readiness.SHORT),
        (unit("960", C03="0"), BARE, False, Readiness.SHORT),
        (unit(), FULL, False, Readiness.READY),
        (unit("849.5"), FULL, False, Readiness.SHORT),
        (unit("960", C03="39"), FULL, False, Readiness.SHORT),
        (unit("960", C03=None), FULL, False, Readiness.UNSURE),
        (unit("700", recognised="1"), FULL, False, Readiness.RECOGNISED),
        (unit(None, None), FULL, False, Readiness.NOT_REPORTED),
        (unit(None, None), FULL, True, Readiness.NOT_REASSESSED),
        (unit("960"), Standard(), False, Readiness.UNSURE),
    ],
)
def test_what_points_say(
    score: UnitScore, standard: Standard, reformed: bool, expected: Readiness
) -> None:
    assert assess(score, standard, is_reformed=reformed).readiness is expected


@pytest.mark.parametrize("missing", CODES)
def test_one_unknown_pass_mark_is_enough_not_to_conclude(missing: str) -> None:
    marks = {code: "40" for code in CODES if code != missing}
    standard = BARE.under(Standard(pass_marks=marks, units={"00331": "remote"}))
    found = assess(unit("1000"), standard, is_reformed=False)
    assert found.readiness is Readiness.UNSURE and found.unset == (missing,)


def test_ready_needs_everything_known() -> None:
    """Every combination of what an operator may leave out: one alone concludes."""
    ready = []
    for marks, kinds, minima, criterion in product((True, False), repeat=4):
        standard = Standard(
            classes=BARE.classes if minima else {},
            pass_marks=FULL.pass_marks if marks else {},
            units=FULL.units if kinds else {},
        )
        score = unit("860") if criterion else unit("860", C08=None)
        if assess(score, standard, is_reformed=False).readiness is Readiness.READY:
            ready.append((marks, kinds, minima, criterion))
    assert ready == [(True, True, True, True)]


def test_points_short_of_each_least_total_that_may_bind() -> None:
    found = assess(unit("860"), BARE, is_reformed=False)
    assert found.lacking == ((800, 0), (850, 0), (900, 40))
    assert assess(unit("830.5"), FULL, is_reformed=False).lacking == ((850, Decimal("19.5")),)


def test_hidden_points_say_nothing() -> None:
    hidden = UnitScore(figure("960", hidden=True), {}, None)
    assert assess(hidden, FULL, is_reformed=False).readiness is Readiness.HIDDEN
    with pytest.raises(NotDisclosed):
        assess(UnitScore(figure("9")._value, {}, None), FULL, is_reformed=False)  # type: ignore[arg-type]


# ── What is known, and where from ─────────────────────────────────────────────────────────


def test_the_catalogue_says_what_is_assessed(catalogue: Catalogue) -> None:
    about = assessment_of(catalogue)
    assert about is not None
    assert (about.score, about.criterion) == ("child_friendly_score", "criterion")
    assert (about.status, about.share) == ("child_friendly_status", "child_friendly_share")


def test_maxima_are_those_printed_in_the_form_or_the_operators(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    indicator = catalogue.indicators["child_friendly_score"]
    ours = load_standard(catalogue, tmp_path)
    found = maxima_of(catalogue, indicator, "criterion", PERIOD, ours)
    assert found == {"C01": 100, "C06": 125, "C07": 50}
    assert [item.minimum for item in ours.classes.values()] == ["900", "850", "800"]
    assert not ours.pass_marks and not ours.units
    write(tmp_path, 'maxima: {C02: 75, C06: 130}\npass_marks: {C02: 50}\nunits: {"00331": urban}\n')
    own = load_standard(catalogue, tmp_path)
    changed = maxima_of(catalogue, indicator, "criterion", PERIOD, own)
    assert changed == {"C01": 100, "C02": 75, "C06": 130, "C07": 50}
    assert own.minima_of("00331") == (900,) and own.minima_of("00316") == (800, 850, 900)


def write(folder: Path, text: str) -> None:
    (folder / "overlay").mkdir(exist_ok=True)
    (folder / "overlay" / "recognition.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("maxima: {C14: 10}\n", r"recognition.yaml:1.*không có tiêu chí “C14”"),
        ("maxima: {C02: 75}\npass_marks: {C02: 80}\n", r"recognition.yaml:2.*lớn hơn điểm tối đa"),
        ('units: {"00331": city}\n', r"recognition.yaml:1.*không có loại “city”"),
        ("maximum: {C02: 75}\n", r"recognition.yaml:1"),
        ("units: {0033: urban}\n", r"recognition.yaml:1"),
    ],
)
def test_a_slip_in_the_overlay_is_named_by_line(
    catalogue: Catalogue, tmp_path: Path, text: str, says: str
) -> None:
    write(tmp_path, text)
    with pytest.raises(CatalogueError, match=says):
        load_standard(catalogue, tmp_path)
