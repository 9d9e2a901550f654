"""``messages``: bring the English catalogue up to date with every text that viewers read."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from childrights.commands.common import OK, REFUSED
from childrights.language import own_catalogue, product_catalogue
from childrights.messages import beyond, extracted, read, untranslated, updated, write


def add(commands: Any) -> None:
    """Add the command to the parser."""
    messages = commands.add_parser(
        "messages", help="bring the English catalogue up to date, and name what has no English"
    )
    messages.add_argument("--check", action="store_true", help="change nothing, only say")
    messages.set_defaults(run=_messages)


def _messages(arguments: argparse.Namespace) -> int:
    """An operator's own catalogue of indicators has its English beside it, ours in the product."""
    file, found = product_catalogue(), extracted()
    known = read(file)
    own = own_catalogue()
    if own is not None:
        file, found = own, beyond(found, known)
        known = read(own)
    catalog = updated(known, found)
    if not arguments.check:
        write(file, catalog)
    missing = untranslated(catalog)
    for item in missing:
        print(item.id if isinstance(item.id, str) else item.id[0])
    print(f"{file}: {len(catalog)} texts, {len(missing)} without English", file=sys.stderr)
    return REFUSED if missing else OK
