"""Cards, tables and schematics as HTML text. Every word from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from childrights.figures.attainment import Card
from childrights.figures.attention import UnitToCall
from childrights.figures.map_classes import GLYPHS, MapClass
from childrights.figures.palette import ink_on
from childrights.figures.reporting import State, UnitState
from childrights.figures.schematic import Schematic, Tile
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look
from childrights.language import say, say_many
from childrights.vietnamese.numbers import format_number


def cards_html(cards: Iterable[Card]) -> str:
    """A grid of cards that becomes one column on a phone."""
    return f'<ul class="te-cards">{"".join(_card(card) for card in cards)}</ul>'


def _card(card: Card) -> str:
    marks = "".join(f'<span class="te-mark">{escape(mark)}</span>' for mark in card.marks)
    unit = f' <span class="te-unit">{escape(card.unit)}</span>' if card.unit else ""
    verdict = (
        f'<strong class="te-{card.tone.value}"><span aria-hidden="true">{card.shape}</span> '
        f"{escape(card.verdict)}</strong>"
    )
    lines = [
        f'<h2 class="te-card-title">{escape(card.title)}</h2>',
        f'<p class="te-figure te-{card.look.value}">{escape(card.value)}{unit}{marks}</p>',
        _bar(card),
        f'<p class="te-line">{" · ".join(filter(None, (verdict, escape(card.target))))}</p>',
    ]
    for text in (card.change, _joined(card.whose, card.period, card.coverage)):
        lines.append(f'<p class="te-small">{escape(text)}</p>' if text else "")
    return f'<li class="te-card te-edge-{card.tone.value}">{"".join(lines)}</li>'


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _bar(card: Card) -> str:
    if card.bar is None:
        return ""
    tick = "" if card.tick is None else f'<i class="te-tick" style="left:{card.tick}%"></i>'
    fill = f'<i class="te-fill te-fill-{card.tone.value}" style="width:{card.bar}%"></i>'
    return f'<div class="te-bar" aria-hidden="true">{fill}{tick}</div>'


def calls_html(units: Iterable[UnitToCall], link: dict[str, str]) -> str:
    """Units that need a call, each with its reasons; ``link`` leads from code to address."""
    rows = []
    for unit in units:
        reasons = "".join(
            f'<li><span class="te-{reason.tone.value}" aria-hidden="true">{reason.shape}</span> '
            f"{escape(reason.text)}</li>"
            for reason in unit.reasons
        )
        name = _linked(unit.name, link.get(unit.unit.code, ""))
        rows.append(f'<li class="te-call"><strong>{name}</strong><ul>{reasons}</ul></li>')
    return f'<ol class="te-calls">{"".join(rows)}</ol>'


_STATE_TONES = {
    State.OVERDUE: "bad",
    State.RETURNED: "open",
    State.WAITING: "none",
    State.LATE: "good",
    State.RECEIVED: "good",
}
_STATE_SHAPES = {
    State.OVERDUE: "■",
    State.RETURNED: "◄",
    State.WAITING: "○",
    State.LATE: "●",
    State.RECEIVED: "●",
}


_ABSENT_SHOWN = 8
"""More do not fit the overview; the page Tình hình báo cáo lists all."""


def _absent_html(absent: Sequence[UnitState]) -> str:
    """The first units that are not complete, those late with the same forms together."""
    alike: dict[tuple[State, str], list[str]] = {}
    for item in absent[:_ABSENT_SHOWN]:
        alike.setdefault((item.state, item.detail), []).append(item.name)
    shown = "".join(
        f'<li><span class="te-{_STATE_TONES[state]}" aria-hidden="true">'
        f"{_STATE_SHAPES[state]}</span> <strong>{escape(', '.join(names))}</strong>: "
        f"{escape(say(state.value).lower())}, {escape(detail)}</li>"
        for (state, detail), names in alike.items()
    )
    more = len(absent) - _ABSENT_SHOWN
    if more > 0:
        words = say("Và {count} đơn vị khác: xem trang Tình hình báo cáo", count=more)
        shown += f"<li>{escape(words)}</li>"
    return f'<ul class="te-absent">{shown}</ul>' if shown else ""


def states_html(counts: Sequence[tuple[State, int]], states: Iterable[UnitState]) -> str:
    """A stacked bar of states with its legend in words, then the units not complete."""
    total = sum(count for _, count in counts)
    parts = "".join(
        f'<i class="te-part te-state-{state.name.lower()}" '
        f'style="flex-grow:{count}" title="{escape(say(state.value))}: {count}/{total}"></i>'
        for state, count in counts
    )
    legend = "".join(
        f'<li><span class="te-{_STATE_TONES[state]}" aria-hidden="true">{_STATE_SHAPES[state]}'
        f"</span> {escape(say(state.value))}: <strong>{count}</strong></li>"
        for state, count in counts
    )
    listed = _absent_html([item for item in states if not item.is_complete])
    if total == 1:
        return listed
    return (
        f'<div class="te-parts" aria-hidden="true">{parts}</div>'
        f'<ul class="te-legend">{legend}</ul>{listed}'
    )


def table_html(table: Table) -> str:
    """A table with caption and headings, scrolling inside its own box when it is wide."""
    head = "".join(
        f'<th scope="col" class="{_align(column)}">{escape(column.heading)}</th>'
        for column in table.columns
    )
    body = "".join(_row(table.columns, row) for row in table.rows)
    caption = escape(table.caption)
    foot = f'<p class="te-small">{escape(table.footnote)}</p>' if table.footnote else ""
    return (
        f'<div class="te-table" role="region" tabindex="0" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>{foot}"
    )


def _row(columns: Sequence[Column], cells: Sequence[Cell]) -> str:
    parts = []
    for column, cell in zip(columns, cells, strict=True):
        shape = f'<span aria-hidden="true">{cell.shape}</span> ' if cell.shape else ""
        note = f'<br><span class="te-small">{escape(cell.note)}</span>' if cell.note else ""
        words = _linked(cell.text, cell.link)
        kind = f"te-{cell.look.value} te-{cell.tone.value}"
        inner = f'<span class="{kind}">{shape}{words}</span>'
        parts.append(f'<td class="{_align(column)}">{inner}{note}</td>')
    return f"<tr>{''.join(parts)}</tr>"


def _align(column: Column) -> str:
    side = "te-right" if column.numeric else "te-left"
    return f"{side} te-breaks" if column.breaks else side


def _linked(text: str, link: str) -> str:
    return f'<a href="{escape(link)}">{escape(text)}</a>' if link else escape(text)


def facts_html(facts: Mapping[str, str]) -> str:
    """What and its words, side by side; below each other on a phone."""
    rows = "".join(
        f"<dt>{escape(what)}</dt><dd>{'<br>'.join(map(escape, words.splitlines()))}</dd>"
        for what, words in facts.items()
    )
    return f'<dl class="te-facts">{rows}</dl>'


def schematic_html(figure: Schematic) -> str:
    """Equal tiles, each a link to its unit, with the legend in words."""
    tiles = "".join(_tile(tile) for tile in figure.tiles)
    legend = "".join(
        f'<li><i class="te-key te-tile-{entry.look.value}" '
        f'style="{_ground(entry.look, entry.colour)}"></i> {escape(entry.text)}</li>'
        for entry in figure.legend
    )
    size = "te-many" if figure.is_dense else "te-few"
    return (
        f'<div class="te-schematic {size}" style="--columns:{figure.columns}" role="group" '
        f'aria-label="{escape(figure.notes.alt)}">{tiles}</div>'
        f'<ul class="te-legend te-keys">{legend}</ul>'
    )


def map_legend_html(classes: Sequence[MapClass]) -> str:
    """What each ground and symbol of a map means, in words, with how many units it has."""
    entries = "".join(
        f'<li><i class="te-key te-key-map" aria-hidden="true" style="{_key_ground(step)}">'
        f"{GLYPHS[step.symbol]}</i> {escape(step.text)}: {_units(step.count)}</li>"
        for step in classes
    )
    return f'<ul class="te-legend te-keys">{entries}</ul>'


def _units(count: int) -> str:
    return say_many("{count} đơn vị", count, count=f"<strong>{format_number(count)}</strong>")


def _key_ground(step: MapClass) -> str:
    return f"background-color:{step.colour};color:{ink_on(step.colour)}" if step.colour else ""


def _tile(tile: Tile) -> str:
    place = f"grid-column:{tile.column};grid-row:{tile.row}"
    tag, link = ("a", f' href="{escape(tile.link)}"') if tile.link else ("span", "")
    label = escape(f"{tile.name}: {tile.text}")
    own = " te-tile-own" if tile.is_own else ""
    return (
        f'<{tag}{link} class="te-tile te-tile-{tile.look.value}{own}" title="{label}" '
        f'aria-label="{label}" style="{place};{_ground(tile.look, tile.colour)}">'
        f"<b>{escape(tile.label)}</b><span>{escape(tile.short_text)}</span></{tag}>"
    )


def _ground(look: Look, colour: str) -> str:
    if look not in (Look.VALUE, Look.ZERO):
        return ""
    return f"background-color:{colour};color:{ink_on(colour)}"
