"""What a briefing says, as data: headings, sentences, tables, charts, in the order of reading.

Nothing here knows Word, PowerPoint or paper. Every number in it was taken from disclosed values
(law 7); ``audience`` says for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from childrights.briefing.datatable import DataTable
from childrights.disclosure.door import Audience
from childrights.figures.pictures import Picture


@dataclass(frozen=True)
class Sentence:
    """One sentence, and the indicator it speaks of (empty for none)."""

    text: str
    indicator: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3, its number included: “1. Y tế”."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph as it is printed."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Prompt:
    """What the officer has still to write, said in square brackets."""

    text: str


class ChartKind(StrEnum):
    """Bars lie by unit; a line runs over the years."""

    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True)
class Chart:
    """What a chart shows. Figures are in the indicator's unit, ``None`` where there is none.

    ``target`` is the level asked for, ``alternative`` says in words what is to be seen.
    ``picture`` is the same as the press prints it, ``None`` where nothing is printed.
    """

    kind: ChartKind
    indicator: str
    title: str
    subtitle: str
    labels: tuple[str, ...]
    values: tuple[Decimal | None, ...]
    unit: str
    decimals: int
    target: Decimal | None
    alternative: str
    source: str
    picture: Picture | None = None


Draw = Callable[[Chart], bytes | None]
"""Makes the PNG of a chart for print, or ``None`` where it cannot; files then go without."""

Block = Heading | Paragraph | Prompt | DataTable | Chart


def no_picture(chart: Chart) -> bytes | None:  # noqa: ARG001
    """Files without pictures of charts; their tables say the same."""
    return None


@dataclass(frozen=True)
class Sender:
    """Who signs: the body above it (may be empty), its own name, the place, the signature's lines.

    Names are in capitals, a line each. ``recipients`` are the lines under “Nơi nhận”.
    """

    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    place: str
    signature: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Briefing:
    """A whole document of the official kind, before it becomes a file.

    ``kind`` is the type in capitals (“BÁO CÁO”), ``abbreviation`` the letters of its number
    (“BC”), ``subject`` the trích yếu, ``marks`` what is printed above it (“DỰ THẢO”).
    ``dated`` is the day of the paper, ``None`` to leave it blank. A letter (công văn) has ``to``
    whom it goes, and neither type nor abbreviation.
    """

    kind: str
    abbreviation: str
    subject: str
    sender: Sender
    basis: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[DataTable, ...]
    marks: tuple[str, ...]
    audience: Audience
    dated: date | None = None
    to: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Paragraphs of the body."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Charts of the body."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))
