"""SDMX files: read back by two libraries, checked by the schemas of SDMX itself."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import sdmx
from hypothesis import given
from hypothesis import strategies as st
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.pd import PandasDataset
from pysdmx.io.xml.doc_validation import validate_doc

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Dimension, Indicator
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.evaluate.evaluate import UNIT, Question
from childrights.exchange.components import component_id
from childrights.exchange.observations import Asked, Extract, extract
from childrights.exchange.sdmx_files import sdmx_files, write_files
from childrights.exchange.structure import Described, NotInStructure, describe, require_described
from childrights.exchange.terms import area_id, code_id, units_of_measure
from childrights.periods import Period
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Observation, Receipt, Submission
from childrights.warehouse.snapshot import publish
from tests.conftest import OFFICE_TIME, RECEIVED

PERIOD = Period.parse("2024-12M")
BHYT, DEATHS, SCORE = "bhyt_coverage_under_6", "infant_deaths", "child_rights_score"
ASKED = Asked("hoang-mai", (PERIOD,), (BHYT, DEATHS, SCORE))
PREPARED = datetime(2026, 11, 22, 9, 30, tzinfo=OFFICE_TIME)
CARDS = {"00301": (100, 90), "00304": (700, 655)}
"""Children and card holders: 90%, and 93.571…%; together 745 of 800, 93.125%."""


def report(
    catalogue: Catalogue, registry: Registry, code: str, form: str, figures: Mapping[str, int],
    mark: ObservationStatus = ObservationStatus.NORMAL,
) -> Submission:  # fmt: skip
    unit, version = registry.at(code, date(2024, 5, 1)), catalogue.form_for(form, PERIOD)
    return Submission(
        form=form, version=version.version, layout=version.layouts[0], locality=unit.key,
        name=unit.name, period=PERIOD, cut_off=date(2024, 11, 9), nature=mark, letter_number="",
        letter_date=None, signed_off=True, sheet="S",
        observations=tuple(
            Observation(name, {}, Decimal(n), mark, str(n), "S", "A1")
            for name, n in figures.items()
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, registry: Registry
) -> Path:
    """Two wards of Hoàng Mai: cards of both, and deaths of one, which are provisional."""
    reports = [
        report(catalogue, registry, code, "bhyt_duoi_6_tuoi",
               {"bhyt_children": children, "bhyt_card_holders": cards})
        for code, (children, cards) in CARDS.items()
    ]  # fmt: skip
    provisional = ObservationStatus.PROVISIONAL
    deaths = {"infant_deaths": 3}
    reports.append(
        report(catalogue, registry, "00301", "suc_khoe_dinh_duong_tre_em", deaths, provisional)
    )
    path = tmp_path_factory.mktemp("sdmx") / "data"
    ledger = Ledger.create(path, DataKind.REAL)
    receipt = Receipt("f", "f", 1, RECEIVED, False, "", tuple(reports), ())
    ledger.append([receipt], catalogue.dimension_names)
    publish(ledger, registry.all_localities(), catalogue.dimension_names)
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    return open_desk(folder)


@pytest.fixture(scope="module", params=list(Audience))
def audience(request: pytest.FixtureRequest) -> Audience:
    return request.param


@pytest.fixture(scope="module")
def found(desk: Desk, audience: Audience) -> Extract:
    return extract(desk, replace(ASKED, audience=audience))


@pytest.fixture(scope="module")
def out(desk: Desk, found: Extract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out")
    write_files(sdmx_files(desk, found, PREPARED), path)
    return path


@pytest.fixture(scope="module")
def dataset(out: Path) -> PandasDataset:
    """The file as pysdmx reads it, against the structure beside it."""
    (read,) = get_datasets(str(out / "data.csv"), str(out / "structure.xml"), validate=True)
    return read


def rows_of(path: Path) -> list[dict[str, str]]:
    """The file as Python's own reader sees it."""
    with (path / "data.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places_of(path: Path) -> dict[str, str]:
    """Official codes by identifier, as sdmx1 reads them from the structure."""
    message = sdmx.read_sdmx(path / "structure.xml")
    return {
        code.id: str(next(note.text for note in code.annotations if note.id == "OFFICIAL_CODE"))
        for code in message.codelist["CL_REF_AREA"]
    }


# ── The file as others read it ────────────────────────────────────────────────────────────


def test_the_structure_holds_to_the_schemas_of_sdmx(out: Path) -> None:
    text = (out / "structure.xml").read_text(encoding="utf-8")
    validate_doc(text)
    with pytest.raises(Exception, match="Validation"):
        validate_doc(text.replace("str:DimensionList", "str:Dimensions"))


def test_every_figure_read_back_is_that_of_the_desk(
    desk: Desk, out: Path, audience: Audience, dataset: PandasDataset
) -> None:
    """Each row against an answer asked for anew; none is missing and none is left over."""
    expected = {}
    for indicator in ASKED.indicators:
        breakdowns = desk.catalogue.indicators[indicator].breakdowns
        for by in [(), (UNIT,), *((name,) for name in breakdowns),
                   *((UNIT, name) for name in breakdowns)]:  # fmt: skip
            for value in desk.values(Question(indicator, (PERIOD,), by), "hoang-mai", audience):
                cut = frozenset((k.upper(), v) for k, v in value.breakdown.items())
                code = value.locality.code if value.locality else value.area_token
                numbers = (value.value, value.numerator, value.denominator)
                expected[indicator, code, cut] = (
                    *(None if n is None else float(n) for n in numbers), value.status,
                )  # fmt: skip
    codes = places_of(out)
    dimensions = [name.upper() for name in desk.catalogue.dimension_names]
    got = {}
    for row in dataset.data.to_dict("records"):
        cut = frozenset((name, row[name]) for name in dimensions if row[name] != "_T")
        numbers = (row["OBS_VALUE"], row["NUMERATOR"], row["DENOMINATOR"])
        marks = "+".join(filter(None, (row["OBS_STATUS"], row["OBS_STATUS_2"])))
        got[row["INDICATOR"], codes[row["REF_AREA"]], cut] = (
            *(None if pd.isna(n) else float(n) for n in numbers), marks,
        )  # fmt: skip
    assert got == expected
    assert len(got) == len(dataset.data)


def test_figures_worked_by_hand(out: Path) -> None:
    rows = {
        (row["AREA_CODE"], row["INDICATOR"]): row
        for row in rows_of(out)
        if row["SEX"] == row["AGE"] == "_T" and row["INDICATOR"] == BHYT
    }
    whole = rows["008", BHYT]
    assert (whole["OBS_VALUE"], whole["NUMERATOR"], whole["DENOMINATOR"]) == ("93.1", "745", "800")
    assert (whole["UNITS_REPORTED"], whole["UNITS_EXPECTED"]) == ("2", "14")
    assert (whole["UNIT_MEASURE"], whole["UNIT_MULT"], whole["DECIMALS"]) == ("PT", "0", "1")
    assert (whole["TIME_PERIOD"], whole["REPORTING_SPAN"], whole["FREQ"]) == ("2024", "M12", "A")
    assert (whole["STOCK_FLOW"], whole["CONF_STATUS"]) == ("STOCK", "F")
    assert rows["00301", BHYT]["OBS_VALUE"] == "90.0"
    assert rows["00307", BHYT]["OBS_STATUS"] == "O"
    assert rows["00307", BHYT]["OBS_VALUE"] == ""
    # One total, two sexes and six ages of the district and its 14 wards.
    assert sum(row["INDICATOR"] == BHYT for row in rows_of(out)) == 15 * 9


def test_both_libraries_read_the_same(out: Path, dataset: PandasDataset) -> None:
    structure = sdmx.read_sdmx(out / "structure.xml")
    (flow,) = structure.dataflow.values()
    message = sdmx.read_sdmx(out / "data.csv", structure=flow)
    names = [dimension.id for dimension in flow.structure.dimensions]
    one = {
        tuple(item.dimension.values[name].value for name in names): item.value
        for item in message.data[0].obs
    }
    other = {
        tuple(row[name] for name in names): row["OBS_VALUE"]
        for row in dataset.data.to_dict("records")
    }
    assert one.keys() == other.keys()
    assert all(
        float(text) == other[key] if text else pd.isna(other[key]) for key, text in one.items()
    )
    attributes = {item.id for item in flow.structure.attributes}
    assert attributes | {*names, "OBS_VALUE"} == set(dataset.data.columns)


def test_every_code_is_in_the_list_that_the_structure_names(dataset: PandasDataset) -> None:
    coded = [item for item in dataset.structure.components if item.enumeration]
    assert {"REF_AREA", "INDICATOR", "SEX", "OBS_STATUS", "UNIT_MEASURE"} <= {c.id for c in coded}
    for item in coded:
        used = {code for code in dataset.data[item.id].fillna("") if code}
        assert used <= {code.id for code in item.enumeration}, item.id


def test_lists_hold_the_whole_catalogue_under_codes_that_sdmx_allows(
    out: Path, catalogue: Catalogue
) -> None:
    lists = read_sdmx(out / "structure.xml", validate=True).get_codelists()
    sizes = {item.id: len(item.codes) for item in lists}
    assert sizes["CL_INDICATOR"] == len(catalogue.indicators)
    for name, dimension in catalogue.dimensions.items():
        assert sizes[f"CL_{name.upper()}"] == 1 + len(dimension.codes)
    for item in lists:
        assert all(re.fullmatch(r"[A-Za-z0-9_@$\-]+", code.id) for code in item.codes)


def test_names_carry_their_language(out: Path) -> None:
    structure = sdmx.read_sdmx(out / "structure.xml")
    assert structure.codelist["CL_OBS_STATUS"]["Q"].name.localizations == {
        "vi": "Không công bố", "en": "Missing value; suppressed",
    }  # fmt: skip
    assert structure.codelist["CL_SEX"]["F"].name.localizations == {"vi": "Nữ"}
    band = structure.codelist["CL_AGE"]["M0T12"]
    assert [str(note.text) for note in band.annotations] == ["[0, 12)"]
    other = structure.codelist["CL_CIRCUMSTANCE"]["$0111"]
    assert [str(note.text) for note in other.annotations] == ["đ"]


# ── Who may see what ──────────────────────────────────────────────────────────────────────


def test_a_hidden_figure_leaves_nothing_behind(desk: Desk, found: Extract, out: Path) -> None:
    deaths = [row for row in rows_of(out) if row["INDICATOR"] == DEATHS]
    told = {
        row["AREA_CODE"]: row for row in deaths
        if all(row[component_id(name)] == "_T" for name in desk.catalogue.dimension_names)
    }  # fmt: skip
    assert len(told) == 15
    left = ("OBS_VALUE", "NUMERATOR", "DENOMINATOR", "UNITS_REPORTED", "UNITS_EXPECTED",
            "OBS_STATUS_2", "COMMENT_OBS")  # fmt: skip
    if found.asked.audience is Audience.PUBLIC:
        assert {(row["OBS_STATUS"], row["CONF_STATUS"]) for row in deaths} == {("Q", "C")}
        assert {row[name] for row in deaths for name in left} == {""}
        assert found.hidden == len(deaths) + 15  # and the composite, 15 times
    else:
        # Three deaths, provisional, are the office's own: the file says that they may not leave.
        row = told["00301"]
        assert (row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) == ("3", "P", "N")
        assert told["00304"]["OBS_STATUS"] == "O"
        assert {row["CONF_STATUS"] for row in deaths} == {"N"}
        assert found.hidden == 0


def test_synthetic_figures_say_so(catalogue: Catalogue) -> None:
    made = described(catalogue, is_demonstration=True)
    assert b"<mes:Test>true</mes:Test>" in made.xml
    assert made.dataflow.id == "CHILD_RIGHTS_DEMO"
    real = described(catalogue)
    assert b"<mes:Test>false</mes:Test>" in real.xml
    assert real.dataflow.id == "CHILD_RIGHTS"
    validate_doc(made.xml.decode())


def test_text_is_never_a_live_formula(desk: Desk) -> None:
    entry = desk.catalogue.indicators[BHYT]
    source = {"document": "=HYPERLINK(\n1)", "definition_confirmed": False}
    changed = Indicator.model_validate({**entry.model_dump(), "source": source})
    indicators = {**desk.catalogue.indicators, BHYT: changed}
    catalogue = replace(desk.catalogue, indicators=indicators, digest="hostile")
    hostile = replace(desk, catalogue=catalogue)
    files = sdmx_files(hostile, extract(hostile, replace(ASKED, indicators=(BHYT,))), PREPARED)
    rows = list(csv.DictReader(io.StringIO(files["data.csv"].decode(), newline="")))
    assert {row["SOURCE"][:15] for row in rows} == {"'=HYPERLINK( 1)"}
    for row in rows:
        assert not [text for text in row.values() if text[:1] in tuple("=+@\t\r")]


# ── Names ─────────────────────────────────────────────────────────────────────────────────


@given(st.text(), st.text())
def test_codes_stay_apart_and_are_allowed(one: str, other: str) -> None:
    one, other = (text.encode("utf-16", "ignore").decode("utf-16") for text in (one, other))
    assert (code_id(one) == code_id(other)) == (one == other)
    assert re.fullmatch(r"([A-Za-z0-9_$][A-Za-z0-9_$\-]*)?", code_id(one))


def test_codes_are_kept_wherever_sdmx_allows() -> None:
    kept = ("00331", "M0T12", "_T", "hoang-mai", "a")
    assert tuple(map(code_id, kept)) == kept
    assert code_id("đ") == "$0111"
    assert code_id("=1") == "$003D1"
    assert area_id("00331", date(2025, 7, 1)) == "00331_20250701"


def test_units_of_measure() -> None:
    units = units_of_measure(["%", "‰", "triệu đồng", "trẻ em", "tin", "tín", "trẻ em"])
    assert {text: (unit.id, unit.power) for text, unit in units.items()} == {
        "%": ("PT", 0), "‰": ("PM", 0), "triệu đồng": ("DONG", 6), "trẻ em": ("TRE_EM", 0),
        "tin": ("tin", 0), "tín": ("t$00EDn", 0),
    }  # fmt: skip


def test_a_breakdown_never_takes_the_name_of_another_column() -> None:
    assert component_id("abuse_form") == "ABUSE_FORM"
    assert component_id("source") == "BY_SOURCE"
    assert component_id("action") == "BY_ACTION"
    assert component_id("_x") == "BY__X"
    assert component_id("tuổi") == "TU-1ED4I"


def test_a_dimension_of_an_operator_gets_its_column(catalogue: Catalogue) -> None:
    added = Dimension(label="Nguồn tin", codes={"=x": "Báo chí"})
    larger = replace(catalogue, dimensions={**catalogue.dimensions, "source": added})
    made = described(larger)
    validate_doc(made.xml.decode())
    assert "$003Dx" in made.message.codelist["CL_BY_SOURCE"]


def test_a_code_that_means_two_places_is_two_codes(desk: Desk) -> None:
    periods = tuple(map(Period.parse, ("2024-12M", "2026-6M")))
    found = extract(desk, Asked("hoang-mai", periods, (BHYT,)))
    twice = {place.id: place for place in found.places if place.code == "00331"}
    assert len(twice) == 2
    assert len({place.name for place in twice.values()}) == 2
    selections = [place for place in found.places if place.code == "hoang-mai"]
    assert [place.valid_from for place in selections] == [date(2025, 7, 1)]
    require_described(found.rows, described(desk.catalogue, found))


# ── What is refused, and the command ──────────────────────────────────────────────────────


def described(
    catalogue: Catalogue, found: Extract | None = None, *, is_demonstration: bool = False
) -> Described:
    places = found.places if found else ()
    return describe(
        catalogue, places, {}, is_demonstration=is_demonstration, prepared=PREPARED
    )  # fmt: skip


def test_a_row_against_its_structure_is_refused(desk: Desk, found: Extract) -> None:
    structure = described(desk.catalogue, found)
    first = found.rows[0]
    for row, why in (
        ({**first, "SEX": "X"}, "“X” không có trong CL_SEX"),
        ({**first, "OBS_STATUS": ""}, "cột OBS_STATUS để trống"),
        ({**first, "OBS_STATUS_2": "P+E"}, "không có trong CL_OBS_STATUS"),
    ):
        with pytest.raises(NotInStructure, match=re.escape(why)):
            require_described([row], structure)
    with pytest.raises(NotInStructure, match="cùng một khóa"):
        require_described([first, first], structure)
    require_described(found.rows, structure)


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(folder))
    asked = ["sdmx", "--locality", "hoang-mai", "--period", "2024-12M", "--indicator", DEATHS]
    return lambda out, *more: main([*asked, *more, "--out", str(out)])


def test_files_for_others_are_public_by_default(call, tmp_path: Path) -> None:
    assert call(tmp_path / "new") == 0
    assert {row["OBS_STATUS"] for row in rows_of(tmp_path / "new")} == {"Q"}
    assert call(tmp_path / "new", "--audience", "internal") == 0
    assert "3" in {row["OBS_VALUE"] for row in rows_of(tmp_path / "new")}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "data.csv", "structure.xml",
    ]  # fmt: skip


def test_an_archive_holds_both_files(call, tmp_path: Path) -> None:
    assert call(tmp_path / "x.zip") == 0
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["data.csv", "structure.xml"]
    files = {"data.csv": b"a", "structure.xml": b"b"}
    one, other = (write_files(files, tmp_path / name)[0] for name in ("1.zip", "2.zip"))
    assert one.read_bytes() == other.read_bytes()


def test_an_unusable_call_writes_nothing(call, tmp_path: Path, capsys) -> None:
    assert call(tmp_path / "x", "--indicator", "khong_co") == 2
    assert call(tmp_path / "nowhere" / "x.zip") == 2
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert call(tmp_path / "file") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    said = capsys.readouterr().err
    assert "khong_co" in said
    assert "Không có thư mục" in said
    assert "không phải thư mục" in said
