"""Reads the catalogue, the forms and the targets, and refuses what does not hold together.

Every problem of every file is collected and raised once, with file, line and entry.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from childrights.catalogue.forms import FormVersion, expand_rows, resolve_form
from childrights.catalogue.model import (
    TOTAL,
    CatalogueFile,
    Dimension,
    Identity,
    Indicator,
    Measure,
    Sensitivity,
    Target,
    TargetsFile,
    Term,
)
from childrights.periods import Period
from childrights.strict_yaml import CatalogueError, Document, Problem, load_yaml

M = TypeVar("M", bound=BaseModel)

ROOT = Path(__file__).resolve().parents[2]
FRAME_FILE = "frame.yaml"
VARIABLE = "CHILDRIGHTS_CATALOGUE"
"""Environment variable that names the folder of an operator's own catalogue."""


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

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """Dimensions in catalogue order: the coded columns of an observation."""
        return tuple(self.dimensions)

    def is_sensitive(self, indicator: str) -> bool:
        """Whether the indicator is marked sensitive."""
        return self.indicators[indicator].sensitivity is Sensitivity.SENSITIVE

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
        """Measures that an indicator is worked out from."""
        names = [indicator.numerator.measure]
        if isinstance(indicator.denominator, Term):
            names.append(indicator.denominator.measure)
        return tuple(names)


def form_measures(version: FormVersion) -> set[str]:
    """Measures that a form version carries."""
    return {item.measure for layout in version.layouts for item in version.fields(layout)}


def catalogue_root() -> Path:
    """The folder of the catalogue in use: ``CHILDRIGHTS_CATALOGUE`` where it is set, else ours.

    It is laid out like the product: `indicators.yaml`, `etl/forms/` and
    `data/reference/targets.yaml`.
    """
    named = os.environ.get(VARIABLE)
    return Path(named) if named else ROOT


def load_catalogue(
    root: Path | None = None, data_dir: Path | None = None, indicators: Path | None = None
) -> Catalogue:
    """Load `indicators.yaml`, `etl/forms/` and the targets, with the operator's overlay.

    ``root`` is the folder that holds them (default: the catalogue in use); ``data_dir`` is the
    data folder whose ``overlay/targets.yaml`` is added; ``indicators`` replaces the
    repository's catalogue file. Raises :class:`CatalogueError`.
    """
    root = root or catalogue_root()
    problems: list[Problem] = []
    document = with_shared(load_yaml(indicators or root / "indicators.yaml"), problems)
    file = validate(document, CatalogueFile, problems)
    if file is None:
        raise CatalogueError(problems)
    problems += _cross_check(file, document)
    forms = _load_forms(root / "etl" / "forms", file, problems)
    problems += _unreported_measures(file, forms, document)
    target_files = [root / "data" / "reference" / "targets.yaml"]
    if data_dir is not None:
        target_files.append(data_dir / "overlay" / "targets.yaml")
    targets = _load_targets([path for path in target_files if path.exists()], file, problems)
    if problems:
        raise CatalogueError(problems)
    texts = _source_texts([Path(indicators or root / "indicators.yaml"), *target_files], root)
    return Catalogue(
        themes=file.themes,
        dimensions=file.dimensions,
        measures=file.measures,
        identities=tuple(file.identities),
        indicators=file.indicators,
        forms=forms,
        targets=tuple(targets),
        digest=_digest(texts),
        sources=texts,
    )


def with_shared(document: Document, problems: list[Problem]) -> Document:
    """Write out what indicators and measures take from ``shared`` by ``use``.

    ``use`` names one or more entries of ``shared``; later ones and the entry's own keys win.
    """
    if not isinstance(document.data, dict):
        return document
    data = dict(document.data)
    shared = data.pop("shared", None) or {}
    for section in ("indicators", "measures"):
        entries = data.get(section)
        if isinstance(entries, dict):
            data[section] = {
                name: _filled(entry, shared, document.problem, [section, name], problems)
                for name, entry in entries.items()
            }
    return Document(document.file, data, document.lines)


def _filled(
    entry: Any,
    shared: Mapping[str, Any],
    problem: Callable[[Iterable[str | int], str], Problem],
    path: list[str | int],
    problems: list[Problem],
) -> Any:
    if not isinstance(entry, dict) or "use" not in entry:
        return entry
    names = entry["use"] if isinstance(entry["use"], list) else [entry["use"]]
    filled: dict[str, Any] = {}
    for name in names:
        if name not in shared:
            problems.append(problem([*path, "use"], f"không có mục “{name}” trong shared"))
            continue
        filled.update(shared[name])
    return {**filled, **{key: value for key, value in entry.items() if key != "use"}}


