"""What an address asks to see: địa bàn, kỳ, chế độ xem, and what to say when it cannot be shown.

An address is kept as it was written. A value that means nothing is answered in words with the
nearest choice that does, never replaced in silence. An address may lower the audience, never
raise it.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from childrights.catalogue.in_language import catalogue_in_language
from childrights.catalogue.loader import ROOT, catalogue_root
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.evaluate.evaluate import REASSESS, travels
from childrights.figures.series import same_place
from childrights.figures.words import lower_first, unit_noun
from childrights.language import address_of_language, is_english, language, say, translatable
from childrights.periods import Period, Span
from childrights.places.areas import dated_label
from childrights.places.calendars import as_of, deadline
from childrights.places.model import Area, Level, Locality, UnknownPlace
from childrights.warehouse.snapshot import current_name

PLACE, YEAR, SPAN, MODE, INDICATOR = "dia-ban", "nam", "ky", "che-do", "chi-tieu"
PAPER, TEMPLATE, OFFICE, FOR_WHOM = "van-ban", "mau", "don-vi-ky", "dung-cho"
INDICATORS = "noi-dung"
UNITS = "dia-gioi"
OWN_UNITS = "luc-bao-cao"
UNITS_WORDS = {
    OWN_UNITS: translatable("Tại thời điểm báo cáo"),
    "hien-nay": translatable("Hiện nay"),
}
_YEAR = re.compile(r"[0-9]{4}")
_YEARS = range(1900, 2101)
AUDIENCE_VARIABLE = "CHILDRIGHTS_AUDIENCE"
MODE_WORDS = {"noi-bo": Audience.INTERNAL, "cong-khai": Audience.PUBLIC}
SPAN_WORDS = {"6T": Span.M6, "9T": Span.M9, "12T": Span.M12}
SPAN_LABELS = {
    "6T": translatable("6 tháng"),
    "9T": translatable("9 tháng"),
    "12T": translatable("Cả năm"),
}


@dataclass(frozen=True)
class View:
    """A place, a period, and for whom."""

    area_token: str
    period: Period
    audience: Audience

    def query(self, limit: Audience) -> dict[str, str]:
        """Parameters of the address that reopens this view.

        The audience is written only where it is lower than what this viewer may see anyway.
        """
        parts = {PLACE: self.area_token, **period_query(self.period)}
        if self.audience is not limit:
            parts[MODE] = next(word for word, of in MODE_WORDS.items() if of is self.audience)
        return parts | address_of_language()


@dataclass(frozen=True)
class Asked:
    """What the address says, as text, with the defaults filled in where it says nothing."""

    place: str
    year: str
    span: str


@dataclass(frozen=True)
class Notice:
    """Something the viewer must be told, and the nearest address that has something to show."""

    text: str
    nearest: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Reading:
    """An address, read: ``view`` and ``area`` are ``None`` when it cannot be answered at all."""

    asked: Asked
    view: View | None
    area: Area | None
    audience: Audience
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One địa bàn to choose from."""

    token: str
    label: str


def period_query(period: Period) -> dict[str, str]:
    """Parameters of the address for a period."""
    word = next(word for word, span in SPAN_WORDS.items() if span is period.span)
    return {YEAR: str(period.year), SPAN: word}


def viewer_limit(environ: Mapping[str, str]) -> Audience:
    """The most that viewers of this server may see, as its operator set it.

    ``CHILDRIGHTS_AUDIENCE`` is ``internal`` (the default) or ``public``; anything else is
    taken for ``public``, so that a misspelt setting hides rather than shows.
    """
    named = environ.get(AUDIENCE_VARIABLE, "").strip() or Audience.INTERNAL.value
    return Audience.INTERNAL if named == Audience.INTERNAL.value else Audience.PUBLIC


def read_view(desk: Desk, query: Mapping[str, str], limit: Audience) -> Reading:
    """Read the parameters of an address for a viewer who may see at most ``limit``."""
    audience, notices = _audience(query.get(MODE, ""), limit)
    place = query.get(PLACE) or default_place(desk)
    reported = desk.periods_of(place) if place else []
    sent = desk.periods_of(place, sent=True) if place else []
    default = _default_period(query, reported or sent or desk.periods(sent=True))
    asked = Asked(place, query.get(YEAR) or default[YEAR], query.get(SPAN) or default[SPAN])
    blank = Reading(asked, None, None, audience, tuple(notices))
    if not desk.periods(sent=True):
        return blank
    period = asked_period(asked)
    if period is None:
        return _tell(blank, _misread_period(desk, asked))
    view = View(place, period, audience)
    try:
        area = desk.area(place, period)
    except UnknownPlace as error:
        return _tell(blank, _unknown_place(desk, place, period, str(error)))
    reading = replace(blank, view=view, area=area)
    if period in reported:
        return reading
    return _tell(reading, _nothing_reported(area, period, reported, was_sent=period in sent))


def _tell(reading: Reading, notice: Notice) -> Reading:
    return replace(reading, notices=(*reading.notices, notice))


