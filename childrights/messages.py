"""Finding every text that viewers read, and keeping the English catalogue in step with them.

Babel reads the code; the names in `indicators.yaml`, the forms and the templates of reports are
collected by an extractor of our own, from the same keys that are translated when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from childrights.catalogue.forms import FormVersion
from childrights.catalogue.in_language import NAMED, SPOKEN, UNIT
from childrights.catalogue.loader import ROOT, catalogue_root

KEYWORDS: dict[str, Any] = {
    "say": None,
    "translatable": None,
    "say_as": ((1, "c"), 2),
    "say_many": (1, 1),
    "countable": (1, 1),
    "Spoken": None,
}
"""Functions whose first argument is a text; the Vietnamese plural is the same text."""

CODE = (
    "childrights", "pages", "dashboard.py",
    "etl/decision.py", "etl/reception.py", "etl/template.py",
)  # fmt: skip
"""Where texts of pages are written. Findings of `etl` go back to the sender, in Vietnamese."""

NAME_KEYS = frozenset((*SPOKEN, *(key for keys in NAMED.values() for key in keys)))
NAME_TABLES = frozenset({"themes", "codes", "states"})
"""Mappings in YAML whose every value is a name."""

REFERENCE_KEYS = {
    "briefings.yaml": ("name",),
    "recognition.yaml": ("label",),
    "selections.yaml": ("label", "note"),
}
"""Reference tables, and what viewers read of them."""

HEADER = """\
# English of the dashboard. Brought up to date by `python -m childrights messages`.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Found = tuple[str, int, Any, str | None]
"""File, line, a text (or the pair of a text that counts), and its sense where it has two."""


def extracted(root: Path = ROOT, names: Path | None = None) -> Catalog:
    """Every text to translate, with the places where it stands.

    ``names`` is the folder of the catalogue whose names are wanted, the one in use by default.
    """
    found = Catalog(fuzzy=False)
    for file, line, text, sense in (*_in_code(root), *_in_yaml(names or catalogue_root())):
        found.add(text, locations=[(file, line)], context=sense)
    return found


def _in_code(root: Path) -> Iterator[Found]:
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for line, text, _, sense in extract_from_file("python", str(path), keywords=KEYWORDS):
            yield name, line, text, sense


def _sources(root: Path) -> Iterator[Path]:
    for name in CODE:
        path = root / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (file for file in files if b"childrights.language import" in file.read_bytes())


def _in_yaml(root: Path) -> Iterator[Found]:
    yield from _names(root / "indicators.yaml", NAME_KEYS)
    for path in sorted((root / "etl" / "forms").glob("*.yaml")):
        yield from _names(path, frozenset(NAMED[FormVersion]), nested=False)
    for name, keys in REFERENCE_KEYS.items():
        path = root / "data" / "reference" / name
        if path.exists():
            yield from _names(path, frozenset(keys))


def _names(path: Path, keys: frozenset[str], *, nested: bool = True) -> Iterator[Found]:
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for line, text in _walk(node, keys, nested=nested):
        yield path.name, line, text, None


def _walk(
    node: Any, keys: frozenset[str], *, nested: bool
) -> Iterator[tuple[int, str | tuple[str, str]]]:
    """Texts under the keys, and every text of the tables of names."""
    if isinstance(node, yaml.SequenceNode) and nested:
        for item in node.value:
            yield from _walk(item, keys, nested=nested)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                if key.value in keys and value.value not in ("", "null"):
                    text = value.value
                    yield value.start_mark.line + 1, (text, text) if key.value == UNIT else text
            elif nested:
                is_table = key.value in NAME_TABLES and isinstance(value, yaml.MappingNode)
                own = keys | _tokens(value) if is_table else keys
                yield from _walk(value, own, nested=nested)


def _tokens(node: Any) -> frozenset[str]:
    return frozenset(key.value for key, _ in node.value)


def updated(known: Catalog, found: Catalog) -> Catalog:
    """The known catalogue with new texts to translate and without those that are gone.

    Nothing is guessed from a text that looks alike.
    """
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def beyond(found: Catalog, known: Catalog) -> Catalog:
    """The texts found that a known catalogue has not: those of an operator's own indicators."""
    kept = Catalog(fuzzy=False)
    for item in found:
        if item.id and known.get(item.id, item.context) is None:
            kept[item.id] = item
    return kept


def read(path: Path) -> Catalog:
    """A catalogue as written for translators; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue sorted by where its texts stand; the same texts give the same file."""
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file, catalog, width=100, omit_header=True, sort_by_file=True, include_lineno=False
        )


def untranslated(catalog: Catalog) -> list[Message]:
    """Texts without English, in whole or in one of their numbers, or with English only guessed."""
    return [item for item in catalog if item.id and (item.fuzzy or not all(_said(item)))]


def _said(item: Message) -> Sequence[str | None]:
    return item.string if isinstance(item.string, list | tuple) else (item.string,)
