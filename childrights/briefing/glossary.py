"""The glossary: what each indicator means, how it is worked out, who reports it, what is aimed at.

One pure function makes the entries; the page, the workbook and the document show the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from childrights.catalogue import model
from childrights.catalogue.forms import FormVersion
from childrights.catalogue.loader import Catalogue, form_measures, target_value
from childrights.catalogue.model import (
    Component,
    Direction,
    Indicator,
    Sensitivity,
    Term,
)
from childrights.figures.words import lower_first, say_target, whose
from childrights.language import say, translatable
from childrights.periods import Span
from childrights.places.model import Level
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.numbers import format_number
from childrights.vietnamese.text import loose

TITLE = translatable("Danh mục chỉ tiêu về thực hiện quyền trẻ em")
CODE_UNKNOWN = translatable("chưa đối chiếu")
CONFIRMED = translatable("Đã đối chiếu với văn bản gốc")
UNCONFIRMED = translatable("Chưa đối chiếu với văn bản gốc")
NO_TARGET = translatable("Chưa giao chỉ tiêu")

KINDS = {
    model.Kind.COUNT: translatable("Số đếm"),
    model.Kind.PERCENTAGE: translatable("Tỷ lệ phần trăm"),
    model.Kind.RATE: translatable("Tỷ suất"),
    model.Kind.RATIO: translatable("Tỷ số"),
    model.Kind.SCORE: translatable("Điểm"),
    model.Kind.STATUS: translatable("Công nhận (có, không)"),
    model.Kind.COMPOSITE: translatable("Chỉ số tổng hợp"),
}
DIRECTIONS = {
    Direction.UP: translatable("Càng cao càng tốt"),
    Direction.DOWN: translatable("Càng thấp càng tốt"),
    Direction.NEUTRAL: translatable("Theo dõi, không đánh giá cao thấp"),
}
SENSITIVITIES = {
    Sensitivity.ORDINARY: translatable("Thông thường"),
    Sensitivity.SENSITIVE: translatable("Nhạy cảm: số nhỏ có thể chỉ ra một trẻ em"),
    Sensitivity.STRICT: translatable(
        "Rất nhạy cảm: không công khai dưới cấp tỉnh, không đưa lên bản đồ"
    ),
}
SPANS = {
    Span.M6: translatable("6 tháng"),
    Span.M9: translatable("9 tháng"),
    Span.M12: translatable("cả năm"),
}
LEVELS = {
    Level.HAMLET: translatable("thôn, tổ dân phố"),
    Level.COMMUNE: translatable("xã"),
    Level.DISTRICT: translatable("huyện (đến 30/6/2025)"),
    Level.PROVINCE: translatable("tỉnh"),
    Level.COUNTRY: translatable("cả nước"),
}
CODE_SETS = {
    "TT13-1": translatable("Thông tư số 13/2021/TT-BLĐTBXH, bộ chỉ tiêu 1"),
    "TT13-2": translatable("Thông tư số 13/2021/TT-BLĐTBXH, bộ chỉ tiêu 2"),
}


@dataclass(frozen=True)
class FormUse:
    """A form that carries an indicator's figures, in its newest version.

    ``filled_by`` says who fills it in; ``spans`` are the periods it is sent for.
    """

    form: str
    name: str
    symbol: str
    filled_by: str
    receiver: str
    spans: str
    confirmed: bool


@dataclass(frozen=True)
class Aim:
    """One target: whose, for which year, how much, by which document, and until when it binds."""

    jurisdiction: str
    year: int | None
    wanted: str
    value: Decimal
    document: str
    basis: str
    valid_to: date | None
    note: str

    @property
    def sentence(self) -> str:
        """The target in a line: “Quận Hoàng Mai, kế hoạch năm 2024: 100%”."""
        until = (
            say(" (hết hiệu lực sau ngày {valid_to})", valid_to=format_date(self.valid_to))
            if self.valid_to
            else ""
        )
        return f"{self.basis}: {self.wanted}{until}"


@dataclass(frozen=True)
class Entry:
    """One indicator, every part of it in the words that a reader sees.

    ``number`` counts from 1 through the whole catalogue. ``code`` is empty where the official
    code is not confirmed, and ``code_set`` too where no official list has the indicator.
    """

    number: int
    indicator: str
    theme: str
    theme_label: str
    name: str
    code_set: str
    code: str
    definition: str
    formula: str
    numerator: str
    denominator: str
    unit: str
    kind: str
    direction: str
    breakdowns: str
    spans: str
    levels: str
    responsible: str
    document: str
    article: str
    is_confirmed: bool
    source_note: str
    is_sensitive: bool
    sensitivity: str
    validity: str
    forms: tuple[FormUse, ...]
    aims: tuple[Aim, ...]

    @property
    def code_words(self) -> str:
        """Set and code, or that the code was not confirmed: “…, bộ chỉ tiêu 1; chưa đối chiếu”."""
        if not self.code_set:
            return say("Chưa đối chiếu với bộ chỉ tiêu nào")
        code = (
            say("mã {code}", code=self.code)
            if self.code
            else say("mã số {unknown}", unknown=say(CODE_UNKNOWN))
        )
        return f"{self.code_set}; {code}"

    @property
    def confirmation(self) -> str:
        """Whether the definition was compared with its source."""
        return say(CONFIRMED if self.is_confirmed else UNCONFIRMED)

    @property
    def source(self) -> str:
        """Document and article."""
        return f"{self.document} ({self.article})" if self.article else self.document

    def meaning(self) -> dict[str, str]:
        """What it means and who answers for it, in reading order; empty parts are left out."""
        told = {
            say("Mã"): self.code_words,
            say("Định nghĩa"): self.definition,
            say("Công thức"): self.formula,
            say("Tử số"): self.numerator if self.denominator else "",
            say("Mẫu số"): self.denominator,
            say("Đơn vị tính"): self.unit,
            say("Loại"): self.kind,
            say("Chiều mong muốn"): self.direction,
            say("Phân tổ"): self.breakdowns or say("Không phân tổ"),
            say("Kỳ báo cáo"): self.spans,
            say("Cấp"): self.levels,
            say("Hiệu lực"): self.validity,
            say("Nguồn"): self.source,
            say("Đối chiếu"): ". ".join(filter(None, (self.confirmation, self.source_note))),
            say("Mức độ nhạy cảm"): self.sensitivity,
            say("Đơn vị chịu trách nhiệm"): self.responsible,
        }
        return {what: words for what, words in told.items() if words}

    def facts(self) -> dict[str, str]:
        """Its meaning, the forms that carry it and its targets: everything but the name."""
        return {
            **self.meaning(),
            say("Biểu mẫu"): "\n".join(say_form(form) for form in self.forms),
            say("Chỉ tiêu được giao"): "\n".join(aim.sentence for aim in self.aims)
            or say(NO_TARGET),
        }


def say_form(form: FormUse) -> str:
    """A form in a line: symbol, name, who fills it in."""
    return f"{form.symbol}, {form.name} ({lower_first(form.filled_by)})"


def entries(catalogue: Catalogue) -> tuple[Entry, ...]:
    """Every indicator, theme by theme, in the catalogue's order."""
    order, carriers = list(catalogue.themes), _carriers(catalogue)
    listed = sorted(catalogue.indicators.items(), key=lambda pair: order.index(pair[1].theme))
    return tuple(
        _entry(catalogue, number, name, indicator, _forms_of(catalogue, indicator, carriers))
        for number, (name, indicator) in enumerate(listed, start=1)
    )


