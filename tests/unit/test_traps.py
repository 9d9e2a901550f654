"""The table of traps (docs/bay-loi.md) speaks of tests and sentences that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRAPS = (ROOT / "docs" / "bay-loi.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<trap>.+?) \| `(?P<file>[\w/.]+)::(?P<test>\w+)` \| (?P<words>.+) \|$")
READ_RIGHT = "(đọc đúng)"


def rows() -> list[re.Match[str]]:
    lines = [line for line in TRAPS.splitlines() if line.startswith("| ")]
    body = [line for line in lines if "| Phép thử |" not in line]
    matched = [ROW.match(line) for line in body]
    assert all(matched), [line for line, match in zip(body, matched, strict=True) if not match]
    return [match for match in matched if match]


def spoken() -> str:
    """Every string of the loader, adjoining pieces joined, one a line."""
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in (ROOT / "etl").rglob("*.py")]
    return "\n".join(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_every_test_of_a_trap_exists() -> None:
    assert len(rows()) > 35
    for row in rows():
        tree = ast.parse((ROOT / row["file"]).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert row["test"] in names, row["test"]


def test_every_sentence_of_a_trap_is_one_that_an_officer_sees() -> None:
    blob = spoken()
    for row in rows():
        if row["words"] != READ_RIGHT:
            for piece in re.split(r"\s*…\s*,?", row["words"]):
                assert piece.strip() in blob, piece


def test_a_sentence_that_nobody_says_would_be_noticed() -> None:
    assert "câu này không có trong mã nguồn" not in spoken()
