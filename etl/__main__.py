"""``python -m etl``: templates, checking, loading, demonstration data."""

from __future__ import annotations

import argparse
import errno
import gc
import sys
from collections.abc import Sequence

from childrights.terminal import speak_utf8, with_packages

with with_packages("etl"):
    from childrights.periods import UnknownPeriod
    from childrights.places.model import BadReference, UnknownPlace
    from childrights.strict_yaml import CatalogueError
    from childrights.warehouse.ledger import LedgerError
    from childrights.warehouse.snapshot import NoSnapshot, UnreadableSnapshot
    from etl.commands import COMMANDS
    from etl.commands.common import INTERRUPTED, UNUSABLE, UnusableCall
    from etl.decide import Undecidable
    from etl.load import UnusablePath
    from etl.safekeeping import UnusableBackup
    from etl.template import TemplateError
    from etl.workers import WorkersUnavailable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 when some were rejected, 2 for a bad call."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except (
        BadReference, UnusableCall, UnusablePath, UnknownPeriod, UnknownPlace, LedgerError,
        NoSnapshot, UnreadableSnapshot, TemplateError, CatalogueError, Undecidable,
        UnusableBackup, WorkersUnavailable,
    ) as error:  # fmt: skip
        print(str(error), file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        print(_of_the_disk(error), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("Đã dừng giữa chừng. Chạy lại đúng lệnh này để làm tiếp.", file=sys.stderr)
        return INTERRUPTED
    return code


def _of_the_disk(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"Hết chỗ trên đĩa{where}. Không có gì đã nhận bị mất; người xem vẫn thấy bản số liệu "
            "trước. Giải phóng chỗ trống rồi chạy lại đúng lệnh này."
        )
    return f"Không đọc hoặc ghi được{where}: {error.strerror or error}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    speak_utf8()
    # A load holds millions of small objects; looking for garbage among them took 11 of 50 s.
    gc.set_threshold(200_000)
    sys.exit(main())
