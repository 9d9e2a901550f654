"""The structure of an SDMX file: dataflow, data structure, concepts and code lists.

Built from the catalogue and the places of the file, and written as SDMX-ML 2.1 by sdmx1, whose
names carry their language (docs/decisions/0023-sdmx.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sdmx
from sdmx.message import Header, StructureMessage
from sdmx.model import common, v21

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import TOTAL, Code, Indicator, StockOrFlow
from childrights.exchange.components import (
    ATTRIBUTES,
    KEY,
    MEASURE,
    TIME,
    Component,
    Holds,
    breakdown,
)
from childrights.exchange.observations import Place, Row, say_source
from childrights.exchange.terms import code_id, units_of_measure
from childrights.periods import Span
from childrights.sdmx import Confidentiality, ObservationStatus

AGENCY = "CHILDRIGHTS"
DATAFLOW = "CHILD_RIGHTS"
DEMONSTRATION = "CHILD_RIGHTS_DEMO"
VERSION = "1.0"

Names = Mapping[str, str]
"""Language (vi, en) to words."""

_TYPES = {
    Holds.TEXT: common.FacetValueType.string,
    Holds.DECIMAL: common.FacetValueType.decimal,
    Holds.WHOLE: common.FacetValueType.integer,
    Holds.DAY: common.FacetValueType.gregorianDay,
    Holds.YEAR: common.FacetValueType.observationalTimePeriod,
}

_STATUSES: dict[ObservationStatus, Names] = {
    ObservationStatus.NORMAL: {"vi": "Bình thường", "en": "Normal value"},
    ObservationStatus.ESTIMATED: {"vi": "Ước thực hiện", "en": "Estimated value"},
    ObservationStatus.PROVISIONAL: {"vi": "Số sơ bộ", "en": "Provisional value"},
    ObservationStatus.MISSING: {"vi": "Chưa báo cáo", "en": "Missing value"},
    ObservationStatus.NOT_APPLICABLE: {
        "vi": "Không áp dụng", "en": "Missing value; data cannot exist",
    },
    ObservationStatus.SUPPRESSED: {"vi": "Không công bố", "en": "Missing value; suppressed"},
}  # fmt: skip

_CONFIDENTIALITIES: dict[Confidentiality, Names] = {
    Confidentiality.FREE: {"vi": "Được công bố", "en": "Free (free for publication)"},
    Confidentiality.CONFIDENTIAL: {
        "vi": "Số liệu thống kê bảo mật", "en": "Confidential statistical information",
    },
    Confidentiality.INTERNAL: {
        "vi": "Không công bố, chỉ dùng nội bộ",
        "en": "Not for publication, restricted for internal use only",
    },
}  # fmt: skip

_STOCK_FLOW: dict[StockOrFlow, Names] = {
    StockOrFlow.STOCK: {"vi": "Thời điểm: số có tại ngày chốt", "en": "Stock at the cut-off"},
    StockOrFlow.FLOW: {
        "vi": "Lũy kế từ 01/01; không cộng các kỳ của một năm",
        "en": "Flow, cumulative from 1 January; spans of a year are not added",
    },
}

_SPANS: dict[Span, Names] = {
    Span.M6: {"vi": "6 tháng đầu năm", "en": "Six months from 1 January"},
    Span.M9: {"vi": "9 tháng", "en": "Nine months from 1 January"},
    Span.M12: {"vi": "Cả năm", "en": "Twelve months from 1 January"},
}


@dataclass(frozen=True)
class Described:
    """A file's structure: what is written, and what its rows are checked against."""

    message: StructureMessage
    dataflow: v21.DataflowDefinition
    columns: tuple[Component, ...]

    @property
    def xml(self) -> bytes:
        """SDMX-ML 2.1."""
        written: bytes = sdmx.to_xml(self.message, pretty_print=True)
        return written

    def codes(self, component: Component) -> frozenset[str]:
        """What may stand in a coded column."""
        return frozenset(self.message.codelist[component.codelist].items)


class NotInStructure(ValueError):
    """A row holds what the structure beside it does not allow; nothing is written."""


def describe(
    catalogue: Catalogue,
    places: Iterable[Place],
    facts: Names,
    *,
    is_demonstration: bool,
    prepared: datetime,
) -> Described:
    """The structure of a file about these places.

    ``facts`` are notes on the dataflow (snapshot, audience…). Synthetic figures have a dataflow
    of their own, so that each of their rows says so, and a header marked as a test.
    """
    agency = _agency()
    lists = _code_lists(catalogue, places)
    columns = _columns(catalogue)
    concepts = _concepts(columns)
    structure = _structure(columns, concepts, lists)
    dataflow = _dataflow(structure, facts, is_demonstration=is_demonstration)
    sender = common.Agency(id=AGENCY, name=dict(_OFFICE))
    message = StructureMessage(
        header=Header(
            id=f"{AGENCY}_{prepared:%Y%m%d%H%M%S}", test=is_demonstration, prepared=prepared,
            sender=sender,
        )
    )  # fmt: skip
    for item in (agency, *lists.values(), concepts, structure, dataflow):
        message.add(item)
    return Described(message, dataflow, columns)


