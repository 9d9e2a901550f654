"""``python -m childrights``: ask the data folder for figures, and where they come from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from childrights.terminal import speak_utf8, with_packages

with with_packages("childrights"):
    from childrights.commands import COMMANDS
    from childrights.commands.common import REFUSED, UNUSABLE, UnusableCall
    from childrights.evaluate.evaluate import UnknownBreakdown
    from childrights.periods import UnknownPeriod
    from childrights.places.model import BadReference, UnknownPlace
    from childrights.strict_yaml import CatalogueError
    from childrights.warehouse.ledger import LedgerError
    from childrights.warehouse.snapshot import NoSnapshot, UnreadableSnapshot


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when answered, 1 when a check refuses, 2 for a call that cannot be."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except (
        BadReference, UnusableCall, UnknownPeriod, UnknownPlace, UnknownBreakdown, NoSnapshot,
        UnreadableSnapshot, LedgerError,
    ) as error:  # fmt: skip
        print(error.args[0], file=sys.stderr)
        return UNUSABLE
    except CatalogueError as error:
        print(str(error), file=sys.stderr)
        return REFUSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m childrights", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    speak_utf8()
    sys.exit(main())
