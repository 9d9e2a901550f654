"""The glossary: every indicator in words, searched with or without accents, written as files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from childrights.__main__ import main
from childrights.briefing.glossary import (
    NO,
    NO_TARGET,
    YES,
    Entry,
    Search,
    entries,
    search,
)
from childrights.briefing.glossary_files import glossary_document, glossary_tables
from childrights.briefing.glossary_screen import aims_table, entries_table
from childrights.catalogue.loader import ROOT, Catalogue, form_measures, load_catalogue


@pytest.fixture(scope="module")
def found() -> tuple[Entry, ...]:
    return entries(load_catalogue())


def named(found: tuple[Entry, ...], indicator: str) -> Entry:
    return next(entry for entry in found if entry.indicator == indicator)


def test_every_indicator_stands_once_theme_by_theme(
    found: tuple[Entry, ...], catalogue: Catalogue
) -> None:
    assert sorted(entry.indicator for entry in found) == sorted(catalogue.indicators)
    assert [entry.number for entry in found] == list(range(1, len(found) + 1))
    seen = list(dict.fromkeys(entry.theme for entry in found))
    assert seen == [theme for theme in catalogue.themes if theme in seen]


def test_an_entry_says_what_the_catalogue_says(found: tuple[Entry, ...]) -> None:
    """Read off indicators.yaml, targets.yaml and etl/forms by eye."""
    told = named(found, "bhyt_coverage_under_6").facts()
    assert told["Mã"] == "Chưa đối chiếu với bộ chỉ tiêu nào"
    assert told["Tử số"] == "Số trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế còn giá trị sử dụng"
    assert told["Đơn vị tính"] == "%"
    assert told["Loại"] == "Tỷ lệ phần trăm"
    assert told["Chiều mong muốn"] == "Càng cao càng tốt"
    assert told["Phân tổ"].splitlines()[0] == "Giới tính: Nam; Nữ"
    assert told["Kỳ báo cáo"] == "6 tháng, 9 tháng, cả năm"
    assert told["Cấp"].startswith("Thôn, tổ dân phố, xã, huyện")
    assert told["Nguồn"].endswith("(Nghị định 146/2018/NĐ-CP, Điều 13)")
    assert told["Đối chiếu"].startswith("Chưa đối chiếu với văn bản gốc. Cột của biểu chính thức")
    assert told["Đơn vị chịu trách nhiệm"] == "UBND cấp xã phối hợp Bảo hiểm xã hội"
    assert told["Biểu mẫu"].startswith("Biểu số 02/TE-BHYT, Bảo hiểm y tế trẻ em dưới 6 tuổi (")
    assert (
        "Quận Hoàng Mai, kế hoạch năm 2024: 100% (hết hiệu lực sau ngày 30/6/2025)"
        in told["Chỉ tiêu được giao"].splitlines()
    )


def test_a_code_stands_with_its_set_or_is_said_to_be_unconfirmed(found: tuple[Entry, ...]) -> None:
    assert named(found, "child_population").code_words == (
        "Thông tư số 13/2021/TT-BLĐTBXH, bộ chỉ tiêu 1; mã số chưa đối chiếu"
    )
    coded = [entry for entry in found if entry.code == "0605"]
    assert [entry.code_words for entry in coded] == [
        "Thông tư số 13/2021/TT-BLĐTBXH, bộ chỉ tiêu 1; mã 0605"
    ]


def test_a_target_against_a_baseline_is_a_reduction(found: tuple[Entry, ...]) -> None:
    wanted = [aim.wanted for aim in named(found, "child_drowning_deaths").aims]
    assert wanted == [
        "giảm từ 10% trở lên so với năm 2020",
        "giảm từ 20% trở lên so với năm 2020",
    ]


def test_every_form_that_carries_it_is_named(
    found: tuple[Entry, ...], catalogue: Catalogue
) -> None:
    for entry in found:
        wanted = set(catalogue.measures_of(catalogue.indicators[entry.indicator]))
        carrying = {v.form for v in catalogue.forms.values() if wanted & form_measures(v)}
        assert {form.form for form in entry.forms} == carrying
        assert entry.forms, entry.indicator
    (bhyt,) = named(found, "bhyt_coverage_under_6").forms
    assert bhyt.receiver == "Sở Y tế"  # the version of 2025, not that of 2021


def test_without_a_target_it_says_so(found: tuple[Entry, ...]) -> None:
    assert named(found, "child_population").facts()["Chỉ tiêu được giao"] == NO_TARGET


@pytest.mark.parametrize("text", ["đuối nước", "DUOI  NUOC", "nuoc duoi", "Đuối"])
def test_words_are_found_with_or_without_accents(found: tuple[Entry, ...], text: str) -> None:
    assert "child_drowning_deaths" in [e.indicator for e in search(found, Search(text))]


def test_every_part_of_a_search_narrows_it(found: tuple[Entry, ...]) -> None:
    assert search(found, Search()) == list(found)
    assert search(found, Search("zzzz")) == []
    assert [e.indicator for e in search(found, Search("0605"))] == [
        entry.indicator for entry in found if entry.code == "0605"
    ]
    health = search(found, Search(theme="health"))
    assert {entry.theme for entry in health} == {"health"}
    sensitive = search(found, Search(sensitivity=YES))
    ordinary = search(found, Search(sensitivity=NO))
    assert len(sensitive) + len(ordinary) == len(found) and sensitive and ordinary
    aimed, unaimed = search(found, Search(target=YES)), search(found, Search(target=NO))
    assert all(e.aims for e in aimed) and not any(e.aims for e in unaimed)
    both = search(found, Search(form="bhyt_duoi_6_tuoi", target=YES))
    assert [entry.indicator for entry in both] == ["bhyt_coverage_under_6"]
    assert search(found, Search(theme="khong-co")) == []


def test_the_tables_hold_every_entry_and_every_target(found: tuple[Entry, ...]) -> None:
    definitions, collection, targets, forms, _ = glossary_tables(found)
    assert [row[0] for row in definitions.rows] == [entry.number for entry in found]
    assert [row[1] for row in collection.rows] == [entry.name for entry in found]
    assert len(targets.rows) == sum(len(entry.aims) for entry in found)
    carried = [int(n) for row in forms.rows for n in str(row[-1]).split(", ")]
    assert set(carried) == {entry.number for entry in found}


def test_the_tables_of_the_screen(found: tuple[Entry, ...]) -> None:
    entry = named(found, "bhyt_coverage_under_6")
    table = entries_table("B", [entry], ["?a"], {entry.indicator: ("100%", "Quận Hoàng Mai")})
    assert [cell.text for cell in table.rows[0]] == [
        entry.name, "%", "Biểu số 02/TE-BHYT", "100%",
    ]  # fmt: skip
    assert entries_table("B", [entry], ["?a"], {}).rows[0][3].text == "–"
    years = [row[0].text.split()[-1] for row in aims_table("B", entry.aims).rows]
    assert years == sorted(years, reverse=True)


def test_the_document_has_a_heading_and_a_table_for_each(
    found: tuple[Entry, ...], catalogue: Catalogue
) -> None:
    document = docx.Document(BytesIO(glossary_document(catalogue)))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings == [f"{entry.number}. {entry.name}" for entry in found]
    chapters = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert chapters == list(dict.fromkeys(entry.theme_label for entry in found))
    cells = [
        {row.cells[0].text: row.cells[1].text for row in table.rows}
        for table in document.tables[:3]
    ]
    assert cells == [entry.facts() for entry in found[:3]]
    assert len(document.tables) == len(found)


# ── Command ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path))


def test_the_command_writes_a_workbook(tmp_path: Path, found: tuple[Entry, ...]) -> None:
    out = tmp_path / "danh-muc.XLSX"
    assert main(["catalogue", "glossary", "--out", str(out)]) == 0
    book = load_workbook(out)
    assert book.sheetnames == [
        "Định nghĩa", "Thu thập", "Chỉ tiêu được giao", "Biểu mẫu", "Cách đọc danh mục",
    ]  # fmt: skip
    assert book["Định nghĩa"].max_row == 4 + len(found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--out TỆP.xlsx"),
        (["--out", "danh-muc.pdf"], "--out TỆP.xlsx"),
        (["--out", "khong-co/danh-muc.xlsx"], "Không có thư mục “khong-co”"),
    ],
)
def test_an_unusable_call_says_what_to_write(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "glossary", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_folder_without_a_catalogue_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_CATALOGUE", str(tmp_path / "nham"))
    assert main(["catalogue", "check"]) == 1
    said = capsys.readouterr().err
    assert "indicators.yaml:1" in said and "nham" in said
    monkeypatch.delenv("CHILDRIGHTS_CATALOGUE")
    assert (ROOT / "indicators.yaml").exists() and main(["catalogue", "check"]) == 0
