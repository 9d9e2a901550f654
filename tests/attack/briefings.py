"""What a briefing shows of protected series, as rows that the reader of releases understands."""

from __future__ import annotations

from collections.abc import Iterator

from childrights.briefing.accounts import Account, accounts, scope_of
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.disclosure.series import Classes
from childrights.periods import Period
from tests.attack.reader import Row, Units

Shown = tuple[Row, Units]
"""A row, and the units inside its sums."""


def protected(desk: Desk) -> list[str]:
    """Indicators whose own total is protected, and not only a breakdown of it."""
    classes = Classes(desk.catalogue)
    return [name for name in desk.catalogue.indicators if classes.touched(name, {})]


def briefed(desk: Desk, token: str, period: Period, audience: Audience) -> list[Account]:
    """What a briefing on every protected indicator would know: nothing else reaches its files."""
    scope = scope_of(desk, token, period, audience, desk.today)
    return accounts(desk.remembering(), scope, protected(desk))


def rows(found: list[Account]) -> Iterator[Shown]:
    """Every figure of the accounts: area, units, cùng kỳ over like units."""
    for item in found:
        values = [item.value, *(unit.value for unit in item.units), *(item.compared or ())]
        for value in values:
            if not value.is_suppressed and value.value is not None:
                yield row_of(value), value.reporting_units


def row_of(value: DisclosedValue) -> Row:
    """One figure as a row of a table, with the exact parts beside it."""

    def number(of: object) -> float | None:
        return None if of is None else float(of)  # type: ignore[arg-type]

    since = value.locality.valid_from.isoformat() if value.locality else ""
    return Row(
        value.indicator, value.area_token, since, value.period, dict(value.breakdown),
        number(value.numerator), number(value.denominator), number(value.value), value.status,
    )  # fmt: skip
