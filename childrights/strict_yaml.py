"""YAML without its silent traps, remembering the line of every entry.

Plain YAML keeps the last of two equal keys, reads ``no`` as false and ``00123`` as 83. Here a
repeated key is an error, only ``true`` and ``false`` are booleans, and a number with a leading
zero stays the text it was, because official codes have leading zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

_INT = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_WORDS = {"": None, "null": None, "~": None, "true": True, "false": False}

# The same parser in C where the package was built with it: ten times faster.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

EntryPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file, where an editor can find it."""

    file: str
    line: int
    entry: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.entry}: {self.message}"


class CatalogueError(ValueError):
    """Every problem found in the catalogue's files, raised together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Document:
    """The data of one YAML file and the line on which each of its entries stands."""

    file: str
    data: Any
    lines: dict[EntryPath, int]

    def line_of(self, path: Iterable[str | int]) -> int:
        """Line (from 1) of the entry at ``path``, or of its nearest ancestor."""
        steps = tuple(path)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def problem(self, path: Iterable[str | int], message: str) -> Problem:
        """A problem at ``path``."""
        steps = tuple(path)
        entry = ".".join(str(step) for step in steps) or "(tệp)"
        return Problem(self.file, self.line_of(steps), entry, message)


def load_yaml(path: Path) -> Document:
    """Read one YAML file strictly; raise :class:`CatalogueError` with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        problem = Problem(path.name, 1, "(tệp)", f"không có tệp này trong thư mục “{path.parent}”")
        raise CatalogueError([problem]) from error
    except UnicodeDecodeError as error:
        problem = Problem(path.name, 1, "(tệp)", f"không phải UTF-8 (byte {error.start})")
        raise CatalogueError([problem]) from error
    return parse_yaml(text, path.name)


def parse_yaml(text: str, file: str) -> Document:
    """Parse YAML text strictly; ``file`` is the name used in problems."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = Problem(file, line, "(cú pháp)", f"không đọc được YAML: {error.problem}")
        raise CatalogueError([problem]) from error
    reader = _Reader(file)
    data = reader.construct(node, ()) if node is not None else None
    if reader.problems:
        raise CatalogueError(reader.problems)
    return Document(file, data, reader.lines)


class _Reader:
    """Builds plain data from YAML nodes, keeping lines and collecting problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[EntryPath, int] = {}
        self.problems: list[Problem] = []

    def construct(self, node: yaml.Node, path: EntryPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.construct(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: EntryPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                self._report(key_node, here, f"khóa “{key}” bị lặp lại")
                continue
            self.lines[here] = key_node.start_mark.line + 1
            result[key] = self.construct(value_node, here)
        return result

    def _scalar(self, node: yaml.ScalarNode, path: EntryPath) -> Any:
        text = str(node.value)
        if node.style in ("'", '"', "|", ">"):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.match(text):
            return int(text)
        # A decimal stays text: a float would lose exactness before a Decimal is made of it.
        return self._date(node, path, text) if _DATE.match(text) else text

    def _date(self, node: yaml.ScalarNode, path: EntryPath, text: str) -> date | str:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._report(node, path, f"“{text}” không phải là một ngày có thật")
            return text

    def _report(self, node: yaml.Node, path: EntryPath, message: str) -> None:
        entry = ".".join(str(step) for step in path)
        self.problems.append(Problem(self.file, node.start_mark.line + 1, entry, message))
