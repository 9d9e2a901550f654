"""Reads the catalogue, the forms and the targets, and refuses what does not hold together.

Every problem of every file is collected and raised once, with file, line and entry.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from childrights.catalogue.checks import (
    carried_by_forms,
    form_faults,
    soundness,
    succession_of_forms,
    target_faults,
)
from childrights.catalogue.composite import composite_faults
from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.model import (
    TOTAL,
    Baseline,
    BaselinesFile,
    CatalogueFile,
    Comparison,
    Dimension,
    Identity,
    Indicator,
    Kind,
    Measure,
    Revision,
    Sensitivity,
    Target,
    TargetsFile,
    Term,
)
from childrights.catalogue.written import WrittenForm, written_form
from childrights.language import CATALOGUE_VARIABLE
from childrights.periods import Period
from childrights.strict_yaml import CatalogueError, Document, EntryPath, Problem, load_yaml

M = TypeVar("M", bound=BaseModel)

ROOT = Path(__file__).resolve().parents[2]
FRAME_FILE = "frame.yaml"


@dataclass(frozen=True)
class Catalogue:
    """Everything the law and the forms say, validated. ``digest`` identifies the version."""

    themes: Mapping[str, str]
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
    identities: tuple[Identity, ...]
    indicators: Mapping[str, Indicator]
    forms: Mapping[str, FormVersion]
    targets: tuple[Target, ...]
    digest: str
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    baselines: tuple[Baseline, ...] = ()
    comparisons: tuple[Comparison, ...] = ()

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """Dimensions in catalogue order: the coded columns of an observation."""
        return tuple(self.dimensions)

    def is_sensitive(self, indicator: str) -> bool:
        """Whether the indicator is marked sensitive, or more strictly still.

        A composite is too: it never leaves the office.
        """
        known = self.indicators[indicator]
        return known.sensitivity is not Sensitivity.ORDINARY or known.kind is Kind.COMPOSITE

    def definition(self, indicator: str, period: Period) -> Indicator:
        """The definition in force on the period's last day, else that of the entry itself."""
        entry = self.indicators[indicator]
        return entry.at(period) or entry

    def form_for(self, form: str, period: Period) -> FormVersion:
        """The version of a form in force at the end of the period; ``KeyError`` if none."""
        for version in self.forms.values():
            if version.form == form and version.in_force(period.last_day):
                return version
        raise KeyError(f"{form} @ {period}")

    def forms_with(self, measures: Iterable[str]) -> tuple[FormVersion, ...]:
        """Form versions that carry any of the measures."""
        wanted = set(measures)
        return tuple(version for version in self.forms.values() if wanted & form_measures(version))

    def measures_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Measures that an indicator, or every component of a composite, is worked out from."""
        parts = [self.indicators[item.indicator] for item in indicator.components]
        return tuple(term.measure for item in (indicator, *parts) for term in item.terms)


def form_measures(version: FormVersion) -> set[str]:
    """Measures that a form version carries."""
    return {item.measure for layout in version.layouts for item in version.fields(layout)}


def catalogue_root() -> Path:
    """The folder of the catalogue in use: ``CHILDRIGHTS_CATALOGUE`` where it is set, else ours.

    It is laid out like the product: `indicators.yaml`, `etl/forms/` and
    `data/reference/targets.yaml`.
    """
    named = os.environ.get(CATALOGUE_VARIABLE)
    return Path(named) if named else ROOT


def load_catalogue(
    root: Path | None = None, data_dir: Path | None = None, indicators: Path | None = None
) -> Catalogue:
    """Load `indicators.yaml`, `etl/forms/` and the targets, with the operator's overlay.

    ``root`` is the folder that holds them (default: the catalogue in use); ``data_dir`` is the
    data folder whose ``overlay/targets.yaml`` and ``overlay/baselines.yaml`` are added;
    ``indicators`` replaces the repository's catalogue file. Cached until the content of a file
    changes. Raises :class:`CatalogueError`.
    """
    root = root or catalogue_root()
    overlay = () if data_dir is None else (data_dir / "overlay",)
    files = _Files(
        root,
        indicators or root / "indicators.yaml",
        (root / "data" / "reference" / "targets.yaml", *(at / "targets.yaml" for at in overlay)),
        tuple(at / "baselines.yaml" for at in overlay),
    )
    return _load(files, files.stamp())


@dataclass(frozen=True)
class _Files:
    """Where a catalogue is written; targets and baselines need not exist."""

    root: Path
    indicators: Path
    targets: tuple[Path, ...]
    baselines: tuple[Path, ...]

    def all(self) -> list[Path]:
        """Every file that exists."""
        forms = sorted((self.root / "etl" / "forms").glob("*.yaml"))
        written = (self.indicators, *self.targets, *self.baselines, *forms)
        return [path for path in written if path.exists()]

    def stamp(self) -> str:
        """Changes with the content of any file, as times on disk may not."""
        stamp = hashlib.sha256()
        for path in self.all():
            stamp.update(hashlib.sha256(path.read_bytes()).digest() + str(path).encode())
        return stamp.hexdigest()


@lru_cache(maxsize=4)
def _load(files: _Files, _stamp: str) -> Catalogue:
    problems: list[Problem] = []
    document = with_shared(load_yaml(files.indicators), problems)
    file = validate(document, CatalogueFile, problems)
    if file is None:
        raise CatalogueError(problems)
    problems += _cross_check(file, document)
    problems += soundness(file, document)
    forms = _load_forms(files.root / "etl" / "forms", file, problems)
    if forms is not None and not problems:
        # Where anything is wrong already, what the forms lack is mostly a consequence of it.
        problems += _unreported_measures(file, forms, document)
        problems += carried_by_forms(file, forms, document)
    targets = _load_targets([path for path in files.targets if path.exists()], file, problems)
    given = [path for path in files.baselines if path.exists()]
    baselines = _load_baselines(given, file, problems)
    if problems:
        # An inherited row is wrong in every version that inherits it, and said once.
        raise CatalogueError(dict.fromkeys(problems))
    texts = {_name(path, files.root): path.read_text(encoding="utf-8") for path in files.all()}
    return Catalogue(
        themes=file.themes,
        dimensions=file.dimensions,
        measures=file.measures,
        identities=tuple(file.identities),
        indicators=file.indicators,
        forms=forms or {},
        targets=tuple(targets),
        digest=_digest(texts),
        sources=texts,
        baselines=baselines,
        comparisons=tuple(file.comparisons),
    )


def with_shared(document: Document, problems: list[Problem]) -> Document:
    """Write out what indicators and measures take from ``shared`` by ``use``.

    ``use`` names one or more entries of ``shared``; later ones and the entry's own keys win.
    """
    if not isinstance(document.data, dict):
        return document
    data = dict(document.data)
    shared = data.pop("shared", None) or {}
    if not isinstance(shared, dict) or not all(isinstance(item, dict) for item in shared.values()):
        problems.append(document.problem(["shared"], "ghi mỗi mục là một bảng khóa: giá trị"))
        return Document(document.file, data, document.lines)
    filling = _Filling(document, shared, problems)
    for section in ("indicators", "measures"):
        entries = data.get(section)
        if isinstance(entries, dict):
            data[section] = {
                name: filling.fill(entry, (section, name)) for name, entry in entries.items()
            }
    return Document(document.file, data, {**document.lines, **filling.lines})


class _Filling:
    """Writes out what entries take from ``shared``, and remembers on which line that stands."""

    def __init__(
        self, document: Document, shared: Mapping[str, Any], problems: list[Problem]
    ) -> None:
        self.document = document
        self.shared = shared
        self.problems = problems
        self.lines: dict[EntryPath, int] = {}
        self._below: dict[EntryPath, list[EntryPath]] = {}
        for path in document.lines:
            if path[:1] == ("shared",) and len(path) > 2:
                self._below.setdefault(path[:3], []).append(path)

    def fill(self, entry: Any, path: EntryPath, users: tuple[str, ...] = ()) -> Any:
        """The entry with what it uses, which may itself use more; its own keys win."""
        if not isinstance(entry, dict) or "use" not in entry:
            return entry
        filled: dict[str, Any] = {}
        for name in entry["use"] if isinstance(entry["use"], list) else [entry["use"]]:
            if name in users:
                self._report(("shared", name, "use"), f"vòng tròn: “{name}” dùng lại chính nó")
            elif name not in self.shared:
                self._report((*path, "use"), f"không có mục “{name}” trong shared")
            else:
                source = ("shared", name)
                taken = self.fill(self.shared[name], source, (*users, name))
                self._remember(taken, source, path)
                filled.update(taken)
        return {**filled, **{key: value for key, value in entry.items() if key != "use"}}

    def _report(self, path: EntryPath, message: str) -> None:
        problem = self.document.problem(path, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def _remember(self, taken: Mapping[str, Any], source: EntryPath, path: EntryPath) -> None:
        for key in taken:
            for known in self._below.get((*source, key), ()):
                here = (*path, *known[2:])
                if here not in self.document.lines:
                    self.lines[here] = self.document.lines[known]


def validate(document: Document, model: type[M], problems: list[Problem]) -> M | None:
    """Validate a document against a model; append located problems and return ``None``."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        issues = [(_path_of(issue["loc"]), issue) for issue in error.errors()]
        inner = {tuple(path[:-1]) for path, _ in issues}
        problems += [
            document.problem(path, _say(issue))
            for path, issue in issues
            # A list is short only because the item in it was refused.
            if issue["type"] != "too_short" or tuple(path) not in inner
        ]
        return None


