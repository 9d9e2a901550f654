"""What a catalogue must not say although every entry is well formed by itself.

One function a rule. Each yields problems at the entry where the slip stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from childrights.catalogue.forms import FormField, FormVersion
from childrights.catalogue.model import (
    TOTAL,
    CatalogueFile,
    Denominator,
    Dimension,
    Indicator,
    Kind,
    MeasuredAt,
    Revision,
    StockOrFlow,
    Target,
    Term,
)
from childrights.strict_yaml import Document, Problem

Path = list[str | int]
Fault = tuple[Path, str]
"""Where in the file, and what is wrong there."""

RESERVED = frozenset(
    {"unit", "measure", "value", "status", "text", "sheet", "cell", "period", "code",
     "valid_from", "submission", "shape", "in_force", "sha256", "number", "term", "bucket",
     "needed"}
)  # fmt: skip
"""Columns of the store, and the breakdown by unit: no dimension may take their names."""

PER_CENT = "%"


def soundness(file: CatalogueFile, document: Document) -> list[Problem]:
    """Everything that can be said of `indicators.yaml` without looking at the forms."""
    rules: tuple[Callable[[CatalogueFile], Iterator[Fault]], ...] = (
        _dimensions, _parts, _part_of_cycles, _identities, _comparisons, _instead, _said_twice,
        _versions, _definitions, _states,
    )  # fmt: skip
    return [document.problem(path, message) for rule in rules for path, message in rule(file)]


def carried_by_forms(
    file: CatalogueFile, forms: Mapping[str, FormVersion], document: Document
) -> list[Problem]:
    """What the indicators ask of the forms and no form holds."""
    held = _Held(file.dimensions, forms)
    faults = (
        fault
        for name, indicator in file.indicators.items()
        for path, definition, own in _written(name, indicator)
        for fault in held.faults(path, definition, own)
    )
    return [document.problem(path, message) for path, message in faults]


# ── Dimensions and measures ───────────────────────────────────────────────────────────────


def _dimensions(file: CatalogueFile) -> Iterator[Fault]:
    for name, dimension in file.dimensions.items():
        path: Path = ["dimensions", name]
        if name in RESERVED or not name.isidentifier() or not name.islower():
            yield path, f"“{name}” không dùng làm tên chiều phân tổ được; chọn tên khác"
        if TOTAL in dimension.codes:
            yield [*path, "codes", TOTAL], f"{TOTAL} là mã chung, không khai lại"
        bounded = {code.from_months is not None for code in dimension.codes.values()}
        if len(bounded) > 1:
            yield [*path, "codes"], "mọi mã đều phải có from_months và to_months, hoặc không mã nào"
        seen: set[str] = set()
        for code, entry in dimension.codes.items():
            if entry.label in seen:
                yield [*path, "codes", code], f"hai mã cùng tên “{entry.label}”"
            seen.add(entry.label)


def _parts(file: CatalogueFile) -> Iterator[Fault]:
    for name, measure in file.measures.items():
        whole = file.measures.get(measure.part_of or "")
        if whole is not None and whole.unit != measure.unit:
            yield (
                ["measures", name, "part_of"],
                f"đếm bằng “{measure.unit}”, không thể là một phần của số đếm bằng “{whole.unit}”",
            )
        if len(set(measure.additive)) != len(measure.additive):
            yield ["measures", name, "additive"], "một chiều phân tổ ghi hai lần"


def _part_of_cycles(file: CatalogueFile) -> Iterator[Fault]:
    above = {name: measure.part_of for name, measure in file.measures.items()}
    for name in _in_cycles(above):
        yield ["measures", name, "part_of"], "vòng tròn: cuối cùng là một phần của chính nó"


def _in_cycles(next_of: Mapping[str, str | None]) -> Iterator[str]:
    """The first name of each circle."""
    told: set[str] = set()
    for start in next_of:
        seen: set[str] = set()
        step = next_of.get(start)
        while step is not None and step not in seen:
            seen.add(step)
            step = next_of.get(step)
        if start in seen and start not in told:
            yield start
            told |= seen


def _identities(file: CatalogueFile) -> Iterator[Fault]:
    for index, identity in enumerate(file.identities):
        path: Path = ["identities", index]
        names = (identity.whole, *identity.parts)
        if len(set(names)) != len(names):
            yield path, "một measure đứng hai lần trong đẳng thức"
        known = [file.measures[name] for name in names if name in file.measures]
        if len({measure.unit for measure in known}) > 1:
            units = ", ".join(sorted({measure.unit for measure in known}))
            yield path, f"không cộng được các số có đơn vị tính khác nhau ({units})"
        if len({measure.stock_flow for measure in known}) > 1:
            yield path, "không cộng được số thời điểm (stock) với số thời kỳ (flow)"


def _comparisons(file: CatalogueFile) -> Iterator[Fault]:
    for index, comparison in enumerate(file.comparisons):
        for side, compared in (("part", comparison.part), ("whole", comparison.whole)):
            path: Path = ["comparisons", index, side]
            if compared.measure not in file.measures:
                yield path, f"không có measure “{compared.measure}”"
            for codes in compared.where:
                for axis, code in codes.items():
                    known = file.dimensions.get(axis)
                    if known is None or code not in known.codes:
                        yield path, f"không có mã “{code}” trong chiều phân tổ “{axis}”"


# ── Indicators ────────────────────────────────────────────────────────────────────────────


def _instead(file: CatalogueFile) -> Iterator[Fault]:
    following = {name: indicator.instead for name, indicator in file.indicators.items()}
    cycles = set(_in_cycles(following))
    for name, indicator in file.indicators.items():
        other = file.indicators.get(indicator.instead or "")
        if name in cycles:
            yield ["indicators", name, "instead"], "vòng tròn: cuối cùng lại thay bằng chính nó"
        elif other is not None and not set(other.levels) - set(indicator.levels):
            yield (
                ["indicators", name, "instead"],
                f"“{indicator.instead}” không có cấp nào mà chỉ tiêu này còn thiếu",
            )


def _said_twice(file: CatalogueFile) -> Iterator[Fault]:
    """Names and official codes by which two indicators would be taken for one."""
    seen: dict[tuple[str, ...], str] = {}
    for name, indicator in file.indicators.items():
        keys: dict[str, tuple[str, ...]] = {
            "name": ("name", indicator.name),
            "short_name": ("short", indicator.short_name),
        }
        official = indicator.official
        if official is not None and official.code:
            keys["official"] = ("official", official.set, official.code)
        for key, said in keys.items():
            if said in seen:
                yield ["indicators", name, key], f"trùng với chỉ tiêu “{seen[said]}”"
            seen.setdefault(said, name)


def _written(name: str, indicator: Indicator) -> Iterator[tuple[Path, Indicator, set[str]]]:
    """Each version, where it is written, and the keys that it says itself.

    A revision that makes no sense is left out; :func:`_versions` reports it.
    """
    path: Path = ["indicators", name]
    yield path, indicator, set(Indicator.model_fields)
    for index, revision in enumerate(indicator.revisions):
        made = _applied(revision, indicator)
        if isinstance(made, Indicator):
            yield [*path, "revisions", index], made, set(revision.model_fields_set)


def _applied(revision: Revision, indicator: Indicator) -> Indicator | ValueError:
    try:
        return revision.applied(indicator)
    except ValueError as error:
        return error


def _versions(file: CatalogueFile) -> Iterator[Fault]:
    for name, indicator in file.indicators.items():
        for index, revision in enumerate(indicator.revisions):
            made = _applied(revision, indicator)
            path: Path = ["indicators", name, "revisions", index]
            if isinstance(made, ValueError):
                yield path, _first_line(made)
            elif not revision.model_fields_set - {"valid_from", "valid_to"}:
                yield path, "không khác gì định nghĩa chính; ghi các mục thay đổi"
        yield from _succession(name, indicator)


def _first_line(error: ValueError) -> str:
    """What pydantic says, without its heading."""
    lines = str(error).splitlines()
    said = next((line.strip() for line in lines if "Value error, " in line), lines[0])
    return said.removeprefix("Value error, ").partition(" [type=")[0]


@dataclass(frozen=True)
class _Days:
    """A version's span of days; one without a beginning or an end is open there."""

    path: Path
    start: date
    end: date


