"""Charts, cards, tables and schematics: what they say, and what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import BHYT, CATALOGUE, DEATHS, progress, raw, shown, target

from childrights.catalogue.model import Comparator
from childrights.disclosure.door import Audience, NotDisclosed
from childrights.figures import html, palette
from childrights.figures.attainment import headline_card, summary_sentence
from childrights.figures.attention import shortlist, units_to_call
from childrights.figures.breakdown import breakdown_figure, describe_breakdown
from childrights.figures.change import say_change, say_since
from childrights.figures.cross import axis_of, cross
from childrights.figures.notes import Notes, notes_for
from childrights.figures.overview import first_calls_html, overview_html, overview_line
from childrights.figures.panels import PanelOf, describe_panels
from childrights.figures.parts_table import counts_table, parts_table
from childrights.figures.reporting import State, UnitState, reported_words
from childrights.figures.schematic import LABEL, layout, schematic
from childrights.figures.spark import describe_spark
from childrights.figures.table import Cell, Column, Table, gap_cell, trend_table, unit_table
from childrights.figures.trend import BREAK_LABEL, describe_trend, trend_figure, trend_keys
from childrights.figures.units import Order, describe_units, ordered, shape_words, units_figure
from childrights.figures.words import Look, look_of, marks_of, say_target, say_value, unit_noun
from childrights.judgement.parts import Split
from childrights.judgement.targets import Progress, Verdict
from childrights.periods import Period
from childrights.places.model import Level, Locality, LocalityKey

INDICATOR = CATALOGUE.indicators[BHYT]
MEASURES = (CATALOGUE.measures["bhyt_card_holders"], CATALOGUE.measures["bhyt_children"])
NOTES = Notes("Tên", "Kỳ", "Nguồn", "Mô tả")


def nowhere(_: object) -> str:
    return ""


def undisclosed() -> Progress:
    """What a careless caller could build: a raw value where a disclosed one belongs."""
    value = raw("95")
    return Progress(INDICATOR, value, None, Verdict.NO_TARGET, None, None)  # type: ignore[arg-type]


REFUSING: dict[str, Callable[[], object]] = {
    "trend": lambda: describe_trend([undisclosed()], breaks=False),
    "units": lambda: describe_units([undisclosed()], shown(raw("95"))),
    "units, whole": lambda: describe_units([], raw("95")),  # type: ignore[arg-type]
    "breakdown": lambda: describe_breakdown(
        INDICATOR,
        CATALOGUE.dimensions["sex"],
        "sex",
        [raw("95", breakdown={"sex": "M"})],  # type: ignore[list-item]
    ),
    "panels": lambda: describe_panels(INDICATOR, [PanelOf("", raw("95"), ())]),  # type: ignore[arg-type]
    "cross": lambda: cross(
        INDICATOR,
        axis_of(CATALOGUE, INDICATOR, "sex"),
        (axis_of(CATALOGUE, INDICATOR, "age"),),
        {(): [raw("95")]},  # type: ignore[list-item]
        adds_up=True,
    ),
    "parts table": lambda: parts_table(
        "",
        INDICATOR,
        axis_of(CATALOGUE, INDICATOR, "sex"),
        [],
        raw("95"),
        Split(),
        MEASURES,  # type: ignore[arg-type]
    ),
    "counts table": lambda: counts_table("", [(INDICATOR, [raw("95")])], nowhere),  # type: ignore[list-item]
    "schematic": lambda: schematic([undisclosed()], [], NOTES, nowhere),
    "unit table": lambda: unit_table("", INDICATOR, [undisclosed()], MEASURES, nowhere),
    "trend table": lambda: trend_table("", [undisclosed()], "phường", MEASURES),
    "card": lambda: headline_card(undisclosed(), None, Period.parse("2024-6M"), "phường"),
    "sentence": lambda: summary_sentence("", Period.parse("2024-6M"), [undisclosed()], 0, "", ""),
    "change": lambda: say_change(INDICATOR, raw("95"), None),  # type: ignore[arg-type]
    "calls": lambda: units_to_call([[undisclosed()]], {}, []),
    "sparkline": lambda: describe_spark(INDICATOR, [raw("95"), raw("96")]),  # type: ignore[list-item]
    "since": lambda: say_since(INDICATOR, (raw("95"), raw("94"))),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", REFUSING)
def test_nothing_is_drawn_that_was_not_disclosed(what: str) -> None:
    with pytest.raises(NotDisclosed):
        REFUSING[what]()


# ── Words ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "look", "text"),
    [
        (shown(raw("98.5")), Look.VALUE, "98,5%"),
        (shown(raw("0.0")), Look.ZERO, "0,0%"),
        (shown(raw("0", indicator=DEATHS)), Look.ZERO, "0"),
        (shown(raw(None, status="O")), Look.MISSING, "Chưa báo cáo"),
        (shown(raw(None, status="M")), Look.NOT_APPLICABLE, "Không áp dụng"),
        (shown(raw("98.5"), Audience.PUBLIC), Look.HIDDEN, "Không công bố"),
    ],
)
def test_each_look_has_its_own_words(value: object, look: Look, text: str) -> None:
    assert look_of(value) is look  # type: ignore[arg-type]
    assert say_value(CATALOGUE.indicators[value.indicator], value) == text  # type: ignore[attr-defined]


def test_marks_combine() -> None:
    assert marks_of(INDICATOR, shown(raw("95", status="PE"))) == ("Số sơ bộ", "Ước thực hiện")
    deaths = CATALOGUE.indicators[DEATHS]
    assert marks_of(deaths, shown(raw("0", indicator=DEATHS))) == ("Không phát sinh",)
    hidden = shown(raw("95"), Audience.PUBLIC)
    assert marks_of(INDICATOR, hidden) == ("Không công bố (bảo vệ thông tin trẻ em)",)


@pytest.mark.parametrize(
    ("wanted", "comparator", "text"),
    [
        ("100", Comparator.AT_LEAST, "100%"),
        ("90", Comparator.AT_LEAST, "từ 90% trở lên"),
        ("98.5", Comparator.ABOVE, "trên 98,5%"),
        ("9", Comparator.BELOW, "dưới 9%"),
        ("9", Comparator.AT_MOST, "không quá 9%"),
    ],
)
def test_a_target_keeps_its_comparator(wanted: str, comparator: Comparator, text: str) -> None:
    assert say_target(INDICATOR, target(wanted, comparator)) == text


def test_units_are_called_by_their_own_names() -> None:
    assert unit_noun(["Phường A", "Phường B"]) == "phường"
    assert unit_noun(["Phường A", "Xã B", "Thị trấn C"]) == "xã, phường, thị trấn"
    assert unit_noun([]) == "đơn vị"


# ── Change, card, sentence, calls ─────────────────────────────────────────────────────────


def test_change_between_like_units_is_in_points_or_cases() -> None:
    now, before = shown(raw("95.4", expected=1)), shown(raw("94.0", period="2023-6M"))
    said = say_change(INDICATOR, now, (now, before))
    assert said == "Tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023"
    deaths = CATALOGUE.indicators[DEATHS]
    now = shown(raw("4", indicator=DEATHS, expected=1))
    before = shown(raw("1", indicator=DEATHS, period="2023-6M"))
    said = say_change(deaths, now, (now, before))
    assert said == "Tăng 3 trường hợp so với cùng kỳ năm 2023"


def test_units_left_out_of_a_comparison_are_said() -> None:
    now, before = shown(raw("95")), shown(raw("94", period="2023-6M"))
    said = say_change(INDICATOR, shown(raw("60")), (now, before))
    assert said.endswith("năm 2023 (tính trên 1 đơn vị báo cáo cả hai kỳ)")


def test_without_like_units_nothing_is_compared() -> None:
    said = say_change(INDICATOR, shown(raw("95")), None)
    assert said.startswith("Không so sánh được với cùng kỳ năm 2023")


def test_a_card_says_target_verdict_and_coverage() -> None:
    item = progress(raw("95.4"), target("100"))
    card = headline_card(item, None, Period.parse("2024-6M"), "phường")
    assert (card.value, card.target) == ("95,4%", "Chỉ tiêu: 100%")
    assert card.whose == "Quận Hoàng Mai, kế hoạch năm 2024"
    assert (card.verdict, card.coverage) == ("Chưa hết kỳ", "1/14 phường đã báo cáo")
    assert (str(card.bar), str(card.tick)) == ("95.4", "100")
    assert headline_card(item, None, Period.parse("2025-6M"), "").period == (
        "Số liệu 6 tháng đầu năm 2024"
    )


def test_the_sentence_counts_only_assigned_targets() -> None:
    found = [
        progress(raw("100"), target("100")),
        progress(raw("95"), target("100")),
        progress(raw("2", indicator=DEATHS), target("0", Comparator.AT_MOST, DEATHS)),
        progress(raw("95")),
    ]
    said = summary_sentence(
        "Quận Hoàng Mai", Period.parse("2024-6M"), found, 3, "13/14 phường đã báo cáo đủ", "phường"
    )
    assert said == (
        "Quận Hoàng Mai, 6 tháng đầu năm 2024: 1/3 chỉ tiêu đã đạt, 1 chỉ tiêu đã vượt mức cho "
        "phép; 3 phường cần đôn đốc; 13/14 phường đã báo cáo đủ."
    )


def test_units_to_call_are_those_behind_target_and_whole_or_overdue() -> None:
    behind = progress(raw("80", code="1", name="A"), target("100"))
    near = progress(raw("97", code="2", name="B"), target("100"))
    key = LocalityKey("3", date(1900, 1, 1))
    late = UnitState(key, "C", State.OVERDUE, "BHYT")
    waiting = UnitState(LocalityKey("4", date(1900, 1, 1)), "D", State.WAITING, "BHYT")
    found = units_to_call([[behind, near]], {BHYT: shown(raw("90"))}, [late, waiting])
    assert {unit.name for unit in found} == {"A", "C"}
    reason = next(unit for unit in found if unit.name == "A").reasons[0].text
    assert reason == (
        "BHYT trẻ em dưới 6 tuổi: 80,0%, thấp hơn chỉ tiêu 20,0 điểm phần trăm, "
        "còn 20 trẻ em chưa được cấp thẻ BHYT, kém bình quân toàn địa bàn"
    )


def test_units_no_worse_than_the_mean_are_not_called() -> None:
    """Fourteen wards behind 100%, each within chance of the mean: a list of all calls nobody."""
    near = [
        progress(raw(text, code=str(number)), target("100"))
        for number, text in enumerate(("94", "95", "96", "95", "94"), 1)
    ]
    assert units_to_call([near], {BHYT: shown(raw("95"))}, []) == []


def test_a_unit_that_lacks_twice_the_average_is_called() -> None:
    """Lacking 8 + 1 + 1 + 2 = 12 children, 3 a unit: 8 is more than 6."""
    units = [
        progress(raw(text, code=str(number), name=text), target("100"))
        for number, text in enumerate(("92", "99", "99", "98"), 1)
    ]
    (called,) = units_to_call([units], {}, [])
    assert called.name == "92"
    assert called.reasons[0].text.endswith("còn thiếu từ hai lần mức trung bình một đơn vị")


def test_half_a_line_names_the_indicator_where_it_has_no_words_of_its_own() -> None:
    """Ten children short of nobody knows what: its name says of what."""
    registered = "birth_registration_under_5"
    units = [
        progress(raw(text, indicator=registered, code=text), target("100", indicator=registered))
        for text in ("90", "100")
    ]
    (called,) = units_to_call([units], {}, [])
    assert called.reasons[0].brief == (
        "Đăng ký khai sinh dưới 5 tuổi: 90,0%, còn 10 trẻ em chưa đạt"
    )


def test_a_broken_ceiling_is_called_however_small() -> None:
    """One death where none may be."""
    item = progress(
        raw("1", indicator=DEATHS, code="1", name="A"), target("0", Comparator.AT_MOST, DEATHS)
    )
    assert [unit.name for unit in units_to_call([[item]], {}, [])] == ["A"]


def test_those_to_call_first_differ_from_the_rest() -> None:
    """Deaths 3, 1, 1, 1 where none may be: 6 in all, 1.5 a unit; only 3 is twice that."""
    deaths = [
        progress(raw(text, indicator=DEATHS, code=str(n), name=f"Phường {n}"),
                 target("0", Comparator.AT_MOST, DEATHS))
        for n, text in enumerate(("1", "3", "1", "1"), 1)
    ]  # fmt: skip
    cards = [progress(raw("80", code="4", name="Phường 4"), target("100"))]
    found = units_to_call([deaths, cards], {BHYT: shown(raw("90"))}, [])
    assert len(found) == 4
    listed = shortlist(found)
    assert [unit.name for unit in listed.first] == ["Phường 2", "Phường 4"]
    # A death that most wards have had does not set Phường 4 apart; its missing cards do.
    assert [reason.brief for reason in listed.first[1].reasons] == [
        "Còn 20 trẻ em chưa được cấp thẻ BHYT (80,0%)"
    ]
    assert {unit.name for unit in listed.others} == {"Phường 1", "Phường 3"}


def test_no_more_than_five_are_called_first() -> None:
    late = [
        UnitState(LocalityKey(str(n), date(1900, 1, 1)), f"P{n}", State.OVERDUE, "BHYT")
        for n in range(8)
    ]
    listed = shortlist(units_to_call([], {}, late))
    assert (len(listed.first), len(listed.others)) == (5, 3)
    assert not {unit.unit for unit in listed.first} & {unit.unit for unit in listed.others}


def test_the_sentence_says_how_many_more_there_are() -> None:
    def said(first: int, others: int) -> str:
        return summary_sentence("X", Period.parse("2024-6M"), [], first, "", "xã", others)

    assert "5 xã cần đôn đốc và 6 xã khác cần theo dõi" in said(5, 6)
    assert "đôn đốc" not in said(0, 2) and "2 xã cần theo dõi" in said(0, 2)


def test_a_sparkline_breaks_where_a_figure_is_missing() -> None:
    values = [shown(raw(text)) for text in ("90", "91")] + [shown(raw(None)), shown(raw("95"))]
    drawn = describe_spark(INDICATOR, values)
    assert drawn is not None and [len(run) for run in drawn.runs] == [2, 1]
    # The least at the bottom, the most at the top, first and last at the margins.
    assert drawn.runs[0][0] == (4, 24) and drawn.runs[1][0] == (92, 4)
    assert "95,0%" in drawn.words and "Chưa báo cáo" in drawn.words
    assert describe_spark(INDICATOR, values[2:]) is None


def test_the_period_before_is_named_by_its_end() -> None:
    now, before = raw("95"), raw("94", period="2023-12M")
    assert say_since(INDICATOR, (shown(now), shown(before))) == (
        "Tăng 1,0 điểm phần trăm so với cuối năm 2023"
    )
    assert say_since(INDICATOR, None) == ""


def test_reporting_is_counted_over_the_units_that_were_due() -> None:
    key = LocalityKey("1", date(1900, 1, 1))
    states = [UnitState(key, "A", State.LATE, ""), UnitState(key, "B", State.RETURNED, "")]
    assert reported_words(states, "phường") == "1/2 phường đã báo cáo đủ"
    assert reported_words(states[:1], "phường") == "đã báo cáo đủ"
    assert reported_words([], "phường") == ""


# ── Charts ────────────────────────────────────────────────────────────────────────────────


def years(*values: str | None, first: int = 2023, status: str = "A") -> list[Progress]:
    return [
        progress(
            raw(value, period=f"{first + n}-12M", status="O" if value is None else status),
            target("96"),
        )
        for n, value in enumerate(values)
    ]


def lines(figure: dict[str, object]) -> list[list[int]]:
    return [trace["x"] for trace in figure["data"] if "markers" in trace["mode"]]  # type: ignore[index,attr-defined]


def words(figure: dict[str, object]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]  # type: ignore[index,call-overload]


def test_the_line_is_never_joined_across_the_reform() -> None:
    series = years("93", "94", "95", "96")
    drawn = describe_trend(series, breaks=True)
    figure = trend_figure(drawn)
    assert lines(figure) == [[2023, 2024], [2025, 2026]]
    assert BREAK_LABEL in words(figure)
    assert figure["layout"]["shapes"][0]["x0"] == 2024.5
    assert BREAK_LABEL in drawn.finding
    whole = trend_figure(describe_trend(series, breaks=False))
    assert lines(whole) == [[2023, 2024, 2025, 2026]]
    assert BREAK_LABEL not in words(whole) and whole["layout"]["shapes"] == []


def test_a_change_of_method_breaks_the_line_and_says_so() -> None:
    since = date(2025, 1, 1)
    values = [raw(number, period=f"{year}-12M") for year, number in ((2023, "93"), (2024, "94"))]
    values += [
        replace(raw(number, period=f"{year}-12M"), method_since=since)
        for year, number in ((2025, "81"), (2026, "82"))
    ]
    described = describe_trend([progress(value) for value in values], breaks=False)
    drawn = trend_figure(described)
    assert lines(drawn) == [[2023, 2024], [2025, 2026]]
    assert "Đổi cách tính từ năm 2025" in words(drawn)
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == [2024.5]
    assert described.finding.endswith("Đổi cách tính từ năm 2025: hai bên không so sánh được.")


def test_the_trend_says_what_its_marks_mean_and_nothing_of_marks_it_has_not() -> None:
    values = [raw("93", period="2024-12M"), raw("94", period="2025-12M", status="P")]
    alone = describe_trend([progress(values[0])], breaks=True)
    assert trend_keys(alone) == "Ký hiệu: ● Kết quả"
    aimed = describe_trend([progress(value, target("96")) for value in values], breaks=True)
    assert trend_keys(aimed) == (
        "Ký hiệu: ● Kết quả · ○ Số sơ bộ · gạch đứt: Chỉ tiêu của năm · "
        f"đường chấm đứng: {BREAK_LABEL}: hai bên không so sánh được"
    )


def test_two_breaks_are_two_lines_and_two_at_once_are_one() -> None:
    def of(since: date | None) -> list[Progress]:
        values = [raw("93", period=f"{year}-12M") for year in (2022, 2023, 2024, 2025)]
        changed = [
            replace(value, method_since=since)
            if since and value.period.last_day >= since
            else value
            for value in values
        ]
        return [progress(value) for value in changed]

    apart = trend_figure(describe_trend(of(date(2023, 1, 1)), breaks=True))
    assert lines(apart) == [[2022], [2023, 2024], [2025]]
    assert [shape["x0"] for shape in apart["layout"]["shapes"]] == [2022.5, 2024.5]
    together = trend_figure(describe_trend(of(date(2025, 7, 1)), breaks=True))
    assert lines(together) == [[2022, 2023, 2024], [2025]]
    assert f"{BREAK_LABEL}<br>Đổi cách tính từ ngày 01/7/2025" in words(together)


def test_half_years_break_a_year_later() -> None:
    series = [progress(raw("93", period=f"{year}-6M")) for year in (2024, 2025, 2026)]
    assert lines(trend_figure(describe_trend(series, breaks=True))) == [[2024, 2025], [2026]]


def test_a_gap_stays_a_gap_and_says_why() -> None:
    figure = trend_figure(describe_trend(years("93", None, "95"), breaks=False))
    assert lines(figure) == [[2023], [2025]]
    assert "Chưa<br>báo cáo" in words(figure)


def test_an_estimate_is_hollow() -> None:
    series = [*years("93"), *years("94", first=2024, status="E")]
    marker = trend_figure(describe_trend(series, breaks=False))["data"][0]["marker"]
    assert marker["color"] == [palette.NAVY, "#ffffff"]


def test_each_year_has_its_own_target_dash() -> None:
    dashes = [
        t
        for t in trend_figure(describe_trend(years("93", "94"), False))["data"]
        if t["mode"] == "lines"
    ]
    assert [trace["y"] for trace in dashes] == [[96.0, 96.0], [96.0, 96.0]]


def test_units_without_a_figure_stand_last_in_words() -> None:
    units = [
        progress(raw(None, status="O", name="A", code="1"), target("96")),
        progress(raw("97", name="B", code="2"), target("96")),
        progress(raw("91", name="C", code="3"), target("96")),
    ]
    assert [item.value.name for item in ordered(units, Order.VALUE)] == ["C", "B", "A"]
    assert [item.value.name for item in ordered(units, Order.OFFICIAL)] == ["A", "B", "C"]
    figure = units_figure(describe_units(units, shown(raw("94"))))
    assert figure["layout"]["yaxis"]["ticktext"] == ["A", "B", "C"]
    assert {"Chưa báo cáo", "Chỉ tiêu", "Mức chung"} == set(words(figure))
    assert figure["data"][0]["text"] == ["  97,0%", "  91,0%"]
    assert shape_words(units) == "Ký hiệu: ▲ Vượt chỉ tiêu; □ Chưa hết kỳ"


def test_fewer_is_better_sorts_the_other_way() -> None:
    units = [progress(raw(n, indicator=DEATHS, name=n)) for n in ("0", "3", "1")]
    assert [item.value.name for item in ordered(units, Order.VALUE)] == ["3", "1", "0"]


def test_bars_follow_the_catalogue_and_start_at_zero() -> None:
    sex = CATALOGUE.dimensions["sex"]
    values = [
        shown(raw("96", breakdown={"sex": "M"})),
        shown(raw(None, status="O", breakdown={"sex": "F"})),
    ]
    figure = breakdown_figure(describe_breakdown(INDICATOR, sex, "sex", values))
    assert figure["layout"]["yaxis"]["ticktext"] == ["Nam", "Nữ"]
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert (figure["data"][0]["text"], words(figure)) == (["96,0%"], ["Chưa báo cáo"])


def test_figures_are_plain_data() -> None:
    json.dumps(
        [
            trend_figure(describe_trend(years("93", "94"), True)),
            units_figure(describe_units(years("93"), shown(raw("94")))),
        ]
    )


def test_notes_say_what_when_and_how_much() -> None:
    notes = notes_for(INDICATOR, "Diễn biến", "Quận A", "2021–2024", "", "Tăng.")
    assert notes.title == "Diễn biến: BHYT trẻ em dưới 6 tuổi"
    assert notes.subtitle == "Quận A · 2021–2024"
    assert notes.alt.endswith("Tăng.")
    assert "chưa đối chiếu với văn bản gốc" in notes.source


# ── Schematic ─────────────────────────────────────────────────────────────────────────────


def place(code: str, latitude: float | None, longitude: float | None) -> Locality:
    key = LocalityKey(code, date(1900, 1, 1))
    return Locality(key, f"Xã {code}", Level.COMMUNE, "", "", None, latitude, longitude)


@given(st.lists(st.tuples(st.floats(8, 23), st.floats(102, 110)), min_size=1, max_size=40))
def test_every_unit_has_a_cell_of_its_own(points: list[tuple[float, float]]) -> None:
    places = [place(f"{n:05d}", *point) for n, point in enumerate(points)]
    cells = layout(places)
    assert len(set(cells.values())) == len(places)
    assert min(column for column, _ in cells.values()) == 1
    assert layout(list(reversed(places))) == cells


def test_north_is_up_and_east_is_right() -> None:
    cells = layout(
        [place("1", 21, 105), place("2", 20, 105), place("3", 21, 106), place("4", 20, 106)]
    )
    at = {key.code: cell for key, cell in cells.items()}
    assert at["1"][1] < at["2"][1] and at["1"][0] < at["3"][0]


def test_units_without_coordinates_follow_at_the_end() -> None:
    cells = layout([place("1", None, None), place("2", 21, 105), place("3", None, None)])
    rows = {key.code: row for key, (_, row) in cells.items()}
    assert rows["2"] < rows["1"] <= rows["3"]


def test_ground_tells_the_distance_to_the_target_and_the_legend_says_so() -> None:
    values = {"1": "97", "2": "95", "3": "80", "4": None}
    units = [
        progress(raw(v, code=c, name=f"Xã {c}", status="A" if v else "O"), target("96"))
        for c, v in values.items()
    ]
    figure = schematic(units, [place(c, 20 + int(c), 105) for c in values], NOTES, nowhere)
    colours = {tile.name: tile.colour for tile in figure.tiles}
    assert colours["Xã 1"] == palette.MET
    assert colours["Xã 2"] != colours["Xã 3"]
    assert [entry.text for entry in figure.legend] == [
        "Đạt chỉ tiêu",
        "Thấp hơn chỉ tiêu 1,0 điểm phần trăm",
        "Thấp hơn chỉ tiêu 16,0 điểm phần trăm",
        "Chưa báo cáo",
    ]
    assert next(tile for tile in figure.tiles if tile.name == "Xã 4").look is Look.MISSING


def test_ground_and_words_agree_with_the_verdict_where_rounding_reaches_the_target() -> None:
    short = replace(raw("96.0", code="1"), numerator=Decimal(9596), denominator=Decimal(10000))
    units = [progress(short, target("96")), progress(raw("96.0", code="2"), target("96"))]
    figure = schematic(units, [place(c, 20 + int(c), 105) for c in "12"], NOTES, nowhere)
    assert [tile.colour == palette.MET for tile in figure.tiles] == [False, True]
    assert [entry.text for entry in figure.legend] == [
        "Đạt chỉ tiêu",
        "Thấp hơn chỉ tiêu dưới 0,1 điểm phần trăm",
    ]
    cells = [gap_cell(item) for item in units]
    assert [(cell.text, cell.note) for cell in cells] == [
        ("−0,04", "trước khi làm tròn"),
        ("0,0", ""),
    ]


def test_tiles_of_a_large_area_carry_the_row_of_the_table() -> None:
    units = [progress(raw("97", code=f"{n}", name=f"Xã {n}")) for n in range(50)]
    figure = schematic(units, [place(f"{n}", 10 + n, 105) for n in range(50)], NOTES, nowhere)
    assert figure.is_dense and [tile.label for tile in figure.tiles][:3] == ["1", "2", "3"]


def test_grounds_can_be_read_and_told_apart() -> None:
    def contrast(one: str, other: str) -> float:
        dark, light = sorted((palette.luminance(one), palette.luminance(other)))
        return (light + 0.05) / (dark + 0.05)

    for ground in (palette.MET, *palette.BEHIND, *palette.LEVELS):
        assert contrast(ground, palette.ink_on(ground)) >= 4.5, ground
    for scale in ((palette.MET, *palette.BEHIND), palette.LEVELS):
        assert all(contrast(a, b) > 1.25 for a, b in combinations(scale, 2)), scale
    for ink in palette.LOOKS.values():
        assert contrast(ink, "#ffffff") >= 4.5


# ── HTML ──────────────────────────────────────────────────────────────────────────────────


class Balanced(HTMLParser):
    """Fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_balanced_and_escaped() -> None:
    evil = "<script>alert(1)</script>"
    late = UnitState(LocalityKey("1", date(1900, 1, 1)), evil, State.OVERDUE, evil)
    units = [progress(raw("97", name=evil, code="1"), target("96"))]
    texts = [
        html.cards_html([headline_card(units[0], None, Period.parse("2024-6M"), evil)]),
        html.table_html(unit_table(evil, INDICATOR, units, MEASURES, lambda _: '"><script>')),
        html.schematic_html(schematic(units, [place("1", 21, 105)], NOTES, lambda _: evil)),
        html.calls_html(
            units_to_call([years("80")], {}, [late]),
            {"1": evil},
        ),
        html.states_html(
            [(State.OVERDUE, 2)],
            [late],
        ),
        first_calls_html(shortlist(units_to_call([years("80")], {}, [late])).first, {"1": evil}),
        overview_html([
            overview_line(
                replace(headline_card(units[0], None, Period.parse("2024-6M"), evil), title=evil),
                units[0], None, None, describe_spark(INDICATOR, [units[0].value] * 2), evil, evil,
            )
        ]),
    ]  # fmt: skip
    for text in texts:
        assert "<script" not in text
        parser = Balanced()
        parser.feed(text)
        assert parser.open == []