def _path_of(location: Iterable[str | int]) -> list[str | int]:
    # pydantic names the member of a union it tried; those steps are not in the file.
    return [step for step in location if step not in ("Denominator", "UnitsTerm")]


def _say(issue: Mapping[str, Any]) -> str:
    kind, written = issue["type"], issue["input"]
    context = issue.get("ctx", {})
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _EXPECTED:
        return f"“{written}” không phải {_EXPECTED[kind]}"
    if kind == "enum":
        return f"giá trị “{written}” không được phép; chọn {context['expected']}"
    for bound, said in _BOUNDS.items():
        if bound in context:
            return f"“{written}” ngoài khoảng cho phép: phải {said} {context[bound]}"
    return str(issue["msg"]).removeprefix("Value error, ")


_FIXED = {
    "extra_forbidden": "khóa không có trong quy ước; xem lại chính tả",
    "missing": "thiếu mục bắt buộc",
    "string_pattern_mismatch": "không viết đúng dạng; số viết như 95 hoặc 99.5",
    "string_too_short": "không được để trống",
    "too_short": "không được để trống",
}
_EXPECTED = {
    "bool_type": "true hoặc false",
    "date_type": "một ngày ghi dạng 2025-07-01, không có dấu nháy",
    "dict_type": "một bảng khóa: giá trị",
    "int_type": "số nguyên viết thường (không có số 0 ở đầu, dấu nháy hay số mũ)",
    "list_type": "một danh sách",
    "model_type": "một bảng khóa: giá trị",
    "string_type": "một dòng chữ; mã bằng số thì đặt trong dấu nháy",
    "tuple_type": "một danh sách",
}
_BOUNDS = {"gt": "lớn hơn", "ge": "từ", "lt": "nhỏ hơn", "le": "không quá"}


