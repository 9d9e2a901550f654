"""Child-friendly communes: criteria by unit, what is short of recognition, and the years before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Dimension, Indicator
from childrights.disclosure.door import DisclosedValue
from childrights.figures.charts import audience_of
from childrights.figures.matrix import (
    SIGN_WORDS,
    SIGNS,
    MatrixCell,
    MatrixChart,
    MatrixKey,
    MatrixRow,
    sign_cell,
    sign_keys,
)
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, Tone, lower_first, marks_of, say_value
from childrights.judgement.recognition import Assessment, Readiness, Standard, UnitScore
from childrights.language import say, say_many, translatable
from childrights.vietnamese.numbers import format_number

SHAPES = {
    Readiness.RECOGNISED: "●",
    Readiness.READY: "►",
    Readiness.SHORT: "▼",
    Readiness.UNSURE: "□",
    Readiness.NOT_REPORTED: "×",
    Readiness.NOT_REASSESSED: "◊",
    Readiness.HIDDEN: "■",
}
_TONES = {
    Readiness.RECOGNISED: Tone.GOOD,
    Readiness.READY: Tone.GOOD,
    Readiness.SHORT: Tone.BAD,
    Readiness.UNSURE: Tone.OPEN,
    Readiness.NOT_REPORTED: Tone.LATE,
    Readiness.NOT_REASSESSED: Tone.LATE,
}
_ABSENT = (Readiness.NOT_REPORTED, Readiness.NOT_REASSESSED, Readiness.HIDDEN)
_STEPS = (Decimal("0.5"), Decimal("0.75"), Decimal("0.9"))
_STEP_WORDS = (
    translatable("dưới 50%"),
    translatable("từ 50% đến dưới 75%"),
    translatable("từ 75% đến dưới 90%"),
    translatable("từ 90% điểm tối đa"),
)
_NO_UNIT = "–"


@dataclass(frozen=True)
class UnitAssessed:
    """One unit's figures and what they say; ``link`` leads to the unit, empty for nowhere."""

    name: str
    score: UnitScore
    found: Assessment
    link: str = ""


@dataclass(frozen=True)
class Criteria:
    """The criteria of an assessment, and the most points of those that are known."""

    indicator: Indicator
    dimension: Dimension
    maxima: Mapping[str, Decimal]

    @property
    def codes(self) -> tuple[str, ...]:
        """Criteria in the catalogue's order."""
        return next(iter(self.indicator.breakdowns.values()))

    def number(self, code: str) -> str:
        """“1” for the first criterion."""
        return str(self.codes.index(code) + 1)

    def lines(self, standard: Standard) -> tuple[str, ...]:
        """What each number stands for, with its most points and its pass mark where known."""
        return tuple(
            f"{self.number(code)}. {self.dimension.label_of(code)} ({self._bounds(code, standard)})"
            for code in self.codes
        )

    def _bounds(self, code: str, standard: Standard) -> str:
        most, mark = self.maxima.get(code), standard.pass_marks.get(code)
        said = (
            say("tối đa {points} điểm", points=_points(most))
            if most is not None
            else say("chưa biết điểm tối đa")
        )
        return (
            say("{said}, đạt từ {points}", said=said, points=_points(Decimal(mark)))
            if mark is not None
            else said
        )


def _points(number: Decimal) -> str:
    """Points without the zeros that only storage gave them."""
    whole = number.to_integral_value()
    return format_number(whole if number == whole else number.normalize())


def say_lacking(found: Assessment) -> str:
    """“40”, “từ 0 đến 40” where the kind of commune is not known, or nothing to say."""
    shorts = sorted({short for _, short in found.lacking})
    if not shorts:
        return _NO_UNIT
    ends = [_points(short) for short in (shorts[0], shorts[-1])]
    return ends[0] if shorts[0] == shorts[-1] else f"{ends[0]}–{ends[1]}"


# ── Units by criteria ─────────────────────────────────────────────────────────────────────


def describe_criteria(
    units: Sequence[UnitAssessed], criteria: Criteria, standard: Standard
) -> MatrixChart:
    """Units by criteria, their totals, what is lacking, and what that says by a sign."""
    values = [value for unit in units for value in _values(unit.score)]
    used = {unit.found.readiness for unit in units}
    return MatrixChart(
        corner=say("Đơn vị"),
        columns=(say("Kết luận"), say("Tổng"), say("Thiếu"), *map(criteria.number, criteria.codes)),
        rows=tuple(_unit_row(unit, criteria, standard) for unit in units),
        keys=(
            *(
                MatrixKey(say(state.value), shape, tone=_TONES.get(state, Tone.NONE))
                for state, shape in SHAPES.items()
                if state in used and state not in _ABSENT
            ),
            *_point_keys(units, criteria),
            *sign_keys(v for unit in units if not _words(unit) for v in unit.score.points.values()),
        ),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
        lines=criteria.lines(standard),
    )


