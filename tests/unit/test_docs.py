"""Nothing is undocumented: rules, pages, indicators and commands stand in the guides."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from childrights.__main__ import _parser as ask_parser
from childrights.catalogue.loader import ROOT, Catalogue
from etl.__main__ import _parser as load_parser
from etl.checks import COMPARISONS, RULES

GUIDE = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "van-hanh.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [path for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py"]


@pytest.mark.parametrize("rule", [*RULES, *COMPARISONS], ids=lambda rule: rule.__name__)
def test_every_rule_stands_in_the_guide_in_its_own_words(rule: object) -> None:
    name = rule.__name__.rsplit(".", 1)[-1]  # type: ignore[attr-defined]
    statement = " ".join((rule.__doc__ or "").split("\n\n", 1)[1].split())
    assert f"| `{name}` | {statement} |" in GUIDE


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_every_page_has_its_section_and_screenshot(file: Path) -> None:
    slug = file.stem.replace("_", "-")
    assert f"screenshots/{slug}-may-tinh.png" in GUIDE
    assert (ROOT / "docs" / "screenshots" / f"{slug}-may-tinh.png").exists()
    assert (ROOT / "docs" / "screenshots" / f"{slug}-dien-thoai.png").exists()


@pytest.mark.parametrize("parser", [ask_parser(), load_parser()], ids=["childrights", "etl"])
def test_every_command_has_help_and_is_named_in_the_readme(
    parser: argparse.ArgumentParser,
) -> None:
    (action,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    helped = {choice.dest: choice.help for choice in action._choices_actions}
    module = parser.prog.removeprefix("python ")
    for name in action.choices:
        assert helped.get(name), name
        assert re.search(rf"{module} {name}\b", README), f"{module} {name}"


@pytest.mark.parametrize("parser", [ask_parser(), load_parser()], ids=["childrights", "etl"])
def test_every_help_can_be_shown(parser: argparse.ArgumentParser) -> None:
    """A bare % in a text ends ``--help`` in a traceback, and only when it is asked for."""
    shown = [found.format_help() for found in with_subparsers(parser)]
    assert len(shown) > 10 and all("usage: " in text for text in shown)


def with_subparsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from with_subparsers(below)


def test_every_indicator_has_definition_source_and_unit(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        assert indicator.definition, name
        assert indicator.source.document, name
        assert indicator.unit, name


def test_the_words_of_the_guide_are_those_of_the_screen() -> None:
    wording = ["Không phát sinh", "Chưa báo cáo", "Không áp dụng", "Số sơ bộ", "Ước thực hiện"]
    assert all(word in GUIDE for word in wording)
    assert "ledger/" in OPERATING