def _cross_check(file: CatalogueFile, document: Document) -> list[Problem]:
    problems: list[Problem] = []
    for name, measure in file.measures.items():
        path = ["measures", name]
        if measure.part_of is not None and measure.part_of not in file.measures:
            problems.append(
                document.problem([*path, "part_of"], f"không có measure “{measure.part_of}”")
            )
        problems += [
            document.problem([*path, "additive"], f"không có chiều phân tổ “{dimension}”")
            for dimension in measure.additive
            if dimension not in file.dimensions
        ]
    for index, identity in enumerate(file.identities):
        problems += [
            document.problem(["identities", index], f"không có measure “{name}”")
            for name in (identity.whole, *identity.parts)
            if name not in file.measures
        ]
    for name, indicator in file.indicators.items():
        problems += _check_indicator(name, indicator, file, document)
        problems += [
            document.problem(["indicators", name, "components", index], message)
            for index, message in composite_faults(indicator, file)
        ]
    return problems


def _check_indicator(
    name: str, indicator: Indicator, file: CatalogueFile, document: Document
) -> list[Problem]:
    path: list[str | int] = ["indicators", name]
    problems = _check_version(path, indicator, file, document)
    for index, revision in enumerate(indicator.revisions):
        problems += _check_version([*path, "revisions", index], revision, file, document)
    if indicator.theme not in file.themes:
        message = f"không có nhóm “{indicator.theme}” trong themes"
        problems.append(document.problem([*path, "theme"], message))
    if indicator.instead is not None and indicator.instead not in file.indicators:
        message = f"không có chỉ tiêu “{indicator.instead}”"
        problems.append(document.problem([*path, "instead"], message))
    return problems


def _check_version(
    path: list[str | int], version: Indicator | Revision, file: CatalogueFile, document: Document
) -> list[Problem]:
    problems: list[Problem] = []
    for part, term in (("numerator", version.numerator), ("denominator", version.denominator)):
        if not isinstance(term, Term):
            continue
        if term.measure not in file.measures:
            message = f"không có measure “{term.measure}”"
            problems.append(document.problem([*path, part, "measure"], message))
        problems += [
            document.problem([*path, part, "where"], message)
            for message in _bad_codes(term.where, file.dimensions)
        ]
    for dimension, codes in (version.breakdowns or {}).items():
        messages = [m for code in codes for m in _bad_codes({dimension: code}, file.dimensions)]
        problems += [
            document.problem([*path, "breakdowns", dimension], message)
            for message in dict.fromkeys(messages)
        ]
    return problems


