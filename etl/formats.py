"""What a file really is, told from its first bytes and its name before anything reads it."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from childrights.warehouse.records import BUNDLE_SUFFIX
from etl.refusals import Refusal, UnreadableFile

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
READABLE_SUFFIXES = (*WORKBOOK_SUFFIXES, ".csv")

_SYSTEM_FILES = {"thumbs.db", "desktop.ini", ".ds_store"}
_LOCK_PREFIXES = ("~$", ".~lock.")
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_OTHER_FORMATS = (
    (b"%PDF", "tệp PDF"),
    (b"\xff\xd8\xff", "ảnh (JPEG)"),
    (b"\x89PNG", "ảnh (PNG)"),
    (b"GIF8", "ảnh (GIF)"),
    (b"BM", "ảnh (BMP)"),
    (b"II*\x00", "ảnh quét (TIFF)"),
    (b"MM\x00*", "ảnh quét (TIFF)"),
    (b"{\\rtf", "văn bản RTF"),
    (b"MZ", "chương trình Windows"),
    (b"\x7fELF", "chương trình"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"Rar!", "tệp nén RAR"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"SQLite format 3", "cơ sở dữ liệu SQLite"),
    (b"MIME-Version:", "trang web lưu một tệp (MHT)"),
    (b"ID;P", "bảng SYLK"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", Refusal.PASSWORD, ""),
    ("WordDocument", Refusal.OTHER_FORMAT, "văn bản Word"),
    ("PowerPoint Document", Refusal.OTHER_FORMAT, "bài trình chiếu PowerPoint"),
    ("__properties_version1.0", Refusal.OTHER_FORMAT, "thư Outlook"),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.I)
_HEAD_BYTES = 4_096


class Kind(StrEnum):
    """How the content is read."""

    XLSX = ".xlsx"
    XLSB = ".xlsb"
    ODS = ".ods"
    XLS = ".xls"
    TEXT = ".csv"


def suffix_of(name: str) -> str:
    """The last suffix in lower case, as Windows minds it."""
    return PurePath(name.strip()).suffix.lower()


def is_litter(name: str) -> bool:
    """Whether a file is left behind by a system or an open program, and nobody sent it."""
    return (
        name.lower() in _SYSTEM_FILES
        or name.startswith(("._", *_LOCK_PREFIXES))
        or name.startswith(".")
    )


def refuse_by_name(name: str, *, is_bundle_welcome: bool = False) -> None:
    """Raise :class:`UnreadableFile` when the name says that the file is no spreadsheet."""
    if name.startswith(_LOCK_PREFIXES):
        raise UnreadableFile(Refusal.LOCK_FILE)
    if is_litter(name):
        raise UnreadableFile(Refusal.SYSTEM_FILE)
    suffix = suffix_of(name)
    if suffix not in READABLE_SUFFIXES and not (is_bundle_welcome and suffix == BUNDLE_SUFFIX):
        accepted = ", ".join((*READABLE_SUFFIXES, BUNDLE_SUFFIX))
        raise UnreadableFile(Refusal.SUFFIX, suffix=suffix or name[:60], accepted=accepted)


def identify(name: str, content: bytes) -> Kind:
    """How to read the content; raise :class:`UnreadableFile` when it is no spreadsheet."""
    suffix = suffix_of(name)
    kind = _by_signature(content)
    if kind is Kind.TEXT:
        _refuse_markup(content, suffix)
        if suffix != ".csv":
            raise UnreadableFile(_text_or_broken(content), suffix=suffix)
    elif suffix == ".csv":
        raise UnreadableFile(Refusal.WORKBOOK_AS_TEXT, suffix=suffix, right=kind.value)
    return kind


def refuse_other_archives(names: set[str]) -> None:
    """Raise for a zip archive that is no workbook; ``names`` are its parts in lower case."""
    others = (("word/", "văn bản Word"), ("ppt/", "bài trình chiếu PowerPoint"))
    for prefix, what in others:
        if any(name.startswith(prefix) for name in names):
            raise UnreadableFile(Refusal.OTHER_FORMAT, what=what)
    if any(name.endswith(READABLE_SUFFIXES) for name in names):
        raise UnreadableFile(Refusal.BUNDLE_HERE)


def _by_signature(content: bytes) -> Kind:
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return Kind.XLSX
    if content.startswith(_OLE):
        _refuse_other_compound(content)
        return Kind.XLS
    if content.startswith(_OLD_BIFF):
        raise UnreadableFile(Refusal.OLD_EXCEL)
    for signature, what in _OTHER_FORMATS:
        if content.startswith(signature):
            raise UnreadableFile(Refusal.OTHER_FORMAT, what=what)
    return Kind.TEXT


def _refuse_other_compound(content: bytes) -> None:
    for stream, refusal, what in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            raise UnreadableFile(refusal, what=what)


def _refuse_markup(content: bytes, suffix: str) -> None:
    head = content[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise UnreadableFile(Refusal.XML_2003)
    if _HTML.match(head):
        raise UnreadableFile(Refusal.HTML, suffix=suffix)
    if head.lstrip().startswith(b"<?xml"):
        raise UnreadableFile(Refusal.OTHER_FORMAT, what="tệp XML")


def _text_or_broken(content: bytes) -> Refusal:
    """A table of texts under a workbook's suffix, or bytes that are nothing at all."""
    head = content[:_HEAD_BYTES]
    has_columns = any(mark in head for mark in (b";", b",", b"\t", b"|"))
    is_text = b"\x00" not in head and all(byte >= 0x20 or byte in b"\t\r\n" for byte in head)
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Refusal.TEXT_AS_WORKBOOK if utf_16 or (is_text and has_columns) else Refusal.BROKEN
