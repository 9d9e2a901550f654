"""The report to the People's Council as content: sections, sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from childrights.briefing.accounts import Account, Scope, Tell, accounts, say_nothing
from childrights.briefing.annex import annex_table, roman, unit_table
from childrights.briefing.content import (
    Block,
    Briefing,
    Chart,
    Heading,
    Paragraph,
    Prompt,
    Sentence,
)
from childrights.briefing.datatable import DataTable
from childrights.briefing.plots import trend_chart, units_chart
from childrights.briefing.review import review_tables
from childrights.briefing.senders import Office, sender_of
from childrights.briefing.sentences import say_amount, say_verdict, sentences_of
from childrights.briefing.templates import Section, Template
from childrights.catalogue.model import Kind
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.figures.reporting import reported_words, unit_states
from childrights.figures.words import HIDDEN_WHY, Look, look_of, lower_first
from childrights.judgement.targets import Verdict
from childrights.vietnamese.dates import format_date

DRAFT = "DỰ THẢO"
INTERNAL = "TÀI LIỆU NỘI BỘ, KHÔNG CÔNG BỐ"
DEMONSTRATION = "DỮ LIỆU MINH HỌA – KHÔNG PHẢI SỐ LIỆU THẬT"

NO_FIGURES = "Chưa có số liệu báo cáo"
_YEARS = 5
_MET = (Verdict.MET, Verdict.ABOVE)


@dataclass(frozen=True)
class Order:
    """What the officer chose: scope, template, further indicators in order, who signs, its day.

    ``names`` replaces the template's own indicators where it is not empty.
    """

    scope: Scope
    template: Template
    names: tuple[str, ...] = ()
    office: Office = Office.COMMITTEE
    dated: date | None = None


@dataclass(frozen=True)
class Material:
    """What sections are written from."""

    found: Sequence[Account]
    by_section: Mapping[Section, Sequence[Account]]
    charts: Sequence[Chart]


def compose(desk: Desk, order: Order, tell: Tell = say_nothing) -> Briefing:
    """The report, ready to be written as a file of any kind; ``tell`` as in ``accounts``."""
    desk, scope = desk.remembering(), order.scope
    found = accounts(desk, scope, order.names or order.template.indicators, tell)
    charts = charts_of(desk, scope, found, order.template.years)
    material = Material(found, placed(order.template, found), charts)
    opening = (_opening(scope), reporting_sentence(desk, scope))
    blocks: list[Block] = [Paragraph(opening)]
    number = 0
    for section in order.template.sections:
        made = _section(section, f"{roman(number + 1)}.", 1, material)
        number += bool(made)
        blocks += made
    return Briefing(
        "BÁO CÁO", "BC", order.template.subject.format(period=lower_first(scope.period.label)),
        sender_of(desk, scope.area, order.office), order.template.basis, tuple(blocks),
        annexes(desk, scope, found, order.template.years),
        marks_of_paper(desk, scope.audience), scope.audience, order.dated,
    )  # fmt: skip


def marks_of_paper(desk: Desk, audience: Audience) -> tuple[str, ...]:
    """What stands above every paper: a draft, of made-up figures, for the office alone."""
    marks = [DRAFT]
    marks += [DEMONSTRATION] if desk.is_demonstration else []
    marks += [INTERNAL] if audience is Audience.INTERNAL else []
    return tuple(marks)


def annexes(
    desk: Desk, scope: Scope, found: Sequence[Account], years: int = 0
) -> tuple[DataTable, ...]:
    """The annex table, that of the years of a review, then one of units for each indicator."""
    first = annex_table(scope, found, desk.catalogue.themes)
    review = review_tables(desk, scope, found, desk.catalogue.themes, years) if years else ()
    return (first, *review, *(unit_table(item) for item in found if item.units))


def placed(template: Template, found: Iterable[Account]) -> dict[Section, list[Account]]:
    """Each account under one section: where it is named, else where its theme belongs.

    The order is that in which the accounts were asked for. What no section holds goes to the
    last section with indicators, so that nothing chosen is dropped.
    """
    leaves = [leaf for leaf in template.leaves() if leaf.indicators or leaf.themes]
    by_section: dict[Section, list[Account]] = {leaf: [] for leaf in leaves}
    for item in found:
        named = [leaf for leaf in leaves if item.name in leaf.indicators]
        themed = [leaf for leaf in leaves if item.indicator.theme in leaf.themes]
        by_section[(named or themed or leaves[-1:])[0]].append(item)
    return by_section


def _section(section: Section, number: str, level: int, material: Material) -> list[Block]:
    """A section's blocks; none where no indicator of its own has anything to say."""
    heading = Heading(f"{number} {section.heading}", level)
    blocks: list[Block] = []
    if section.prompt:
        blocks = [Prompt(f"[{section.prompt}]")]
    elif section.summary:
        write = strengths if section.summary == "strengths" else weaknesses
        blocks = write(material.found)
    elif section.parts:
        for part in section.parts:
            at = sum(isinstance(block, Heading) for block in blocks) + 1
            blocks += _section(part, f"{at}.", level + 1, material)
    else:
        blocks = list(_told(material.by_section[section], material.charts))
    return [heading, *blocks] if blocks else []


