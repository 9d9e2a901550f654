"""Finds lists of individual children, so that they are refused before anything is kept.

What counts: identity numbers, health insurance numbers, and names that stand with a date of
birth. What does not: officers' names and telephones in the frame, the signature block, or a
follow-up sheet (“Người lập”, “Thời điểm nộp”), and localities named after people.

Cells are named, never repeated (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Luật Trẻ em, Điều 21).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from childrights.vietnamese.text import clean, fold
from childrights.warehouse.records import NO_PERSONAL_ROWS, Finding, Severity
from etl.cells import as_text
from etl.grid import Grid, RawCell, address

_LISTED = 5
_LONGEST_HEADING = 60
_SHORTEST_NUMBER = 9
# Số định danh cá nhân (Nghị định 137/2015/NĐ-CP, Điều 13): three digits of the province, one of
# century and sex, two of the year of birth, six at random. All province codes are below 100.
_IDENTITY = re.compile(r"(?<![\d/.])0(?:0[1-9]|[1-8]\d|9[0-6])[0-9]\d{2}\d{6}(?![\d/])")
# Mã số thẻ BHYT (Quyết định 1351/QĐ-BHXH): two letters, a digit of the benefit level, two digits
# of the province, ten of the social insurance number.
_INSURANCE = re.compile(r"\b[A-Z]{2}[1-5]\d{12}\b")
_IN_GROUPS = re.compile(r"^(\d{3})([ .-])(\d{3})\2(\d{3})\2(\d{3})$")
_NUMBER_HEADING = re.compile(
    r"\b(?:cccd|cmnd|cmt|căn cước|định danh|số thẻ|mã thẻ|mã số bhxh|mã bhxh|mã số bhyt)\b"
)
_ID_DIGITS = re.compile(r"^\d{9,12}$|^[A-Z]{2}\d{13}$|^\d{15}$")
_NAME_HEADING = re.compile(
    r"^(?:họ (?:và )?tên|họ, tên|tên (?:trẻ|cháu|em|học sinh|con)\b|họ tên|trẻ em\s*$"
    r"|tên đối tượng)"
)
_BIRTH_HEADING = re.compile(r"\b(?:ngày,? ?(?:tháng,? ?)?(?:năm )?sinh|năm sinh|sinh ngày)\b")
_NOT_A_CHILD = re.compile(
    r"\b(?:người lập|người nhập|cán bộ|phụ trách|cộng tác viên|trưởng|người báo cáo|lãnh đạo"
    r"|liên hệ|phường|xã|thôn|tổ dân phố|đơn vị|địa phương|địa bàn|khu phố|tuyến|đường|trường)\b"
)
_NOT_A_BIRTH = re.compile(
    r"\b(?:nộp|nhận|lập|gửi|báo cáo|ký|duyệt|ban hành|công nhận|tổ chức|thực hiện|chốt|hạn|đến"
    r"|thời (?:điểm|gian)|khai giảng|họp|cập nhật|trễ)\b"
)
_FAMILY = frozenset(
    """
    nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh mai
    đào cao lương hà tạ phùng quách thái châu tô vương tăng triệu lưu kiều lò vàng giàng sùng thào
    hờ mùa lầu tòng quàng cầm lường bàn chảo tẩn nông hứa vi lộc siu rơ ksor rcom kpă nay rah rmah
    """.split()  # noqa: SIM905
)
_NAME_AND_BIRTH = re.compile(
    r"(?P<name>(?:[^\W\d_][\w']*\s+){1,4}[^\W\d_][\w']*)[\s,;(\-–]+(?:[Ss]inh|SN|sn)\b"
    r"[^0-9]{0,14}(?:\d{1,2}[/.-]){0,2}\d{4}"
)
_DATE = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-](?P<year>(?:19|20)\d\d)$|^(?P<only>20[012]\d)$")
_OLDEST_CHILD = 1990


def personal_cells(grid: Grid) -> list[str]:
    """Addresses of cells that tell of one child each, in reading order."""
    found: set[tuple[int, int]] = set()
    headings: dict[int, str] = {}
    for row, raw in enumerate(grid.rows):
        # Most cells are figures, which tell of nobody unless a heading says so.
        texts = {
            column: clean(cell) for column, cell in enumerate(raw) if cell and isinstance(cell, str)
        }
        found.update((row, column) for column in _numbers(raw, texts, headings))
        if texts:
            found.update((row, column) for column in _named_births(raw, texts, headings))
            _remember_headings(texts, headings)
    return [address(row, column) for row, column in sorted(found)]


def personal_finding(grid: Grid) -> Finding | None:
    """The refusal of a sheet that lists children, or ``None``."""
    cells = personal_cells(grid)
    if not cells:
        return None
    listed = ", ".join(cells[:_LISTED])
    more = f" và {len(cells) - _LISTED} ô khác" if len(cells) > _LISTED else ""
    message = (
        f"Ô {listed}{more} có thông tin riêng của từng trẻ em (họ tên kèm ngày sinh, số định danh "
        "hoặc số thẻ). Hệ thống chỉ nhận số tổng hợp; tệp không được lưu lại. Xóa các dòng, trang "
        "tính (kể cả trang ẩn) có thông tin từng em rồi gửi lại."
    )
    return Finding(Severity.ERROR, NO_PERSONAL_ROWS, message, grid.name, cells[0])


def _numbers(
    raw: Sequence[RawCell], texts: Mapping[int, str], headings: Mapping[int, str]
) -> Iterator[int]:
    """Columns of a row that hold an identity or insurance number."""
    for column, text in texts.items():
        joined = _joined(text)
        if _IDENTITY.search(joined) or _INSURANCE.search(joined):
            yield column
    # A number cell has no leading zero, so only a heading can tell that it is an identity.
    for column, heading in headings.items():
        if column < len(raw) and _asks_for_a_number(heading):
            figure = _joined(as_text(raw[column]))
            if _ID_DIGITS.match(figure):
                yield column


def _joined(text: str) -> str:
    """A text that ends in a digit without the blanks and marks that group its digits."""
    if len(text) < _SHORTEST_NUMBER or not text[-1].isdigit():
        return ""
    return _IN_GROUPS.sub(r"\1\3\4\5", text).replace(" ", "").lstrip("'")


@lru_cache(maxsize=1024)
def _asks_for_a_number(heading: str) -> bool:
    return bool(_NUMBER_HEADING.search(heading))


def _named_births(
    raw: Sequence[RawCell], texts: Mapping[int, str], headings: Mapping[int, str]
) -> Iterator[int]:
    """Columns of a row that hold a person's name beside a date of birth."""
    for column, text in texts.items():
        together = _NAME_AND_BIRTH.search(text) if "sinh" in text or "SN" in text else None
        if together and _ends_in_a_name(together["name"].split()):
            yield column
    names = [column for column, text in texts.items() if _is_child(text, headings.get(column, ""))]
    if names and any(_is_birth(cell, headings.get(column, "")) for column, cell in enumerate(raw)):
        yield from names


