"""What a report says of a milestone is what the page says: one judgement, the same words.

Hoàng Mai's share of children with a card rises by 2 points a year: 86,5%, 88,5%, 90,5%. From the
end of 2024 that reaches 99% by the end of 2030 (1,4 points a year are asked) and not by the end of
2027 (2,8 are).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sample import Folder, Open

from childrights.briefing.accounts import Account, Scope, accounts, scope_of
from childrights.briefing.annex import annex_row
from childrights.briefing.sentences import CAUSE, sentences_of
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.judgement.targets import Verdict
from childrights.periods import Period

BHYT = "bhyt_coverage_under_6"
WHOLE_2024 = Period.parse("2024-12M")
TARGETS = """
targets:
  - {{id: M, indicator: bhyt_coverage_under_6, jurisdiction: hoang-mai, jurisdiction_name: Quận,
     year: {year}, comparator: ">=", value: 99, basis: programme, document: Kế hoạch số 1/KH-UBND}}
"""
WORDS = {
    2030: (Verdict.ON_TRACK, "đúng tiến độ, chưa đạt chỉ tiêu đến năm 2030 (từ 99% trở lên)"),
    2027: (Verdict.BEHIND, "chậm tiến độ, chưa đạt chỉ tiêu đến năm 2027 (từ 99% trở lên)"),
}


@pytest.fixture(scope="module", params=WORDS)
def year(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def folder(filled: Folder, year: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("milestone") / "data"
    shutil.copytree(filled.path, path)
    (path / "overlay" / "targets.yaml").write_text(TARGETS.format(year=year), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    return open_desk(folder)


@pytest.fixture(scope="module")
def scope(desk: Desk) -> Scope:
    return scope_of(desk, "hoang-mai", WHOLE_2024, Audience.PUBLIC, desk.today)


@pytest.fixture(scope="module")
def told(desk: Desk, scope: Scope) -> Account:
    (found,) = accounts(desk.remembering(), scope, [BHYT])
    return found


def test_a_milestone_is_judged_by_its_pace(told: Account, year: int) -> None:
    verdict, words = WORDS[year]
    assert told.progress.verdict is verdict
    text = " ".join(sentence.text for sentence in sentences_of(told))
    assert words in text and "thấp hơn 8,5 điểm phần trăm" in text
    assert verdict.value in str(annex_row(1, told)[8])
    assert told.is_below is (verdict is Verdict.BEHIND)
    fine = replace(told, units=())
    assert (CAUSE in sentences_of(fine)[-1].text) is (verdict is Verdict.BEHIND)


def test_the_page_says_the_same(folder: Path, open_page: Open, year: int, told: Account) -> None:
    app = open_page(folder, "ket-qua", dia_ban="hoang-mai", nam="2024", ky="12T", chi_tieu=BHYT)
    assert not app.exception
    shown = " ".join(str(item.value) for kind in ("html", "markdown") for item in app.get(kind))
    other = WORDS[2027 if year == 2030 else 2030][0].value
    assert WORDS[year][0].value in shown and other not in shown
    assert told.progress.verdict.value in shown
