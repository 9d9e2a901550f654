"""``boundaries``: the boundary files of a locality."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from childrights.places.areas import load_selections
from childrights.places.registry import load_registry
from childrights.settings import data_dir
from childrights.vietnamese.dates import VIETNAM_TIME, format_date, parse_date
from etl.boundaries.faults import BadBoundaryFile, Weight
from etl.boundaries.projections import read_crs, say_crs
from etl.boundaries.receiving import Received, Wish, keep, receive
from etl.commands.common import (
    OK,
    SOME_REJECTED,
    UnusableCall,
    add_command,
    json_argument,
)

_WEIGHTS = {Weight.REFUSED: "LỖI", Weight.CONFIRM: "CẦN XÁC NHẬN", Weight.NOTICE: "Lưu ý"}


def add(commands: Any) -> None:
    """Add ``boundaries import FILE --as-of DATE``."""
    add_command(commands, "boundaries", _run, "boundaries of communes on a day", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    below = command.add_subparsers(dest="boundaries_command", required=True, metavar="COMMAND")
    imports = below.add_parser("import", help="take a boundary file of a day")
    imports.add_argument(
        "file", type=Path, help="GeoPackage, GeoJSON, zipped Shapefile, KML, TAB, DXF …"
    )
    imports.add_argument("--as-of", required=True, help="day on which the boundaries are true")
    imports.add_argument("--place", default="", help="code, name or selection the file must fill")
    imports.add_argument("--layer", default="", help="layer to take where the file has several")
    imports.add_argument("--crs", default="", help="coordinate system, for example EPSG:9209")
    imports.add_argument("--confirm", action="store_true", help="accept the system guessed")
    json_argument(imports)


def _run(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    wish = Wish(
        _day(arguments.as_of), arguments.place, arguments.crs, arguments.layer, arguments.confirm
    )
    if not arguments.file.is_file():
        raise UnusableCall(f"{arguments.file}: không có tệp này.")
    try:
        received = receive(
            arguments.file, wish, load_registry(folder), load_selections(folder),
            datetime.now(VIETNAM_TIME),
        )  # fmt: skip
    except BadBoundaryFile as error:
        return _turn_away(arguments, error)
    is_new = received.is_accepted and keep(received, arguments.file, folder)
    _say(received, is_new=is_new, stream_is_error=arguments.json)
    if arguments.json:
        print(json.dumps(received.document(), ensure_ascii=False, indent=1))
    return OK if received.is_accepted else SOME_REJECTED


def _turn_away(arguments: argparse.Namespace, error: BadBoundaryFile) -> int:
    """Say why a file could not be read as boundaries at all."""
    print(error, file=sys.stderr)
    if arguments.json:
        blank = {"units": 0, "matched": 0, "missing": [], "doubled": [], "crs": "",
                 "crs_guessed": False, "repaired": [], "accepted": False}  # fmt: skip
        finding = {"weight": "refused", "rule": "unreadable", "message": str(error), "units": []}
        answer = {"file": arguments.file.name, **blank, "findings": [finding]}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    return SOME_REJECTED


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise UnusableCall(f"--as-of: {error}") from error


def _say(received: Received, *, is_new: bool, stream_is_error: bool) -> None:
    stream = sys.stderr if stream_is_error else sys.stdout
    record = received.record
    print(
        f"{record.file}: {record.units} vùng, nhận ra {received.matched} đơn vị cấp xã ngày "
        f"{format_date(record.as_of)}; hệ tọa độ {_crs_words(record.crs)}.",
        file=stream,
    )
    for item in received.findings:
        print(f"{_WEIGHTS[item.weight]}: {item.message}", file=stream)
    print(_verdict(received, is_new), file=stream)


def _crs_words(label: str) -> str:
    return say_crs(read_crs(label)) if label.startswith("EPSG:") else label


def _verdict(received: Received, is_new: bool) -> str:
    if received.is_accepted:
        return "Đã lưu ranh giới." if is_new else "Ranh giới này đã được lưu từ trước."
    if received.needs_confirmation:
        return (
            "Chưa lưu. Nếu phỏng đoán đúng, chạy lại lệnh với --confirm "
            f"(hoặc --crs {received.record.crs}); nếu sai, ghi --crs EPSG:…"
        )
    return "Không nhận tệp. Sửa các lỗi trên rồi nhập lại; bản đồ vẫn dùng ranh giới cũ."