def _values(score: UnitScore) -> Iterable[DisclosedValue]:
    yield score.total
    yield from score.points.values()
    if score.status is not None:
        yield score.status


def _words(unit: UnitAssessed) -> str:
    """Words in place of points where a unit has none."""
    if unit.score.total.value is not None:
        return ""
    state = unit.found.readiness
    if state is Readiness.RECOGNISED:
        return say(
            "{shape} {state}; chưa gửi điểm tự chấm", shape=SHAPES[state], state=say(state.value)
        )
    return f"{SHAPES[state]} {say(state.value)}"


def _unit_row(unit: UnitAssessed, criteria: Criteria, standard: Standard) -> MatrixRow:
    words = _words(unit)
    if words:
        return MatrixRow(unit.name, (), unit.link, words)
    state = unit.found.readiness
    cells = [_criterion_cell(unit, code, criteria, standard) for code in criteria.codes]
    total = say_value(criteria.indicator, unit.score.total)
    return MatrixRow(
        unit.name,
        (
            MatrixCell(SHAPES[state], tone=_TONES[state], note=say(state.value)),
            MatrixCell(total.removesuffix(",0")),
            MatrixCell(say_lacking(unit.found), note=say_minima(unit.found)),
            *cells,
        ),
        unit.link,
    )


def _criterion_cell(
    unit: UnitAssessed, code: str, criteria: Criteria, standard: Standard
) -> MatrixCell:
    value = unit.score.points[code]
    label = criteria.dimension.label_of(code)
    if value.value is None:
        return sign_cell(value, "", note=label)
    most, mark = criteria.maxima.get(code), standard.pass_marks.get(code)
    of = f"/{_points(most)}" if most is not None else ""
    note = say("{label}: {points}{of} điểm", label=label, points=_points(value.value), of=of)
    if value.value == 0 or code in unit.found.below:
        sign = "▼" if value.value else ""
        why = (
            say("dưới mức đạt {points}", points=_points(Decimal(mark)))
            if mark and value.value
            else say("không có điểm")
        )
        text = f"{_points(value.value)}{sign}"
        return MatrixCell(text, Look.ZERO, tone=Tone.BAD, note=f"{note}, {why}")
    shade = -1 if not most else sum(value.value >= step * most for step in _STEPS)
    return MatrixCell(_points(value.value), shade=shade, note=note)


def _point_keys(units: Sequence[UnitAssessed], criteria: Criteria) -> list[MatrixKey]:
    known = any(unit.score.total.value is not None for unit in units)
    keys = [MatrixKey(say(words), shade=step) for step, words in enumerate(_STEP_WORDS)]
    found = keys if known and criteria.maxima else []
    if known and len(criteria.maxima) < len(criteria.codes):
        found = [*found, MatrixKey(say("Ô không tô: chưa biết điểm tối đa của tiêu chí"))]
    if any(unit.found.zeros for unit in units):
        found = [*found, MatrixKey(say("tiêu chí không có điểm"), "0", tone=Tone.BAD)]
    if any(unit.found.below for unit in units):
        found = [*found, MatrixKey(say("dưới mức đạt của tiêu chí"), "▼", tone=Tone.BAD)]
    return found


# ── The same in words ─────────────────────────────────────────────────────────────────────


def say_minima(found: Assessment) -> str:
    """“mức 800: đủ; mức 850: thiếu 12”, or that nothing is known."""
    said = [
        say("mức {points}: thiếu {short}", points=_points(least), short=_points(short))
        if short
        else say("mức {points}: đủ", points=_points(least))
        for least, short in found.lacking
    ]
    return "; ".join(said) or say("chưa biết mức điểm tối thiểu")


def recognition_table(
    caption: str, units: Sequence[UnitAssessed], criteria: Criteria, standard: Standard
) -> Table:
    """One row a unit: total, what is lacking, what that says, and why."""
    columns = (
        Column(say("STT"), numeric=True),
        Column(say("Đơn vị")),
        Column(say("Kết luận")),
        Column(say("Tổng điểm"), numeric=True),
        Column(say("Điểm còn thiếu"), numeric=True),
        Column(say("Căn cứ")),
    )
    rows = tuple(
        (
            Cell(str(at)),
            Cell(unit.name, link=unit.link),
            _state_cell(unit.found.readiness),
            _total_cell(unit, criteria),
            Cell(say_lacking(unit.found)),
            Cell(_reasons(unit, criteria)),
        )
        for at, unit in enumerate(units, 1)
    )
    return Table(caption, columns, rows, say_standard(standard, criteria))


