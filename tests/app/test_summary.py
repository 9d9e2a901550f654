"""Biểu tổng hợp: the official form, filled; its totals against the units' own lines."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sample import Folder, amount

from childrights.catalogue.forms import Layout
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.evaluate.cells import groups, with_cells
from childrights.periods import Period
from etl.__main__ import main
from etl.summary import summary_bytes
from etl.template import TemplateError

MID_2024 = Period.parse("2024-6M")


def sheet_rows(content: bytes, at: int = 0) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(content)).worksheets[at].iter_rows(values_only=True))


def test_every_unit_and_the_total_stand_in_the_form(filled: Folder) -> None:
    desk = open_desk(filled.path)
    content = summary_bytes(desk, "bhyt_duoi_6_tuoi", "hoang-mai", MID_2024, Audience.INTERNAL)
    rows = sheet_rows(content)
    lines = {row[2]: row[3:14] for row in rows if str(row[1]).startswith("003")}
    assert len(lines) == 14
    for position, unit in enumerate(filled.units("hoang-mai", MID_2024)):
        if unit.name == "Phường Yên Sở":
            assert set(lines[unit.name]) == {None}, "not reported is empty, never zero"
            continue
        told = [amount(m, position, 2024) for m in ("bhyt_children", "bhyt_card_holders")]
        assert [lines[unit.name][0], lines[unit.name][3]] == told
    (total,) = [row[3:14] for row in rows if row[2] == "TỔNG CỘNG"]
    known = [line for line in lines.values() if line[0] is not None]
    assert list(total) == [sum(column) for column in zip(*known, strict=True)]
    assert any("BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI" in str(cell) for row in rows for cell in row)


def test_a_form_of_one_sheet_a_unit_has_the_total_first(filled: Folder) -> None:
    desk = open_desk(filled.path)
    content = summary_bytes(desk, "bo_chi_tieu_tre_em", "hoang-mai", MID_2024, Audience.INTERNAL)
    names = load_workbook(BytesIO(content)).sheetnames
    assert names[0] == "TỔNG CỘNG" and len(names) == 15
    (line,) = [row for row in sheet_rows(content) if row[1] == "Dân số trẻ em (dưới 16 tuổi)"] or [
        next(row for row in sheet_rows(content) if 5200 in row)
    ]
    assert 13 * 400 in line


def test_the_public_form_hides_what_is_sensitive(filled: Folder) -> None:
    desk = open_desk(filled.path)
    form = "tre_em_bi_xam_hai"
    version = desk.catalogue.form_for(form, MID_2024)
    fields = version.fields(Layout.UNIT)
    asked = with_cells(desk.catalogue, version, fields)
    assert all(asked.is_sensitive(name) for name, group in groups(fields).items()
               if group[0] == "abused_children")  # fmt: skip
    content = summary_bytes(desk, form, "hoang-mai", MID_2024, Audience.PUBLIC)
    cells = [cell for row in sheet_rows(content) for cell in row]
    assert "Không công bố" in cells


def test_a_single_ward_has_no_summary_and_the_command_says_so(
    filled: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = open_desk(filled.path)
    with pytest.raises(TemplateError, match="nhiều xã, phường"):
        summary_bytes(desk, "bhyt_duoi_6_tuoi", "00301", MID_2024, Audience.INTERNAL)
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    out = tmp_path / "bieu.xlsx"
    call = ["summary", "bhyt_duoi_6_tuoi", "--period", "2024-6M", "--out", str(out)]
    assert main([*call, "--locality", "hoang-mai"]) == 0
    assert out.stat().st_size > 5_000
    assert main([*call, "--locality", "00301"]) == 2
    assert "nhiều xã, phường" in capsys.readouterr().err
