"""A profile as HTML text: a row for each headline indicator, and the lists of what stands out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from childrights.figures.attainment import Card, headline_card
from childrights.figures.charts import TrendChart
from childrights.figures.profile import Facet, Remark, mean_words
from childrights.figures.sparkline import spark_html
from childrights.periods import Period


def profile_html(rows: Iterable[tuple[Facet, TrendChart, str]], asked: Period, noun: str) -> str:
    """Rows of facet, course and address; ``asked`` is the period of the view."""
    listed = "".join(_row(facet, course, link, asked, noun) for facet, course, link in rows)
    return f'<ul class="te-profile">{listed}</ul>'


def _row(facet: Facet, course: TrendChart, link: str, asked: Period, noun: str) -> str:
    card = headline_card(facet.progress, facet.compared, asked, noun)
    marks = "".join(f'<span class="te-mark">{escape(mark)}</span>' for mark in card.marks)
    unit = f' <span class="te-unit">{escape(card.unit)}</span>' if card.unit else ""
    years = (
        f'<span class="te-small">{course.years[0]}–{course.years[-1]}</span>'
        if course.runs and course.years[0] != course.years[-1]
        else ""
    )
    lines = [
        f'<strong class="te-{card.tone.value}"><span aria-hidden="true">{card.shape}</span> '
        f"{escape(card.verdict)}</strong>{_target(card)}",
        escape(card.change),
        escape(mean_words(facet)),
    ]
    said = "".join(f"<li>{line}</li>" for line in lines if line)
    about = " · ".join(filter(None, (card.period, card.coverage)))
    small = f'<span class="te-small">{escape(about)}</span>' if about else ""
    return (
        f'<li class="te-facet te-edge-{card.tone.value}">'
        f'<div><h2 class="te-card-title"><a href="{escape(link)}">{escape(card.title)}</a></h2>'
        f"{small}</div>"
        f'<p class="te-figure te-{card.look.value}">{escape(card.value)}{unit}{marks}</p>'
        f'<div class="te-course">{spark_html(course)}{years}</div>'
        f'<ul class="te-line">{said}</ul></li>'
    )


def _target(card: Card) -> str:
    """“ · Chỉ tiêu: 100% (Quận Hoàng Mai, kế hoạch năm 2024)”; empty without a target."""
    return f" · {escape(card.target)} ({escape(card.whose)})" if card.target else ""


def remarks_html(remarks: Sequence[Remark], links: dict[str, str]) -> str:
    """Remarks in a list, each with its shape; ``links`` lead from indicator to address."""
    rows = "".join(
        f'<li><span class="te-{remark.tone.value}" aria-hidden="true">{remark.shape}</span> '
        f"{_linked(remark, links.get(remark.indicator, ''))}</li>"
        for remark in remarks
    )
    return f'<ul class="te-remarks">{rows}</ul>'


def _linked(remark: Remark, link: str) -> str:
    name, mark, rest = remark.text.partition(":")
    if not link:
        return escape(remark.text)
    return f'<a href="{escape(link)}">{escape(name)}</a>{mark}{escape(rest)}'
