"""A day shown again to the digit: its observations under its own definitions."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from childrights.__main__ import main
from childrights.catalogue.loader import ROOT, load_catalogue
from childrights.places.registry import Registry
from childrights.warehouse.ledger import DataKind
from etl.__main__ import main as etl
from etl.drafts import Setting
from tests import handmade
from tests.conftest import RECEIVED, Office

NUMERATOR = "    numerator: {measure: bhyt_card_holders}\n    denominator: {measure: bhyt_children}"
TARGET = """targets:
  - {{id: T1, indicator: bhyt_coverage_under_6, jurisdiction: "00307", year: 2024,
      jurisdiction_name: Phường Định Công, comparator: ">=", value: {value}, basis: annual_plan,
      document: Kế hoạch}}
"""


def form(cards: int) -> bytes:
    rows = handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5])
    return handmade.bhyt_unit(rows)


def older_project(folder: Path) -> Path:
    """The project as it was when the indicator counted children without a card."""
    shutil.copytree(ROOT / "etl" / "forms", folder / "etl" / "forms")
    shutil.copytree(ROOT / "data" / "reference", folder / "data" / "reference")
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    assert text.count(NUMERATOR) == 1
    older = NUMERATOR.replace("bhyt_card_holders", "bhyt_without_card")
    # The form counts children without a card by age alone.
    before, after = text.split(NUMERATOR)
    after = after.replace("      sex: [M, F]\n", "", 1)
    (folder / "indicators.yaml").write_text(before + older + after, encoding="utf-8")
    return folder


def test_formula_and_target_of_the_day(
    tmp_path: Path,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tmp_path / "data"
    overlay = data / "overlay" / "targets.yaml"
    overlay.parent.mkdir(parents=True)
    root = older_project(tmp_path / "older")

    overlay.write_text(TARGET.format(value=3), encoding="utf-8")
    then = Setting(load_catalogue(root, data), registry)
    Office(tmp_path, then, DataKind.REAL).send("a.xlsx", form(49))
    overlay.write_text(TARGET.format(value=96), encoding="utf-8")
    now = Setting(load_catalogue(ROOT, data), registry)
    Office(tmp_path, now, DataKind.REAL).send("b.xlsx", form(48), RECEIVED + timedelta(days=30))

    monkeypatch.setenv("CHILDRIGHTS_DATA", str(data))

    def shown(*extra: str) -> tuple[object, ...]:
        asked = ["--indicator", "bhyt_coverage_under_6", "--locality", "00307"]
        assert main(["values", *asked, "--period", "2024-6M", "--json", *extra]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        return row["numerator"], row["denominator"], row["value"], row["target"]

    # 570 children; 558 cards, then 557: 12/570 = 2,105 %; 557/570 = 97,719 %
    assert shown("--as-of", "2024-05-20") == (12, 570, 2.1, ">=3")
    assert shown("--as-of", "2024-06-20") == (557, 570, 97.7, ">=96")
    assert shown() == (557, 570, 97.7, ">=96")

    # A target that changes with no submission is in force from the next publishing on.
    overlay.write_text(TARGET.format(value=99), encoding="utf-8")
    assert etl(["publish"]) == 0
    capsys.readouterr()
    assert shown()[3] == ">=99"
    assert shown("--as-of", "2024-06-20")[3] == ">=96"

    assert main(["diff", "2024-05-20", "2024-06-20", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    mine = [row for row in rows if row["locality"] == "00307"]
    ((old, new, why),) = [
        (row["old"], row["new"], row["why"])
        for row in mine if row["indicator"] == "bhyt_coverage_under_6"
    ]  # fmt: skip
    assert (old["numerator"], old["value"], old["target"]) == (12, 2.1, ">=3")
    assert (new["numerator"], new["value"], new["target"]) == (557, 97.7, ">=96")
    assert set(why) == {"submission", "definition", "target"}
    assert {row["locality"] for row in rows} == {"00307", "hoang-mai"}