def _succession(name: str, indicator: Indicator) -> Iterator[Fault]:
    """Versions follow each other day by day: never two on one day, never none in between."""
    path: Path = ["indicators", name]
    places = [path, *([*path, "revisions", i] for i in range(len(indicator.revisions)))]
    written: list[Indicator | Revision] = [indicator, *indicator.revisions]
    every = [
        _Days(place, item.valid_from or date.min, item.valid_to or date.max)
        for place, item in zip(places, written, strict=True)
    ]
    for span in every:
        if span.end < span.start:
            yield [*span.path, "valid_to"], "valid_to phải sau valid_from"
    # The entry comes first among equals, so that the slip is shown at the revision.
    order = sorted(every, key=lambda span: (span.start, len(span.path)))
    for earlier, later in pairwise(order):
        culprit = later if len(later.path) > len(earlier.path) else earlier
        if later.start <= earlier.end:
            yield culprit.path, "hai định nghĩa cùng có hiệu lực trong một ngày (chồng nhau)"
        elif later.start - earlier.end > timedelta(days=1):
            yield culprit.path, f"không định nghĩa nào có hiệu lực từ sau {earlier.end:%d/%m/%Y}"


def _definitions(file: CatalogueFile) -> Iterator[Fault]:
    for name, indicator in file.indicators.items():
        for path, definition, own in _written(name, indicator):
            if definition.kind is Kind.COMPOSITE:
                continue  # Its components are checked by themselves.
            if own & {"numerator", "denominator"}:
                yield from _units(path, definition, file)
                yield from _denominator(path, definition, file)
            if own & {"breakdowns"}:
                yield from _breakdowns(path, definition, file.dimensions)


