"""Which series are protected, and what the door does with a release and without."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Sensitivity
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.disclosure.public import load_public_tables
from childrights.disclosure.release import DamagedRelease, releases
from childrights.disclosure.series import Classes, Series
from childrights.disclosure.threshold import Threshold, load_threshold
from childrights.evaluate.evaluate import UNIT, Question
from childrights.periods import Period
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.records import Submission
from etl.__main__ import main as load_main
from etl.safekeeping import back_up, restore
from tests.app.sample import Folder, submission

PERIOD = Period.parse("2024-12M")
FORM = "bao_ve_tro_giup_tre_em"
DISABLED = (2, 9, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Children disabled by injury in each of the fourteen wards: 18, of whom 2 must stay hidden."""


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (Series("children"), Sensitivity.ORDINARY),
        (Series("special_circumstances"), Sensitivity.ORDINARY),
        (Series("special_circumstances", (("sex", "M"),)), Sensitivity.ORDINARY),
        (Series("special_circumstances", (("circumstance", "đ"),)), Sensitivity.STRICT),
        (Series("neonatal_deaths"), Sensitivity.SENSITIVE),
        (Series("orphans_in_care"), Sensitivity.SENSITIVE),
        (Series("disability_rehabilitated"), Sensitivity.STRICT),
        (Series("special_circumstances_supported"), Sensitivity.ORDINARY),
        (Series("hiv_exposed"), Sensitivity.STRICT),
        (Series("abused_children", (("sex", "F"), ("abuse_form", "OTHER"))), Sensitivity.STRICT),
    ],
)
def test_a_series_is_as_sensitive_as_what_counts_it(
    catalogue: Catalogue, series: Series, expected: Sensitivity
) -> None:
    assert Classes(catalogue).of(series) is expected


def test_a_rate_over_a_protected_count_is_protected_with_it(catalogue: Catalogue) -> None:
    protected = Classes(catalogue).protected_indicators()
    assert {"neonatal_mortality_rate", "disability_rehabilitation"} <= set(protected)
    assert not {"special_circumstances_children", "bhyt_coverage_under_6"} & set(protected)


def test_abuse_hiv_trafficking_and_drugs_are_strict(catalogue: Catalogue) -> None:
    for name, indicator in catalogue.indicators.items():
        text = indicator.name.lower()
        if any(
            word in text for word in ("xâm hại trẻ em", "bị xâm hại", "hiv", "mua bán", "ma túy")
        ):
            ordinary = indicator.sensitivity is Sensitivity.ORDINARY
            assert indicator.sensitivity is Sensitivity.STRICT or ordinary, name
    assert catalogue.indicators["abused_children"].sensitivity is Sensitivity.STRICT