def _audience(word: str, limit: Audience) -> tuple[Audience, list[Notice]]:
    if not word:
        return limit, []
    asked = MODE_WORDS.get(word)
    if asked is None:
        text = say(
            "Không hiểu chế độ xem “{word}” trong địa chỉ: đang hiển thị chế độ công khai.",
            word=word,
        )
        return Audience.PUBLIC, [Notice(text)]
    if asked is Audience.INTERNAL and limit is Audience.PUBLIC:
        text = say("Địa chỉ yêu cầu chế độ nội bộ; máy chủ này chỉ cho xem chế độ công khai.")
        return Audience.PUBLIC, [Notice(text)]
    return asked, []


def default_place(desk: Desk) -> str:
    """First địa bàn with data: a saved selection, else the first unit that reported.

    Where nothing is in force, the first that sent anything.
    """
    for sent in (False, True):
        units = desk.reporting_units(sent=sent)
        chosen = [*desk.areas_with_data(sent=sent), *(unit.code for unit in units)]
        if chosen:
            return chosen[0]
    return ""


def _default_period(query: Mapping[str, str], reported: Sequence[Period]) -> dict[str, str]:
    """Fill in what the address leaves out: the newest period that fits what it does say,
    else the newest.
    """
    fitting = [
        period_query(period)
        for period in reported
        if query.get(YEAR) in (None, "", str(period.year))
        and query.get(SPAN) in (None, "", period_query(period)[SPAN])
    ]
    if fitting:
        return fitting[-1]
    newest = max(reported, default=None)
    return period_query(newest) if newest else {YEAR: "", SPAN: ""}


def asked_period(asked: Asked) -> Period | None:
    """The period that an address names; ``None`` where its year or its span means nothing."""
    if asked.span not in SPAN_WORDS or not _is_year(asked.year):
        return None
    return Period(int(asked.year), SPAN_WORDS[asked.span])


def _is_year(text: str) -> bool:
    """Whether a text is a year that places and reports can be asked about.

    Not every sign that Python takes for a digit is one here, nor every year a calendar's.
    """
    return bool(_YEAR.fullmatch(text)) and int(text) in _YEARS


def nearest_period(periods: Iterable[Period], wanted: Period) -> Period | None:
    """The period nearest in time to the one wanted; of two equally near, the later."""

    def distance(period: Period) -> tuple[int, int]:
        months = (period.year - wanted.year) * 12 + period.span.months - wanted.span.months
        return abs(months), -months

    return min(periods, key=distance, default=None)


def _offer(token: str, period: Period, label: str = "") -> tuple[dict[str, str], str]:
    return {PLACE: token, **period_query(period)}, label or say(
        "Xem {what}", what=inside(period.label)
    )


def _misread_period(desk: Desk, asked: Asked) -> Notice:
    newest = (desk.periods_of(asked.place) or desk.periods(sent=True))[-1]
    offer = _offer(asked.place, newest)
    if not _is_year(asked.year):
        return Notice(say("Không hiểu năm “{year}” trong địa chỉ.", year=asked.year), *offer)
    known = ", ".join(f"{word} ({inside(say(label))})" for word, label in SPAN_LABELS.items())
    text = say(
        "Không hiểu kỳ báo cáo “{span}” trong địa chỉ; các kỳ có: {known}.",
        span=asked.span,
        known=known,
    )
    return Notice(text, *offer)


def _unknown_place(desk: Desk, token: str, period: Period, why: str) -> Notice:
    other_time = nearest_period(desk.periods_of(token), period)
    if other_time is not None:
        return Notice(why, *_offer(token, other_time))
    default = default_place(desk)
    there = nearest_period(desk.periods_of(default), period)
    if there is None:
        return Notice(why)
    label = desk.area(default, there).label
    return Notice(
        why, *_offer(default, there, say("Xem {what}", what=f"{label}, {inside(there.label)}"))
    )


def _nothing_reported(
    area: Area, period: Period, reported: Iterable[Period], *, was_sent: bool
) -> Notice:
    when = say("cho kỳ {label}", label=inside(period.label))
    text = (
        say(
            "{label}: báo cáo đã gửi {when} chưa được tiếp nhận (đã trả lại để hoàn "
            "thiện, hoặc kiểm tra có lỗi). Xem trang Tình hình báo cáo.",
            label=area.label,
            when=when,
        )
        if was_sent
        else say("{label}: chưa có báo cáo nào được tiếp nhận {when}.", label=area.label, when=when)
    )
    nearest = nearest_period(reported, period)
    return Notice(text, *_offer(area.token, nearest)) if nearest else Notice(text)


def inside(text: str) -> str:
    """Text with a small first letter, to stand inside a sentence."""
    return lower_first(text)


def choices(desk: Desk, period: Period | None) -> list[Choice]:
    """Địa bàn to choose from for a period: selections with data, each followed by its units.

    A unit says which selection it stands in, because names repeat between districts. Units that
    sent a report and stand in no selection come last.
    """
    found: dict[str, Choice] = {}
    for token in desk.areas_with_data(sent=True):
        area = _area(desk, token, period or desk.periods_of(token, sent=True)[-1])
        if area is None:
            continue
        found[token] = Choice(token, area.label)
        for unit in area.units:
            label = f"{dated_label(desk.registry, unit)} · {_short(area.label)}"
            found.setdefault(unit.code, Choice(unit.code, label))
    for unit in desk.reporting_units(sent=True):
        if period is None or unit.exists_on(as_of(period)):
            found.setdefault(unit.code, Choice(unit.code, dated_label(desk.registry, unit)))
    return list(found.values())


