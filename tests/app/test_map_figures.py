"""Maps: classes told by hand, geometry held to what the browser needs, figures as dictionaries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import shapely
from made import CATALOGUE, DEATHS, TODAY, progress, raw, shown, target

from childrights.catalogue.model import Comparator
from childrights.disclosure.door import Audience, NotDisclosed
from childrights.figures.html import map_legend_html
from childrights.figures.map import Ground, unit_map
from childrights.figures.map_classes import (
    Scheme,
    UnreadableMarks,
    classify,
    read_marks,
    schemes_for,
)
from childrights.figures.map_geometry import map_geometry
from childrights.judgement.targets import Progress, judge
from childrights.places.archipelagos import is_of_archipelago
from childrights.places.model import Level, Locality, LocalityKey

DAY = date(1900, 1, 1)


def unit(value: str | None, code: str, wanted: str | None = None, **more: str) -> Progress:
    return progress(
        raw(value, code=code, name=f"Phường {code}", **more), target(wanted) if wanted else None
    )


def tiles(codes: list[str], wide: float = 0.01) -> dict[str, shapely.Geometry]:
    """Squares in a row, sharing their edges."""
    return {
        code: shapely.box(105.8 + wide * row, 21.0, 105.8 + wide * (row + 1), 21.0 + wide)
        for row, code in enumerate(codes)
    }


def legend(units: list[Progress], scheme: Scheme, *marks: str) -> list[tuple[str, int]]:
    found = classify(units, scheme, [Decimal(mark) for mark in marks])
    return [(step.text, step.count) for step in found.classes]


def test_a_unit_that_only_rounds_up_to_its_target_has_not_met_it() -> None:
    # 94.96% of 10,000 children shows as 95.0%; 94.8% does not.
    short = replace(raw("95.0", code="01"), numerator=Decimal(9496), denominator=Decimal(10000))
    units = [unit("95", "00", "95"), progress(short, target("95")), unit("94.8", "02", "95")]
    assert legend(units, Scheme.TARGET) == [
        ("Đạt chỉ tiêu", 1),
        ("Chưa đạt, cách chỉ tiêu dưới 0,1 điểm phần trăm", 1),
        ("Chưa đạt, cách chỉ tiêu 0,2 điểm phần trăm", 1),
    ]


def test_classes_by_target_part_at_from_below() -> None:
    values = ("100", "95", "94.9", "90", "80", "60", None)
    units = [unit(value, f"0{row}", "95") for row, value in enumerate(values)]
    assert legend(units, Scheme.TARGET) == [
        ("Đạt chỉ tiêu", 2),
        ("Chưa đạt, cách chỉ tiêu 0,1 điểm phần trăm", 1),
        ("Chưa đạt, cách chỉ tiêu 5,0 đến 15,0 điểm phần trăm", 2),
        ("Chưa đạt, cách chỉ tiêu 35,0 điểm phần trăm", 1),
        ("Chưa báo cáo", 1),
    ]


def test_a_figure_on_a_limit_it_must_stay_below_is_not_at_its_target() -> None:
    item = progress(raw("9"), target("9", Comparator.BELOW))
    found = classify([item], Scheme.TARGET)
    assert found.classes[0].text.startswith("Chưa đạt, cách chỉ tiêu 0")


def test_equal_figures_are_never_parted_and_classes_hold_as_many_units() -> None:
    units = [unit(str(number), f"{number:02}") for number in (1, 2, 3, 4, 5, 6, 7, 8)]
    assert [count for _, count in legend(units, Scheme.QUANTILE)] == [2, 2, 2, 2]
    level = [unit(str(number), f"{row:02}") for row, number in enumerate([5] * 7 + [9])]
    assert legend(level, Scheme.QUANTILE) == [("5,0%", 7), ("9,0%", 1)]


def test_marks_set_by_hand_keep_an_empty_class_and_a_figure_on_a_mark_stands_above_it() -> None:
    units = [unit(number, number) for number in ("10", "80", "99")]
    assert legend(units, Scheme.HAND, "80", "90", "95") == [
        ("Dưới 80,0%", 1),
        ("Từ 80,0% đến dưới 90,0%", 1),
        ("Từ 90,0% đến dưới 95,0%", 0),
        ("Từ 95,0% trở lên", 1),
    ]
    assert read_marks("95,5; 80% 90") == (Decimal(80), Decimal(90), Decimal("95.5"))
    for text in ("", "tám mươi", "1;2;3;4;5", "NaN"):
        with pytest.raises(UnreadableMarks, match="ví dụ"):
            read_marks(text)


def test_the_five_things_that_can_stand_where_a_figure_would_differ_without_colour() -> None:
    count = {"indicator": DEATHS}
    units = [
        unit("3", "01", **count),
        unit("0", "02", **count),
        unit(None, "03", **count, status="O"),
        unit(None, "04", **count, status="M"),
        progress_hidden("05"),
    ]
    found = classify(units, Scheme.QUANTILE)
    symbols = [found.classes[index].symbol for index in found.of_unit]
    assert symbols[0] == "" and len(set(symbols)) == 5
    said = map_legend_html(found.classes)
    for words in ("Không phát sinh", "Chưa báo cáo", "Không áp dụng", "Không công bố"):
        assert words in said
    assert said.count("<strong>1</strong> đơn vị") == 5


def progress_hidden(code: str) -> Progress:
    """A figure that the public may not see."""
    value = shown(raw("2", indicator=DEATHS, code=code), Audience.PUBLIC)
    assert value.is_suppressed
    return judge(CATALOGUE, DEATHS, value, None, TODAY)


def test_a_rate_of_zero_keeps_its_class_and_bears_a_symbol() -> None:
    found = classify([unit("0", "01", "90"), unit("95", "02", "90")], Scheme.TARGET)
    assert found.zeros == (0,)
    assert [(step.text, step.count) for step in found.classes][-1] == ("Trong đó bằng 0", 1)


def test_by_target_is_offered_only_where_one_is_in_force() -> None:
    assert Scheme.TARGET not in schemes_for([unit("1", "01")])
    assert schemes_for([unit("1", "01", "90")])[0] is Scheme.TARGET


def test_geometry_is_clockwise_rounded_and_still_one_coverage() -> None:
    made = map_geometry(tiles(["01", "02", "03"]), frozenset({"01", "02", "03"}))
    document = json.loads(made.text)
    rings = [f["geometry"]["coordinates"][0][0] for f in document["features"]]
    shapes = [shapely.Polygon(ring) for ring in rings]
    assert all(not shape.exterior.is_ccw for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert all(round(x, 4) == x and round(y, 4) == y for ring in rings for x, y in ring)
    assert made.widths["02"] == pytest.approx(1 / 3)


def test_what_anyone_may_fetch_holds_geometry_and_codes_alone() -> None:
    document = json.loads(map_geometry(tiles(["01"]), frozenset({"01"})).text)
    [feature] = document["features"]
    assert feature.keys() == {"type", "id", "properties", "geometry"}
    assert feature["id"] == "01" and feature["properties"] == {}


def figure(codes: list[str], *, national: bool = False, address: str = "") -> dict[str, object]:
    units = [unit(str(row % 100), code, "50") for row, code in enumerate(codes)]
    geometry = map_geometry(tiles(codes), frozenset(codes))
    ground = Ground(geometry, address, {}, national)
    return unit_map(units, classify(units, Scheme.TARGET), ground, codes[0])


def test_every_unit_stands_in_the_colour_of_its_class() -> None:
    drawn = figure(["01", "02"])
    areas = next(t for t in drawn["data"] if t["type"] == "choropleth" and t.get("text"))  # type: ignore[index, attr-defined]
    count = round(areas["zmax"] + 0.5)
    for place in areas["z"]:
        at = (place + 0.5) / count
        below = [colour for edge, colour in areas["colorscale"] if edge <= at][-1]
        above = next(colour for edge, colour in areas["colorscale"] if edge >= at)
        assert below == above


def test_the_archipelagos_stand_on_a_national_map_whatever_the_file_draws() -> None:
    text = json.dumps(figure(["01", "02"], national=True), ensure_ascii=False)
    assert "Quần đảo Hoàng Sa<br>(Đà Nẵng)" in text
    assert "Quần đảo Trường Sa<br>(Khánh Hòa)" in text
    assert "Hoàng Sa" not in json.dumps(figure(["01", "02"]), ensure_ascii=False)
    key = LocalityKey("20333", date(2025, 7, 1))
    assert is_of_archipelago(Locality(key, "Đặc khu Hoàng Sa", Level.COMMUNE, "48", "48"))


def test_a_figure_of_many_units_is_small_and_names_its_address() -> None:
    codes = [f"{row:05}" for row in range(3_321)]
    drawn = figure(codes, national=True, address="app/static/geo/x.json")
    text = json.dumps(drawn)
    assert len(text.encode()) < 100_000
    assert "coordinates" not in text and "app/static/geo/x.json" in text


def test_only_what_came_through_the_door_is_drawn() -> None:
    geometry = map_geometry(tiles(["01"]), frozenset({"01"}))
    item = unit("1", "01")
    bare = Progress(item.indicator, raw("1"), None, item.verdict, None, None)  # type: ignore[arg-type]
    with pytest.raises(NotDisclosed):
        unit_map([bare], classify([item], Scheme.QUANTILE), Ground(geometry, "", {}))