def validate(document: Document, model: type[M], problems: list[Problem]) -> M | None:
    """Validate a document against a model; append located problems and return ``None``."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems += [
            document.problem(_path_of(issue["loc"]), _say(issue)) for issue in error.errors()
        ]
        return None


def _path_of(location: Iterable[str | int]) -> list[str | int]:
    # pydantic names the member of a union it tried; those steps are not in the file.
    return [step for step in location if step not in ("Term", "UnitsTerm")]


def _say(issue: Mapping[str, Any]) -> str:
    kind = issue["type"]
    if kind == "extra_forbidden":
        return "khóa không có trong quy ước; xem lại chính tả"
    if kind == "missing":
        return "thiếu mục bắt buộc"
    if kind == "enum":
        return f"giá trị “{issue['input']}” không được phép; chọn {issue['ctx']['expected']}"
    message = str(issue["msg"])
    return message.removeprefix("Value error, ")


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
            document.problem(["identities", str(index)], f"không có measure “{name}”")
            for name in (identity.whole, *identity.parts)
            if name not in file.measures
        ]
    for name, indicator in file.indicators.items():
        problems += _check_indicator(name, indicator, file, document)
    return problems


def _check_indicator(
    name: str, indicator: Indicator, file: CatalogueFile, document: Document
) -> list[Problem]:
    problems: list[Problem] = []
    for part, term in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
        if not isinstance(term, Term):
            continue
        path = ["indicators", name, part]
        if term.measure not in file.measures:
            problems.append(
                document.problem([*path, "measure"], f"không có measure “{term.measure}”")
            )
        problems += [
            document.problem([*path, "where"], message)
            for message in _bad_codes(term.where, file.dimensions)
        ]
    if indicator.theme not in file.themes:
        path = ["indicators", name, "theme"]
        problems.append(document.problem(path, f"không có nhóm “{indicator.theme}” trong themes"))
    if indicator.instead is not None and indicator.instead not in file.indicators:
        path = ["indicators", name, "instead"]
        problems.append(document.problem(path, f"không có chỉ tiêu “{indicator.instead}”"))
    for dimension, codes in indicator.breakdowns.items():
        problems += [
            document.problem(["indicators", name, "breakdowns", dimension], message)
            for code in codes
            for message in _bad_codes({dimension: code}, file.dimensions)
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
) -> dict[str, FormVersion]:
    documents = {
        path.stem: load_yaml(path)
        for path in sorted(folder.glob("*.yaml"))
        if path.name != FRAME_FILE
    }
    forms: dict[str, FormVersion] = {}
    for document in documents.values():
        try:
            raw = _inherited(document, documents)
            raw["rows"] = expand_rows(raw["rows"], file.dimensions)
        except (ValueError, KeyError) as error:
            problems.append(document.problem([], str(error)))
            continue
        version = validate(Document(document.file, raw, document.lines), FormVersion, problems)
        if version is None:
            continue
        problems += _check_form(version, file, document)
        if version.key in forms:
            problems.append(document.problem(["version"], f"trùng phiên bản {version.key}"))
        forms[version.key] = version
    return forms


def _inherited(document: Document, documents: Mapping[str, Document]) -> dict[str, Any]:
    chain = [document]
    while (name := chain[-1].data.get("inherits")) is not None:
        if name not in documents:
            raise ValueError(f"inherits: không có biểu “{name}”")
        if documents[name] in chain:
            raise ValueError("inherits: kế thừa vòng tròn")
        chain.append(documents[name])
    resolved: dict[str, Any] | None = None
    for step in reversed(chain):
        resolved = resolve_form(step.data, resolved)
    assert resolved is not None
    return resolved


def _check_form(version: FormVersion, file: CatalogueFile, document: Document) -> list[Problem]:
    problems: list[Problem] = []
    for layout in version.layouts:
        seen: set[object] = set()
        for item in version.fields(layout):
            if item.measure not in file.measures:
                problems.append(document.problem(["rows"], f"không có measure “{item.measure}”"))
            problems += [
                document.problem(["rows"], message)
                for message in _bad_codes(item.where, file.dimensions)
            ]
            if item.series in seen:
                problems.append(
                    document.problem(["rows"], f"hai ô cùng nghĩa: {item.measure} {item.where}")
                )
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
    for path in paths:
        document = load_yaml(path)
        table = validate(document, TargetsFile, problems)
        for index, target in enumerate(table.targets if table else ()):
            where: list[str | int] = ["targets", index]
            if target.indicator not in file.indicators:
                message = f"không có chỉ tiêu “{target.indicator}” trong indicators.yaml"
                problems.append(document.problem([*where, "indicator"], message))
            if target.id in seen:
                problems.append(document.problem([*where, "id"], f"trùng mã “{target.id}”"))
            seen.add(target.id)
            targets.append(target)
    return targets


def target_value(target: Target) -> Decimal:
    """The target's number, exact, in the indicator's unit."""
    return Decimal(target.value)


def _source_texts(paths: Iterable[Path], root: Path) -> dict[str, str]:
    chosen = [*paths, *sorted((root / "etl" / "forms").glob("*.yaml"))]
    return {_name(path, root): path.read_text(encoding="utf-8") for path in chosen if path.exists()}


def _name(path: Path, root: Path) -> str:
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return f"overlay/{path.name}"


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()
