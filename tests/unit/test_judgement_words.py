"""The sentences of pace and change, as officials write them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from childrights.catalogue.in_language import catalogue_in_language
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Direction, Kind
from childrights.figures.attainment import missing_words
from childrights.figures.attention import say_gap
from childrights.figures.change import say_change
from childrights.figures.pace_words import say_pace
from childrights.figures.words import SHAPES, Tone, tone_of
from childrights.judgement.targets import Verdict, judge
from childrights.language import Language, in_language
from tests.golden.test_pace_table import figure, target

BHYT, INJURIES, RATE = "bhyt_coverage_under_6", "child_injuries", "injury_rate"


@pytest.mark.parametrize(
    ("indicator", "now", "before", "said"),
    [
        (INJURIES, "23", "20", "Tăng 3 trường hợp (15,0%) so với cùng kỳ năm 2023"),
        (INJURIES, "10", "20", "Giảm 10 trường hợp (50,0%) so với cùng kỳ năm 2023"),
        # Of a count under ten no percentage, whichever of the two it is.
        (INJURIES, "9", "20", "Giảm 11 trường hợp so với cùng kỳ năm 2023"),
        (INJURIES, "12", "9", "Tăng 3 trường hợp so với cùng kỳ năm 2023"),
        (INJURIES, "3", "0", "Tăng 3 trường hợp so với cùng kỳ năm 2023"),
        (INJURIES, "20", "20", "Không thay đổi so với cùng kỳ năm 2023"),
        (BHYT, "914/1000", "900/1000", "Tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023"),
        (RATE, "520/100000", "500/100000",
         "Tăng 20,0 trường hợp trên 100.000 trẻ em so với cùng kỳ năm 2023"),
    ],
)  # fmt: skip
def test_change(catalogue: Catalogue, indicator: str, now: str, before: str, said: str) -> None:
    pair = (
        figure(catalogue, indicator, f"2024-12M {now}", "A"),
        figure(catalogue, indicator, f"2023-12M {before}", "A"),
    )
    assert say_change(catalogue.indicators[indicator], pair[0], pair) == said


@pytest.mark.parametrize(
    ("indicator", "now", "wanted", "said", "verdict"),
    [
        (BHYT, "985/1000", ">=98.5", "bằng chỉ tiêu", Verdict.MET),
        # 98.46% and 98.54% both show as 98.5%.
        (BHYT, "9846/10000", ">=98.5", "chưa đạt chỉ tiêu (làm tròn bằng chỉ tiêu)",
         Verdict.MISSED),
        (BHYT, "9854/10000", ">=98.5", "bằng chỉ tiêu", Verdict.ABOVE),
        (BHYT, "9854/10000", "<=98.5", "vượt mức cho phép (làm tròn bằng chỉ tiêu)",
         Verdict.MISSED),
        # Met before rounding, though the rounded figure is 0.02 short.
        (BHYT, "9853/10000", ">=98.52", "bằng chỉ tiêu", Verdict.ABOVE),
        (BHYT, "985/1000", ">98.5", "đúng bằng mức được giao, chưa đạt", Verdict.MISSED),
        (BHYT, "984/1000", ">=98.5", "thấp hơn chỉ tiêu 0,1 điểm phần trăm", Verdict.MISSED),
        (INJURIES, "3", "<=3", "bằng chỉ tiêu", Verdict.MET),
    ],
)  # fmt: skip
def test_the_distance_to_a_target_never_gainsays_the_verdict(
    catalogue: Catalogue, indicator: str, now: str, wanted: str, said: str, verdict: Verdict
) -> None:
    value = figure(catalogue, indicator, f"2024-12M {now}", "A")
    item = judge(catalogue, indicator, value, target(indicator, f"{wanted} 2024"), date(2025, 2, 1))
    assert (say_gap(item), item.verdict) == (said, verdict)


def lacking(catalogue: Catalogue, indicator: str, now: str) -> str:
    value = figure(catalogue, indicator, f"2024-12M {now}", "A")
    return missing_words(
        judge(catalogue, indicator, value, target(indicator, ">=100 2024"), date(2025, 2, 1))
    )


def test_what_is_lacking_is_named(catalogue: Catalogue) -> None:
    assert lacking(catalogue, BHYT, "977/1000") == "còn 23 trẻ em chưa được cấp thẻ BHYT"
    # Without words of its own, what the indicator counts.
    registered = "birth_registration_under_5"
    assert lacking(catalogue, registered, "90947/100000") == "còn 9.053 trẻ em chưa đạt"
    assert lacking(catalogue, "school_wash_share", "15/20") == "còn 5 cơ sở chưa đạt"
    assert lacking(catalogue, "families_informed_share", "1/2") == "còn 1 gia đình chưa đạt"
    with in_language(Language.ENGLISH):
        english = catalogue_in_language(catalogue)
        said = lacking(english, registered, "90947/100000")
        assert said == "9,053 children short of the target"
        assert lacking(english, registered, "9/10") == "1 child short of the target"


def test_no_share_lacks_a_number_that_names_nothing(catalogue: Catalogue) -> None:
    rising = [
        name
        for name, item in catalogue.indicators.items()
        if item.kind is Kind.PERCENTAGE and item.direction is Direction.UP
    ]
    assert len(rising) > 60
    for name in rising:
        assert re.fullmatch(r"còn 7 \w.* chưa .+", lacking(catalogue, name, "13/20")), name


def paced(catalogue: Catalogue, indicator: str, wanted: str, *counted: str) -> str:
    years = [
        figure(catalogue, indicator, f"{2025 - len(counted) + at}-12M {text}", "A")
        for at, text in enumerate(counted)
    ]
    binding = target(indicator, wanted)
    return say_pace(
        judge(catalogue, indicator, years[-1], binding, date(2025, 2, 1), None, years)
    )  # fmt: skip


def test_pace_in_words(catalogue: Catalogue) -> None:
    wards = ("9000/10000", "9200/10000", "9400/10000")
    # As worked in pace.csv, “on-track”: 4/6 a year is needed, 2 ± 0.376 is made.
    assert paced(catalogue, BHYT, ">=98 2030", *wards) == (
        "Đến năm 2030 mỗi năm cần tăng 0,67 điểm phần trăm; 3 kỳ qua mỗi năm tăng 2,00 điểm phần "
        "trăm (khoảng tin cậy 95%: từ +1,62 đến +2,38)."
    )
    assert paced(catalogue, BHYT, ">=98 2030", *wards[:2]) == (
        "Đến năm 2030 mỗi năm cần tăng 1,00 điểm phần trăm; mới có 2 kỳ so sánh được, cần ít nhất "
        "3 kỳ để đánh giá tiến độ."
    )


def test_pace_says_when_it_is_not_sure_and_when_to_hold(catalogue: Catalogue) -> None:
    rates = ("700/100000", "650/100000", "600/100000")
    assert paced(catalogue, RATE, "<=500 2030", *rates).endswith("kết luận chưa chắc chắn.")
    held = paced(catalogue, BHYT, ">=98 2030", "9700/10000", "9800/10000", "9850/10000")
    assert held.startswith("Đến năm 2030 cần giữ mức đã đạt; ")
    assert paced(catalogue, BHYT, ">=98 2024", "9700/10000") == ""


def test_every_verdict_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Verdict)
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert tone_of(Verdict.ON_TRACK) is Tone.GOOD
    assert tone_of(Verdict.BEHIND) is Tone.LATE
    assert tone_of(Verdict.WORSE) is Tone.BAD