def _units(path: Path, indicator: Indicator, file: CatalogueFile) -> Iterator[Fault]:
    """Like is divided by like: children among children, not children among communes."""
    over, under = indicator.numerator, indicator.denominator
    above = file.measures.get(over.measure) if over else None
    below = file.measures.get(under.measure) if isinstance(under, Term) else None
    if indicator.kind is Kind.PERCENTAGE and indicator.unit != PER_CENT:
        yield [*path, "unit"], f"loại percentage có đơn vị tính là {PER_CENT}"
    if above is None:
        return
    if indicator.kind is Kind.COUNT and indicator.unit != above.unit:
        yield [*path, "unit"], f"đơn vị tính là “{indicator.unit}” mà số đếm bằng “{above.unit}”"
    if indicator.kind is Kind.PERCENTAGE and below is not None and above.unit != below.unit:
        yield (
            [*path, "denominator"],
            f"tử số đếm bằng “{above.unit}”, mẫu số bằng “{below.unit}”: không thành tỷ lệ %",
        )


def _denominator(path: Path, indicator: Indicator, file: CatalogueFile) -> Iterator[Fault]:
    under = indicator.denominator
    if not isinstance(under, Denominator) or under.measure not in file.measures:
        return
    flow = file.measures[under.measure].stock_flow is StockOrFlow.FLOW
    if flow and under.at is not MeasuredAt.CUT_OFF:
        yield (
            [*path, "denominator", "at"],
            "số thời kỳ (flow) không có ngày chốt nào khác; at chỉ dùng cho số thời điểm (stock)",
        )


def _breakdowns(
    path: Path, indicator: Indicator, dimensions: Mapping[str, Dimension]
) -> Iterator[Fault]:
    for name, codes in indicator.breakdowns.items():
        here = [*path, "breakdowns", name]
        if not codes:
            yield here, "không ghi mã nào"
        if len(set(codes)) != len(codes):
            yield here, "một mã ghi hai lần"
        if any(name in term.where for term in indicator.terms):
            yield here, "công thức đã chọn một mã của chiều này (where); không phân tổ thêm được"
        if name in dimensions and _overlap(dimensions[name], codes):
            yield here, "các nhóm tuổi chồng nhau"


