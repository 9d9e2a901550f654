"""The way to a milestone, and the place beside the mean, in the words of officials."""

from __future__ import annotations

from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.words import say_with_unit
from childrights.judgement.comparison import Beside, Standing
from childrights.judgement.pace import Pace
from childrights.judgement.targets import Progress
from childrights.vietnamese.numbers import format_number

_STANDINGS = {
    Standing.FAR_BELOW: "thấp hơn rõ rệt so với bình quân {} (mức tin cậy 99,8%)",
    Standing.BELOW: "thấp hơn bình quân {} (mức tin cậy 95%)",
    Standing.EQUAL: "tương đương mức bình quân {}",
    Standing.ABOVE: "cao hơn bình quân {} (mức tin cậy 95%)",
    Standing.FAR_ABOVE: "cao hơn rõ rệt so với bình quân {} (mức tin cậy 99,8%)",
}


def say_pace(item: Progress) -> str:
    """What a milestone asks each year and what the years have brought; empty without one.

    “Đến năm 2030 mỗi năm cần tăng 0,67 điểm phần trăm; 5 năm qua mỗi năm tăng 2,10 điểm phần trăm
    (khoảng tin cậy 95%: từ +1,61 đến +2,59).”
    """
    require_disclosed([item.value])
    way, target = item.pace, item.target
    if way is None or target is None or target.year is None:
        return ""
    indicator = item.indicator
    asked = f"Đến năm {target.year} {_asked(indicator, way)}"
    if way.observed is None or way.interval is None:
        return (
            f"{asked}; mới có {way.points} kỳ so sánh được, cần ít nhất 3 kỳ để đánh giá tiến độ."
        )
    between = f"từ {_signed(way.interval.lower)} đến {_signed(way.interval.upper)}"
    seen = f"{way.points} kỳ qua mỗi năm {_moved(indicator, way.observed)}"
    doubt = (
        "" if way.is_sure else " Mức cần thiết nằm trong khoảng này nên kết luận chưa chắc chắn."
    )
    return f"{asked}; {seen} (khoảng tin cậy 95%: {between}).{doubt}"


def _asked(indicator: Indicator, way: Pace) -> str:
    if way.is_reached:
        return "cần giữ mức đã đạt"
    return f"mỗi năm cần {_moved(indicator, way.required)}"


def _moved(indicator: Indicator, yearly: float) -> str:
    rounded = round(Decimal(str(yearly)), 2)
    if rounded == 0:
        return "không thay đổi đáng kể"
    unit = "điểm phần trăm" if indicator.kind is Kind.PERCENTAGE else indicator.unit
    return f"{'tăng' if rounded > 0 else 'giảm'} {format_number(abs(rounded), 2)} {unit}"


def _signed(number: float) -> str:
    rounded = round(Decimal(str(number)), 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{format_number(abs(rounded), 2)}"


def say_standing(indicator: Indicator, found: Beside, mean: DisclosedValue) -> str:
    """“tương đương mức bình quân 98,2%”; empty where a mean has no meaning or is hidden."""
    require_disclosed([found.value, mean])
    words = _STANDINGS.get(found.standing)
    return words.format(say_with_unit(indicator, mean)) if words else ""


def say_rank(found: Beside, units: int) -> str:
    """“hạng 3 đến 9 trong 14”, or that a rank cannot be told."""
    if found.best is None or found.worst is None:
        return ""
    if (found.best, found.worst) == (1, units):
        return f"không phân biệt được hạng trong {units} đơn vị"
    if found.best == found.worst:
        return f"hạng {found.best} trong {units}"
    return f"hạng {found.best} đến {found.worst} trong {units}"
