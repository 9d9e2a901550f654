"""The page docs/nhan-tep.md and the code say the same sentences."""

from __future__ import annotations

import pytest

from childrights.catalogue.loader import ROOT
from etl.formats import READABLE_SUFFIXES
from etl.refusals import Refusal, Remark

PAGE = (ROOT / "docs" / "nhan-tep.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sentence", [*Refusal, *Remark], ids=lambda item: item.name)
def test_every_sentence_stands_in_the_page(sentence: Refusal | Remark) -> None:
    assert f"| {sentence.value} |" in PAGE


def test_the_page_holds_no_sentence_that_the_code_has_forgotten() -> None:
    said = {item.value for item in (*Refusal, *Remark)}
    rows = [line.strip("| ").rpartition(" | ")[2] for line in PAGE.splitlines() if "| " in line]
    assert [row for row in rows if row.endswith(".") and row not in said] == []


def test_every_suffix_is_named() -> None:
    assert all(f"`{suffix}`" in PAGE for suffix in (*READABLE_SUFFIXES, ".zip"))


def test_every_refusal_tells_what_to_do() -> None:
    doing = ("gửi", "Gửi", "chuyển", "Chép", "Bỏ")
    assert [item.name for item in Refusal if not any(word in item.value for word in doing)] == []