def _area(desk: Desk, token: str, period: Period) -> Area | None:
    try:
        return desk.area(token, period)
    except UnknownPlace:
        return None


def _short(label: str) -> str:
    return label.partition(" (")[0]


def years(desk: Desk, asked: str) -> list[str]:
    """Years to choose from, newest first, with the one asked for even if nothing is in it."""
    known = {str(period.year) for period in desk.periods(sent=True)}
    return sorted({*known, *([asked] if asked else [])}, reverse=True)


def spans(desk: Desk, asked: Asked) -> list[str]:
    """Spans that the place reports in the year, by its calendar, with the one asked for."""
    offered = []
    for word in SPAN_WORDS:
        period = asked_period(replace(asked, span=word))
        area = _area(desk, asked.place, period) if period else None
        due = bool(area and period and desk.expected_units(area, period))
        if due or word == asked.span:
            offered.append(word)
    return offered if asked.span in offered else [*offered, asked.span]


def parent_of(desk: Desk, commune: Locality, period: Period) -> Area | None:
    """The district or province that a commune's peers stand in, as of the period."""
    if commune.level is not Level.COMMUNE:
        return None
    return _area(desk, commune.parent_code, period)


def cut_off(desk: Desk, area: Area, period: Period) -> date | None:
    """Last day that the figures cover, by the calendar of the area's first unit."""
    for unit in area.units:
        due = deadline(desk.registry, unit.code, period, desk.calendars)
        if due is not None:
            return due.cut_off
    return None


def read_indicator(desk: Desk, text: str) -> tuple[str, Notice | None]:
    """The indicator that an address names, else the first headline one and words why."""
    known = desk.catalogue.indicators
    default = next((name for name, item in known.items() if item.headline), next(iter(known)))
    if not text or text in known:
        return text or default, None
    nearest = next(iter(difflib.get_close_matches(text, known, n=1)), default)
    label = say("Xem {what}", what=f"“{known[nearest].name}”")
    why = say("Không có chỉ tiêu “{text}” trong danh mục.", text=text)
    return "", Notice(why, {INDICATOR: nearest}, label)


def another_place(desk: Desk, area: Area, indicator: str, period: Period) -> Notice:
    """The place of a view was another one, or none, in the period that an indicator goes back to.

    A code that had another meaning then must not lend its figures (law 4), so words stand in
    their place, with the nearest period in which the place itself has some.
    """
    entry = desk.catalogue.indicators[indicator]
    text = say(
        "{place} không có “{name}” của {period}: khi đó đơn vị chưa thành lập, hoặc mã số này là "
        "của một đơn vị khác. Số của đơn vị cũ không phải là số của đơn vị này.",
        place=area.label,
        name=entry.name,
        period=inside(period.label),
    )
    if not travels(desk.catalogue, entry):
        text = f"{text} {say(REASSESS)}."
    own = [each for each in desk.periods_of(area.token) if same_place(desk, area, each)]
    nearest = nearest_period([each for each in own if each.span in entry.spans], period)
    return Notice(text, *_offer(area.token, nearest)) if nearest else Notice(text)


@dataclass(frozen=True)
class OpenDesk:
    """A desk and the stamp of everything that it was opened from."""

    desk: Desk
    stamp: str

    def in_language(self) -> OpenDesk:
        """The same desk with its catalogue in the language of the work at hand.

        Its stamp says so: an answer in one language is none in another.
        """
        if not is_english():
            return self
        desk = replace(self.desk, catalogue=catalogue_in_language(self.desk.catalogue))
        return OpenDesk(desk, f"{self.stamp}/{language().value}")


@dataclass(frozen=True)
class Sight:
    """What a page stands on: the open desk, the view, its area, and the day of the viewer."""

    opened: OpenDesk
    view: View
    area: Area
    today: date

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self.opened.desk

    @property
    def noun(self) -> str:
        """What to call the area's units."""
        return unit_noun(unit.name for unit in self.area.units)


def stamp_of(folder: Path) -> str:
    """What changes with the snapshot, the catalogue, an overlay or a release.

    Raises ``NoSnapshot``.

    File names and times are looked at, not contents: this runs on every rerun.
    """
    root = catalogue_root()
    files = [
        root / "indicators.yaml",
        *(root / "etl" / "forms").glob("*.yaml"),
        root / "data" / "reference" / "targets.yaml",
        *(ROOT / "data" / "reference").glob("*.yaml"),
        *(folder / "overlay").glob("*"),
        *(folder / "releases").glob("*/release.json"),
    ]
    times = (f"{path}:{path.stat().st_mtime_ns}" for path in sorted(files) if path.is_file())
    digest = hashlib.sha256("\n".join(times).encode()).hexdigest()[:16]
    return f"{current_name(folder)}/{digest}"
