"""What the law and the five plans ask for stands in the catalogue, counted and named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.loader import ROOT, Catalogue, form_measures
from childrights.catalogue.model import Sensitivity, Term
from childrights.catalogue.relations import RelationKind, relations
from childrights.evaluate.plan import NUMERATOR, plan
from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.vietnamese.text import fold
from etl.drafts import Setting
from etl.extract import read_sheet
from etl.frame import load_frame
from etl.grid import read_grids
from etl.template import write_template

REFERENCE = ROOT.parent / "shared" / "reference" / "regulation"
DOCUMENT = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
CAUSES = [f"{number:02d}" for number in range(1, 12)]

SPLIT_NAMES = {
    # An official name that asks for a number and a share is two indicators here.
    "Số lượng, tỷ lệ trẻ em có hoàn cảnh đặc biệt": (
        "special_circumstances_children", "special_circumstances_share",
    ),
    "Số lượng, tỷ lệ trẻ em có hoàn cảnh đặc biệt được trợ giúp": (
        "special_circumstances_supported_children", "special_circumstances_supported_share",
    ),
    "Số lượng, tỷ lệ huy động trẻ em từ 3 tháng đến 36 tháng tuổi đi nhà trẻ": (
        "nursery_children", "nursery_share",
    ),
    "Số lượng, tỷ lệ huy động trẻ em từ 3 đến 5 tuổi đi học mẫu giáo": (
        "kindergarten_children", "kindergarten_share",
    ),
}  # fmt: skip

SENSITIVE_WORDS = (
    "xâm hại", "hiv", "ma túy", "vi phạm pháp luật", "tảo hôn", "cận huyết", "bạo lực",
    "lao động trái quy định", "chăm sóc thay thế", "khuyết tật do tai nạn",
)  # fmt: skip
NAMES_NO_CHILD = {
    # Words of the list stand in the name, but what is counted is no child and no case.
    "facilities", "foster_families",
}  # fmt: skip


def reference(name: str) -> Any:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"reference material {name} is not beside the repository")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def table_ids(heading: str) -> set[str]:
    """Ids in back ticks that stand in the first column of a table of docs/coverage.md."""
    section = DOCUMENT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_catalogue_holds_what_it_held(catalogue: Catalogue) -> None:
    assert len(catalogue.indicators) == 174
    assert len({version.form for version in catalogue.forms.values()}) == 15
    assert len(catalogue.forms) == 31
    assert len([t for t in catalogue.targets if not t.illustrative]) == 133


def test_every_known_name_of_the_circular_is_an_indicator(catalogue: Catalogue) -> None:
    known = reference("indicators.yaml")
    official = [(s, i) for s in ("tt13_set1", "tt13_set2") for i in known[s]]
    assert len(official) == 15
    by_name = {item.name: item for item in catalogue.indicators.values()}
    for section, item in official:
        name = item["name_vi"]
        found = (
            [catalogue.indicators[part] for part in SPLIT_NAMES[name]]
            if name in SPLIT_NAMES
            else [by_name[name]]
        )
        for indicator in found:
            assert indicator.official is not None, name
            assert indicator.official.set == section.replace("tt13_set", "TT13-"), name
            seen = item["confidence"]["code"] == "seen"
            assert indicator.official.code == (item["code"] if seen else None), name


def test_no_official_code_is_invented(catalogue: Catalogue) -> None:
    codes = {
        (item.official.set, item.official.code)
        for item in catalogue.indicators.values()
        if item.official is not None and item.official.code is not None
    }
    assert codes == {("TT13-1", "0605"), ("TT13-2", "0101")}


def test_groups_causes_and_criteria_are_those_of_the_law(catalogue: Catalogue) -> None:
    lists = reference("indicators.yaml")["reference"]
    criteria = reference("criteria.yaml")["criteria"]
    written = {
        "circumstance": {i["letter"]: i["name_vi"] for i in lists["hcdb_groups"]["items"]},
        "criterion": {f"C{item['id']:02d}": item["name_vi"] for item in criteria},
    }
    assert {name: len(codes) for name, codes in written.items()} == {
        "circumstance": 14,
        "criterion": 13,
    }
    for name, codes in written.items():
        have = {code: item.label for code, item in catalogue.dimensions[name].codes.items()}
        assert have == codes
    causes = {i["code"]: i["name_vi"] for i in lists["injury_types_child_form"]["items"]}
    have = {code: item.label for code, item in catalogue.dimensions["cause"].codes.items()}
    # The form abbreviates the last one (“TNTT”); the catalogue writes it out.
    spelled = {code: name.replace("TNTT", "tai nạn, thương tích") for code, name in causes.items()}
    assert have == spelled
    assert list(have) == CAUSES


def test_the_seven_forms_of_abuse_are_those_of_the_definition(catalogue: Catalogue) -> None:
    forms = reference("indicators.yaml")["reference"]["abuse_forms"]["items"]
    assert [code.label for code in catalogue.dimensions["abuse_form"].codes.values()] == forms


def test_the_health_sectors_lists_are_mapped_to_the_eleven_causes() -> None:
    text = (ROOT / "data" / "reference" / "injury-lists.yaml").read_text(encoding="utf-8")
    lists = {item["id"]: item["items"] for item in yaml.safe_load(text)["lists"]}
    assert {name: len(items) for name, items in lists.items()} == {"health_10": 10, "health_6": 6}
    for item in [entry for items in lists.values() for entry in items]:
        if item["to"] is None:
            assert item["fit"] == "none"
            assert "không tương ứng" in item["note"]
        else:
            assert item["to"] in CAUSES
            assert item["fit"] in ("exact", "narrower", "wider")
            assert item["fit"] == "exact" or item["note"]
    official = reference("indicators.yaml")["reference"]
    for name, key in (
        ("health_10", "injury_types_moh_form"),
        ("health_6", "injury_types_moh_report"),
    ):
        assert [item["label"] for item in lists[name]] == official[key]["items"]


def test_every_reference_target_is_kept_or_excused(catalogue: Catalogue) -> None:
    excused = table_ids("Targets that are not in the catalogue")
    ours = {target.id: target for target in catalogue.targets}
    differing = {"HM2024-4", "HM2024-5"}  # “14/14” as a share, and no deaths as a ceiling
    every = reference("targets.yaml")["targets"]
    assert len(every) == 144
    for item in every:
        target = ours.get(item["id"]) or ours.get(f"{item['id']}-{item['year']}")
        assert (target is None) == (item["id"] in excused), item["id"]
        if target is None:
            continue
        assert target.year == item["year"], item["id"]
        assert target.comparator.value == item["comparator"] or item["id"] in differing
        wards = str(item["unit"]).startswith("phường")
        value = 100 if wards else item["value"]
        ends = [float(end) for end in (target.value, target.value_to) if end is not None]
        assert ends == (value if isinstance(value, list) else [value]), item["id"]
    assert excused <= {item["id"] for item in every}


def test_targets_name_units_of_their_time(catalogue: Catalogue) -> None:
    ended = {t.jurisdiction for t in catalogue.targets if t.valid_to == date(2025, 6, 30)}
    assert ended == {"008", "77"}
    assert {t.jurisdiction for t in catalogue.targets} == {"VN", "01", "56", "77", "008"}
    for target in catalogue.targets:
        indicator = catalogue.indicators[target.indicator]
        assert target.baseline_year is None or indicator.kind == "count", target.id


def test_an_indicator_named_in_the_document_exists(catalogue: Catalogue) -> None:
    """Every ``id`` that the tables of the plans name is an indicator, form or known page."""
    plans = DOCUMENT.split("\n## The five plans\n", 1)[1].split("\n## Targets", 1)[0]
    known = {*catalogue.indicators, *(version.form for version in catalogue.forms.values())}
    named = set(re.findall(r"`([a-z][a-z0-9_]+)`", plans))
    assert len(named) > 80
    assert named <= known


def test_every_indicator_can_be_worked_out_from_a_form(catalogue: Catalogue) -> None:
    """Total and every code of every breakdown, numerator and denominator, in each span."""
    for name, indicator in catalogue.indicators.items():
        if indicator.components:
            continue  # A composite has no cells of its own; its components stand in this list.
        for by in [(), *((axis,) for axis in indicator.breakdowns)]:
            compiled = plan(catalogue, name, by)
            terms = {NUMERATOR, *(["denominator"] if compiled.has_denominator else [])}
            found = defaultdict(set)
            for item in compiled.selectors:
                found[item.bucket].add((item.term, item.shape.split("/")[0]))
            for bucket in range(len(compiled.buckets)):
                assert {term for term, _ in found[bucket]} == terms, (name, by, bucket)
        for measure in catalogue.measures_of(indicator):
            spans = {s for v in catalogue.forms_with([measure]) for s in v.spans}
            assert set(indicator.spans) <= spans, (name, measure)


def test_a_measure_is_collected_by_one_form_only(catalogue: Catalogue) -> None:
    """Two forms that ask for the same figure would be added up, or would contradict each other."""
    collectors = defaultdict(set)
    for version in catalogue.forms.values():
        for measure in form_measures(version):
            collectors[measure].add(version.form)
    assert {m: forms for m, forms in collectors.items() if len(forms) != 1} == {}


def versions_of(catalogue: Catalogue) -> Iterator[tuple[FormVersion, Layout]]:
    for version in catalogue.forms.values():
        yield from ((version, layout) for layout in version.layouts)


def test_every_form_checks_itself(catalogue: Catalogue) -> None:
    for version, layout in versions_of(catalogue):
        kinds = {item.kind for item in relations(version, layout, catalogue)}
        assert RelationKind.SUM in kinds, version.key


def test_every_form_is_recognised_by_its_own_title_alone(catalogue: Catalogue) -> None:
    for version in catalogue.forms.values():
        title = fold(" ".join(version.title))
        named = {
            other.form
            for other in catalogue.forms.values()
            if any(fold(phrase) in title for phrase in other.recognise)
        }
        assert named == {version.form}, version.key


FORMS_OF_COVERAGE = (
    "bao_ve_tro_giup_tre_em", "tre_em_bi_xam_hai", "vu_viec_xam_hai_va_bao_cao_khan",
    "suc_khoe_dinh_duong_tre_em", "tre_em_anh_huong_hiv", "khai_sinh_tao_hon",
    "giao_duc_tre_em", "co_so_moi_truong_an_toan", "truyen_thong_su_tham_gia",
    "nhan_luc_to_chuc_thuc_hien", "kinh_phi_cong_tac_tre_em",
)  # fmt: skip


@pytest.mark.parametrize("period", ["2024-12M", "2026-12M"])
@pytest.mark.parametrize("form", FORMS_OF_COVERAGE)
def test_a_template_filled_in_is_read_back_cell_by_cell(
    form: str, period: str, tmp_path: Path, setting: Setting
) -> None:
    """Every figure comes back from its own cell: no row or column is taken for another."""
    out = tmp_path / "bieu.xlsx"
    when = Period.parse(period)
    write_template(form, "00316", when, out, setting.catalogue, setting.registry, load_selections())
    version = setting.catalogue.form_for(form, when)
    book = load_workbook(out)
    sheet = book.worksheets[0]
    first, left = corner(sheet, version)
    for index, item in enumerate(version.fields(Layout.UNIT)):
        sheet.cell(first + item.row, left + item.column).value = index
    for line in sheet.iter_rows(max_row=first - 1):
        for cell, following in pairwise(line):
            answer = ANSWERS.get(str(cell.value or "").strip(" :*"))
            if answer is not None:
                following.value = answer
    book.save(out)
    readings = read_sheet(read_grids("bieu.xlsx", out.read_bytes())[0], setting, load_frame())
    assert [str(finding) for finding in readings.findings] == []
    (draft,) = readings.drafts
    assert draft.version.key == version.key
    read = [draft.readings[item].reading.value for item in version.fields(Layout.UNIT)]
    assert read == list(range(len(read)))


ANSWERS = {
    "Tính chất số liệu": "Chính thức",
    "Số, ký hiệu văn bản": "45/BC-UBND",
    "Ngày văn bản": date(2024, 11, 9),
    "Lãnh đạo đã ký duyệt": "Có",
}


def corner(sheet: Worksheet, version: FormVersion) -> tuple[int, int]:
    """Row of the form's first row and column of its first figures, counted from 1."""
    label = next(row.label for row in version.rows)
    place = next(i for i, stub in enumerate(version.stub) if stub.role == "label")
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == label and cell.column == place + 1:
                return cell.row, len(version.stub) + 1
    raise AssertionError(f"{version.key}: “{label}” is not in the sheet")


