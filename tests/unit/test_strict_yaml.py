from __future__ import annotations

from datetime import date

import pytest

from childrights.strict_yaml import CatalogueError, parse_yaml


def test_the_silent_traps_of_yaml_stay_text() -> None:
    data = parse_yaml("code: 00123\nanswer: no\nrate: 98.50\nsexagesimal: 1:30\n", "t.yaml").data
    assert data == {"code": "00123", "answer": "no", "rate": "98.50", "sexagesimal": "1:30"}


def test_plain_scalars_are_what_they_look_like() -> None:
    data = parse_yaml("n: 12\nyes_: true\nnothing: null\nday: 2025-07-01\ntext: '12'\n", "t").data
    assert data == {
        "n": 12, "yes_": True, "nothing": None, "day": date(2025, 7, 1), "text": "12",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "lặp lại"),
        ("outer:\n  x: 1\n  x: 2\n", 3, "lặp lại"),
        ("a: [1, 2\n", 2, ""),
        ("day: 2025-02-30\n", 1, "không phải là một ngày"),
    ],
)
def test_problems_name_file_and_line(text: str, line: int, words: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_yaml(text, "t.yaml")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("t.yaml", line)
    assert words in problem.message


def test_lines_are_found_for_nested_entries_and_for_what_is_absent() -> None:
    document = parse_yaml("a:\n  b:\n    - x\n    - y\n", "t.yaml")
    assert document.line_of(["a", "b", 1]) == 4
    assert document.line_of(["a", "b", "missing"]) == 2
