"""``table``: the annex table, or one indicator by unit, as .xlsx or .csv."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.briefing.accounts import Scope, accounts
from childrights.briefing.annex import annex_table, unit_table
from childrights.briefing.csv_file import csv_bytes
from childrights.briefing.datatable import DataTable
from childrights.briefing.papers import definitions_table, provenance_table
from childrights.briefing.workbook import workbook_bytes
from childrights.commands.briefing import chosen_names, chosen_scope
from childrights.commands.common import OK, UnusableCall, add_choice, desk_for
from childrights.desk import Desk


def add(commands: Any) -> None:
    """Add the command to the parser."""
    table = commands.add_parser("table", help="indicators of a place, or one by unit, as a file")
    add_choice(table)
    table.add_argument("--indicators", required=True, help="in this order, with commas")
    table.add_argument("--by", choices=["", "unit"], default="", help="unit: a table of units")
    table.add_argument("--out", type=Path, required=True, help=".xlsx or .csv")
    table.set_defaults(run=_table)


def _table(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    ending = out.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise UnusableCall("Ghi --out TỆP.xlsx hoặc --out TỆP.csv.")
    if not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi biểu.")
    desk = desk_for(arguments)
    scope, names = chosen_scope(desk, arguments), chosen_names(desk, arguments)
    tables = tables_of(desk, scope, names, by_unit=arguments.by == "unit")
    if ending == ".csv" and len(tables) > 1:
        raise UnusableCall("Một tệp CSV là một bảng: chọn một chỉ tiêu, hoặc ghi --out TỆP.xlsx.")
    out.write_bytes(
        csv_bytes(tables[0]) if ending == ".csv" else _workbook(desk, scope, names, tables)
    )
    print(out, file=sys.stderr)
    return OK


def tables_of(
    desk: Desk, scope: Scope, names: tuple[str, ...], *, by_unit: bool
) -> list[DataTable]:
    """The annex table of the indicators, or a table of units for each.

    Raises :class:`UnusableCall` where none of them has units here.
    """
    found = accounts(desk, scope, names)
    if not by_unit:
        return [annex_table(scope, found, desk.catalogue.themes)]
    tables = [unit_table(item) for item in found if item.units]
    if not tables:
        raise UnusableCall("Không có số liệu theo đơn vị cho các chỉ tiêu này ở địa bàn, kỳ này.")
    return tables


def _workbook(desk: Desk, scope: Scope, names: tuple[str, ...], tables: list[DataTable]) -> bytes:
    """The tables, with definitions, sources and provenance on sheets of their own."""
    more = [definitions_table(desk, names), provenance_table(desk, scope)]
    return workbook_bytes([*tables, *more], title=tables[0].title, frozen=2)
