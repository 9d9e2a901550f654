"""The way to a milestone, and the place beside the mean, in the words of officials."""

from __future__ import annotations

from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.words import say_with_unit
from childrights.judgement.comparison import Beside, Standing
from childrights.judgement.pace import Pace
from childrights.judgement.targets import Progress
from childrights.language import say, translatable
from childrights.vietnamese.numbers import format_number

_STANDINGS = {
    Standing.FAR_BELOW: translatable("thấp hơn rõ rệt so với bình quân {mean} (mức tin cậy 99,8%)"),
    Standing.BELOW: translatable("thấp hơn bình quân {mean} (mức tin cậy 95%)"),
    Standing.EQUAL: translatable("tương đương mức bình quân {mean}"),
    Standing.ABOVE: translatable("cao hơn bình quân {mean} (mức tin cậy 95%)"),
    Standing.FAR_ABOVE: translatable("cao hơn rõ rệt so với bình quân {mean} (mức tin cậy 99,8%)"),
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
    asked = say("Đến năm {year} {asked}", year=target.year, asked=_asked(indicator, way))
    if way.observed is None or way.interval is None:
        return say(
            "{asked}; mới có {points} kỳ so sánh được, cần ít nhất 3 kỳ để đánh giá tiến độ.",
            asked=asked,
            points=way.points,
        )
    between = say(
        "từ {signed} đến {signed_2}",
        signed=_signed(way.interval.lower),
        signed_2=_signed(way.interval.upper),
    )
    seen = say(
        "{points} kỳ qua mỗi năm {moved}", points=way.points, moved=_moved(indicator, way.observed)
    )
    doubt = (
        ""
        if way.is_sure
        else say(" Mức cần thiết nằm trong khoảng này nên kết luận chưa chắc chắn.")
    )
    return say(
        "{asked}; {seen} (khoảng tin cậy 95%: {between}).{doubt}",
        asked=asked,
        seen=seen,
        between=between,
        doubt=doubt,
    )


def _asked(indicator: Indicator, way: Pace) -> str:
    if way.is_reached:
        return say("cần giữ mức đã đạt")
    return say("mỗi năm cần {moved}", moved=_moved(indicator, way.required))


def _moved(indicator: Indicator, yearly: float) -> str:
    rounded = round(Decimal(str(yearly)), 2)
    if rounded == 0:
        return say("không thay đổi đáng kể")
    unit = say("điểm phần trăm") if indicator.kind is Kind.PERCENTAGE else indicator.unit
    size = f"{format_number(abs(rounded), 2)} {unit}"
    return say("tăng {size}", size=size) if rounded > 0 else say("giảm {size}", size=size)


def _signed(number: float) -> str:
    rounded = round(Decimal(str(number)), 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{format_number(abs(rounded), 2)}"


def say_standing(indicator: Indicator, found: Beside, mean: DisclosedValue) -> str:
    """“tương đương mức bình quân 98,2%”; empty where a mean has no meaning or is hidden."""
    require_disclosed([found.value, mean])
    words = _STANDINGS.get(found.standing)
    return say(words, mean=say_with_unit(indicator, mean)) if words else ""


def say_rank(found: Beside, units: int) -> str:
    """“hạng 3 đến 9 trong 14”, or that a rank cannot be told."""
    if found.best is None or found.worst is None:
        return ""
    if (found.best, found.worst) == (1, units):
        return say("không phân biệt được hạng trong {units} đơn vị", units=units)
    if found.best == found.worst:
        return say("hạng {best} trong {units}", best=found.best, units=units)
    return say(
        "hạng {best} đến {worst} trong {units}", best=found.best, worst=found.worst, units=units
    )