def require_described(rows: Iterable[Row], described: Described) -> None:
    """Raise :class:`NotInStructure` unless every row has a key of its own, every code is in its
    list, and what is never empty is not.
    """
    lists = {item.id: described.codes(item) for item in described.columns if item.codelist}
    keys = [item.id for item in described.columns if item.role.value in ("dimension", "time")]
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key in seen:
            raise NotInStructure(f"{'.'.join(key)}: hai số liệu cùng một khóa")
        seen.add(key)
        for item in described.columns:
            _require_cell(item, row[item.id], lists.get(item.id), key)


def _require_cell(
    item: Component, text: str, codes: frozenset[str] | None, key: Sequence[str]
) -> None:
    if not text and item.always:
        raise NotInStructure(f"{'.'.join(key)}: cột {item.id} để trống")
    if text and codes is not None and text not in codes:
        raise NotInStructure(f"{'.'.join(key)}: “{text}” không có trong {item.codelist}")


# ── Code lists ────────────────────────────────────────────────────────────────────────────

_OFFICE: Names = {"vi": "Hệ thống chỉ tiêu quyền trẻ em", "en": "Child rights indicators"}


def _kept() -> dict[str, Any]:
    """What every artefact says of who keeps it."""
    return {
        "version": VERSION, "maintainer": common.Agency(id=AGENCY), "is_final": True,
        "is_external_reference": False,
    }  # fmt: skip


def _agency() -> common.AgencyScheme:
    scheme = common.AgencyScheme(
        id="AGENCIES", name={"vi": "Các cơ quan", "en": "Agencies"}, is_partial=True,
        **{**_kept(), "maintainer": common.Agency(id="SDMX"), "is_final": False},
    )  # fmt: skip
    scheme.append(common.Agency(id=AGENCY, name=dict(_OFFICE)))
    return scheme


def _columns(catalogue: Catalogue) -> tuple[Component, ...]:
    by = (breakdown(name, item.label) for name, item in catalogue.dimensions.items())
    return (*KEY, *by, TIME, MEASURE, *ATTRIBUTES)


def _code_lists(catalogue: Catalogue, places: Iterable[Place]) -> dict[str, common.Codelist]:
    units = units_of_measure(item.unit for item in catalogue.indicators.values())
    plain: dict[str, tuple[Names, dict[str, Names]]] = {
        "CL_FREQ": (
            {"vi": "Tần suất", "en": "Frequency"}, {"A": {"vi": "Hằng năm", "en": "Annual"}},
        ),
        "CL_REPORTING_SPAN": (
            {"vi": "Kỳ báo cáo trong năm", "en": "Months reported"},
            {f"M{span.months}": names for span, names in _SPANS.items()},
        ),
        "CL_OBS_STATUS": (
            {"vi": "Tình trạng số liệu", "en": "Observation status"},
            {status.value: names for status, names in _STATUSES.items()},
        ),
        "CL_CONF_STATUS": (
            {"vi": "Mức bảo mật", "en": "Confidentiality status"},
            {status.value: names for status, names in _CONFIDENTIALITIES.items()},
        ),
        "CL_STOCK_FLOW": (
            {"vi": "Thời điểm hay lũy kế", "en": "Stock or flow"},
            {kind.value.upper(): names for kind, names in _STOCK_FLOW.items()},
        ),
        "CL_UNIT_MEASURE": (
            {"vi": "Đơn vị tính", "en": "Unit of measure"},
            {unit.id: {"vi": unit.label} for unit in units.values()},
        ),
    }  # fmt: skip
    lists = {
        name: _code_list(name, title, (common.Code(id=c, name=dict(n)) for c, n in codes.items()))
        for name, (title, codes) in plain.items()
    }
    lists |= _breakdown_lists(catalogue)
    lists["CL_INDICATOR"] = _code_list(
        "CL_INDICATOR", {"vi": "Chỉ tiêu", "en": "Indicator"},
        (_indicator(name, item, catalogue) for name, item in catalogue.indicators.items()),
    )  # fmt: skip
    lists["CL_REF_AREA"] = _code_list(
        "CL_REF_AREA", {"vi": "Địa bàn", "en": "Reference area"}, map(_place, places),
        is_partial=True,
    )  # fmt: skip
    return lists


def _breakdown_lists(catalogue: Catalogue) -> dict[str, common.Codelist]:
    found = {}
    for name, dimension in catalogue.dimensions.items():
        listed = breakdown(name, dimension.label).codelist
        codes = [common.Code(id=TOTAL, name={"vi": dimension.label_of(TOTAL), "en": "Total"})]
        codes += [_code(code, entry) for code, entry in dimension.codes.items()]
        found[listed] = _code_list(listed, {"vi": dimension.label}, codes)
    return found