def overview_of(*whose: str, expected: int) -> str:
    """The overview of equal figures, each with a target of somebody's."""
    item = progress(raw("95.4", expected=expected), target("96"))
    compared = (item.value, shown(raw("94", period="2023-6M")))
    card = headline_card(item, compared, Period.parse("2024-6M"), "phường")
    return overview_html([
        overview_line(replace(card, whose=each), item, compared, None, None, "", "")
        for each in whose
    ])  # fmt: skip


def test_the_overview_says_once_whose_targets_they_are_and_over_what_figures_changed() -> None:
    text = overview_of("Quận A", "Quận A", "Tỉnh B", expected=14)
    assert text.count("Quận A") == 1 and "Chỉ tiêu, trừ nơi ghi khác: Quận A." in text
    assert text.count("Tỉnh B") == 1 and text.index("Tỉnh B") < text.index("trừ nơi ghi khác")
    assert text.count("Tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023 · 1/14 phường") == 3
    assert text.count("tính trên các đơn vị báo cáo cả hai kỳ") == 1
    alone = overview_of("Quận A", expected=1)
    assert "Quận A" in alone and "trừ nơi ghi khác" not in alone
    assert "cả hai kỳ" not in alone


def test_a_table_has_a_caption_and_headings_for_readers_that_do_not_see() -> None:
    text = html.table_html(Table("Bảng", (Column("A"),), ((Cell("1", Look.MISSING),),)))
    assert "<caption>Bảng</caption>" in text and 'scope="col"' in text
    assert 'class="te-missing' in text


