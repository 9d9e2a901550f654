"""``python -m etl``: templates, checking, loading, demonstration data."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from childrights.catalogue.loader import load_catalogue
from childrights.periods import Period, UnknownPeriod
from childrights.places.areas import load_selections
from childrights.places.model import BadReference, UnknownPlace
from childrights.places.registry import load_registry
from childrights.settings import data_dir, demonstration_dir, has_ledger
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.ledger import DataKind, Ledger, LedgerError
from childrights.warehouse.records import Receipt, Submission, Verdict
from childrights.warehouse.snapshot import (
    NoSnapshot,
    UnreadableSnapshot,
    open_current,
    publish,
)
from etl import localities
from etl.demo import DEFAULT_FIRST_START, DEFAULT_PLACES, generate, write_overlay
from etl.drafts import Setting
from etl.judge import check_file
from etl.load import UnusablePath, find_files, load
from etl.template import TemplateError, write_template

OK, SOME_REJECTED, UNUSABLE = 0, 1, 2


class UnusableCall(ValueError):
    """The command was called in a way that cannot be carried out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 when some were rejected, 2 for a bad call."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except (
        BadReference, UnusableCall, UnusablePath, UnknownPeriod, UnknownPlace, LedgerError,
        NoSnapshot, UnreadableSnapshot, TemplateError, CatalogueError,
    ) as error:  # fmt: skip
        print(str(error), file=sys.stderr)
        return UNUSABLE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "init", _init, "start an empty data folder", _init_arguments)
    _add(commands, "demo", _demo, "write demonstration submissions", _demo_arguments)
    _add(commands, "template", _template, "write a blank form", _template_arguments)
    _add(commands, "check", _check, "judge files without keeping them", _paths_arguments)
    _add(commands, "load", _load, "judge files and keep them", _load_arguments)
    _add(commands, "publish", _publish, "rebuild the snapshot from the ledger", _no_arguments)
    _add(commands, "localities", _localities, "official lists of places", localities.add_arguments)
    _add(commands, "status", _status, "what the data folder holds", _json_argument)
    return parser


def _add(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    arguments: Callable[[argparse.ArgumentParser], None],
) -> None:
    command = commands.add_parser(name, help=summary, description=summary)
    arguments(command)
    command.set_defaults(run=run)


def _json_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")


def _no_arguments(command: argparse.ArgumentParser) -> None:
    del command


def _init_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--kind", choices=[k.value for k in DataKind], default=DataKind.REAL.value)


def _demo_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, help="folder for the workbooks")
    command.add_argument(
        "--places", nargs="+", help=f"selections or codes (default: {' '.join(DEFAULT_PLACES)})"
    )
    command.add_argument("--years", help="for example 2021-2026 (the default) or 2024")
    command.add_argument("--seed", type=int, default=2026)
    command.add_argument("--scale", type=int, default=1, help="N times as many units a place")
    command.add_argument(
        "--load", action="store_true",
        help="also load them into the data folder, each at the time it is said to have come",
    )  # fmt: skip


def _template_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", help="form name, for example bhyt_duoi_6_tuoi")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2026-6M, 2026-9M or 2026-12M")
    command.add_argument("--out", required=True, type=Path)


def _paths_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=Path, help="workbooks or folders of them")
    _json_argument(command)


def _load_arguments(command: argparse.ArgumentParser) -> None:
    _paths_arguments(command)
    command.add_argument("--received", help="when the files were received, ISO 8601 (default: now)")


def _setting(folder: Path) -> Setting:
    return Setting(load_catalogue(data_dir=folder), load_registry(folder))