def _entry(
    catalogue: Catalogue, number: int, name: str, indicator: Indicator, forms: tuple[FormUse, ...]
) -> Entry:
    official, source = indicator.official, indicator.source
    code_set = CODE_SETS.get(official.set, official.set) if official else ""
    return Entry(
        number=number,
        indicator=name,
        theme=indicator.theme,
        theme_label=catalogue.themes[indicator.theme],
        name=indicator.name,
        code_set=code_set,
        code=(official.code or "") if official else "",
        definition=say(indicator.definition),
        formula=say(indicator.formula),
        numerator=_say_numerator(catalogue, indicator),
        denominator=_say_denominator(catalogue, indicator),
        unit=indicator.unit,
        kind=say(KINDS[indicator.kind]),
        direction=say(DIRECTIONS[indicator.direction]),
        breakdowns=_say_breakdowns(catalogue, indicator),
        spans=_list_words(say(SPANS[span]) for span in indicator.spans),
        levels=_list_words(say(LEVELS[level]) for level in indicator.levels),
        responsible=indicator.responsible,
        document=source.document,
        article=source.article or "",
        is_confirmed=source.definition_confirmed,
        source_note=source.note or "",
        is_sensitive=indicator.sensitivity is not Sensitivity.ORDINARY,
        sensitivity=say(SENSITIVITIES[indicator.sensitivity]),
        validity=_say_validity(indicator),
        forms=forms,
        aims=_aims_of(catalogue, name, indicator),
    )


def _list_words(words: Iterable[str]) -> str:
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _say_term(catalogue: Catalogue, term: Term) -> str:
    codes = "; ".join(
        catalogue.dimensions[dimension].label_of(code) for dimension, code in term.where.items()
    )
    label = catalogue.measures[term.measure].label
    return f"{label} ({codes})" if codes else label


def _say_numerator(catalogue: Catalogue, indicator: Indicator) -> str:
    """What stands above the line; the weighted components of a composite."""
    if indicator.numerator is not None:
        return _say_term(catalogue, indicator.numerator)
    return "; ".join(_say_component(catalogue, item) for item in indicator.components)


