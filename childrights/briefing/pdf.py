"""The report as .pdf, set by typst with the fonts that its package carries.

The same layout as the document's (Nghị định số 30/2020/NĐ-CP, Phụ lục I), on any machine, offline,
with no font installed; the same briefing gives the same bytes. Every text enters as a string, so
nothing written by anyone is taken for markup. See docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from childrights.briefing.content import (
    Block,
    Briefing,
    Chart,
    Draw,
    Heading,
    Paragraph,
    Prompt,
    no_picture,
)
from childrights.briefing.datatable import NUMERIC, DataTable, Kind, fitting_widths, say_cell
from childrights.briefing.document import KEPT_ROWS, MARGINS_MM
from childrights.briefing.official import BLANK, MOTTO, NATION, say_day
from childrights.figures.words import lower_first

MIME = "application/pdf"

_MARGINS = ", ".join(f"{side}: {size}mm" for side, size in MARGINS_MM.items())
_NUMBERED = (
    "header: context {{ let n = counter(page).get().first(); "
    "if n > 1 {{ align(center, text(13pt, str(n))) }} }}"
)
_PREAMBLE = f"""
#set page(paper: "a4", margin: ({_MARGINS}), {_NUMBERED.format()})
#set text(font: ("Libertinus Serif",), size: 14pt, lang: "vi")
#set par(justify: true, leading: 0.65em, spacing: 1em,
  first-line-indent: (amount: 10mm, all: true))
#set heading(numbering: none)
#show heading: it => block(above: 1.2em, below: 0.8em, text(14pt, weight: "bold", it.body))
#show heading.where(level: 3): it => block(text(14pt, style: "italic", it.body))
#show figure.caption: set text(13pt, weight: "bold")
#set figure.caption(separator: [. ])
#show figure: set block(breakable: false, above: 1.2em, below: 1.4em)
#let plain(body) = par(justify: false, first-line-indent: 0mm, spacing: 0.5em, body)
#let middle(body) = align(center, plain(body))
#let rule(width) = align(center, block(above: 0.65em, below: 0.7em, line(length: width,
  stroke: 0.7pt)))
"""


def report_pdf(briefing: Briefing, draw: Draw = no_picture) -> bytes:
    """The report as a file; ``draw`` makes the charts' pictures, as in the document."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "bao-cao.typ"
        parts = [f"#set document(title: {_string(briefing.subject)}, date: none)", _PREAMBLE]
        parts += [*_head(briefing), *_body(briefing, draw, Path(folder)), _foot(briefing)]
        if briefing.annexes:
            parts.append("#counter(page).update(0)\n#set page(flipped: true)")
        parts += [_annex(annex, at) for at, annex in enumerate(briefing.annexes, 1)]
        source.write_text("\n".join(parts), encoding="utf-8")
        return typst.compile(source, root=Path(folder), format="pdf", ignore_system_fonts=True)


