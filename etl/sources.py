"""What is sent: files, folders of files, and zip bundles whose members are files of their own."""

from __future__ import annotations

import errno
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Protocol

from childrights.warehouse.records import is_bundle
from etl.formats import is_litter
from etl.grid import MAX_FILE_BYTES
from etl.refusals import Refusal, UnreadableFile
from etl.weigh import BROKEN_ARCHIVE, BUNDLE, MEGABYTE, is_encrypted, open_weighed, shown

MAX_BUNDLE_BYTES = 100 * MEGABYTE
"""A bundle is looked through in memory; 3,000 forms take about 60 MB."""
INSIDE = " › "


class UnusablePath(ValueError):
    """A path given to check or load does not exist."""


class Sent(Protocol):
    """One file to judge. A plain :class:`~pathlib.Path` is one too."""

    @property
    def name(self) -> str:
        """How the file is called in what people read."""

    def read_bytes(self) -> bytes:
        """The content; raises ``OSError``."""


@dataclass(frozen=True)
class LooseFile:
    """A file on the disk."""

    path: Path

    @property
    def name(self) -> str:
        """Its name, fit for a screen whatever the file system holds."""
        return shown(self.path.name)

    def read_bytes(self) -> bytes:
        """The content, of a file too large no more than what proves it."""
        with self.path.open("rb") as file:
            return file.read(_most_bytes(self.name) + 1)


@dataclass(frozen=True)
class BundledFile:
    """A member of a zip bundle, called “tệp.zip › thư mục/tệp.xlsx”."""

    bundle: Path
    member: str

    @property
    def name(self) -> str:
        """Bundle and member."""
        return f"{shown(self.bundle.name)}{INSIDE}{shown(self.member)}"

    def read_bytes(self) -> bytes:
        """The unpacked content; it was unpacked once before, so that its size is known.

        Raises ``OSError`` also where the bundle is no longer the one that was looked into.
        """
        try:
            with zipfile.ZipFile(self.bundle) as archive:
                return archive.read(self.member)
        except OSError:
            raise
        except BROKEN_ARCHIVE as error:
            raise OSError(errno.EIO, "tệp nén bị thay đổi trong lúc đọc") from error


@dataclass(frozen=True)
class Bundle:
    """What a zip bundle holds: members that can be judged, and sentences on those that cannot."""

    members: tuple[str, ...]
    refused: tuple[str, ...]


def find_files(paths: Iterable[Path], pass_over: Callable[[str], None] | None = None) -> list[Sent]:
    """Files to judge, folders and bundles opened, in order.

    What a system or an open program left in a folder (Thumbs.db, ``~$bieu.xlsx``) is nobody's
    submission: it is told to ``pass_over`` by name. Everything else gets a verdict. Raises
    :class:`UnusablePath`.
    """
    files: list[Sent] = []
    for path in paths:
        if path.is_dir():
            for item in sorted(item for item in path.rglob("*") if item.is_file()):
                if not _is_litter(item.relative_to(path)):
                    files += _opened(item)
                elif pass_over is not None:
                    pass_over(shown(item.name))
        elif path.exists():
            files += _opened(path)
        else:
            raise UnusablePath(f"Không có tệp hoặc thư mục “{shown(str(path))}”.")
    return files


def _is_litter(path: Path | PurePosixPath) -> bool:
    folders = set(path.parts[:-1]) - {"..", "."}
    return is_litter(path.name) or any(f.startswith(".") or f == "__MACOSX" for f in folders)


def _opened(path: Path) -> Iterator[Sent]:
    """The file itself, or the members of a bundle; a bundle at fault is judged as well."""
    whole = LooseFile(path)
    if not is_bundle(whole.name):
        yield whole
        return
    try:
        with path.open("rb") as file:
            bundle = look_into_bundle(file)
    except (UnreadableFile, OSError):
        yield whole
        return
    yield from (BundledFile(path, member) for member in bundle.members)
    if bundle.refused:
        yield whole


def bundle_faults(content: bytes) -> tuple[str, ...]:
    """Why a bundle, or members of it, cannot be read: one sentence each, at least one."""
    try:
        bundle = look_into_bundle(BytesIO(content))
    except UnreadableFile as error:
        return (str(error),)
    return bundle.refused or (Refusal.BUNDLE_EMPTY.value,)


def look_into_bundle(file: IO[bytes]) -> Bundle:
    """Tell which members can be judged; raise :class:`UnreadableFile` for the bundle as a whole."""
    size = file.seek(0, 2)
    if size == 0:
        raise UnreadableFile(Refusal.EMPTY)
    if size > MAX_BUNDLE_BYTES:
        limit = MAX_BUNDLE_BYTES // MEGABYTE
        raise UnreadableFile(Refusal.TOO_LARGE, limit=limit)
    with open_weighed(file, BUNDLE) as archive:
        sent = [item for item in archive.infolist() if _is_sent(item)]
        times = Counter(item.filename.lower() for item in sent)
        members: list[str] = []
        refused: dict[str, None] = {}
        for item in sent:
            try:
                _refuse_member(archive, item, times[item.filename.lower()])
                members.append(item.filename)
            except UnreadableFile as error:
                refused[str(error)] = None
    if not sent:
        raise UnreadableFile(Refusal.BUNDLE_EMPTY)
    return Bundle(tuple(members), tuple(refused))


def _is_sent(member: zipfile.ZipInfo) -> bool:
    return not member.is_dir() and not _is_litter(PurePosixPath(member.filename))


def _refuse_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, times: int) -> None:
    told = shown(member.filename)
    if _is_bad_name(member):
        raise UnreadableFile(Refusal.BUNDLE_MEMBER_NAME, member=told)
    if times > 1:
        raise UnreadableFile(Refusal.BUNDLE_MEMBER_TWICE, member=told)
    if is_encrypted(member):
        raise UnreadableFile(Refusal.BUNDLE_MEMBER_ENCRYPTED, member=told)
    if is_bundle(member.filename):
        raise UnreadableFile(Refusal.BUNDLE_NESTED, member=told)
    if member.file_size > MAX_FILE_BYTES:
        raise UnreadableFile(
            Refusal.BUNDLE_MEMBER_TOO_LARGE, member=told,
            megabytes=member.file_size // MEGABYTE, limit=MAX_FILE_BYTES // MEGABYTE,
        )  # fmt: skip
    try:
        archive.read(member)
    except BROKEN_ARCHIVE as error:
        raise UnreadableFile(Refusal.BUNDLE_MEMBER_BROKEN, member=told) from error


def _is_bad_name(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    windows = PureWindowsPath(name)
    return (
        bool(windows.drive or windows.root)
        or ".." in windows.parts
        or not name.isprintable()
        or len(name) > 1_000
    )


def _most_bytes(name: str) -> int:
    return MAX_BUNDLE_BYTES if is_bundle(name) else MAX_FILE_BYTES