def _state_cell(state: Readiness) -> Cell:
    return Cell(say(state.value), shape=SHAPES[state], tone=_TONES.get(state, Tone.NONE))


def _total_cell(unit: UnitAssessed, criteria: Criteria) -> Cell:
    total = unit.score.total
    note = "; ".join(marks_of(criteria.indicator, total))
    known = total.value is not None
    look = Look.VALUE if known else Look.NOT_APPLICABLE
    text = say_value(criteria.indicator, total) if known else _NO_UNIT
    return Cell(text, look, note if known else "", number=total.value)


def _reasons(unit: UnitAssessed, criteria: Criteria) -> str:
    found, total = unit.found, unit.score.total
    if total.value is None:
        return total.note if total.note != found.readiness.value else ""
    named = {
        say("không có điểm ở tiêu chí"): found.zeros,
        say("dưới mức đạt ở tiêu chí"): found.below,
        say("chưa báo cáo tiêu chí"): tuple(
            code for code, value in unit.score.points.items() if value.value is None
        ),
    }
    said = [f"{words} {', '.join(map(criteria.number, codes))}" for words, codes in named.items()
            if codes]  # fmt: skip
    said.append(say_minima(found))
    if found.unset and found.readiness is Readiness.UNSURE:
        count = len(found.unset)
        which = (
            say("các tiêu chí")
            if count == len(criteria.codes)
            else say_many("{count} tiêu chí", count, count=count)
        )
        said.append(say("chưa biết mức đạt của {which}", which=which))
    return "; ".join(said)


def say_standard(standard: Standard, criteria: Criteria) -> str:
    """What recognition asks for, and what of it nobody has entered yet."""
    minima = "; ".join(
        say("{points} điểm: {label}", points=_points(Decimal(item.minimum)), label=say(item.label))
        for item in standard.classes.values()
    )
    lacking = _lacking_settings(standard, criteria)
    todo = (
        say(
            " Chưa có: {lacking}; cơ quan chủ quản bổ sung ở overlay/recognition.yaml.",
            lacking=lacking,
        )
        if lacking
        else ""
    )
    return say(
        "Điều kiện: đạt đủ các tiêu chí, không tiêu chí nào 0 điểm, và đạt tổng "
        "điểm tối thiểu ({minima}), theo {document}. Tự chấm đủ điểm chưa phải "
        "là được công nhận.{todo}",
        minima=minima,
        document=standard.document,
        todo=todo,
    )


def _lacking_settings(standard: Standard, criteria: Criteria) -> str:
    """What an operator has not entered yet, in words."""
    unset = [code for code in criteria.codes if code not in standard.pass_marks]
    unknown = [code for code in criteria.codes if code not in criteria.maxima]
    gaps = [
        say_many("điểm tối đa của {count} tiêu chí", len(unknown), count=len(unknown))
        if unknown
        else "",
        say_many("mức đạt của {count} tiêu chí", len(unset), count=len(unset)) if unset else "",
        say("loại của từng xã, phường") if not standard.units else "",
    ]
    return ", ".join(filter(None, gaps))


def summary(units: Sequence[UnitAssessed]) -> tuple[tuple[Readiness, int], ...]:
    """How many units are in each state, the best first; states without a unit left out."""
    counts = {state: sum(unit.found.readiness is state for unit in units) for state in Readiness}
    return tuple((state, count) for state, count in counts.items() if count)


def say_summary(units: Sequence[UnitAssessed], noun: str) -> str:
    """“9/14 phường đã công nhận; 1/14 phường chưa báo cáo.”; a single unit's state alone."""
    counts = dict(summary(units))
    if len(units) == 1:
        return f"{_lower(units[0].found.readiness)}."
    if Readiness.HIDDEN not in counts:
        # None recognised is what a leader asks first, and is said too.
        counts = {Readiness.RECOGNISED: counts.pop(Readiness.RECOGNISED, 0), **counts}
    said = [f"{count}/{len(units)} {noun} {_lower(state)}" for state, count in counts.items()]
    return f"{'; '.join(said)}."


def say_doubt(units: Sequence[UnitAssessed], standard: Standard, criteria: Criteria) -> str:
    """Why some units cannot be judged by their points, or nothing."""
    if not any(unit.found.readiness is Readiness.UNSURE for unit in units):
        return ""
    lacking = _lacking_settings(standard, criteria)
    why = (
        say("chưa có {lacking}", lacking=lacking)
        if lacking
        else say("còn tiêu chí chưa báo cáo hoặc chưa rõ loại đơn vị")
    )
    return say(
        "“{value}”: {why}. Điều chưa biết không được tính là đạt.",
        value=say(Readiness.UNSURE.value),
        why=why,
    )


def _lower(state: Readiness) -> str:
    return lower_first(say(state.value))