def test_forms_change_receiver_with_the_reform(catalogue: Catalogue) -> None:
    for version in catalogue.forms.values():
        after = version.valid_from.isoformat() >= "2025-07-01"
        expected = "Sở Y tế" if after else "Phòng Lao động - Thương binh và Xã hội"
        assert version.receiver == expected, version.key
        assert not version.confirmed, "no official form has been seen: say so"


def test_what_may_point_at_a_child_is_sensitive(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        text = indicator.name.lower()
        if any(word in text for word in SENSITIVE_WORDS) and name not in NAMES_NO_CHILD:
            assert indicator.sensitivity is not Sensitivity.ORDINARY, name


def test_rates_of_rare_events_are_counts_below_a_province(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        if indicator.per > 1 and ("100.000" in indicator.unit or "chết" in indicator.name):
            assert {level.value for level in indicator.levels} == {"province", "country"}, name
            assert indicator.instead is not None, name
            instead = catalogue.indicators[indicator.instead]
            assert instead.kind == "count", name
            assert instead.numerator.measure == indicator.numerator.measure, name


def test_definitions_are_written_out(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        assert len(indicator.definition) >= 40, name
        assert indicator.definition.endswith("."), name
        assert indicator.source.document, name
        if isinstance(indicator.denominator, Term):
            assert "÷" in indicator.formula, name
    names = [indicator.name for indicator in catalogue.indicators.values()]
    shorts = [indicator.short_name for indicator in catalogue.indicators.values()]
    assert len(set(names)) == len(names)
    assert len(set(shorts)) == len(shorts)
    assert max(len(short) for short in shorts) <= 40