def _told(found: Sequence[Account], charts: Sequence[Chart]) -> Iterator[Block]:
    """A paragraph an indicator, then its charts; what has no figure is named together, once."""
    known = [item for item in found if item.value.value is not None]
    for item in known:
        yield Paragraph(tuple(sentences_of(item)))
        yield from (chart for chart in charts if chart.indicator == item.name)
    hidden = [item for item in found if look_of(item.value) is Look.HIDDEN]
    silent = [item for item in found if item not in known and item not in hidden]
    for lead, group in ((HIDDEN_WHY, hidden), (NO_FIGURES, silent)):
        if group:
            names = "; ".join(_named_when(item) for item in group)
            yield Paragraph((Sentence(f"{lead}: {names}."),))


def _named_when(item: Account) -> str:
    name = lower_first(item.indicator.name)
    if item.value.period == item.asked:
        return name
    return f"{name} ({lower_first(item.value.period.label)})"


def _opening(scope: Scope) -> Sentence:
    day = format_date(scope.day)
    return Sentence(
        f"Báo cáo sử dụng số liệu của {scope.area.label}, {lower_first(scope.period.label)}, do "
        f"các đơn vị báo cáo và được tổng hợp đến ngày {day}."
    )


def reporting_sentence(desk: Desk, scope: Scope) -> Sentence:
    """“13/14 phường đã báo cáo đủ …”; the names of the others for the office alone."""
    states = unit_states(desk.reporting(scope.token, scope.period, scope.day), scope.day)
    said = reported_words(states, scope.noun)
    if not said:
        return Sentence("Kỳ này không quy định đơn vị cấp xã gửi báo cáo.")
    late = [state.name for state in states if not state.is_complete]
    text = f"Tình hình báo cáo: {said} các biểu quy định"
    if late and scope.audience is Audience.INTERNAL:
        text = f"{text}; chưa đủ: {', '.join(late)}"
    return Sentence(f"{text}.")


# ── Strengths and weaknesses ──────────────────────────────────────────────────────────────


def strengths(found: Sequence[Account]) -> list[Block]:
    """Targets that were met, one sentence; room for the officer's own."""
    met = [item for item in found if item.progress.verdict in _MET]
    blocks: list[Block] = []
    if met:
        listed = "; ".join(_short(item) for item in met)
        blocks.append(Paragraph((Sentence(f"Có {len(met)} chỉ tiêu đã đạt: {listed}."),)))
    return [*blocks, Prompt("[Đơn vị bổ sung các kết quả nổi bật khác]")]


def weaknesses(found: Sequence[Account]) -> list[Block]:
    """Below plan, and worse than cùng kỳ: exactly what deputies ask about."""
    below = [item for item in found if item.is_below]
    worse = [item for item in found if item.is_worse]
    said = []
    if below:
        listed = "; ".join(_short(item) for item in below)
        said.append(Sentence(f"Có {len(below)} chỉ tiêu chưa đạt mức được giao: {listed}."))
    if worse:
        listed = "; ".join(lower_first(item.indicator.name) for item in worse)
        said.append(Sentence(f"Có {len(worse)} chỉ tiêu kém hơn cùng kỳ: {listed}."))
    blocks: list[Block] = [Paragraph(tuple(said))] if said else []
    return [*blocks, Prompt("[Đơn vị bổ sung các hạn chế khác]")]


def _short(item: Account) -> str:
    assert item.value.value is not None
    amount = say_amount(item.indicator, item.value.value)
    return f"{lower_first(item.indicator.name)} ({amount}; {say_verdict(item)})"


# ── Charts ────────────────────────────────────────────────────────────────────────────────


def charts_of(desk: Desk, scope: Scope, found: Sequence[Account], years: int) -> list[Chart]:
    """Headline shares by unit and over the years."""
    charts: list[Chart] = []
    for item in found:
        is_share = item.indicator.kind is Kind.PERCENTAGE and item.value.value is not None
        if not (item.indicator.headline and is_share):
            continue
        charts += [units_chart(desk, scope, item)] if item.units else []
        trend = trend_chart(desk, scope, item, years or _YEARS)
        charts += [trend] if trend else []
    return charts