def _overlap(dimension: Dimension, codes: Iterable[str]) -> bool:
    known = (dimension.codes[code] for code in codes if code in dimension.codes)
    bands = sorted(
        (code.from_months, code.to_months)
        for code in known
        if code.from_months is not None and code.to_months is not None
    )
    return any(before[1] > after[0] for before, after in pairwise(bands))


def _states(file: CatalogueFile) -> Iterator[Fault]:
    """A status has words for every value that its measure can take, and for no other."""
    for name, indicator in file.indicators.items():
        if indicator.kind is not Kind.STATUS or indicator.numerator is None:
            continue
        measure = file.measures.get(indicator.numerator.measure)
        if measure is None:
            continue
        wanted = {str(number) for number in range((measure.maximum or 0) + 1)}
        if set(indicator.states) != wanted:
            listed = ", ".join(sorted(wanted))
            yield ["indicators", name, "states"], f"ghi lời cho đúng các giá trị {listed}"


# ── Forms ─────────────────────────────────────────────────────────────────────────────────


class _Held:
    """What the forms hold: which form counts what, for which codes, in which periods."""

    def __init__(
        self, dimensions: Mapping[str, Dimension], forms: Mapping[str, FormVersion]
    ) -> None:
        self.dimensions = dimensions
        self.fields: dict[str, list[tuple[FormVersion, FormField]]] = {}
        self._known: dict[tuple[str, str | None, str], set[str]] = {}
        for version in forms.values():
            for layout in version.layouts:
                for item in version.fields(layout):
                    self.fields.setdefault(item.measure, []).append((version, item))

    def faults(self, path: Path, indicator: Indicator, own: set[str]) -> Iterator[Fault]:
        """Problems of one version's terms, breakdowns and spans."""
        parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
        terms = ((part, term) for part, term in parts.items() if isinstance(term, Term))
        for part, term in terms:
            if term.measure not in self.fields:
                continue  # Reported where the measure is named.
            unclear = list(self._whose([*path, part], term))
            if unclear:
                yield from unclear if part in own else ()
                continue
            if part in own:
                yield from self._codes([*path, part, "where"], term)
            if "breakdowns" in own:
                yield from self._broken_down(path, part, term, indicator)
            if "spans" in own or part in own:
                yield from self._spans(path, term, indicator)

    def _of(self, term: Term) -> Iterator[tuple[FormVersion, FormField]]:
        return (
            (version, item)
            for version, item in self.fields.get(term.measure, ())
            if term.form in (None, version.form)
        )

    def _whose(self, path: Path, term: Term) -> Iterator[Fault]:
        forms = sorted({version.form for version, _ in self.fields[term.measure]})
        if term.form is None and len(forms) > 1:
            yield [*path, "measure"], f"nhiều biểu có số này ({', '.join(forms)}); ghi form"
        if term.form is not None and term.form not in forms:
            yield [*path, "form"], f"biểu “{term.form}” không có measure “{term.measure}”"

    def _codes(self, path: Path, term: Term) -> Iterator[Fault]:
        for name, code in term.where.items():
            dimension = self.dimensions.get(name)
            # A code that the dimension does not have is reported where it stands.
            is_known = dimension is not None and code in dimension.codes
            if is_known and not self._holds(term, name, code):
                yield path, f"không biểu nào ghi số này theo {name} = “{code}”"

    def _broken_down(
        self, path: Path, part: str, term: Term, indicator: Indicator
    ) -> Iterator[Fault]:
        said = "tử số" if part == "numerator" else "mẫu số"
        for name, codes in indicator.breakdowns.items():
            known = self.dimensions[name].codes if name in self.dimensions else {}
            lacking = [
                code for code in codes if code in known and not self._holds(term, name, code)
            ]
            if lacking and name not in term.where:
                yield (
                    [*path, "breakdowns", name],
                    f"không biểu nào ghi {said} theo {', '.join(f'“{code}”' for code in lacking)}",
                )

    def _spans(self, path: Path, term: Term, indicator: Indicator) -> Iterator[Fault]:
        reported = {span for version, _ in self._of(term) for span in version.spans}
        carried = isinstance(term, Denominator) and (
            term.carried_forward or term.at is not MeasuredAt.CUT_OFF
        )
        missing = [span for span in indicator.spans if span not in reported]
        if missing and not carried:
            listed = ", ".join(missing)
            yield [*path, "spans"], f"không biểu nào báo cáo measure “{term.measure}” kỳ {listed}"

    def _holds(self, term: Term, name: str, code: str) -> bool:
        """Whether cells of the measure stand at the code, or at bands that tile it."""
        key = (term.measure, term.form, name)
        if key not in self._known:
            self._known[key] = {i.where[name] for _, i in self._of(term) if name in i.where}
        codes = self._known[key]
        return code in codes or tiles(self.dimensions[name], codes, code)


