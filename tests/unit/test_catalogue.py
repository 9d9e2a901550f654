"""The catalogue as it stands; what it refuses is in test_broken_catalogues.py."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import ROOT, Catalogue, load_catalogue
from childrights.catalogue.schema import indicators_schema
from childrights.periods import Period
from childrights.strict_yaml import CatalogueError, load_yaml


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the catalogue's files that a test may break."""
    shutil.copy(ROOT / "indicators.yaml", tmp_path)
    shutil.copytree(ROOT / "etl" / "forms", tmp_path / "etl" / "forms")
    (tmp_path / "data" / "reference").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "reference" / "targets.yaml", tmp_path / "data" / "reference")
    return tmp_path


def _break(path: Path, old: str, new: str) -> int:
    """Replace text once; returns the line where the change begins."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


@pytest.mark.parametrize(
    ("old", "new"),
    [("    kind: percentage", "    kind: percent"), ("    headline: true", "    headlin: true"),
     ('{cause: "08"}', '{cause: "99"}')],
)  # fmt: skip
def test_the_line_is_the_line_of_the_entry(house: Path, old: str, new: str) -> None:
    line = _break(house / "indicators.yaml", old, new)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(house)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_every_problem_is_reported_at_once(house: Path) -> None:
    _break(house / "indicators.yaml", "{measure: bhyt_card_holders}", "{measure: nothing}")
    _break(house / "etl/forms/bhyt-2025.yaml", "rows: 7", "rows: 8")
    _break(house / "data/reference/targets.yaml", "id: QD23-1-2030", "id: QD23-1-2025")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(house)
    assert {problem.file for problem in caught.value.problems} == {
        "indicators.yaml", "bhyt-2025.yaml", "targets.yaml",
    }  # fmt: skip


def test_a_new_indicator_is_an_edit_of_yaml_alone(house: Path) -> None:
    """A new measure, its form row and its indicator, with no Python touched."""
    _break(
        house / "indicators.yaml", "identities:",
        "  orphans:\n    label: Số trẻ em mồ côi\n    unit: trẻ em\n    stock_flow: stock\n"
        "    part_of: children\n    additive: [sex]\n\nidentities:",
    )  # fmt: skip
    with (house / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n  orphan_share:\n    name: Tỷ lệ trẻ em mồ côi\n    short_name: Mồ côi\n"
            "    theme: protection\n"
            "    definition: Trẻ em mồ côi trong tổng số trẻ em.\n    formula: a ÷ b × 100\n"
            '    unit: "%"\n    kind: percentage\n    direction: down\n'
            "    numerator: {measure: orphans}\n    denominator: {measure: children}\n"
            "    decimals: 1\n    levels: [commune]\n    responsible: UBND cấp xã\n"
            "    source: {document: Thử, definition_confirmed: false}\n"
        )
    for name in ("bo-chi-tieu-2021", "bo-chi-tieu-2025"):
        _break(house / f"etl/forms/{name}.yaml", "expect: {rows: 25", "expect: {rows: 26")
    with (house / "etl/forms/bo-chi-tieu-2025.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "remove_rows: ['3']\nadd_rows:\n"
            "  - {after: '2', code: '4', label: Trẻ em mồ côi, measure: orphans}\n"
            "  - {after: '4', code: '3', label: Được trợ giúp, "
            "measure: special_circumstances_supported}\n"
        )
    _break(house / "etl/forms/bo-chi-tieu-2021.yaml", "rows: 26", "rows: 25")
    catalogue = load_catalogue(house)
    version = catalogue.form_for("bo_chi_tieu_tre_em", Period.parse("2026-6M"))
    assert "orphans" in {item.measure for item in version.fields(Layout.UNIT)}
    assert "orphan_share" in catalogue.indicators


def test_the_digest_changes_with_any_file_and_not_otherwise(house: Path) -> None:
    first = load_catalogue(house).digest
    assert load_catalogue(house).digest == first
    _break(house / "data/reference/targets.yaml", "value: 65", "value: 66")
    assert load_catalogue(house).digest != first


def test_the_operator_adds_targets_without_touching_the_repository(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "targets.yaml").write_text(
        "targets:\n  - {id: X-1, indicator: bhyt_coverage_under_6, jurisdiction: '15271', "
        "jurisdiction_name: Xã Hà Trung, year: 2026, comparator: '>=', value: 99.5, "
        "basis: annual_plan, document: Kế hoạch thử}\n",
        encoding="utf-8",
    )
    catalogue = load_catalogue(data_dir=tmp_path)
    assert [t.value for t in catalogue.targets if t.id == "X-1"] == ["99.5"]


def test_the_json_schema_accepts_the_catalogue_and_refuses_a_slip() -> None:
    """A second reader of the same rules: the schema, applied by another library."""
    schema = indicators_schema()
    data = json.loads(json.dumps(load_yaml(ROOT / "indicators.yaml").data, default=str))
    jsonschema.validate(data, schema)
    name = next(iter(data["indicators"]))
    data["indicators"][name]["directoin"] = "up"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_the_json_schema_knows_revisions_denominators_and_states() -> None:
    """The small sound catalogue uses every part of the language."""
    sound = ROOT / "tests" / "broken_catalogues" / "sound" / "indicators.yaml"
    data = json.loads(json.dumps(load_yaml(sound).data, default=str))
    jsonschema.validate(data, indicators_schema())
    data["indicators"]["card_share"]["revisions"][0]["kind"] = "rate"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, indicators_schema())


def test_every_form_says_who_fills_it_in(catalogue: Catalogue) -> None:
    """As the form itself prints it, where it does."""
    for version in catalogue.forms.values():
        assert version.provider, version.key
        printed = [line for line in version.title if "cung cấp" in line]
        assert all(version.provider.split(";")[0].split(" cấp")[0] in line for line in printed), (
            version.key
        )


def test_every_indicator_is_complete(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        assert len(indicator.definition) > 40, name
        assert indicator.source.document, name
        assert catalogue.forms_with(catalogue.measures_of(indicator)), name


def test_form_versions_follow_each_other_without_gap_or_overlap(catalogue: Catalogue) -> None:
    by_form: dict[str, list[tuple[object, object]]] = {}
    for version in catalogue.forms.values():
        by_form.setdefault(version.form, []).append((version.valid_from, version.valid_to))
    for form, spans in by_form.items():
        spans.sort(key=lambda span: str(span[0]))
        for (_, end), (start, _) in pairwise(spans):
            assert end is not None, form
            assert (start - end).days == 1, form  # type: ignore[operator]
        assert spans[-1][1] is None, form


def test_the_injury_form_holds_every_cause_sex_band_and_place(catalogue: Catalogue) -> None:
    version = catalogue.form_for("tai_nan_thuong_tich", Period.parse("2024-6M"))
    leaves = [f for f in version.fields(Layout.UNIT) if len(f.where) == 4]
    # 11 causes × 2 sexes × 4 bands × 3 places, cases and deaths.
    assert len(leaves) == 11 * 2 * 4 * 3 * 2