def _say_component(catalogue: Catalogue, item: Component) -> str:
    weight, floor, goal = (format_number(Decimal(x)) for x in (item.weight, item.floor, item.goal))
    name = catalogue.indicators[item.indicator].short_name
    return say(
        "{name} (hệ số {weight}; 0 điểm ở mức {floor}, 100 điểm ở mức {goal})",
        name=name,
        weight=weight,
        floor=floor,
        goal=goal,
    )


def _say_denominator(catalogue: Catalogue, indicator: Indicator) -> str:
    under = indicator.denominator
    if under is None:
        return ""
    return _say_term(catalogue, under) if isinstance(under, Term) else say("Số đơn vị đã báo cáo")


def _say_breakdowns(catalogue: Catalogue, indicator: Indicator) -> str:
    """Each dimension with its groups: “Giới tính: Nam, Nữ”, one a line."""
    lines = []
    for name, codes in indicator.breakdowns.items():
        dimension = catalogue.dimensions[name]
        lines.append(f"{dimension.label}: {'; '.join(map(dimension.label_of, codes))}")
    return "\n".join(lines)


def _say_validity(indicator: Indicator) -> str:
    start = (
        say("từ {valid_from}", valid_from=format_date(indicator.valid_from))
        if indicator.valid_from
        else ""
    )
    end = (
        say("đến {valid_to}", valid_to=format_date(indicator.valid_to))
        if indicator.valid_to
        else ""
    )
    return _list_words([" ".join(filter(None, (start, end)))])


def _carriers(catalogue: Catalogue) -> dict[str, list[FormVersion]]:
    """Form versions by the measures that they carry."""
    found: dict[str, list[FormVersion]] = {}
    for version in catalogue.forms.values():
        for measure in form_measures(version):
            found.setdefault(measure, []).append(version)
    return found


def _forms_of(
    catalogue: Catalogue, indicator: Indicator, carriers: Mapping[str, Sequence[FormVersion]]
) -> tuple[FormUse, ...]:
    """Forms that carry the indicator's figures, each in its newest version."""
    newest: dict[str, FormVersion] = {}
    for measure in catalogue.measures_of(indicator):
        for version in carriers[measure]:
            known = newest.get(version.form, version)
            newest[version.form] = max(known, version, key=lambda each: each.valid_from)
    return tuple(_form_use(version) for version in newest.values())


def _form_use(version: FormVersion) -> FormUse:
    spans = _list_words(say(SPANS[span]) for span in version.spans)
    return FormUse(
        version.form, version.name, version.symbol, _filled_by(version), version.receiver,
        spans, version.confirmed,
    )  # fmt: skip


def _filled_by(version: FormVersion) -> str:
    """Who fills a form in, and whether every commune must."""
    if not version.mandatory:
        return version.provider
    return say("{provider}, mọi xã, phường, đặc khu", provider=version.provider)


def _aims_of(catalogue: Catalogue, name: str, indicator: Indicator) -> tuple[Aim, ...]:
    """The indicator's targets by year, the widest jurisdiction of a year first."""
    targets = [target for target in catalogue.targets if target.indicator == name]
    ordered = sorted(
        targets, key=lambda t: (t.year or 0, len(t.jurisdiction), t.jurisdiction, t.id)
    )
    return tuple(
        Aim(
            target.jurisdiction_name, target.year, say_target(indicator, target),
            target_value(target), target.document, whose(target), target.valid_to,
            target.note or "",
        )
        for target in ordered
    )  # fmt: skip


# ── Searching ─────────────────────────────────────────────────────────────────────────────


TEXT, THEME, FORM, SENSITIVITY, TARGET = "tim", "nhom", "bieu", "nhay-cam", "giao"
"""Parameters of an address that searches the glossary."""
YES, NO = "co", "khong"


@dataclass(frozen=True)
class Search:
    """What a reader looks for; an empty part asks for nothing."""

    text: str = ""
    theme: str = ""
    form: str = ""
    sensitivity: str = ""
    target: str = ""


def search(found: Sequence[Entry], wanted: Search) -> list[Entry]:
    """Entries that suit every part of a search.

    Every word of the text must stand somewhere in the name, definition, code or identifier,
    with or without its accents.
    """
    words = loose(wanted.text).split()
    return [entry for entry in found if _suits(entry, wanted) and _says(entry, words)]


def _suits(entry: Entry, wanted: Search) -> bool:
    forms = {form.form for form in entry.forms}
    has_target = YES if entry.aims else NO
    sensitive = YES if entry.is_sensitive else NO
    return (
        wanted.theme in ("", entry.theme)
        and (not wanted.form or wanted.form in forms)
        and wanted.sensitivity in ("", sensitive)
        and wanted.target in ("", has_target)
    )


def _says(entry: Entry, words: Sequence[str]) -> bool:
    text = loose(f"{entry.name} {entry.definition} {entry.code} {entry.indicator}")
    return all(word in text for word in words)
