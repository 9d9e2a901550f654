"""Charts made by hand for tests of printing. `python tests/app/printed.py` draws the golden ones
again; look at each before committing it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

from made import BHYT, CATALOGUE, DEATHS, STATUS, progress, raw, shown, target

from childrights.catalogue.model import Comparator
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.figures.breakdown import describe_breakdown
from childrights.figures.cross import Axis, Cross, axis_of, cross
from childrights.figures.funnel import describe_funnel
from childrights.figures.matrix import describe_cross
from childrights.figures.notes import notes_for
from childrights.figures.panels import describe_panels, panels_of
from childrights.figures.pictures import Picture
from childrights.figures.print.caption import Caption
from childrights.figures.print.press import Chart, Format, print_chart
from childrights.figures.print.sheet import Size
from childrights.figures.recognition import Criteria, UnitAssessed, describe_criteria
from childrights.figures.schematic import schematic
from childrights.figures.trend import describe_trend
from childrights.figures.units import describe_units
from childrights.judgement.comparison import Beside, compare_units
from childrights.judgement.intervals import Interval
from childrights.judgement.recognition import Standard, UnitClass, UnitScore, assess
from childrights.judgement.targets import Progress
from childrights.places.model import Level, Locality, LocalityKey

PICTURES = Path(__file__).parents[1] / "golden" / "pictures"
SCREEN_DPI = 80
SCORE = "child_friendly_score"
STANDARD = Standard(
    document="Quyết định số 06/QĐ-TTg ngày 03/01/2019",
    classes={"other": UnitClass(label="Xã, phường còn lại", minimum="850")},
    pass_marks={"C01": "50"},
)
SINCE = date(1900, 1, 1)
NAMES = (
    "Thanh Trì", "Vĩnh Hưng", "Định Công", "Mai Động", "Tương Mai", "Đại Kim", "Tân Mai",
    "Hoàng Văn Thụ", "Giáp Bát", "Lĩnh Nam", "Thịnh Liệt", "Trần Phú", "Hoàng Liệt", "Yên Sở",
)  # fmt: skip


def caption(what: str, place: str, indicator: str = BHYT, coverage: str = "") -> Caption:
    notes = notes_for(
        CATALOGUE.indicators[indicator], what, place, "6 tháng đầu năm 2024", coverage, "Mô tả."
    )
    return Caption(notes, date(2026, 11, 22), date(2024, 5, 14), is_demonstration=True)


def series(*values: str | None) -> list[Progress]:
    """One figure a year from 2021 on, the last an estimate, each beside a rising target."""
    return [
        progress(
            raw(
                value, period=f"{2021 + n}-12M",
                status="O" if value is None else "E" if n == len(values) - 1 else "A",
            ),
            target(str(93 + n)),
        )
        for n, value in enumerate(values)
    ]  # fmt: skip


def units(count: int, audience: Audience = Audience.INTERNAL) -> list[Progress]:
    """Units of which every ninth has not reported."""
    found = []
    for n in range(count):
        value = None if n % 9 == 5 else str(100 - (n * 7) % 23)
        name = f"Phường {NAMES[n % 14]}" + (f" {n // 14 + 1}" if n >= 14 else "")
        item = progress(
            raw(value, name=name, code=f"{n:05d}", status="A" if value else "O"), target("95")
        )
        found.append(replace(item, value=shown(item.value._value, audience)))
    return found


def places(count: int) -> list[Locality]:
    return [
        Locality(
            LocalityKey(f"{n:05d}", SINCE), "Xã", Level.COMMUNE, "", "", None,
            20.9 + (n * 37 % 23) / 100, 105.8 + (n * 53 % 19) / 100,
        )
        for n in range(count)
    ]  # fmt: skip


def trend(*values: str | None, breaks: bool = False) -> Picture:
    words = replace(caption("Diễn biến", "Quận Hoàng Mai (đến 30/6/2025)"), cut_off=None)
    return Picture(describe_trend(series(*values), breaks), words)


def uncertain() -> Picture:
    """Few children a year: each figure with how far chance could have taken it."""
    found = series("91.5", "88.0", "95.0")
    spreads = {2021: Interval(84.1, 95.6), 2022: Interval(79.8, 93.1), 2023: Interval(88.2, 98.0)}
    words = caption("Diễn biến", "Phường Hoàng Mai")
    return Picture(describe_trend(found, False, spreads), words)


def bounded() -> Picture:
    """A year whose units were divided: only the least and the most are known."""
    divided = replace(
        raw(None, period="2025-12M", status="O"), lower=Decimal("91.2"), upper=Decimal("97.6")
    )
    known = [raw(value, period=f"{year}-12M") for year, value in ((2023, "93"), (2024, "94.5"))]
    found = [progress(value, target("95")) for value in (*known, divided)]
    return Picture(describe_trend(found, breaks=True), caption("Diễn biến", "Phường Hoàng Mai"))


def side_by_side(count: int, audience: Audience = Audience.INTERNAL) -> Picture:
    chart = describe_units(units(count, audience), shown(raw("94.2"), audience))
    return Picture(chart, caption("So sánh theo đơn vị", "Tỉnh Lâm Đồng", coverage="12/14 phường"))


def tiles(count: int, hidden: int = 0) -> Picture:
    """Tiles, the first of which are hidden from the public."""
    words = caption("Sơ đồ", "Quận Hoàng Mai")
    own = LocalityKey("00003", SINCE)
    shown_units = [*units(hidden, Audience.PUBLIC), *units(count)[hidden:]]
    found = schematic(shown_units, places(count), words.notes, lambda _: "", own)
    return Picture(found, words)


def deaths() -> Picture:
    """Tiny counts, a true zero, a ceiling of none, and very long names."""
    values = ("0", "3", "1", None)
    found = [
        progress(
            raw(
                value, indicator=DEATHS, code=f"{n:05d}", status="A" if value else "O",
                name=f"Tổ dân phố số {n + 1} Khu đô thị mới Bắc bán đảo Linh Đàm và phụ cận",
            ),
            target("0", Comparator.AT_MOST, DEATHS),
        )
        for n, value in enumerate(values)
    ]  # fmt: skip
    chart: Chart = describe_units(found, shown(raw("4", indicator=DEATHS)))
    return Picture(chart, caption("So sánh theo thôn, tổ dân phố", "Phường Hoàng Liệt", DEATHS))


def recognised() -> Picture:
    found = [
        progress(raw(value, indicator=STATUS, code=f"{n:05d}", name=f"Phường {NAMES[n]}"))
        for n, value in enumerate(("1", "0", "1"))
    ]
    chart = describe_units(found, shown(raw("1", indicator=STATUS)))
    return Picture(chart, caption("So sánh theo đơn vị", "Quận Hoàng Mai", STATUS))


def sized(count: int, hidden: int = 0) -> list[Beside]:
    """Units from 60 children on, the first far below the mean of 90%, some of them hidden."""
    found = []
    for n in range(count):
        size = 60 + 45 * n
        held = size * (62 if n == 0 else 84 + (n * 5) % 13) // 100
        made = replace(
            raw(f"{100 * held / size:.1f}", name=f"Phường {NAMES[n % 14]}", code=f"{n:05d}"),
            numerator=Decimal(held),
            denominator=Decimal(size),
        )
        audience = Audience.PUBLIC if n >= count - hidden else Audience.INTERNAL
        found.append(shown(made, audience))
    mean = replace(raw("90"), numerator=Decimal(900), denominator=Decimal(1000))
    return compare_units(CATALOGUE.indicators[BHYT], found, shown(mean))


def funnel(count: int, hidden: int = 0) -> Picture:
    mean = replace(raw("90.0"), numerator=Decimal(900), denominator=Decimal(1000))
    indicator = CATALOGUE.indicators[BHYT]
    chart = describe_funnel(indicator, sized(count, hidden), shown(mean), "Trẻ em dưới 6 tuổi")
    assert chart is not None
    return Picture(chart, caption("So với bình quân", "Quận Hoàng Mai"))


def intervals(count: int) -> Picture:
    found = sized(count)
    units = [progress(unit.value._value, target("95")) for unit in found]
    spreads = {unit.value.locality: unit.interval for unit in found if unit.interval}
    own = found[2].value.locality
    chart = describe_units(units, shown(raw("90.0")), spreads, own)
    return Picture(chart, caption("So sánh theo đơn vị", "Quận Hoàng Mai"))


def by_sex(*values: str | None) -> Picture:
    found = [
        shown(raw(value, breakdown={"sex": code}, status="A" if value else "O"))
        for code, value in zip(("M", "F"), values, strict=True)
    ]
    chart = describe_breakdown(
        CATALOGUE.indicators[BHYT], CATALOGUE.dimensions["sex"], "sex", found
    )
    return Picture(chart, caption("Theo giới tính", "Quận Hoàng Mai"))


def crossed(*names: str) -> Cross:
    """Deaths by cause and others; one cause not reported, the rest 0 to 3."""
    indicator = CATALOGUE.indicators[DEATHS]
    rows, *columns = (axis_of(CATALOGUE, indicator, name) for name in ("cause", *names))

    def answers(*axes: Axis) -> list[DisclosedValue]:
        found = []
        for codes in product(*(axis.codes for axis in axes)):
            is_missing = "07" in codes
            count = sum(ord(letter) for code in codes for letter in code) % 4
            where = {axis.name: code for axis, code in zip(axes, codes, strict=True)}
            text, status = (None, "O") if is_missing else (str(count), "A")
            found.append(shown(raw(text, indicator=DEATHS, breakdown=where, status=status)))
        return found

    tables = {
        tuple(axis.name for axis in axes): answers(*axes)
        for axes in ((), (rows,), tuple(columns), (rows, *columns))
    }
    return cross(indicator, rows, tuple(columns), tables, adds_up=True)


def deaths_crossed() -> Picture:
    return Picture(
        describe_cross(crossed("sex", "age")), caption("Theo loại, giới tính", "Hoàng Mai", DEATHS)
    )


def deaths_in_panels() -> Picture:
    found = crossed("age")
    chart = describe_panels(found.indicator, panels_of(found))
    return Picture(chart, caption("Theo loại, nhóm tuổi", "Quận Hoàng Mai", DEATHS))


def assessed() -> Picture:
    """Wards by criteria: recognised, short by a zero, not reported, not assessed anew."""
    score = CATALOGUE.indicators[SCORE]
    listed = []
    for n, name in enumerate(NAMES[:6]):
        is_absent = n in (3, 4)
        points = {
            code: raw(
                None if is_absent else str(0 if (n, at) == (1, 2) else 40 + (n * 7 + at * 5) % 35),
                indicator=SCORE, breakdown={"criterion": code}, status="O" if is_absent else "A",
            )
            for at, code in enumerate(score.breakdowns["criterion"])
        }  # fmt: skip
        total = None if is_absent else str(700 + 60 * n)
        status = "O" if is_absent else "A"
        unit = UnitScore(
            shown(raw(total, indicator=SCORE, status=status)),
            {code: shown(value) for code, value in points.items()},
            shown(raw("1" if n == 5 else "0", indicator=STATUS)),
        )
        found = assess(unit, STANDARD, is_reformed=n == 4)
        listed.append(UnitAssessed(f"Phường {name}", unit, found))
    maxima = {"C01": Decimal(100), "C06": Decimal(125)}
    criteria = Criteria(score, CATALOGUE.dimensions["criterion"], maxima)
    chart = describe_criteria(listed, criteria, STANDARD)
    return Picture(chart, caption("Điểm từng tiêu chí", "Quận Hoàng Mai", SCORE))


CASES: dict[str, Picture] = {
    "trend": trend("91.5", "93.2", None, "95.0", "97.4", "98.1", breaks=True),
    "trend-one-year": trend("0.0"),
    "trend-over-100": trend("98.0", "148.1", "96.0"),
    "trend-bounds": bounded(),
    "trend-intervals": uncertain(),
    "units-14": side_by_side(14),
    "units-36": side_by_side(36),
    "units-1": side_by_side(1),
    "units-hidden": side_by_side(5, Audience.PUBLIC),
    "units-deaths": deaths(),
    "units-recognised": recognised(),
    "units-intervals": intervals(14),
    "funnel-14": funnel(14, hidden=2),
    "sex": by_sex("96.1", None),
    "sex-over-100": by_sex("148.1", "12.0"),
    "matrix": deaths_crossed(),
    "matrix-criteria": assessed(),
    "panels": deaths_in_panels(),
    "map-14": tiles(14),
    "map-hidden": tiles(14, hidden=7),
    "map-60": tiles(60),
}
GOLDEN = [*((name, Size.A4) for name in CASES), ("trend", Size.SLIDE)]


def printed(name: str, size: Size) -> bytes:
    """A golden picture, at a resolution that keeps the repository small."""
    case = CASES[name]
    return print_chart(case.chart, case.caption, size, Format.PNG, SCREEN_DPI)


if __name__ == "__main__":
    for name, size in GOLDEN:
        (PICTURES / f"{name}_{size.value}.png").write_bytes(printed(name, size))