def _init(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    ledger = Ledger.create(folder, DataKind(arguments.kind))
    print(f"{folder}: {ledger.kind.value}", file=sys.stderr)
    return OK


def _localities(arguments: argparse.Namespace) -> int:
    return localities.run(arguments, data_dir())


def _publish(arguments: argparse.Namespace) -> int:
    del arguments
    folder = data_dir()
    setting = _setting(folder)
    localities = setting.registry.all_localities()
    name = publish(Ledger.open(folder), localities, setting.catalogue.dimension_names)
    print(name, file=sys.stderr)
    return OK


def _demo(arguments: argparse.Namespace) -> int:
    folder = demonstration_dir()
    ledger = Ledger.create(folder, DataKind.DEMONSTRATION)
    write_overlay(folder)
    setting = _setting(folder)
    first_places, first_years = DEFAULT_FIRST_START
    places = arguments.places or (first_places if arguments.load else DEFAULT_PLACES)
    years = _years(arguments.years) if arguments.years else first_years
    files = generate(
        arguments.out or folder / "submissions",
        setting.catalogue, setting.registry, load_selections(folder),
        places, years, arguments.seed, arguments.scale, _progress("Tạo biểu minh họa"),
    )  # fmt: skip
    print(f"{len(files)} tệp minh họa", file=sys.stderr)
    if arguments.load:
        pairs = [(item.path, item.received_at) for item in files]
        receipts = load(pairs, ledger, setting, _progress("Nạp biểu minh họa"))
        _say(receipts, brief=True)
    return OK


def _years(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise UnusableCall(f"Không hiểu --years “{text}”. Ghi 2024 hoặc 2021-2026.")
    return list(range(int(first), int(last or first) + 1))


def _template(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    setting = _setting(folder)
    write_template(
        arguments.form, arguments.locality, Period.parse(arguments.period), arguments.out,
        setting.catalogue, setting.registry, load_selections(folder),
    )  # fmt: skip
    print(arguments.out, file=sys.stderr)
    return OK


def _check(arguments: argparse.Namespace) -> int:
    setting = _setting(data_dir())
    now = datetime.now(UTC)
    receipts = [
        check_file(path.name, path.read_bytes(), now, setting)
        for path in find_files(arguments.paths)
    ]
    return _answer(receipts, arguments.json)


def _load(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    setting = _setting(folder)
    received_at = _moment(arguments.received)
    files = [(path, received_at) for path in find_files(arguments.paths)]
    ledger = _ledger_for(folder, [path for path, _ in files], setting)
    receipts = load(files, ledger, setting, _progress("Nạp"))
    return _answer(receipts, arguments.json)


def _ledger_for(folder: Path, paths: Sequence[Path], setting: Setting) -> Ledger:
    """The folder's ledger; a new one takes the kind of the first file that can be read."""
    if has_ledger(folder):
        return Ledger.open(folder)
    for path in paths:
        receipt = check_file(path.name, path.read_bytes(), datetime.now(UTC), setting)
        if receipt.submissions and receipt.demonstration:
            return Ledger.create(demonstration_dir(), DataKind.DEMONSTRATION)
        if receipt.submissions:
            break
    return Ledger.create(folder, DataKind.REAL)


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableCall(
            f"Không hiểu --received “{text}”. Ghi ISO 8601, ví dụ 2026-11-15T09:30:00+07:00."
        ) from error
    return moment if moment.tzinfo else moment.astimezone()


def _answer(receipts: Sequence[Receipt], as_json: bool) -> int:
    if as_json:
        print(json.dumps([receipt_json(item) for item in receipts], ensure_ascii=False))
    else:
        _say(receipts, brief=False)
    rejected = any(item.verdict is Verdict.REJECTED for item in receipts)
    return SOME_REJECTED if rejected else OK


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """One file of the ``check`` and ``load`` answers."""
    return {
        "file": receipt.name,
        "sha256": receipt.sha256,
        "verdict": receipt.verdict.value,
        "submissions": [_submission_json(item) for item in receipt.submissions],
        "findings": [asdict(item) for item in receipt.all_findings()],
    }


def _submission_json(submission: Submission) -> dict[str, Any]:
    return {
        "form": submission.form,
        "version": submission.version,
        "locality": submission.locality.code,
        "valid_from": submission.locality.valid_from.isoformat(),
        "name": submission.name,
        "period": str(submission.period),
        "verdict": submission.verdict.value,
    }


_WORDS = {
    Verdict.ACCEPTED: "Đã tiếp nhận",
    Verdict.REJECTED: "Trả lại để hoàn thiện",
    Verdict.DUPLICATE: "Đã nhận trước đây",
}


def _say(receipts: Sequence[Receipt], *, brief: bool) -> None:
    for receipt in [] if brief else receipts:
        print(f"{receipt.name}: {_WORDS[receipt.verdict]}")
        for item in receipt.all_findings():
            where = f"“{item.sheet}” › " if item.sheet else ""
            print(f"  [{item.severity.value}] {where}{item.message}")
    counts = {v: sum(r.verdict is v for r in receipts) for v in Verdict}
    summary = ", ".join(f"{_WORDS[v].lower()} {n}" for v, n in counts.items() if n)
    print(f"{len(receipts)} tệp: {summary or 'không có tệp nào'}", file=sys.stderr)


def _progress(label: str) -> Callable[[int, int], None]:
    step = {"last": -1}

    def show(done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if tenth != step["last"]:
            step["last"] = tenth
            print(f"{label}: {done}/{total}", file=sys.stderr, flush=True)

    return show


def _status(arguments: argparse.Namespace) -> int:
    snapshot = open_current(data_dir())
    meta = snapshot.meta()
    counts = snapshot.rows(
        """SELECT count(*), count(DISTINCT (locality, valid_from)) FROM submission WHERE in_force"""
    )[0]
    periods = [row[0] for row in snapshot.rows(
        "SELECT DISTINCT period FROM submission WHERE in_force"
    )]  # fmt: skip
    answer = {
        "snapshot": snapshot.name,
        "built_at": meta["built_at"],
        "kind": meta["kind"],
        "submissions": counts[0],
        "localities": counts[1],
        "periods": [str(p) for p in sorted(Period.parse(text) for text in periods)],
    }
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for key, value in answer.items():
            print(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
    return OK


if __name__ == "__main__":
    sys.exit(main())