# ── The years before ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class YearScore:
    """A unit in one year; ``None`` for both where the unit did not stand then."""

    total: DisclosedValue | None
    status: DisclosedValue | None
    is_reformed: bool = False


def describe_history(
    rows: Sequence[tuple[str, str, Sequence[YearScore]]], years: Sequence[int], score: Indicator
) -> MatrixChart:
    """Units by year: total points, with the sign of recognition. Rows are (name, link, years)."""
    scores = [item for _, _, found in rows for item in found]
    values = [v for item in scores for v in (item.total, item.status) if v is not None]
    signs = [_year_sign(item) for item in scores]
    words = {
        "●": (say("đã công nhận"), Tone.GOOD),
        "○": (say("chưa công nhận"), Tone.NONE),
        SHAPES[Readiness.NOT_REASSESSED]: (say(Readiness.NOT_REASSESSED.value), Tone.LATE),
        SIGNS[Look.MISSING]: (say(SIGN_WORDS[Look.MISSING]), Tone.LATE),
        SIGNS[Look.HIDDEN]: (say(SIGN_WORDS[Look.HIDDEN]), Tone.NONE),
        _NO_UNIT: (say("năm ấy chưa có đơn vị này"), Tone.NONE),
    }
    return MatrixChart(
        corner=say("Đơn vị"),
        columns=tuple(str(year) for year in years),
        rows=tuple(
            MatrixRow(name, tuple(_year_cell(item, score) for item in found), link)
            for name, link, found in rows
        ),
        keys=tuple(
            MatrixKey(text, sign, tone=tone)
            for sign, (text, tone) in words.items()
            if sign in signs
        ),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def _year_sign(item: YearScore) -> str:
    if item.total is None:
        return _NO_UNIT
    if item.total.is_suppressed:
        return SIGNS[Look.HIDDEN]
    if item.status is not None and item.status.value is not None:
        return "●" if item.status.value == 1 else "○"
    if item.total.value is not None:
        return ""
    return SHAPES[Readiness.NOT_REASSESSED] if item.is_reformed else SIGNS[Look.MISSING]


def _year_cell(item: YearScore, score: Indicator) -> MatrixCell:
    sign = _year_sign(item)
    known = item.total is not None and item.total.value is not None
    text = say_value(score, item.total).removesuffix(",0") if item.total and known else ""
    tone = Tone.GOOD if sign == "●" else Tone.NONE
    look = Look.VALUE if known or sign in ("●", "○") else Look.NOT_APPLICABLE
    return MatrixCell(f"{text} {sign}".strip(), look, tone=tone)


def describe_own_years(
    criteria: Criteria,
    standard: Standard,
    years: Sequence[tuple[int, UnitAssessed | None]],
) -> MatrixChart:
    """One commune's criteria by year, the newest last, with totals and recognition."""
    known = [unit for _, unit in years if unit is not None]
    values = [value for unit in known for value in _values(unit.score)]
    rows = [
        MatrixRow(
            f"{criteria.number(code)}. {criteria.dimension.label_of(code)}",
            tuple(
                MatrixCell(_NO_UNIT, Look.NOT_APPLICABLE)
                if unit is None
                else _criterion_cell(unit, code, criteria, standard)
                for _, unit in years
            ),
        )
        for code in criteria.codes
    ]
    totals = tuple(_own_total(unit, criteria) for _, unit in years)
    states = tuple(_own_state(unit) for _, unit in years)
    used = {unit.found.readiness for unit in known}
    keys = [
        MatrixKey(say(state.value), shape, tone=_TONES.get(state, Tone.NONE))
        for state, shape in SHAPES.items()
        if state in used
    ]
    if any(unit is None for _, unit in years):
        keys.append(MatrixKey(say("năm ấy chưa có đơn vị này"), _NO_UNIT))
    return MatrixChart(
        corner=say("Tiêu chí"),
        columns=tuple(str(year) for year, _ in years),
        rows=(
            *rows,
            MatrixRow(say("Tổng điểm"), totals, is_total=True),
            MatrixRow(say("Kết luận"), states, is_total=True),
        ),
        keys=(*keys, *_point_keys(known, criteria)),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def _own_total(unit: UnitAssessed | None, criteria: Criteria) -> MatrixCell:
    if unit is None:
        return MatrixCell(_NO_UNIT, Look.NOT_APPLICABLE)
    text = say_value(criteria.indicator, unit.score.total).removesuffix(",0")
    return sign_cell(unit.score.total, text)


def _own_state(unit: UnitAssessed | None) -> MatrixCell:
    if unit is None:
        return MatrixCell(_NO_UNIT, Look.NOT_APPLICABLE)
    state = unit.found.readiness
    return MatrixCell(SHAPES[state], tone=_TONES.get(state, Tone.NONE), note=say(state.value))