def _bad_codes(where: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> list[str]:
    messages = []
    for dimension, code in where.items():
        if dimension not in dimensions:
            messages.append(f"không có chiều phân tổ “{dimension}”")
        elif code != TOTAL and code not in dimensions[dimension].codes:
            messages.append(f"chiều “{dimension}” không có mã “{code}”")
    return messages


def _load_forms(
    folder: Path, file: CatalogueFile, problems: list[Problem]
) -> dict[str, FormVersion] | None:
    """Every version by its key; ``None`` when one of them cannot be read at all."""
    documents = {
        path.stem: load_yaml(path)
        for path in sorted(folder.glob("*.yaml"))
        if path.name != FRAME_FILE
    }
    forms: dict[str, FormVersion] = {}
    places: dict[str, Document] = {}
    for document in documents.values():
        written = written_form(document, documents, file.dimensions, problems)
        version = validate(written, FormVersion, problems) if written else None
        if written is None or version is None:
            continue
        problems += _check_form(version, file, written)
        if version.key in forms:
            problems.append(document.problem(["version"], f"trùng phiên bản {version.key}"))
        forms[version.key] = version
        places[version.key] = document
    for name in dict.fromkeys(version.form for version in forms.values()):
        mine = [version for version in forms.values() if version.form == name]
        problems += [
            places[version.key].problem(["valid_from"], message)
            for version, message in succession_of_forms(mine)
        ]
    return forms if len(forms) == len(documents) else None


def _check_form(version: FormVersion, file: CatalogueFile, written: WrittenForm) -> list[Problem]:
    problems = [written.problem(path, message) for path, message in form_faults(version)]
    clashing = {problem.line for problem in problems}
    for layout in version.layouts:
        seen: set[object] = set()
        for item in version.fields(layout):
            row = version.rows[item.row] if layout is Layout.UNIT else None
            column: list[str | int] = ["columns", item.column]
            line: list[str | int] = ["rows", item.row] if row is not None else column
            if item.measure not in file.measures:
                at = line if row is not None and row.measure == item.measure else column
                problems.append(written.problem(at, f"không có measure “{item.measure}”"))
            for dimension, code in item.where.items():
                at = line if row is not None and dimension in row.where else column
                messages = _bad_codes({dimension: code}, file.dimensions)
                problems += [written.problem(at, message) for message in messages]
            if item.series in seen:
                twice = written.problem(line, f"hai ô cùng nghĩa: {item.measure}")
                problems += [twice] if twice.line not in clashing else []
            seen.add(item.series)
    return problems


def _unreported_measures(
    file: CatalogueFile, forms: Mapping[str, FormVersion], document: Document
) -> list[Problem]:
    reported = {name for version in forms.values() for name in form_measures(version)}
    return [
        document.problem(["measures", name], "không có biểu nào thu thập measure này")
        for name in file.measures
        if name not in reported
    ]


def _load_targets(
    paths: Iterable[Path], file: CatalogueFile, problems: list[Problem]
) -> list[Target]:
    targets: list[Target] = []
    seen: set[str] = set()
    indicators = {} if problems else file.indicators
    for path in paths:
        document = load_yaml(path)
        table = validate(document, TargetsFile, problems)
        for index, target in enumerate(table.targets if table else ()):
            where: list[str | int] = ["targets", index]
            faults = target_faults(target, indicators.get(target.indicator))
            problems += [document.problem([*where, key], message) for key, message in faults]
            if target.indicator not in file.indicators:
                message = f"không có chỉ tiêu “{target.indicator}” trong indicators.yaml"
                problems.append(document.problem([*where, "indicator"], message))
            if target.id in seen:
                problems.append(document.problem([*where, "id"], f"trùng mã “{target.id}”"))
            seen.add(target.id)
            targets.append(target)
    return targets


def _load_baselines(
    paths: Iterable[Path], file: CatalogueFile, problems: list[Problem]
) -> tuple[Baseline, ...]:
    baselines: list[Baseline] = []
    for path in paths:
        document = load_yaml(path)
        table = validate(document, BaselinesFile, problems)
        for index, item in enumerate(table.baselines if table else ()):
            where: list[str | int] = ["baselines", index]
            if item.indicator not in file.indicators:
                message = f"không có chỉ tiêu “{item.indicator}” trong indicators.yaml"
                problems.append(document.problem([*where, "indicator"], message))
            if any(_same_baseline(item, other) for other in baselines):
                problems.append(document.problem(where, "số liệu năm gốc này được ghi hai lần"))
            baselines.append(item)
    return tuple(baselines)


def _same_baseline(one: Baseline, other: Baseline) -> bool:
    keys = [(b.indicator, b.jurisdiction, b.year, b.valid_from) for b in (one, other)]
    return keys[0] == keys[1]


def target_value(target: Target) -> Decimal:
    """The target's number, exact: in the indicator's unit, or in percent of a base year."""
    return Decimal(target.value)


def _name(path: Path, root: Path) -> str:
    if path.parent.name == "overlay":
        return f"overlay/{path.name}"
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.name


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()
