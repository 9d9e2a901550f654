"""What may be chosen on “Nguồn số liệu”: units and breakdowns, and how an address says them."""

from __future__ import annotations

from collections.abc import Mapping

from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk
from childrights.figures.source import say_breakdown
from childrights.periods import Period


def write_breakdown(breakdown: Mapping[str, str] | None) -> str:
    """A breakdown as an address has it: “sex:F,age:0_1”; empty for the total."""
    return ",".join(f"{name}:{code}" for name, code in (breakdown or {}).items())


def read_breakdown(text: str) -> dict[str, str]:
    """The breakdown that an address names."""
    pairs = (part.partition(":") for part in text.split(",") if part)
    return {name: code for name, _, code in pairs}


def units_of(desk: Desk, token: str, period: Period) -> dict[str, str]:
    """Code and name of each unit that an area consists of in a period."""
    return {item.token: item.name for item in desk.holdings(token, period, by_unit=True)}


def breakdowns_of(catalogue: Catalogue, indicator: str, period: Period) -> dict[str, str]:
    """Every single breakdown of an indicator, as an address has it, with its words."""
    return {
        write_breakdown({each: code}): say_breakdown(catalogue, {each: code})
        for each, codes in catalogue.definition(indicator, period).breakdowns.items()
        for code in codes
    }