def _code_list(
    name: str, title: Names, codes: Iterable[common.Code], *, is_partial: bool = False
) -> common.Codelist:
    made = common.Codelist(id=name, name=dict(title), is_partial=is_partial, **_kept())
    for code in codes:
        made.append(code)
    return made


def _code(code: str, entry: Code) -> common.Code:
    """A code of a breakdown; an age band with its half-open interval of months."""
    notes = {} if code_id(code) == code else {"CODE_AS_WRITTEN": code}
    if entry.from_months is not None:
        notes["AGE_IN_MONTHS"] = f"[{entry.from_months}, {entry.to_months})"
    return common.Code(id=code_id(code), name={"vi": entry.label}, annotations=_notes(notes))


def _indicator(name: str, item: Indicator, catalogue: Catalogue) -> common.Code:
    notes = {
        "SHORT_NAME": item.short_name, "FORMULA": item.formula, "SOURCE": say_source(item),
        "THEME": catalogue.themes[item.theme],
    } | {f"STATE_{value}": words for value, words in item.states.items()}  # fmt: skip
    return common.Code(
        id=code_id(name), name={"vi": item.name}, description={"vi": item.definition},
        annotations=_notes(notes),
    )  # fmt: skip


def _place(place: Place) -> common.Code:
    notes = {"OFFICIAL_CODE": place.code, "VALID_FROM": place.valid_from.isoformat()}
    if place.valid_to:
        notes["VALID_TO"] = place.valid_to.isoformat()
    return common.Code(id=place.id, name={"vi": place.name}, annotations=_notes(notes))


def _notes(notes: Mapping[str, str]) -> list[common.BaseAnnotation]:
    return [v21.Annotation(id=kind, type=kind, text={"vi": words}) for kind, words in notes.items()]


# ── Concepts and the data structure ───────────────────────────────────────────────────────


def _concepts(columns: Sequence[Component]) -> common.ConceptScheme:
    scheme = common.ConceptScheme(
        id="CS_CHILD_RIGHTS", name={"vi": "Khái niệm", "en": "Concepts"}, **_kept()
    )
    for item in columns:
        names = {"vi": item.vi} | ({"en": item.en} if item.en else {})
        scheme.append(common.Concept(id=item.id, name=names))
    return scheme


def _structure(
    columns: Sequence[Component],
    concepts: common.ConceptScheme,
    lists: Mapping[str, common.Codelist],
) -> v21.DataStructureDefinition:
    made = v21.DataStructureDefinition(
        id="DSD_CHILD_RIGHTS",
        name={"vi": "Cấu trúc số liệu quyền trẻ em", "en": "Structure of child rights figures"},
        **_kept(),
    )
    made.dimensions.id = "DimensionDescriptor"
    made.measures.id = "MeasureDescriptor"
    made.attributes.id = "AttributeDescriptor"
    keys = [item for item in columns if item not in (MEASURE, *ATTRIBUTES)]
    for order, item in enumerate(keys, start=1):
        kind = common.TimeDimension if item is TIME else common.Dimension
        made.dimensions.append(kind(order=order, **_shape(item, concepts, lists)))
    made.measures.append(v21.PrimaryMeasure(**_shape(MEASURE, concepts, lists)))
    for item in ATTRIBUTES:
        usage = common.UsageStatus.mandatory if item.always else common.UsageStatus.conditional
        made.attributes.append(
            common.DataAttribute(
                related_to=v21.PrimaryMeasureRelationship(), usage_status=usage,
                **_shape(item, concepts, lists),
            )
        )  # fmt: skip
    return made


def _shape(
    item: Component, concepts: common.ConceptScheme, lists: Mapping[str, common.Codelist]
) -> dict[str, Any]:
    """Identifier, concept and representation of a column."""
    if item.holds is Holds.CODE:
        held = common.Representation(enumerated=lists[item.codelist])
    else:
        held = common.Representation(non_enumerated=[common.Facet(value_type=_TYPES[item.holds])])
    return {
        "id": item.id, "concept_identity": concepts[item.id], "local_representation": held,
    }  # fmt: skip


def _dataflow(
    structure: v21.DataStructureDefinition, facts: Names, *, is_demonstration: bool
) -> v21.DataflowDefinition:
    names = {"vi": "Chỉ tiêu quyền trẻ em", "en": "Child rights indicators"}
    if is_demonstration:
        names = {
            "vi": f"{names['vi']} (dữ liệu minh họa)", "en": f"{names['en']} (synthetic figures)",
        }  # fmt: skip
    return v21.DataflowDefinition(
        id=DEMONSTRATION if is_demonstration else DATAFLOW, name=names, structure=structure,
        annotations=_notes(facts), **_kept(),
    )  # fmt: skip
