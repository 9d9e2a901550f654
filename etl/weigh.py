"""Weighs a zip archive before anything is unpacked: what it holds, and how large it would grow.

Spreadsheets since 2007 (.xlsx, .xlsm, .xlsb, .ods) are zip archives, and so are bundles of
workbooks. The limits hold for archives that lie about their sizes too: nothing is unpacked
beyond the size that the archive itself declares, and a wrong size is a wrong checksum.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from etl.refusals import Refusal, UnreadableFile

MEGABYTE = 1024 * 1024
_END_SIGNATURE = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_MEMBER_ENTRY_BYTES = 46
_LONGEST_SENSIBLE_ENTRY = _MEMBER_ENTRY_BYTES + 1_024
_ENCRYPTED = 0x1

_KEPT_END = 12
"""Of a name too long to show: enough for its suffix."""

BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, struct.error, KeyError,
)  # fmt: skip
"""What zipfile raises on hostile input: odd methods, cut streams, wrong sums, bad offsets."""


@dataclass(frozen=True)
class Allowance:
    """How much one archive may hold."""

    members: int
    unpacked_bytes: int
    ratio: int
    ratio_from_bytes: int


WORKBOOK = Allowance(
    # A form with pictures and printer settings has under 100 parts.
    members=2_000,
    # The widest provincial table (3,321 rows × 60 columns) unpacks to 10 MB.
    unpacked_bytes=100 * MEGABYTE,
    # Real sheets, even of empty styled cells, pack 10 to 60 times; deflate reaches 1,032.
    ratio=200,
    # Small parts may repeat themselves as they like.
    ratio_from_bytes=5 * MEGABYTE,
)
BUNDLE = Allowance(
    # All communes of a large province with several forms each.
    members=5_000,
    unpacked_bytes=1_000 * MEGABYTE,
    # Workbooks are packed already: a bundle of them hardly shrinks. CSV shrinks 10 to 50 times.
    ratio=200,
    ratio_from_bytes=5 * MEGABYTE,
)


def open_weighed(file: IO[bytes], allowance: Allowance) -> zipfile.ZipFile:
    """Open an archive whose directory is within ``allowance``; raise :class:`UnreadableFile`."""
    _weigh_directory(file, allowance)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN_ARCHIVE as error:
        raise UnreadableFile(Refusal.CUT_SHORT) from error
    members = archive.infolist()
    if len(members) > allowance.members:
        raise UnreadableFile(Refusal.TOO_MANY_PARTS, limit=allowance.members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > allowance.unpacked_bytes:
        raise UnreadableFile(
            Refusal.UNPACKS_TOO_LARGE,
            megabytes=unpacked // MEGABYTE,
            limit=allowance.unpacked_bytes // MEGABYTE,
        )
    for member in members:
        weigh_member(member, allowance)
    return archive


def weigh_member(member: zipfile.ZipInfo, allowance: Allowance) -> None:
    """Refuse a member that grows beyond reason; raise :class:`UnreadableFile`."""
    ratio = member.file_size // max(member.compress_size, 1)
    if member.file_size > allowance.ratio_from_bytes and ratio > allowance.ratio:
        raise UnreadableFile(Refusal.UNPACKS_TOO_MUCH, part=shown(member.filename), ratio=ratio)


def is_encrypted(member: zipfile.ZipInfo) -> bool:
    """Whether the member needs a password."""
    return bool(member.flag_bits & _ENCRYPTED)


def unpacked_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part of a workbook, checksums verified.

    Raises :class:`UnreadableFile` for a part that is encrypted, doubled or damaged.
    """
    seen: set[str] = set()
    for member in archive.infolist():
        if is_encrypted(member):
            raise UnreadableFile(Refusal.PASSWORD)
        # Readers differ in which of two equal names they take, and in minding case.
        if member.filename.lower() in seen:
            raise UnreadableFile(Refusal.PART_TWICE, part=shown(member.filename))
        seen.add(member.filename.lower())
        try:
            yield member.filename, archive.read(member)
        except BROKEN_ARCHIVE as error:
            part = shown(member.filename)
            raise UnreadableFile(Refusal.PART_DAMAGED, part=part) from error


def shown(name: str, longest: int = 200) -> str:
    """A name fit for a screen: no control characters, nothing unprintable, not too long."""
    # A name that the file system could not decode holds lone surrogates.
    whole = name.encode("utf-8", "replace").decode("utf-8")
    printable = "".join(char if char.isprintable() else "\ufffd" for char in whole)
    if len(printable) <= longest:
        return printable
    return f"{printable[: longest - _KEPT_END]}…{printable[-_KEPT_END:]}"


def _weigh_directory(file: IO[bytes], allowance: Allowance) -> None:
    """Look at the size of the central directory before zipfile builds an object an entry."""
    file.seek(0, 2)
    tail_bytes = min(file.tell(), _END_SIZE + _LONGEST_COMMENT)
    file.seek(-tail_bytes, 2)
    tail = file.read(tail_bytes)
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise UnreadableFile(Refusal.CUT_SHORT)
    count, size = struct.unpack_from("<HI", tail, at + 10)
    # 0xFFFF and 0xFFFFFFFF point to a Zip64 record; no bundle within the limits needs one.
    if count > allowance.members or size > allowance.members * _LONGEST_SENSIBLE_ENTRY:
        raise UnreadableFile(Refusal.TOO_MANY_PARTS, limit=allowance.members)