def _is_birth(raw: RawCell, heading: str) -> bool:
    told = bool(_BIRTH_HEADING.search(heading))
    if not told and (_NOT_A_BIRTH.search(heading) or heading):
        return False
    if isinstance(raw, datetime | date):
        return told or raw.year >= _OLDEST_CHILD
    match = _DATE.match(as_text(raw))
    if match is None:
        return False
    # A bare year is a date of birth only where the heading says so.
    return told or match["only"] is None


@lru_cache(maxsize=8192)
def _is_child(text: str, heading: str) -> bool:
    if not text or _NOT_A_CHILD.search(heading):
        return False
    if _NAME_HEADING.search(heading):
        return len(text.split()) >= 2 and not any(char.isdigit() for char in text)
    return not heading and is_person_name(text)


def is_person_name(text: str) -> bool:
    """Whether a text is written like a Vietnamese person's name: “Nguyễn Thị Hoa”."""
    words = clean(text).split()
    if not 2 <= len(words) <= 6 or fold(words[0]) not in _FAMILY:
        return False
    return all(word[0].isupper() and word.replace("'", "").isalpha() for word in words)


def _ends_in_a_name(words: Sequence[str]) -> bool:
    """Whether a name stands at the end of some words: “em Nguyễn Văn An”."""
    return any(is_person_name(" ".join(words[at:])) for at in range(len(words)))


def _remember_headings(texts: Mapping[int, str], headings: dict[int, str]) -> None:
    """Keep what stands over each column."""
    for column, text in texts.items():
        if text and len(text) <= _LONGEST_HEADING:
            heading = _as_heading(text)
            if heading:
                headings[column] = heading


@lru_cache(maxsize=8192)
def _as_heading(text: str) -> str:
    """The folded text when its words are those of a heading, else ``""``."""
    folded = fold(text)
    if ":" in text or any(char.isdigit() for char in text):
        return ""
    patterns = (_NAME_HEADING, _BIRTH_HEADING, _NUMBER_HEADING, _NOT_A_CHILD, _NOT_A_BIRTH)
    return folded if any(pattern.search(folded) for pattern in patterns) else ""
