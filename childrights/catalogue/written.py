"""A form as its files write it: inheritance and expansion resolved, every line remembered.

A row of a version may stand in the file of the version before it, and one line of YAML may
write out eleven rows. A problem is shown on the line where a person can mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from childrights.catalogue.forms import FormFault, expand_rows, resolve_form
from childrights.catalogue.model import Dimension
from childrights.strict_yaml import Document, EntryPath, Problem

_ORIGIN = "written at"
_LISTS = ("rows", "columns")


@dataclass(frozen=True)
class _Origin:
    """Where a row or a column is written."""

    document: Document
    path: EntryPath


@dataclass(frozen=True)
class WrittenForm(Document):
    """The whole form, for each of its rows and columns the file and line that wrote it, and the
    files that it is made of, oldest first.
    """

    origins: Mapping[tuple[str, int], _Origin]
    chain: Sequence[Document]

    def problem(self, path: Iterable[str | int], message: str) -> Problem:
        """A problem at ``path`` of the whole form, shown where that is written."""
        steps = tuple(path)
        if len(steps) > 1 and isinstance(steps[1], int):
            origin = self.origins.get((str(steps[0]), steps[1]))
            if origin is not None:
                return origin.document.problem((*origin.path, *steps[2:]), message)
        # The newest file that writes the key; for one that none writes, the oldest.
        writers = [item for item in self.chain if steps and steps[0] in item.data]
        writer = writers[-1] if writers else self.chain[0]
        return writer.problem(steps, message)


def written_form(
    document: Document,
    documents: Mapping[str, Document],
    dimensions: Mapping[str, Dimension],
    problems: list[Problem],
) -> WrittenForm | None:
    """Resolve a form's file; problems are appended, and ``None`` is returned when it cannot be."""
    shapeless = _shapeless(document)
    if shapeless is not None:
        problems.append(shapeless)
        return None
    chain = _chain(document, documents, problems)
    resolved: dict[str, Any] | None = None
    for step in chain:
        try:
            resolved = resolve_form(_marked(step), resolved)
        except FormFault as fault:
            problems.append(step.problem([fault.key], str(fault)))
            return None
    if resolved is None:
        return None
    before = len(problems)
    rows = [
        expanded for row in resolved["rows"] for expanded in _expanded(row, dimensions, problems)
    ]
    if len(problems) > before:
        return None
    lists = {"rows": rows, "columns": resolved.get("columns", [])}
    origins = {
        (name, index): item[_ORIGIN]
        for name, items in lists.items()
        for index, item in enumerate(items)
    }
    data = {**resolved, **{name: _plain(items) for name, items in lists.items() if items}}
    return WrittenForm(document.file, data, document.lines, origins, chain)


def _shapeless(document: Document) -> Problem | None:
    """What is wrong with a file that is not even a table of lists of tables."""
    if not isinstance(document.data, dict):
        return document.problem([], "tệp trống hoặc không phải bảng khóa: giá trị")
    for name in (*_LISTS, "add_rows"):
        items = document.data.get(name, [])
        if not isinstance(items, list):
            return document.problem([name], "ghi một danh sách")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                return document.problem([name, index], "ghi một bảng khóa: giá trị")
    return None


def _chain(
    document: Document, documents: Mapping[str, Document], problems: list[Problem]
) -> list[Document]:
    """The files from the oldest version inherited to this one; none when one cannot be found."""
    chain = [document]
    while (name := chain[0].data.get("inherits")) is not None:
        if name not in documents or _shapeless(documents[name]):
            problems.append(chain[0].problem(["inherits"], f"không có biểu “{name}”"))
            return []
        if documents[name] in chain:
            problems.append(document.problem(["inherits"], "kế thừa vòng tròn"))
            return []
        chain.insert(0, documents[name])
    return chain


def _marked(document: Document) -> dict[str, Any]:
    """The file's data, with the place of each row and column written beside it."""
    data = dict(document.data)
    for name in (*_LISTS, "add_rows"):
        if name in data:
            data[name] = [
                {**item, _ORIGIN: _Origin(document, (name, index))}
                for index, item in enumerate(data[name])
            ]
    return data


def _expanded(
    row: dict[str, Any], dimensions: Mapping[str, Dimension], problems: list[Problem]
) -> Sequence[dict[str, Any]]:
    try:
        return expand_rows([row], dimensions)
    except ValueError as error:
        problems.append(row[_ORIGIN].document.problem(row[_ORIGIN].path, str(error)))
        return []


def _plain(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in item.items() if key != _ORIGIN} for item in items]