def _string(text: str) -> str:
    """Text as a string of typst's code, where no sign has a meaning of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _styled(text: str, size: float, *, bold: bool = False, italic: bool = False) -> str:
    weight, style = "bold" if bold else "regular", "italic" if italic else "normal"
    return f'text({size}pt, weight: "{weight}", style: "{style}", {_string(text)})'


# ── Head and foot ─────────────────────────────────────────────────────────────────────────


def _head(briefing: Briefing) -> list[str]:
    sender = briefing.sender
    marks = [f"#plain({_styled(mark, 13, bold=True)})" for mark in briefing.marks]
    letters = f"{briefing.abbreviation}-{BLANK}" if briefing.abbreviation else BLANK
    left = [f"middle({_styled(line, 13)})" for line in sender.parent]
    left += [f"middle({_styled(line, 13, bold=True)})" for line in sender.issuer]
    left += ["rule(22mm)", f"middle({_styled(f'Số: {BLANK}/{letters}', 13)})"]
    if briefing.to:
        left.append(f"middle({_styled(f'V/v {lower_first(briefing.subject)}', 12)})")
    right = [
        f"middle({_styled(NATION, 12, bold=True)})",
        f"middle({_styled(MOTTO, 13, bold=True)})",
        "rule(58mm)",
        f"middle({_styled(f'{sender.place}, {say_day(briefing.dated)}', 13, italic=True)})",
    ]
    cells = ", ".join("{" + "; ".join(cell) + "}" for cell in (left, right))
    grid = f"#v(4mm)\n#grid(columns: (62mm, 103mm), {cells})\n#v(5mm)"
    return [*marks, grid, *_title(briefing)]


def _title(briefing: Briefing) -> list[str]:
    if briefing.to:
        return [f"#middle({_string(f'Kính gửi: {name}')})" for name in briefing.to]
    return [
        f"#middle({_styled(briefing.kind, 14, bold=True)})",
        f"#middle({_styled(briefing.subject, 14, bold=True)})",
        "#rule(50mm)",
    ]


def _foot(briefing: Briefing) -> str:
    sender = briefing.sender
    left = [f"plain({_styled('Nơi nhận:', 12, bold=True, italic=True)})"]
    left += [f"plain({_styled(line, 11)})" for line in sender.recipients]
    right = [f"middle({_styled(line, 14, bold=True)})" for line in sender.signature]
    right += ["v(24mm)", f"middle({_styled(BLANK, 14, bold=True)})"]
    cells = ", ".join("{" + "; ".join(cell) + "}" for cell in (left, right))
    return f"#v(6mm)\n#block(breakable: false, grid(columns: (80mm, 85mm), {cells}))"


# ── Body ──────────────────────────────────────────────────────────────────────────────────


def _body(briefing: Briefing, draw: Draw, folder: Path) -> list[str]:
    parts = [f"#par({_styled(basis, 14, italic=True)})" for basis in briefing.basis]
    parts += [_block(block, draw, folder, at) for at, block in enumerate(briefing.blocks)]
    return [part for part in parts if part]


def _block(block: Block, draw: Draw, folder: Path, at: int) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: {block.level}, {_string(block.text)})"
    if isinstance(block, Paragraph):
        return f"#par({_string(block.text)})"
    if isinstance(block, Prompt):
        return f"#par({_styled(block.text, 14, italic=True)})"
    if isinstance(block, DataTable):
        return _table(block)
    return _chart(block, draw, folder / f"hinh-{at}.png")


def _chart(chart: Chart, draw: Draw, path: Path) -> str:
    content = draw(chart)
    if content is None:
        return ""
    path.write_bytes(content)
    picture = f'image("{path.name}", width: 160mm, alt: {_string(chart.alternative)})'
    return f'#figure({picture}, supplement: "Hình", caption: {_string(chart.title)})'


def _annex(annex: DataTable, number: int) -> str:
    head = f"#middle({_styled(f'Phụ lục {number}', 14, bold=True)})"
    breaks = "false" if len(annex.rows) <= KEPT_ROWS else "true"
    return f"#block(breakable: {breaks})[\n{head}\n{_table(annex)}\n]\n#v(4mm)"


def _table(table: DataTable) -> str:
    """Title, subtitle, the table with headings on every page, and its notes."""
    widths = ", ".join(f"{width}fr" for width in fitting_widths(table))
    sides = ", ".join(
        "right" if column.kind in NUMERIC else "center" if column.kind is Kind.DATE else "left"
        for column in table.columns
    )
    heads = ", ".join(
        f"align(center, {_styled(column.heading, 12, bold=True)})" for column in table.columns
    )
    rows = [
        _row([say_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)])
        for row in table.rows
    ]
    above = [f"#middle({_styled(table.title, 13, bold=True)})"] if table.title else []
    above += [f"#middle({_styled(table.subtitle, 13, italic=True)})"] if table.subtitle else []
    below = [f"#plain({_styled(note, 11, italic=True)})" for note in table.notes]
    made = (
        f"#[#set par(justify: false, first-line-indent: 0mm)\n#set table.cell(breakable: false)\n"
        f"#table(columns: ({widths},), align: ({sides},), stroke: 0.5pt, "
        f"table.header({heads}), {', '.join(rows)})]"
    )
    return "\n".join([*above, made, *below])


def _row(texts: Sequence[str]) -> str:
    return ", ".join(f"[#{_styled(text, 12)}]" for text in texts)
