"""A matrix: rows by columns, each cell a figure whose ground tells its size, or a sign.

What it says is described once; the screen draws it as a table (`matrix_html`), paper in
`print/matrix.py`. Grounds repeat what the figure says, signs have their words in the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from childrights.catalogue.model import Kind
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.figures.charts import audience_of
from childrights.figures.cross import Cross
from childrights.figures.palette import LEVELS, ink_on
from childrights.figures.words import (
    HIDDEN_WHY,
    NONE_OCCURRED,
    NOT_APPLICABLE,
    NOT_REPORTED,
    Look,
    Tone,
    counted,
    look_of,
    say_value,
)
from childrights.language import say
from childrights.vietnamese.numbers import format_number

SIGNS = {Look.MISSING: "×", Look.HIDDEN: "■", Look.NOT_APPLICABLE: "–"}
"""What stands in a cell without a figure; the same signs as on the map."""
SIGN_WORDS = {
    Look.MISSING: NOT_REPORTED,
    Look.HIDDEN: HIDDEN_WHY,
    Look.NOT_APPLICABLE: NOT_APPLICABLE,
}
_PLAIN = -1


@dataclass(frozen=True)
class MatrixCell:
    """A cell: its text, how it is marked, its ground (a step of ``LEVELS``, or -1 for none).

    ``note`` is what the cell says in full, for whoever points at it or hears it read.
    """

    text: str
    look: Look = Look.VALUE
    shade: int = _PLAIN
    tone: Tone = Tone.NONE
    note: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """A row under its name; ``words`` stand in place of cells where a unit has none."""

    name: str
    cells: tuple[MatrixCell, ...]
    link: str = ""
    words: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class MatrixKey:
    """What a ground or a sign means, in words."""

    text: str
    sign: str = ""
    shade: int = _PLAIN
    look: Look = Look.VALUE
    tone: Tone = Tone.NONE


@dataclass(frozen=True)
class MatrixChart:
    """Rows by columns. ``groups`` are words over several columns with how many they span;
    ``lines`` say under the matrix what short headings stand for.
    """

    corner: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    keys: tuple[MatrixKey, ...]
    audience: Audience
    has_hidden: bool
    groups: tuple[tuple[str, int], ...] = ()
    lines: tuple[str, ...] = ()


# ── What a cross says ─────────────────────────────────────────────────────────────────────


def describe_cross(found: Cross, links: Sequence[str] = ()) -> MatrixChart:
    """A cross as a matrix, totals first as in the forms. Rows may lead to ``links``."""
    inside = [value for row in found.cells for value in row]
    steps = _steps(found, inside)
    rows = [
        MatrixRow(
            name,
            (_cell(found, total), *(_cell(found, value, steps) for value in cells)),
            links[at] if links else "",
        )
        for at, (name, cells, total) in enumerate(
            zip(found.rows.labels, found.cells, found.row_totals, strict=True)
        )
    ]
    above = (_cell(found, found.whole), *(_cell(found, value) for value in found.column_totals))
    groups = (("", 1), *found.groups) if found.groups else ()
    return MatrixChart(
        corner=found.rows.heading,
        columns=(found.total_label, *found.column_labels),
        rows=(MatrixRow(found.total_label, above, is_total=True), *rows),
        keys=(*_step_keys(found, steps), *sign_keys(found.values)),
        audience=audience_of(found.values),
        has_hidden=any(value.is_suppressed for value in found.values),
        groups=groups,
    )


def sign_keys(values: Iterable[DisclosedValue]) -> tuple[MatrixKey, ...]:
    """Words of the signs in use."""
    used = {look_of(value) for value in values}
    return tuple(
        MatrixKey(say(SIGN_WORDS[look]), sign, look=look)
        for look, sign in SIGNS.items()
        if look in used
    )


def sign_cell(value: DisclosedValue, text: str, shade: int = _PLAIN, note: str = "") -> MatrixCell:
    """A figure in its words, or the sign that stands for it."""
    look = look_of(value)
    return MatrixCell(SIGNS.get(look, text), look, shade, note=note)


def _cell(found: Cross, value: DisclosedValue, steps: Sequence[Decimal] = ()) -> MatrixCell:
    shade = _PLAIN
    if steps and value.value is not None and value.value > 0:
        shade = sum(value.value > top for top in steps[:-1])
    said = say_value(found.indicator, value)
    return sign_cell(value, said, shade, note=say(SIGN_WORDS.get(look_of(value), "")))


def _steps(found: Cross, values: Sequence[DisclosedValue]) -> list[Decimal]:
    """Upper ends of the grounds, so that each holds as many distinct figures as another."""
    known = sorted({value.value for value in values if value.value is not None and value.value > 0})
    if not known or found.indicator.kind is Kind.STATUS:
        return []
    count = min(len(LEVELS), len(known))
    return [known[(len(known) * (step + 1) + count - 1) // count - 1] for step in range(count)]


def _step_keys(found: Cross, steps: Sequence[Decimal]) -> list[MatrixKey]:
    indicator, keys = found.indicator, []
    known = sorted({v.value for row in found.cells for v in row if v.value is not None})
    bottom = Decimal(0)
    for shade, top in enumerate(steps):
        low = next(value for value in known if value > bottom)
        ends = [format_number(end, indicator.decimals) for end in dict.fromkeys((low, top))]
        text, is_share = "–".join(ends), indicator.kind is Kind.PERCENTAGE
        keys.append(
            MatrixKey(f"{text}%" if is_share else counted(text, indicator.unit), shade=shade)
        )
        bottom = top
    if any(value == 0 for value in known):
        words = f"0: {say(NONE_OCCURRED).lower()}" if indicator.kind is Kind.COUNT else "0"
        keys.append(MatrixKey(words, look=Look.ZERO))
    return keys


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def matrix_html(chart: MatrixChart, label: str) -> str:
    """The matrix as a table with headings, its key in words beneath."""
    body = "".join(_row_html(chart, row) for row in chart.rows)
    keys = "".join(_key_html(key) for key in chart.keys)
    lines = "".join(f"<li>{escape(line)}</li>" for line in chart.lines)
    return (
        f'<div class="te-table te-matrix" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead>{_head_html(chart)}</thead><tbody>{body}</tbody></table></div>"
        + (f'<ul class="te-legend te-keys">{keys}</ul>' if keys else "")
        + (f'<ul class="te-named te-small">{lines}</ul>' if lines else "")
    )


def _head_html(chart: MatrixChart) -> str:
    if not chart.groups:
        heads = "".join(_th(text) for text in (chart.corner, *chart.columns))
        return f"<tr>{heads}</tr>"
    first, second = [_th(chart.corner, " rowspan=2")], []
    columns = iter(chart.columns)
    for text, span in chart.groups:
        inside = [next(columns) for _ in range(span)]
        if text:
            first.append(f'<th scope="colgroup" colspan="{span}">{escape(text)}</th>')
            second += [_th(column) for column in inside]
        else:
            first += [_th(column, " rowspan=2") for column in inside]
    return f"<tr>{''.join(first)}</tr><tr>{''.join(second)}</tr>"


def _th(text: str, more: str = "") -> str:
    return f'<th scope="col"{more}>{escape(text)}</th>'


def _row_html(chart: MatrixChart, row: MatrixRow) -> str:
    name = f'<a href="{escape(row.link)}">{escape(row.name)}</a>' if row.link else escape(row.name)
    total = ' class="te-sum"' if row.is_total else ""
    if row.words:
        wide = f'<td class="te-said" colspan="{len(chart.columns)}">{escape(row.words)}</td>'
        return f'<tr{total}><th scope="row">{name}</th>{wide}</tr>'
    cells = "".join(_cell_html(cell) for cell in row.cells)
    return f'<tr{total}><th scope="row">{name}</th>{cells}</tr>'


def _cell_html(cell: MatrixCell) -> str:
    note = f' title="{escape(cell.note)}"' if cell.note else ""
    kind = f"te-{cell.look.value} te-{cell.tone.value}"
    hears = f'<span class="te-unseen"> {escape(cell.note)}</span>' if cell.note else ""
    inner = f'<span class="{kind}">{escape(cell.text)}</span>{hears}'
    return f"<td{note}{_ground(cell.shade)}>{inner}</td>"


def _ground(shade: int) -> str:
    if shade == _PLAIN:
        return ""
    colour = LEVELS[shade]
    return f' style="background-color:{colour};color:{ink_on(colour)}"'


def _key_html(key: MatrixKey) -> str:
    if key.shade != _PLAIN:
        return (
            f'<li><i class="te-key" aria-hidden="true"{_ground(key.shade)}></i> '
            f"{escape(key.text)}</li>"
        )
    sign = (
        f'<span class="te-{key.look.value} te-{key.tone.value}">{escape(key.sign)}</span> '
        if key.sign
        else ""
    )
    return f"<li>{sign}{escape(key.text)}</li>"