def tiles(dimension: Dimension, codes: Iterable[str], wanted: str) -> bool:
    """Whether some of the bands cover a wanted band without gap or overlap."""
    band = dimension.codes.get(wanted)
    if band is None or band.from_months is None:
        return False
    reached = {band.from_months}
    known = (dimension.codes[code] for code in codes if code in dimension.codes)
    bands = sorted(
        (code.from_months, code.to_months)
        for code in known
        if code.from_months is not None and code.to_months is not None
    )
    for low, high in bands:
        if low in reached:
            reached.add(high)
    return band.to_months in reached


def form_faults(version: FormVersion) -> Iterator[Fault]:
    """Rows that hold nothing, rows that contradict the column they cross, slips of counting."""
    counted = (len(version.rows), len(version.columns))
    if counted != (version.expect.rows, version.expect.columns):
        yield (
            ["expect"],
            f"sau khi kế thừa có {counted[0]} dòng, {counted[1]} cột; "
            f"expect ghi {version.expect.rows} dòng, {version.expect.columns} cột",
        )
    if version.valid_to is not None and version.valid_to < version.valid_from:
        yield ["valid_to"], "valid_to phải sau valid_from"
    filled = {item.row for layout in version.layouts for item in version.fields(layout)}
    for index, row in enumerate(version.rows):
        if "unit" in version.layouts and not row.section and index not in filled:
            yield ["rows", index], "dòng không có measure nào; thêm measure, hoặc ghi section: true"
        for column in version.columns:
            clash = [
                name for name, code in row.where.items() if column.where.get(name, code) != code
            ]
            if clash:
                heading = " › ".join(column.header)
                yield (
                    ["rows", index],
                    f"dòng và cột “{heading}” ghi hai mã khác nhau của {', '.join(clash)}",
                )


def succession_of_forms(versions: Sequence[FormVersion]) -> Iterator[tuple[FormVersion, str]]:
    """Versions of one form follow each other day by day."""
    order = sorted(versions, key=lambda version: version.valid_from)
    for earlier, later in pairwise(order):
        last = earlier.valid_to
        if last is None or later.valid_from <= last:
            yield later, f"chồng lên phiên bản {earlier.version} (còn hiệu lực)"
        elif later.valid_from - last > timedelta(days=1):
            yield later, f"không phiên bản nào có hiệu lực từ sau {last:%d/%m/%Y}"


# ── Targets ───────────────────────────────────────────────────────────────────────────────


def target_faults(target: Target, indicator: Indicator | None) -> Iterator[tuple[str, str]]:
    """A target without a source, or one that no figure of its indicator can be set against."""
    if not target.document.strip():
        yield "document", "chỉ tiêu không ghi căn cứ (document)"
    if indicator is None:
        return
    if indicator.kind is Kind.PERCENTAGE and not 0 <= Decimal(target.value) <= 100:
        yield "value", "chỉ tiêu tỷ lệ % phải từ 0 đến 100"
    year = target.year
    ends = [version.valid_to for version in indicator.versions]
    if year is not None and all(end is not None and end.year < year for end in ends):
        yield "year", f"chỉ tiêu “{target.indicator}” không còn định nghĩa cho năm {year}"
