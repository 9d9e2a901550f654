"""What comparisons, funnels, rankings and profiles say, against figures worked out elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from made import BHYT, CATALOGUE, DEATHS, STATUS, progress, raw, shown, target
from printed import funnel, intervals, sized
from statsmodels.stats.proportion import proportion_confint

from childrights.catalogue.model import Indicator
from childrights.comparing import Comparison, UnitCompared
from childrights.disclosure.door import Audience, DisclosedValue, NotDisclosed
from childrights.figures.charts import FunnelChart, UnitsChart
from childrights.figures.comparison import By, Group, charted, groups, rank_sentence, sorted_units
from childrights.figures.comparison_html import groups_html
from childrights.figures.comparison_table import comparison_file, comparison_table, pooled_words
from childrights.figures.funnel import describe_funnel, funnel_finding, funnel_keys
from childrights.figures.profile import Facet, laggards, mean_words, strengths
from childrights.figures.profile_html import remarks_html
from childrights.figures.ranking import ranking_file, ranking_sentence, ranking_table
from childrights.figures.screen import screen_figure
from childrights.figures.sparkline import spark_html
from childrights.figures.trend import describe_trend
from childrights.judgement.comparison import compare_units, pooled
from childrights.judgement.intervals import Interval
from childrights.judgement.ranking import Ranked, Ranking
from childrights.judgement.targets import Progress, Verdict

INDICATOR = CATALOGUE.indicators[BHYT]


def of(
    held: int | None, children: int, name: str = "Phường", code: str = "00301",
    audience: Audience = Audience.INTERNAL, indicator: str = BHYT, scale: int = 100,
) -> DisclosedValue:  # fmt: skip
    """A share of children, exact."""
    text = None if held is None else f"{scale * held / children:.1f}"
    made = raw(
        text, name=name, code=code, indicator=indicator, status="A" if text else "O", expected=1
    )
    number = None if held is None else Decimal(held)
    return shown(replace(made, numerator=number, denominator=Decimal(children)), audience)


MEAN = of(900, 1000)


# ── Funnel ────────────────────────────────────────────────────────────────────────────────


def drawn(units: Sequence[DisclosedValue], mean: DisclosedValue = MEAN) -> FunnelChart | None:
    return describe_funnel(INDICATOR, compare_units(INDICATOR, units, mean), mean, "Trẻ em")


def test_the_funnel_is_the_published_one() -> None:
    """90% ± 1.959964 and 3.090232 standard deviations (Spiegelhalter 2005) at 100 and at 400."""
    chart = drawn([of(88, 100), of(371, 400)])
    assert chart is not None
    for limit in chart.limits:
        deviation = math.sqrt(0.9 * 0.1 / limit.size) * 100
        inner, outer = 1.959964 * deviation, 3.090232 * deviation
        assert limit.inner == pytest.approx((90 - inner, 90 + inner), abs=1e-3)
        assert limit.outer == pytest.approx((90 - outer, min(100, 90 + outer)), abs=1e-3)
    sizes = [limit.size for limit in chart.limits]
    assert sizes == sorted(sizes) and sizes[0] <= 100 and sizes[-1] >= 400
    assert [(dot.shape, dot.is_named) for dot in chart.dots] == [("●", False), ("●", False)]


def test_units_outside_the_limits_are_named_by_how_surely() -> None:
    names = ("Rất thấp", "Thấp", "Như nhau", "Rất cao")
    cards = (300, 346, 361, 390)  # of 400: limits 87.06 to 92.94, and 85.36 to 94.64
    chart = drawn([of(held, 400, name) for name, held in zip(names, cards, strict=True)])
    assert chart is not None
    assert [dot.shape for dot in chart.dots] == ["▼", "◊", "●", "▲"]
    assert [dot.is_named for dot in chart.dots] == [True, True, False, True]
    said = funnel_finding(chart)
    assert "Rất thấp 75,0%: thấp hơn rõ rệt (99,8%)" in said and "1 đơn vị tương đương" in said
    assert "giới hạn 95%" in funnel_keys(chart)


def test_names_of_a_crowd_stay_few() -> None:
    chart = drawn([of(300 + n % 7, 400, f"Xã {n}") for n in range(60)])
    assert chart is not None and all(dot.shape == "▼" for dot in chart.dots)
    assert 1 <= sum(dot.is_named for dot in chart.dots) <= 12


def test_hidden_and_missing_units_are_counted_and_not_placed() -> None:
    hidden = of(3, 4, "Kín", audience=Audience.PUBLIC)
    assert hidden.is_suppressed
    chart = drawn([of(88, 100), hidden, of(None, 100, "Thiếu")])
    assert chart is not None and len(chart.dots) == 1 and chart.has_hidden
    assert chart.absent == (
        "1 đơn vị chưa báo cáo", "1 đơn vị không công bố (bảo vệ thông tin trẻ em)",
    )  # fmt: skip
    assert "Kín" not in str(screen_figure(chart))


def test_there_is_no_funnel_where_chance_has_no_limits() -> None:
    hidden = of(3, 4, audience=Audience.PUBLIC)
    assert drawn([of(88, 100)], hidden) is None
    assert drawn([]) is None
    for name in (DEATHS, STATUS, "child_friendly_score"):
        item = CATALOGUE.indicators[name]
        value = shown(replace(raw("1", indicator=name), denominator=None))
        assert describe_funnel(item, compare_units(item, [value], value), value, "") is None
    with pytest.raises(NotDisclosed):
        describe_funnel(INDICATOR, [], raw("90"), "")  # type: ignore[arg-type]


def test_the_screen_draws_every_unit_and_both_limits() -> None:
    chart = funnel(14, hidden=2).chart
    assert isinstance(chart, FunnelChart)
    figure = screen_figure(chart)
    *curves, dots = figure["data"]
    assert len(curves) == 4 and len(dots["x"]) == 12
    assert set(dots["marker"]["symbol"]) <= {
        "circle",
        "diamond-open",
        "triangle-up",
        "triangle-down",
    }
    names = {note["text"] for note in figure["layout"]["annotations"]}
    assert {dot.name for dot in chart.dots if dot.is_named} < names


# ── Dots with intervals ───────────────────────────────────────────────────────────────────


def test_intervals_on_the_screen_are_wilsons() -> None:
    chart = intervals(6).chart
    assert isinstance(chart, UnitsChart)
    whiskers, dots, words = screen_figure(chart)["data"]
    for at, unit in enumerate(sized(6)):
        held, size = unit.value.numerator, unit.value.denominator
        ends = proportion_confint(int(held or 0), int(size or 0), method="wilson")
        assert whiskers["x"][3 * at : 3 * at + 2] == pytest.approx([100 * end for end in ends])
        assert whiskers["x"][3 * at] <= dots["x"][at] <= whiskers["x"][3 * at + 1]
        assert words["x"][at] >= whiskers["x"][3 * at + 1], "no figure stands on its interval"
    assert [row.is_own for row in chart.rows].count(True) == 1
    assert chart.scale.high > max(end for row in chart.rows for end in row.interval or ())


# ── Order, words, list and file ───────────────────────────────────────────────────────────


def comparison(
    *units: Progress, before: Sequence[str | None] = (), mean: DisclosedValue = MEAN
) -> Comparison:
    """Units beside a mean of 90%, and their figures of a year before."""
    beside = compare_units(mean_of(units), [unit.value for unit in units], mean)
    earlier = [*before, *[None] * len(units)]
    pairs = [
        None if text is None else (unit.value, shown(raw(text, period="2023-6M")))
        for unit, text in zip(units, earlier, strict=False)
    ]
    listed = [
        UnitCompared(unit, found, pair, None)
        for unit, found, pair in zip(units, beside, pairs, strict=True)
    ]
    return Comparison(replace(progress(raw("90.0")), value=mean), tuple(listed))


def mean_of(units: Sequence[Progress]) -> Indicator:
    return units[0].indicator


def unit(held: int | None, children: int, name: str, code: str, wanted: str = "95") -> Progress:
    value = of(held, children, name, code)
    return progress(value._value, target(wanted))


FOUR = (
    unit(94, 100, "A", "00001"), unit(None, 100, "B", "00002"),
    unit(300, 400, "C", "00003"), unit(392, 400, "D", "00004"),
)  # fmt: skip


def test_a_crowded_chart_leaves_out_units_that_have_not_reported() -> None:
    few = comparison(*FOUR)
    assert [item.value.name for item in charted(few.units)] == ["A", "B", "C", "D"]
    many = comparison(*(unit(None if n % 2 else 90, 100, f"{n}", f"{n:05d}") for n in range(50)))
    assert [item.value.name for item in charted(many.units)] == [f"{n}" for n in range(0, 50, 2)]


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (By.CODE, "ABCD"), (By.VALUE, "CADB"), (By.STANDING, "CADB"), (By.CHANGE, "DCAB"),
        (By.GAP, "CADB"),
    ],
)  # fmt: skip
def test_units_in_most_need_come_first_and_unknown_ones_last(by: By, order: str) -> None:
    found = comparison(*FOUR, before=("80.0", None, "74.0", "99.0"))
    assert "".join(item.progress.value.name for item in sorted_units(found, by)) == order


def test_ranks_are_said_with_their_doubt() -> None:
    found = comparison(*FOUR)
    # C is surely the last of three; A and D cannot be told apart at 95% for all three together.
    ranks = [(item.beside.best, item.beside.worst) for item in found.units]
    assert ranks == [(1, 2), (None, None), (3, 3), (1, 2)]
    assert "2/3 đơn vị chỉ biết hạng trong một khoảng" in rank_sentence(found)
    alike = [unit(held, 400, "E", "00005") for held in (360, 361)]
    assert rank_sentence(comparison(*alike)) == (
        "Không phân biệt được hạng của 2 đơn vị: chênh lệch có thể chỉ do ngẫu nhiên."
    )


def test_the_list_and_its_file_say_the_same() -> None:
    found = comparison(*FOUR, before=("80.0", None, "74.0", "99.0"))
    table = comparison_table("Bảng", found, found.units, lambda _: "x")
    assert [column.heading for column in table.columns][:6] == [
        "STT", "Đơn vị", "Kết quả (%)", "Khoảng tin cậy 95%", "So với bình quân", "Hạng trong 3",
    ]  # fmt: skip
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows[0][5:7] == ["Từ 1 đến 2", "Tăng 14,0 điểm phần trăm"]
    assert rows[1][2:6] == ["Chưa báo cáo", "–", "–", "–"]
    assert rows[2][4:6] == ["Thấp hơn rõ rệt (99,8%)", "3"]
    file = comparison_file("Bảng", found, found.units)
    assert [row[1] for row in file.rows] == ["A", "B", "C", "D", "Chung"]
    assert file.rows[0][2] == Decimal("94.0") and file.rows[2][6:8] == (3, 3)
    low, high = (100 * end for end in proportion_confint(300, 400, method="wilson"))
    assert [float(str(cell)) for cell in file.rows[2][3:5]] == pytest.approx([low, high], abs=0.005)


def test_who_differs_is_grouped_and_escaped() -> None:
    evil = unit(300, 400, "<script>", "00009")
    found = comparison(evil, *FOUR)
    assert [(group.shape, group.text) for group in groups(found)] == [
        ("▼", "Thấp hơn rõ rệt (99,8%): <script> (75,0%), C (75,0%)"),
        ("▲", "Cao hơn rõ rệt (99,8%): D (98,0%)"),
    ]
    assert "<script>" not in groups_html(groups(found))
    assert groups_html([Group("▼", groups(found)[0].tone, "a")]).count("<li>") == 1


def test_rare_events_are_told_over_years() -> None:
    item = CATALOGUE.indicators[DEATHS]
    years = [replace(raw(n, indicator=DEATHS), denominator=None) for n in ("1", "0", "2")]
    found = pooled(item, [shown(value) for value in years])
    # Garwood 1936: three events are 0.619 to 8.767, over three years 0.2 to 2.9 a year.
    assert (
        pooled_words(item, found) == "3 năm: 3 trường hợp, bình quân 1,0 mỗi năm (từ 0,2 đến 2,9)"
    )


# ── Ranking ───────────────────────────────────────────────────────────────────────────────

COMPOSITE = CATALOGUE.indicators["child_rights_score"]


def ranked(name: str, score: str, rank: int, best: int, worst: int, band: int) -> Ranked:
    value = shown(raw(score, indicator="child_rights_score", name=name, code=f"{rank:05d}"))
    near = float(score)
    return Ranked(value, Interval(near - 1, near + 1), rank, best, worst, band)


def test_bands_and_ties_are_said() -> None:
    found = Ranking(
        (
            ranked("A", "90.0", 1, 1, 1, 1), ranked("B", "70.0", 2, 2, 3, 2),
            ranked("C", "70.0", 2, 2, 3, 2),
        ),
        (shown(raw(None, indicator="child_rights_score", name="D", status="O")),),
        0.95,
    )  # fmt: skip
    assert ranking_sentence(found, "xã") == (
        "3/4 xã có đủ thành phần để tính điểm. Phân biệt được 2 nhóm (nhóm 1: A; nhóm 2: B, C)."
    )
    table = ranking_table("Bảng", COMPOSITE, found, CATALOGUE.indicators, lambda _: "")
    assert [(row[0].text, row[0].note) for row in table.rows[:3]] == [
        ("1", ""), ("2", "đồng hạng"), ("2", "đồng hạng"),
    ]  # fmt: skip
    assert [row[4].text for row in table.rows] == [
        "đúng 1", "từ 2 đến 3", "từ 2 đến 3", "Không xếp hạng",
    ]  # fmt: skip
    assert table.rows[3][2].text == "Chưa tính điểm"


def test_a_ranking_of_none_or_one_says_so() -> None:
    none = Ranking((), (shown(raw(None, indicator="child_rights_score", status="O")),), 0.95)
    assert "Chưa xã nào có điểm" in ranking_sentence(none, "xã")
    one = Ranking((ranked("A", "90.0", 1, 1, 1, 1),), (), 0.95)
    assert "chưa có đơn vị nào khác" in ranking_sentence(one, "xã")
    file = ranking_file("Bảng", COMPOSITE, none, CATALOGUE.indicators)
    assert "nội bộ" in file.notes[0] and file.rows[0][6] == "Chưa tính điểm"


# ── Profile ───────────────────────────────────────────────────────────────────────────────


def facet(held: int, wanted: str | None, verdict: Verdict, mean: DisclosedValue = MEAN) -> Facet:
    item = progress(of(held, 400)._value, target(wanted) if wanted else None)
    return Facet(replace(item, verdict=verdict), None, mean, "Quận Hoàng Mai")


@pytest.mark.parametrize(
    ("held", "verdict", "is_strength", "is_laggard"),
    [
        (361, Verdict.MET, True, False),  # met, like its peers
        (390, Verdict.NO_TARGET, True, False),  # surely above its peers
        (390, Verdict.MISSED, False, True),  # above its peers, yet behind its target
        (300, Verdict.MET, False, True),  # met, yet surely below its peers
        (361, Verdict.MISSED, False, True),
        (361, Verdict.OPEN, False, False),  # nothing to say of it yet
        (361, Verdict.NO_TARGET, False, False),
        (361, Verdict.BEHIND, False, True),
    ],
)
def test_what_stands_out(held: int, verdict: Verdict, is_strength: bool, is_laggard: bool) -> None:
    found = [facet(held, "92", verdict)]
    assert (bool(strengths(found)), bool(laggards(found))) == (is_strength, is_laggard)


def test_behind_target_and_peers_comes_first() -> None:
    found = [facet(361, "92", Verdict.MISSED), facet(300, "92", Verdict.MISSED)]
    texts = [remark.text for remark in laggards(found)]
    assert texts[0].startswith("BHYT trẻ em dưới 6 tuổi: 75,0%, thấp hơn chỉ tiêu 17,0 điểm")
    assert "thấp hơn rõ rệt so với bình quân 90,0% của Quận Hoàng Mai" in texts[0]
    assert "tương đương mức bình quân 90,0%" in texts[1]
    page = remarks_html(laggards(found), {BHYT: 'x?a"b'})
    assert 'href="x?a&quot;b"' in page


def test_a_count_stands_beside_the_mean_of_a_unit_unjudged() -> None:
    item = progress(replace(raw("6", indicator=DEATHS), denominator=None))
    whole = shown(replace(raw("12", indicator=DEATHS, units=("1", "2", "3")), denominator=None))
    found = Facet(item, None, whole, "Quận Hoàng Mai")
    assert mean_words(found) == (
        "Bình quân một đơn vị của Quận Hoàng Mai: 4,0 trẻ em (chưa xét quy mô)"
    )
    assert not strengths([found]) and not laggards([found])


# ── Sparkline ─────────────────────────────────────────────────────────────────────────────


def drawing(*values: str | None, breaks: bool = False) -> ET.Element:
    years = [
        progress(raw(v, period=f"{2023 + n}-12M", status="A" if v else "O"))
        for n, v in enumerate(values)
    ]
    page = spark_html(describe_trend(years, breaks))
    assert "alt=" in page
    found = re.search(r'src="data:image/svg\+xml,([^"]+)"', page)
    assert found is not None
    return ET.fromstring(unquote(found[1]))


def marks(svg: ET.Element, tag: str) -> list[ET.Element]:
    return svg.findall(f"{{http://www.w3.org/2000/svg}}{tag}")


def test_a_sparkline_rises_with_its_figures_and_breaks_where_they_cannot_be_joined() -> None:
    whole = drawing("90", "92", "97", "99")
    (line,) = marks(whole, "polyline")
    heights = [float(pair.split(",")[1]) for pair in line.get("points", "").split()]
    assert heights == sorted(heights, reverse=True) and len(marks(whole, "circle")) == 4
    assert len(marks(drawing("90", "92", "97", "99", breaks=True), "polyline")) == 2
    gap = drawing("90", None, "97")
    assert len(marks(gap, "polyline")) == 2 and len(marks(gap, "circle")) == 2


def test_a_sparkline_of_nothing_is_nothing() -> None:
    hidden = [progress(raw(None, status="O"))]
    assert spark_html(describe_trend(hidden, breaks=False)) == ""
