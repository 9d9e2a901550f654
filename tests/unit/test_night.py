"""Charts by night: every colour of a chart turns into one that can be seen on the dark ground."""

from __future__ import annotations

import re

import pytest

from childrights.figures.night import GROUND, PARTNERS, by_night
from childrights.figures.palette import LOOKS, TONES, luminance
from childrights.figures.plot import axis, layout, text_note


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", sorted({*TONES.values(), *LOOKS.values()}))
def test_marks_can_be_told_from_the_ground(ink: str) -> None:
    """4.5 to 1, since words are written in the same inks."""
    assert contrast(PARTNERS[ink], GROUND) >= 4.5


def test_two_meanings_stay_two_colours() -> None:
    assert len(set(PARTNERS.values())) == len(PARTNERS)


def test_nothing_but_colours_changes() -> None:
    day = {
        "data": [{"x": [1, 2], "text": ("a", "#ffffff nhãn"), "marker": {"color": ["#1b3a6b"]}}],
        "layout": layout(300, xaxis=axis(), annotations=[text_note(1, 2, "Chỉ tiêu", "#b3261e")]),
    }
    night = by_night(day)
    colours = set(re.findall(r"#[0-9a-f]{6}\b(?! )", str(night)))
    assert colours <= set(PARTNERS.values())
    assert night["data"][0]["text"] == ["a", "#ffffff nhãn"]
    assert night["layout"]["height"] == 300 and day["layout"]["paper_bgcolor"] == "#ffffff"
