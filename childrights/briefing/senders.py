"""Who signs a report: the People's Committee of the area or its office for children's affairs.

Nghị định số 30/2020/NĐ-CP, Phụ lục I: the body above stands over the issuer's name; an office
signs in its own name, a committee “TM.” its members.
"""

from __future__ import annotations

from enum import StrEnum

from childrights.briefing.content import Sender
from childrights.desk import Desk
from childrights.figures.words import lower_first
from childrights.places.model import Area, Level, Locality

_KINDS = (
    "Thành phố ", "Tỉnh ", "Quận ", "Huyện ", "Thị xã ", "Phường ", "Xã ", "Thị trấn ",
    "Đặc khu ",
)  # fmt: skip
_OFFICES = {
    Level.PROVINCE: ("SỞ Y TẾ", "GIÁM ĐỐC"),
    Level.DISTRICT: ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "TRƯỞNG PHÒNG"),
    Level.COMMUNE: ("PHÒNG VĂN HÓA - XÃ HỘI", "TRƯỞNG PHÒNG"),
}


class Office(StrEnum):
    """Whose paper it is."""

    COMMITTEE = "ubnd"
    DEPARTMENT = "so"


def sender_of(desk: Desk, area: Area, office: Office) -> Sender:
    """The sender for an area; a saved selection that is no unit is reported on by its province."""
    unit = area.locality or _province(desk, area)
    committee = ("ỦY BAN NHÂN DÂN", unit.name.upper())
    place, inside = bare_name(unit.name), lower_first(unit.name)
    if office is Office.COMMITTEE:
        signature = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
        recipients = (f"- Thường trực HĐND {inside};", f"- Các Ban của HĐND {inside};")
        return Sender((), committee, place, signature, (*recipients, "- Lưu: VT."))
    title, head = _OFFICES[unit.level]
    recipients = (f"- UBND {inside} (để báo cáo);", "- Lưu: VT.")
    return Sender(committee, (title,), place, (head,), recipients)


def bare_name(name: str) -> str:
    """The name for the place line: “Hoàng Mai”, but “Phường 1” where the rest is a number."""
    for kind in _KINDS:
        rest = name.removeprefix(kind)
        if rest != name:
            return name if rest[:1].isdigit() else rest
    return name


def _province(desk: Desk, area: Area) -> Locality:
    return desk.registry.at(area.units[0].province_code, area.as_of)
