"""Data quality: each part by hand, the score from visible parts, the command."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.commands import common, internal
from childrights.judgement.quality import (
    Aspect,
    Counted,
    Part,
    Quality,
    is_jump,
    modified_z,
    never_falls,
)
from childrights.places.registry import Registry
from tests.unit.test_pace import fourteen


def test_the_score_is_the_mean_of_what_could_be_checked() -> None:
    parts = (
        Part(Aspect.COMPLETENESS, 12, 14),
        Part(Aspect.TIMELINESS, 7, 14),
        Part(Aspect.CONSISTENCY, 0, 0),
    )
    assert [part.share for part in parts] == [Decimal("85.7"), Decimal("50.0"), None]
    assert Quality(parts).score == Decimal("67.9")  # (85.7 + 50.0) / 2 = 67.85
    assert Quality(parts[2:]).score is None


@pytest.mark.parametrize(
    ("run", "sound"), [([1, 1, 2], True), ([3, 2, 4], False), ([5], True), ([], True)]
)
def test_cumulative_figures_only_grow(run: list[int], sound: bool) -> None:
    assert never_falls([Decimal(number) for number in run]) is sound


def test_modified_z_by_hand() -> None:
    # Median 12, absolute deviations 2 1 0 1 2, their median 1: 0.6745 × 8.
    assert modified_z(20, [10, 11, 12, 13, 14]) == pytest.approx(5.396)
    # More than half equal: the mean absolute deviation 5/6 stands in: 8 ÷ (1.253314 × 5/6).
    assert modified_z(20, [12, 12, 12, 12, 12, 17]) == pytest.approx(7.660, abs=0.001)
    assert modified_z(12, [12] * 5) == 0
    assert modified_z(13, [12] * 5) == float("inf")
    assert modified_z(20, [10, 11, 12, 13]) is None


@pytest.mark.parametrize(
    ("latest", "before", "jump"),
    [
        # 20 of 40 events fell in one year of three: Wilson at 99.8% is 0.28 to 0.72, holds 1/3.
        (20, [10, 10], False),
        # 40 of 60: 0.47 to 0.82, and 40 is four times what was expected.
        (40, [10, 10], True),
        # Surely more (1,300 of 3,300: 0.37 to 0.42) but less than a third more.
        (1300, [1000, 1000], False),
        (0, [30, 30], True),
        (0, [0, 0], False),
        (3, [1, 0], False),
        (40, [10], None),
    ],
)
def test_jumps_by_hand(latest: int, before: list[int], jump: bool | None) -> None:
    assert is_jump(Counted(latest), [Counted(count) for count in before]) is jump


@given(st.integers(0, 500), st.lists(st.integers(0, 500), min_size=2, max_size=6))
def test_no_jump_that_chance_explains(latest: int, before: list[int]) -> None:
    if is_jump(Counted(latest), [Counted(count) for count in before]):
        total = latest + sum(before)
        low, high = proportion_confint(latest, total, 0.002, "wilson")
        assert not low <= 1 / (1 + len(before)) <= high


def test_the_command_shows_every_part(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    desk = fourteen(tmp_path, catalogue, registry)
    monkeypatch.setattr(internal, "desk_for", lambda _: desk)
    asked = ["quality", "--indicator", "bhyt_coverage_under_6", "--locality", "hoang-mai",
             "--period", "2024-6M"]  # fmt: skip
    assert main([*asked, "--json"]) == common.OK
    found = {part["aspect"]: part for part in json.loads(capsys.readouterr().out)["parts"]}
    assert (found["completeness"]["sound"], found["completeness"]["checked"]) == (14, 14)
    assert found["consistency"]["share"] is None
    # Twelve wards have two years to be compared with; the two that came in new have none.
    assert (found["plausibility"]["sound"], found["plausibility"]["checked"]) == (12, 12)
    assert main(asked) == common.OK
    assert "14/14 (100,0%)" in capsys.readouterr().out
    assert main([*asked, "--audience", "public"]) == common.UNUSABLE
