"""Files that officers send, or that someone sends to do harm, each made here.

Every case names the sentence it must end in: a refusal, or nothing when the file must be read
(``None``: any verdict will do, as long as there is one).
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from etl.grid import address
from etl.refusals import Refusal
from tests import handmade

CHILDREN = [(50, 45, 49, 44), (60, 58, 60, 58), (61, 60, 61, 60), (59, 55, 58, 55),
            (62, 60, 62, 60), (63, 61, 63, 61)]  # fmt: skip

Parts = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Case:
    """One file. ``refusal`` is the sentence; ``is_read`` that it must be accepted instead."""

    name: str
    content: bytes
    refusal: Refusal | None = None
    is_read: bool = False


def good() -> bytes:
    """A form that is accepted."""
    return handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, to change and zip again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts | Iterable[tuple[str, str | bytes]]) -> bytes:
    """An archive of these parts; a list of pairs may repeat a name."""
    buffer = io.BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return buffer.getvalue()


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _relations(target: str, kind: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{package}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def minimal(
    sheet: str, state: str = "", kind: str = "worksheet", namespace: str = _MAIN, **more: str
) -> dict[str, str | bytes]:
    """The parts of the smallest workbook around one sheet's XML."""
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations("xl/workbook.xml", "officeDocument"),
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="S" sheetId="1" {state} r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(f"{kind}s/sheet1.xml", kind),
        f"xl/{kind}s/sheet1.xml": f'<{kind} xmlns="{namespace}">{sheet}</{kind}>',
        **more,
    }


def cells(*written: str) -> str:
    return f'<sheetData><row r="1">{"".join(written)}</row></sheetData>'


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The good form with its parts changed."""
    parts = parts_of(good())
    change(parts)
    return zipped(parts)


def _book(fill: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(good()))
    fill(book)
    return handmade.save(book)


SHEET = "xl/worksheets/sheet1.xml"


def _with_wrong_sum() -> bytes:
    """The checksum of the sheet, in both directories, off by one."""
    content = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(SHEET)
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = content.find(signature)
        while at >= 0:
            if content[at + offset : at + offset + 4] == struct.pack("<I", info.CRC):
                content[at + offset] ^= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def _lying_about_size() -> bytes:
    """A part that declares 100 bytes and unpacks to 50 MB."""
    content = bytearray(zipped({**minimal(cells()), "xl/sharedStrings.xml": b" " * 50_000_000}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.getinfo("xl/sharedStrings.xml")
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(signature)
        while at >= 0:
            if content[at + offset : at + offset + 4] == struct.pack("<I", 50_000_000):
                content[at + offset : at + offset + 4] = struct.pack("<I", 100)
            at = content.find(signature, at + 4)
    return bytes(content)


def encrypted_flag(content: bytes) -> bytes:
    """Every member marked as needing a password."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