def report(folder: Folder, position: int, disabled: int) -> Submission:
    unit = folder.units("hoang-mai", PERIOD)[position]
    made = submission(folder.catalogue, FORM, unit, position, PERIOD)
    cells = [
        cell._replace(
            value=Decimal(disabled if not cell.codes or cell.codes == {"sex": "F"} else 0)
        )
        if cell.measure == "injury_disabled"
        else cell
        for cell in made.observations
    ]
    return replace(made, observations=tuple(cells))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Thirteen wards have reported; the last has not."""
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path))
    monkeypatch.setattr("tests.app.sample.amount", lambda *_: Decimal(0))
    made = Folder(tmp_path)
    send(made, DISABLED[:-1])
    return made


def send(folder: Folder, counts: Iterable[int], month: int = 11) -> None:
    received = datetime(2024, month, 12, 8, tzinfo=UTC)
    folder.load([report(folder, at, count) for at, count in enumerate(counts)], received)


def seen(folder: Folder, by: tuple[str, ...] = (UNIT,), token: str = "hoang-mai") -> list[str]:
    question = Question("injury_disabled_children", (PERIOD,), by)
    values = open_desk(folder.path).values(question, token, Audience.PUBLIC)
    return [value.status if value.value is None else str(value.value) for value in values]


def test_without_a_release_the_coarse_rule_holds(folder: Folder) -> None:
    assert set(seen(folder)) == {"Q"}
    assert seen(folder, ()) == ["Q"]


def test_a_release_shows_what_gives_nothing_away(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    # 2 is small; 7, the least of those that protect it, goes with it: 18 less 9 leaves 9 for two.
    assert seen(folder) == ["Q", "9", "Q", *["0"] * 10, "Q"]
    assert seen(folder, ()) == ["18"]


def test_a_hidden_ward_looks_like_one_that_has_not_reported(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    question = Question("injury_disabled_children", (PERIOD,), (UNIT,))
    values = open_desk(folder.path).values(question, "hoang-mai", Audience.PUBLIC)
    hidden, missing = values[0], values[-1]
    for name in ("status", "numerator", "confidentiality", "units_reported", "reporting_units"):
        assert getattr(hidden, name) == getattr(missing, name), name


def test_what_is_loaded_later_waits_for_the_next_release(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    send(folder, (2, 11), month=12)
    assert seen(folder)[1] == "9"
    assert main(["disclosure", "release"]) == 0
    assert seen(folder)[1] == "11"
    assert seen(folder)[:3:2] == ["Q", "Q"]


def test_a_selection_outside_the_tables_is_internal(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    overlay = folder.path / "overlay" / "selections.yaml"
    overlay.write_text(
        "selections:\n  - token: rieng\n    spans:\n      - label: Riêng\n        units: "
        f"{json.dumps([unit.code for unit in folder.units('hoang-mai', PERIOD)[1:5]])}\n",
        encoding="utf-8",
    )
    assert seen(folder, (), "rieng") == ["Q"]


def test_breakdowns_of_a_ward_and_two_at_once_are_internal(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    ward = folder.units("hoang-mai", PERIOD)[1].code
    assert seen(folder, (), ward) == ["9"]
    assert seen(folder, ("sex",), ward) == ["Q", "Q"]
    assert seen(folder, ("sex",)) == ["0", "18"]


def test_a_damaged_release_is_not_read(folder: Folder) -> None:
    assert main(["disclosure", "release"]) == 0
    (found,) = releases(folder.path)
    (found.folder / "tables.parquet").write_bytes(b"")
    with pytest.raises(DamagedRelease, match="sao lưu"):
        load_public_tables(folder.path, folder.catalogue)


def test_releases_are_a_chain(folder: Folder) -> None:
    for _ in range(2):
        assert main(["disclosure", "release"]) == 0
    first, second = releases(folder.path)
    assert second.facts["previous"] == first.sha256
    text = (first.folder / "release.json").read_text(encoding="utf-8")
    (first.folder / "release.json").write_text(text.replace("hidden", "hiden"), encoding="utf-8")
    with pytest.raises(DamagedRelease, match="00000002"):
        releases(folder.path)


def test_a_release_without_the_first_one_is_not_read(folder: Folder) -> None:
    for _ in range(2):
        assert main(["disclosure", "release"]) == 0
    shutil.rmtree(releases(folder.path)[0].folder)
    with pytest.raises(DamagedRelease, match="00000002"):
        releases(folder.path)


def test_what_was_hidden_stays_hidden_in_a_restored_folder(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Path("overlay") / "disclosure.yaml"
    (folder.path / setting).write_text("smallest_shown_count: 10\n", encoding="utf-8")
    assert main(["disclosure", "release"]) == 0
    assert seen(folder)[:3] == ["Q", "Q", "Q"]
    (folder.path / setting).unlink()
    away = tmp_path_factory.mktemp("away")
    back_up(folder.path, away / "copy")
    restore(away / "copy", away / "new")
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(away / "new"))
    assert load_main(["publish"]) == 0
    assert main(["disclosure", "release"]) == 0
    folder.path = away / "new"
    assert seen(folder)[:3] == ["Q", "Q", "Q"]


def test_a_damaged_release_is_not_passed_on_as_a_backup(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert main(["disclosure", "release"]) == 0
    (releases(folder.path)[0].folder / "cells.parquet").write_bytes(b"")
    away = tmp_path_factory.mktemp("away")
    with pytest.raises(DamagedRelease, match=r"cells\.parquet"):
        back_up(folder.path, away / "copy")
    assert list(away.iterdir()) == []


def test_audit_before_any_release_is_of_what_would_be_published(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["disclosure", "audit", "--locality", "hoang-mai", "--period", str(PERIOD), "--json"]
    assert main(asked) == 0
    draft = json.loads(capsys.readouterr().out)
    assert main(["disclosure", "release"]) == 0
    capsys.readouterr()
    assert main(asked) == 0
    stored = json.loads(capsys.readouterr().out)
    assert draft["release"] is None and stored["release"] == "00000001"
    assert {**draft, "release": ""} == {**stored, "release": ""}
    assert stored["narrowest_interval"] == 9 and stored["protection_level"] == 4


def test_the_threshold_is_the_operators(tmp_path: Path) -> None:
    assert load_threshold(tmp_path) == Threshold(smallest_shown_count=5)
    (tmp_path / "overlay").mkdir()
    setting = tmp_path / "overlay" / "disclosure.yaml"
    setting.write_text("smallest_shown_count: 10\n", encoding="utf-8")
    assert load_threshold(tmp_path).protection_level == 9
    setting.write_text("smallest_shown_count: 1\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"disclosure\.yaml"):
        load_threshold(tmp_path)