def test_of_many_late_units_the_first_are_named_and_the_others_counted() -> None:
    units = [
        UnitState(LocalityKey(f"{number:05}", date(1900, 1, 1)), f"Xã {number}", State.OVERDUE, "")
        for number in range(1, 14)
    ]
    text = html.states_html([(State.OVERDUE, 13)], units)
    assert "Xã 8</strong>" in text and "Xã 9<" not in text
    assert "Và 5 đơn vị khác: xem trang Tình hình báo cáo" in text
    assert "đơn vị khác" not in html.states_html([(State.OVERDUE, 8)], units[:8])


def test_units_late_with_the_same_forms_are_named_together() -> None:
    when = date(1900, 1, 1)
    units = [
        UnitState(LocalityKey("1", when), "Xã A", State.OVERDUE, "BHYT (hạn 15/11/2024)"),
        UnitState(LocalityKey("2", when), "Xã B", State.OVERDUE, "Tai nạn (hạn 15/11/2024)"),
        UnitState(LocalityKey("3", when), "Xã C", State.OVERDUE, "BHYT (hạn 15/11/2024)"),
        UnitState(LocalityKey("4", when), "Xã D", State.RETURNED, "BHYT (hạn 15/11/2024)"),
    ]
    text = html.states_html([(State.OVERDUE, 3), (State.RETURNED, 1)], units)
    named = re.findall(r"<strong>(Xã[^<]*)</strong>: ([^<]*)</li>", text)
    assert named == [
        ("Xã A, Xã C", "quá hạn, BHYT (hạn 15/11/2024)"),
        ("Xã B", "quá hạn, Tai nạn (hạn 15/11/2024)"),
        ("Xã D", "trả lại để hoàn thiện, BHYT (hạn 15/11/2024)"),
    ]


def test_the_schematic_calls_itself_one() -> None:
    assert LABEL == "Sơ đồ, không phải ranh giới hành chính"
