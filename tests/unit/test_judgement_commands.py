"""``targets`` and ``compare`` as an operator and as the public see them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.commands import common
from childrights.places.registry import Registry
from tests.unit.test_pace import fourteen

ASKED = ["--indicator", "bhyt_coverage_under_6", "--locality", "hoang-mai", "--period", "2024-6M"]


@pytest.fixture
def asked(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:  # fmt: skip
    desk = fourteen(tmp_path, catalogue, registry)
    for name in ("targets", "compare"):
        module = __import__(f"childrights.commands.{name}", fromlist=["desk_for"])
        monkeypatch.setattr(module, "desk_for", lambda _: desk)

    def run(*words: str) -> str:
        assert main([*words]) == common.OK
        return capsys.readouterr().out

    return run


def test_targets_says_whose_and_how_far(asked: Any) -> None:
    (row,) = json.loads(asked("targets", *ASKED, "--json"))
    assert row["target_id"] == "HM2024-6"
    assert row["target_document"].startswith("Kế hoạch số 140/KH-UBND")
    # 2,408 of 2,800 children hold a card; 100% is asked.
    assert (row["value"], row["attainment"], row["gap"], row["missing"]) == (86, 86, -14, 392)
    assert (row["verdict"], row["pace"]) == ("Chưa hết kỳ", None)


def test_targets_in_words(asked: Any) -> None:
    said = asked("targets", *ASKED)
    assert "thấp hơn chỉ tiêu 14,0 điểm phần trăm" in said
    assert "còn 392 trẻ em chưa được cấp thẻ BHYT" in said
    assert asked("targets", *ASKED, "--by", "unit").count("100%") == 14


def test_compare_says_what_can_be_told(asked: Any) -> None:
    found = json.loads(asked("compare", *ASKED, "--json"))
    assert found["mean"]["value"] == 86
    first, last = found["units"][0], found["units"][-1]
    # √(0.86 × 0.14 ÷ 200) = 0.024536; 86 ± 4.809 and ± 7.582.
    assert first["limits_95"] == pytest.approx([81.191, 90.809], abs=0.001)
    assert first["limits_99_8"] == pytest.approx([78.418, 93.582], abs=0.001)
    assert (first["standing"], last["standing"]) == ("above", "far_below")
    assert (first["rank_best"], first["rank_worst"]) == (1, 12)
    assert (last["rank_best"], last["rank_worst"]) == (13, 14)
    assert first["against_last_year"] == "Tăng 1,0 điểm phần trăm so với cùng kỳ năm 2023"
    assert "không đơn vị nào báo cáo cả hai kỳ" in last["against_last_year"]


def test_compare_in_words(asked: Any) -> None:
    said = asked("compare", *ASKED)
    assert said.startswith("Bình quân Quận Hoàng Mai")
    assert said.count("cao hơn bình quân 86,0% (mức tin cậy 95%)") == 12
    assert said.count("hạng 13 đến 14 trong 14") == 2


@pytest.mark.parametrize("command", ["targets", "compare"])
def test_the_public_gets_nothing_of_a_hidden_figure_by_way_of_a_verdict(
    asked: Any, catalogue: Catalogue, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalogue, "is_sensitive", lambda *_: True)
    out = asked(command, *ASKED, "--audience", "public", "--json")
    found = json.loads(out)
    rows = found["units"] if command == "compare" else found
    for row in rows:
        assert (row["value"], row["gap"], row["missing"]) == (None, None, None)
        assert row["verdict"] == "Chưa đủ số liệu đánh giá"
        assert not any(row.get(name) for name in (
            "pace", "attainment", "interval", "limits_95", "limits_99_8", "last_year", "pooled",
            "rank_best", "rank_worst", "against_mean", "against_last_year",
        ))  # fmt: skip
    for number in ("2408", "184", "91.0", "92.0"):
        assert number not in out