def compound(*streams: str) -> bytes:
    """An OLE container's header and the names in its directory; nothing else in it is right."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names.ljust(4096, b"\0")


def as_csv(delimiter: str, encoding: str, newline: str = "\r\n", quote: bool = False) -> bytes:
    """The good form, as Excel saves it as text."""
    sheet = load_workbook(io.BytesIO(good())).worksheets[0]
    lines = []
    for row in sheet.iter_rows(values_only=True):
        texts = ["" if cell is None else str(cell) for cell in row]
        quoted = [
            f'"{text}"' if quote or delimiter in text or '"' in text else text for text in texts
        ]
        lines.append(delimiter.join(quoted))
    return newline.join(lines).encode(encoding)


def _nested(depth: int) -> str:
    return "<a>" * depth + "</a>" * depth


def _laughs() -> str:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    return f"<!DOCTYPE lolz [{entities}]>"


def _text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def renamed() -> list[Case]:
    """What is no spreadsheet at all, under a spreadsheet's name."""
    html = b"<html><head><meta charset='utf-8'></head><body><table><tr><td>1</td></tr></table>"
    xml = (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    )
    word = zipped({"[Content_Types].xml": _TYPES, "word/document.xml": "<w/>"})
    other = Refusal.OTHER_FORMAT
    return [
        Case("rong.xlsx", b"", Refusal.EMPTY),
        Case("rong.csv", b"", Refusal.EMPTY),
        Case("rong.zip", b"", Refusal.EMPTY),
        Case("trang-web.xls", html, Refusal.HTML),
        Case("trang-web-2.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE html>\n" + html, Refusal.HTML),
        Case("bang-web.xls", b"<table><tr><td>1</td></tr></table>", Refusal.HTML),
        Case("xml-2003.xls", xml, Refusal.XML_2003),
        Case("mht.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", other),
        Case("van-ban.xls", as_csv(";", "utf-8"), Refusal.TEXT_AS_WORKBOOK),
        Case("van-ban.xlsx", as_csv("\t", "utf-16"), Refusal.TEXT_AS_WORKBOOK),
        Case("pdf.xlsx", b"%PDF-1.7\n" + b"\0" * 99, other),
        Case("anh.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 99, other),
        Case("anh.xls", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, other),
        Case("word.xlsx", word, other),
        Case("word-cu.xls", compound("Root Entry", "WordDocument"), other),
        Case("nen-rar.xlsx", b"Rar!\x1a\x07\x00", other),
        Case("chuong-trinh.xlsx", b"MZ\x90\x00" + b"\0" * 99, other),
        Case("sqlite.xls", b"SQLite format 3\x00", other),
        Case("excel-4.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", Refusal.OLD_EXCEL),
        Case("bao-cao.docx", word, Refusal.SUFFIX),
        Case("bao-cao.pdf", b"%PDF-1.7", Refusal.SUFFIX),
        Case("khong-duoi", good(), Refusal.SUFFIX),
        Case("bang-tinh.csv", good(), Refusal.WORKBOOK_AS_TEXT),
        Case("nen.xlsx", zipped({"a/bieu.xlsx": good()}), Refusal.BUNDLE_HERE),
        Case("nhi-phan.xlsx", random.Random(1).randbytes(5_000), Refusal.BROKEN),
        Case("chu.xlsx", b"not a workbook", Refusal.BROKEN),
    ]


def damaged() -> list[Case]:
    """Workbooks that lost something on the way, or were locked."""
    whole = good()

    def without(name: str) -> bytes:
        return zipped({part: text for part, text in parts_of(whole).items() if part != name})

    twice = [*parts_of(whole).items(), (SHEET, b"<worksheet/>")]
    truncated_xml = changed(lambda p: p.update({SHEET: p[SHEET][:900]}))
    return [
        Case("cat-cut.xlsx", whole[: len(whole) // 2], Refusal.CUT_SHORT),
        Case("cat-cut-2.xlsx", whole[:-1][:-15], Refusal.CUT_SHORT),
        Case("dau-thoi.xlsx", b"PK\x03\x04 cut short", Refusal.CUT_SHORT),
        Case("muc-luc-hong.xlsx", _bad_directory(whole), Refusal.CUT_SHORT),
        Case("sai-ma.xlsx", _with_wrong_sum(), Refusal.PART_DAMAGED),
        Case("noi-doi.xlsx", _lying_about_size(), Refusal.PART_DAMAGED),
        Case("hai-phan.xlsx", zipped(twice), Refusal.PART_TWICE),
        Case("thieu-so.xlsx", without("xl/workbook.xml"), Refusal.PART_MISSING),
        Case("thieu-trang.xlsx", without(SHEET), Refusal.BROKEN),
        Case("thieu-kieu.xlsx", without("xl/styles.xml")),
        Case("thieu-quan-he.xlsx", without("xl/_rels/workbook.xml.rels")),
        Case("xml-cut.xlsx", truncated_xml),
        Case("xml-rac.xlsx", changed(lambda p: p.update({SHEET: b"\x00\xff<<<>>>" * 50}))),
        Case("khoa.xlsx", compound("Root Entry", "EncryptionInfo", "EncryptedPackage"),
             Refusal.PASSWORD),
        Case("khoa-zip.xlsx", encrypted_flag(whole), Refusal.PASSWORD),
        Case("ole-hong.xls", compound("Root Entry", "Workbook"), Refusal.BROKEN),
        Case("ole-cut.xls", compound()[:100], Refusal.BROKEN),
        Case("ods-hong.ods", zipped({"mimetype": "x", "content.xml": "<a"}), Refusal.BROKEN),
        Case("xlsb-hong.xlsb", zipped({"xl/workbook.bin": b"\xff" * 200})),
        Case("rong-nen.xlsx", zipped({}), Refusal.PART_MISSING),
    ]  # fmt: skip


def _bad_directory(content: bytes) -> bytes:
    damaged = bytearray(content)
    at = damaged.find(b"PK\x01\x02")
    damaged[at : at + 4] = b"XXXX"
    return bytes(damaged)


def heavy() -> list[Case]:
    """Files that would cost their reader its memory or its time."""
    spaces = b" " * 60_000_000
    many = {**minimal(cells()), **{f"xl/media/{n}.bin": b"" for n in range(3_000)}}
    far = cells('<c r="A1"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>')
    wide = "".join(f'<c r="{address(899, column)}" s="0"/>' for column in range(16_384))
    empties = "".join(f'<row r="{n}">' + f'<c r="A{n}" s="0"/>' * 20 + "</row>"
                      for n in range(1, 50_001))  # fmt: skip
    strings = "<si><t>" + "x" * 32_000 + "</t></si>"
    pairs = "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(1, 20_000, 2))
    one = '<c r="A1"><v>1</v></c>'
    merged = f"{cells(one)}<mergeCells>{pairs}</mergeCells>"
    declared = f'<dimension ref="A1:XFD1048576"/>{cells(one)}'
    return [
        Case("bom.xlsx", zipped({**minimal(cells()), "xl/a.xml": spaces}),
             Refusal.UNPACKS_TOO_MUCH),
        Case("bom-lon.xlsx", zipped({**minimal(cells()), "a": spaces, "b": spaces}),
             Refusal.UNPACKS_TOO_LARGE),
        Case("nhieu-phan.xlsx", zipped(many), Refusal.TOO_MANY_PARTS),
        Case("qua-lon.xlsx", b"PK\x03\x04" + b"\0" * (21 * 1024 * 1024), Refusal.TOO_LARGE),
        Case("o-xa.xlsx", zipped(minimal(far)), Refusal.SHEET_TOO_LARGE),
        Case("o-ngoai.xlsx", zipped(minimal(cells('<c r="ZZZZZZZ1"><v>1</v></c>'))),
             Refusal.CELL_OUTSIDE),
        Case("o-0.xlsx", zipped(minimal(cells('<c r="A0"><v>1</v></c>'))), Refusal.CELL_OUTSIDE),
        Case("khai-bao-lon.xlsx", zipped(minimal(declared))),
        Case("cot-rong.xlsx", changed(lambda p: p.update({SHEET: _inserted(p[SHEET], wide)})),
             is_read=True),
        Case("trieu-o-rong.xlsx", zipped(minimal(f"<sheetData>{empties}</sheetData>"))),
        Case("chuoi-lon.xlsx", zipped({**minimal(cells('<c r="A1" t="s"><v>0</v></c>')),
             "xl/sharedStrings.xml": f"<sst>{strings * 600}</sst>"})),
        Case("gop-o.xlsx", zipped(minimal(merged))),
        Case("cuoi.xlsx", zipped({**minimal(cells()), "xl/sharedStrings.xml": _laughs()}),
             Refusal.DOCTYPE),
        Case("cuoi-2.xlsx", changed(lambda p: p.update(
            {SHEET: _laughs().encode() + p[SHEET]})), Refusal.DOCTYPE),
        Case("long-sau.xlsx", zipped(minimal(_nested(200_000)))),
        Case("ods-lap.ods", _repeated_ods()),
        Case("o-dai.csv", b"a;b\n" + b"x" * 200_000 + b";1\n", Refusal.TEXT_BROKEN),
        Case("nhieu-o.csv", b";".join([b"1"] * 1_100) + b"\n" + (b";" * 1_100 + b"\n") * 1_000,
             Refusal.TOO_MANY_CELLS),
    ]  # fmt: skip


def _inserted(sheet: bytes, row: str) -> bytes:
    """A row of empty, formatted cells under the last, as a fill over a whole row leaves it."""
    return sheet.replace(b"</sheetData>", f'<row r="900">{row}</row></sheetData>'.encode(), 1)


def _repeated_ods() -> bytes:
    """One filled cell, said to repeat over the whole of the largest sheet."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                   "content.xml": content,
                   "META-INF/manifest.xml": "<manifest/>"})  # fmt: skip


def odd() -> list[Case]:
    """Workbooks that open, and have nothing to read or something to say."""
    error = _book(lambda b: b.worksheets[0].__setitem__("C17", "#REF!"))
    hidden = zipped(minimal(cells(_text_cell("A1", "x")), state='state="hidden"'))
    chart = zipped(minimal("", kind="chartsheet"))
    dates = _book(lambda b: setattr(b, "epoch", CALENDAR_MAC_1904))
    far_date = cells('<c r="A1" s="1"><v>99999999</v></c>')
    return [
        Case("chat.xlsx", _strict(cells(), "<sheets/>"), Refusal.STRICT),
        Case("chat-doc-duoc.xlsx", _strict(cells(_text_cell("A1", "x")))),
        Case("an-het.xlsx", hidden, Refusal.ONLY_HIDDEN),
        Case("bieu-do.xlsx", chart, Refusal.ONLY_CHARTS),
        Case("khong-trang.xlsx", _without_sheets(), Refusal.NO_SHEET),
        Case("macro.xlsm", changed(lambda p: p.update({"xl/vbaProject.bin": b"\0" * 99})),
             is_read=True),
        Case("lien-ket.xlsx", changed(
            lambda p: p.update({"xl/externalLinks/externalLink1.xml": b"<a/>"})), is_read=True),
        Case("sai-duoi.xls", good(), is_read=True),
        Case("DINH-CONG.XLSX", good(), is_read=True),
        Case("loi-ref.xlsx", error),
        Case("ngay-1904.xlsx", dates, is_read=True),
        Case("ngay-xa.xlsx", zipped({**minimal(far_date), "xl/styles.xml": _date_style()})),
        Case("chuoi-thieu.xlsx", zipped(minimal(cells('<c r="A1" t="s"><v>99</v></c>')))),
        Case("so-vo-han.xlsx", zipped(minimal(cells('<c r="A1"><v>1e999</v></c>',
             '<c r="B1"><v>nan</v></c>', '<c r="C1"><v>abc</v></c>')))),
        Case("khong-dia-chi.xlsx", zipped(minimal("<sheetData><row><c><v>1</v></c></row>"
             "</sheetData>"))),
        Case("trong.xlsx", handmade.save(Workbook())),
        Case("ten-" + "dai-" * 55 + ".xlsx", good(), is_read=True),
        Case("csv-bom.csv", as_csv(";", "utf-8-sig")),
        Case("csv.csv", as_csv(",", "utf-8", quote=True)),
        Case("csv-tab.csv", as_csv("\t", "utf-16")),
        Case("csv-soc.csv", as_csv("|", "utf-8", newline="\n")),
        Case("csv-rac.csv", random.Random(2).randbytes(3_000), Refusal.TEXT_UNDECODABLE),
        Case("csv-zero.csv", b"a;b\x00\x00\x00c", Refusal.TEXT_UNDECODABLE),
        Case("csv-ngoac.csv", b'a;b\n"mo ngoac;1\n', Refusal.TEXT_BROKEN),
    ]  # fmt: skip


def _strict(sheet: str, sheets: str = "") -> bytes:
    """As Excel saves “Strict Open XML”: other names for everything."""
    parts = minimal(sheet, namespace=f"{_STRICT}/spreadsheetml/main")
    if sheets:
        parts["xl/workbook.xml"] = (
            f'<workbook xmlns="{_STRICT}/spreadsheetml/main">{sheets}</workbook>'
        )
    return zipped(
        {
            name: str(text).replace(_OFFICE, f"{_STRICT}/officeDocument/relationships")
            for name, text in parts.items()
        }
    )


def _without_sheets() -> bytes:
    parts = minimal(cells())
    parts["xl/workbook.xml"] = f'<workbook xmlns="{_MAIN}"><sheets/></workbook>'
    return zipped(parts)


def _date_style() -> str:
    return (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>"
    )


def all_cases() -> list[Case]:
    """Every hostile file that stands alone."""
    return [*renamed(), *damaged(), *heavy(), *odd()]


# ── Mutations ─────────────────────────────────────────────────────────────────────────────


def mutated(whole: bytes, chance: random.Random) -> bytes:
    """A real workbook with one thing gone wrong."""
    kind = chance.randrange(6)
    if kind == 0:
        return whole[: chance.randrange(len(whole))]
    if kind == 1:
        return _flipped(whole, chance, chance.choice([1, 5, 50]))
    parts = parts_of(whole)
    name = chance.choice(sorted(parts))
    if kind == 2:
        del parts[name]
    elif kind == 3:
        parts[name] = _flipped(parts[name], chance, chance.choice([1, 3, 30]))
    elif kind == 4:
        parts[name] = parts[chance.choice(sorted(parts))]
    else:
        parts[name] = _swapped(parts[name], chance)
    return zipped(parts)


def _flipped(content: bytes, chance: random.Random, times: int) -> bytes:
    changed = bytearray(content)
    for _ in range(times if content else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _swapped(xml: bytes, chance: random.Random) -> bytes:
    """A number or an attribute made absurd, a tag lost, a piece said twice."""
    pieces = xml.split(b"<")
    at = chance.randrange(len(pieces))
    absurd = (b"-1", b"99999999999999999999", b"", b"XFD1048576", b"\xff\xfe", b"&#0;", b"1e309")
    what = chance.randrange(4)
    if what == 0:
        del pieces[at]
    elif what == 1:
        pieces[at] = pieces[at] + b"<" + pieces[at]
    elif what == 2:
        digits = bytes(c for c in pieces[at] if 48 <= c <= 57)
        pieces[at] = pieces[at].replace(digits or b'"', chance.choice(absurd), 1)
    else:
        other = chance.randrange(len(pieces))
        pieces[at], pieces[other] = pieces[other], pieces[at]
    return b"<".join(pieces)
