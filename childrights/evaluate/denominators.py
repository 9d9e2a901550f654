"""Of which day, and by whom, a unit's denominator may be.

A denominator is read at the cut-off of the numerator's period, or at the end of the year before.
Where the catalogue allows it to be carried forward, a unit that has not reported it is given its
own last reported one. Nothing is carried from one unit to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from childrights.catalogue.model import Denominator, MeasuredAt, StockOrFlow
from childrights.evaluate.value import Borrowed
from childrights.language import say
from childrights.periods import Period, Span
from childrights.places.model import LocalityKey

OriginsOf = Callable[[LocalityKey, Period], tuple[LocalityKey, ...]]
"""Units that held exactly a unit's territory in an earlier period; none where it was divided."""


def same_unit(key: LocalityKey, _period: Period) -> tuple[LocalityKey, ...]:
    """A unit is its own origin: what is known without a register of places."""
    return (key,)


def periods_of(
    denominator: object, stock_flow: StockOrFlow | None, period: Period
) -> tuple[Period, ...]:
    """Periods in which a numerator's denominator may stand: the wanted one, then ever older ones.

    A stock may be carried from any report, a flow only from one of as many months.
    """
    if not isinstance(denominator, Denominator):
        return (period,)
    before = denominator.at is MeasuredAt.PREVIOUS_YEAR_END
    wanted = Period(period.year - 1, Span.M12) if before else period
    years = denominator.carried_forward
    oldest = Period(wanted.year - years, wanted.span)
    spans = list(Span) if stock_flow is StockOrFlow.STOCK else [wanted.span]
    earlier = (Period(year, span) for year in range(oldest.year, wanted.year + 1) for span in spans)
    stand_in = sorted((p for p in earlier if oldest <= p < wanted), reverse=True)
    return (wanted, *stand_in)


def say_carried(label: str, borrowed: Sequence[Borrowed], expected: int) -> str:
    """Say of how many units the denominator is an older one, and of when; empty for none."""
    carried = [item for item in borrowed if item.is_carried]
    if not carried:
        return ""
    when = "; ".join(_periods(carried))
    if expected == 1:
        return say(
            "Ước tính: chưa báo cáo mẫu số “{label}” của kỳ này, lấy số {when}",
            label=label,
            when=when,
        )
    return say(
        "Ước tính: {count}/{expected} đơn vị chưa báo cáo mẫu số “{label}” của "
        "kỳ này, lấy số gần nhất đã báo cáo ({when})",
        count=len(carried),
        expected=expected,
        label=label,
        when=when,
    )


def _periods(carried: Iterable[Borrowed]) -> list[str]:
    return [period.label.lower() for period in sorted({item.period for item in carried})]
