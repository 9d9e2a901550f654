"""``catalogue``: check the catalogue, print its JSON Schema, or write its glossary."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from childrights.briefing.glossary_files import glossary_document, glossary_workbook
from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.catalogue.schema import indicators_schema
from childrights.commands.common import OK, UnusableCall
from childrights.settings import data_dir

_WRITERS = {".xlsx": glossary_workbook, ".docx": glossary_document}


def add(commands: Any) -> None:
    """Add the command to the parser."""
    catalogue = commands.add_parser(
        "catalogue", help="check the catalogue, print its JSON Schema, write its glossary"
    )
    catalogue.add_argument("action", choices=["check", "schema", "glossary"])
    catalogue.add_argument(
        "file", nargs="?", type=Path,
        help="an indicators.yaml, or a folder with indicators.yaml, etl/forms and data/reference; "
        "default: this repository's",
    )  # fmt: skip
    catalogue.add_argument("--out", type=Path, help="glossary: a file .xlsx or .docx")
    catalogue.set_defaults(run=_catalogue)


def _catalogue(arguments: argparse.Namespace) -> int:
    if arguments.action == "schema":
        print(json.dumps(indicators_schema(), ensure_ascii=False, indent=2))
        return OK
    if arguments.action == "glossary":
        return _glossary(arguments)
    catalogue = _load(arguments.file)
    print(
        f"{len(catalogue.indicators)} indicators, {len(catalogue.forms)} form versions, "
        f"{len(catalogue.targets)} targets: OK",
        file=sys.stderr,
    )
    return OK


def _load(path: Path | None) -> Catalogue:
    if path is not None and path.is_dir():
        return load_catalogue(path)
    if path is not None and not path.is_file():
        raise UnusableCall(f"Không có tệp {path}.")
    return load_catalogue(data_dir=data_dir(), indicators=path)


def _glossary(arguments: argparse.Namespace) -> int:
    out: Path | None = arguments.out
    write = _WRITERS.get(out.suffix.lower()) if out else None
    if out is None or write is None:
        raise UnusableCall("Ghi --out TỆP.xlsx hoặc --out TỆP.docx cho danh mục chỉ tiêu.")
    if not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi danh mục.")
    out.write_bytes(write(_load(arguments.file)))
    print(out, file=sys.stderr)
    return OK
