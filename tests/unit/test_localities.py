"""`python -m etl localities`: importing official lists, and checking the register."""

import argparse
import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from childrights.places.areas import Selection, SelectionSpan, load_selections
from childrights.places.audit import counts_by_date, problems
from childrights.places.calendars import load_calendars
from childrights.places.lists import BadList, list_path, read_list
from childrights.places.model import Level, LocalityKey, Relation
from childrights.places.names import candidates
from childrights.places.registry import Registry, load_registry
from etl.localities import BadListFile, add_arguments, read_official_list, run

HEADINGS = {
    "province": "Tỉnh Thành Phố", "province_code": "Mã TP", "district": "Quận Huyện",
    "district_code": "Mã QH", "name": "Phường Xã", "code": "Mã PX", "kind": "Cấp",
    "english": "Tên Tiếng Anh",
}  # fmt: skip
KINDS = ("Phường", "Xã", "Thị trấn", "Đặc khu")
PAST, EVE, REFORM, LATER = (
    date(2022, 6, 30), date(2025, 6, 30), date(2025, 7, 1), date(2026, 9, 1),
)  # fmt: skip


def listed(registry, province, day):
    """Rows of an export of one province, as the register has it on a day."""
    rows = []
    for unit in registry.units(province, day):
        above = {above.level: above for above in registry.ancestors(unit)}
        row = {
            "province": above[Level.PROVINCE].name,
            "province_code": above[Level.PROVINCE].code,
            "name": unit.name,
            "code": unit.code,
            "kind": next(kind for kind in KINDS if unit.name.startswith(kind)),
            "english": "",
        }
        if Level.DISTRICT in above:
            row |= {
                "district": above[Level.DISTRICT].name,
                "district_code": above[Level.DISTRICT].code,
            }
        rows.append(row)
    return rows


def workbook(rows, columns=None, title_rows=1):
    columns = columns or [name for name in HEADINGS if any(name in row for row in rows)]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh mục"
    for _ in range(title_rows):
        sheet.append(["DANH MỤC HÀNH CHÍNH"])
    sheet.append([HEADINGS[name] for name in columns])
    for row in rows:
        sheet.append([row.get(name, "") for name in columns])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def command(folder, *arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(list(arguments)), folder)


def take(folder, rows, day, **options):
    file = folder / "Danh_muc.xlsx"
    file.write_bytes(workbook(rows, **options))
    return command(folder, "import", str(file), "--as-of", day.isoformat())


def proposed(folder, day):
    return folder / "overlay" / f"events-proposed-{day}.yaml"


@pytest.mark.parametrize(("province", "day"), [("33", EVE), ("33", PAST), ("01", REFORM)])
def test_a_list_that_agrees_changes_nothing(tmp_path, registry, capsys, province, day):
    assert take(tmp_path, listed(registry, province, day), day) == 0
    out = capsys.readouterr().out
    assert "khớp với danh mục của hệ thống" in out
    stored = read_list(list_path(tmp_path, day))
    assert [u.code for u in stored.units if u.level is Level.COMMUNE] == [
        unit.code for unit in registry.units(province, day)
    ]
    assert not any(unit.alias for unit in stored.units)
    # A past day on which all agrees is offered as reviewed; it is not taken so unasked.
    assert proposed(tmp_path, day).exists() == (day == PAST)
    if day == PAST:
        assert 'code: "33", since: 2022-06-30' in proposed(tmp_path, day).read_text("utf-8")
        unit = load_registry(tmp_path).units("33", day)[0]
        assert not load_registry(tmp_path).is_reviewed(unit, day)


def test_another_spelling_becomes_an_alias_at_once(tmp_path, registry, capsys):
    rows = listed(registry, "01", EVE)
    target = next(row for row in rows if row["name"] == "Phường Giáp Bát")
    target["name"] = "Phường Giáp Bắt"
    assert take(tmp_path, rows, EVE) == 0
    assert "1 tên viết khác" in capsys.readouterr().out
    renewed = load_registry(tmp_path)
    typed = "P. Giáp Bắt, Q. Hoàng Mai"
    assert candidates(registry, typed, EVE) == []
    assert [unit.code for unit in candidates(renewed, typed, EVE)] == [target["code"]]
    assert renewed.at(target["code"], EVE).name == "Phường Giáp Bát"
    assert candidates(renewed, typed, REFORM) == []


def test_a_name_that_is_another_units_is_no_alias(tmp_path, registry, capsys):
    rows = listed(registry, "38", EVE)
    target = next(row for row in rows if row["name"] == "Xã Hoằng Phú")
    target["name"] = "Xã Hoằng Phụ"
    assert take(tmp_path, rows, EVE) == 0
    assert "1 khác biệt cần rà soát" in capsys.readouterr().out
    found = candidates(load_registry(tmp_path), "Xã Hoằng Phụ, Hoằng Hóa", EVE)
    assert [unit.code for unit in found] == ["16003"]


def reviewed(folder, day, complete):
    """The operator's part: check, complete, fill in the decree, move to events.yaml."""
    text = proposed(folder, day).read_text(encoding="utf-8")
    text = complete(text).replace("[Bổ sung số nghị quyết]", "1/NQ-UBTVQH15")
    (folder / "overlay" / "events.yaml").write_text(text, encoding="utf-8")
    return load_registry(folder)


def past_rows(registry):
    """Hưng Yên (33) of 2022 as if three things had happened since, none entered yet."""
    rows = listed(registry, "33", PAST)
    ward, commune, town = rows[0], rows[-1], next(r for r in rows if r["kind"] == "Thị trấn")
    was = {town["code"]: town["name"].replace("Thị trấn", "Xã")}
    town |= {"name": was[town["code"]], "kind": "Xã"}
    was[commune["code"]] = "Xã Vườn Quýt"
    commune["name"] = "Xã Vườn Quýt"
    lost = ward | {"code": "99001", "name": "Xã Bến Cũ", "kind": "Xã"}
    return [*rows, lost], was, ward


def test_a_past_list_proposes_events_that_reproduce_it(tmp_path, registry, capsys):
    rows, was, ward = past_rows(registry)
    assert take(tmp_path, rows, PAST) == 0
    assert "3 khác biệt cần rà soát" in capsys.readouterr().out
    assert load_registry(tmp_path).at(ward["code"], PAST).valid_from.year == 1900
    text = proposed(tmp_path, PAST).read_text(encoding="utf-8")
    assert [text.count(f"type: {kind}") for kind in ("upgrade", "rename", "merger")] == [1, 1, 1]
    receiver = f'\n      - {{code: "{ward["code"]}", name: "{ward["name"]}"}}'
    merged = reviewed(
        tmp_path,
        PAST,
        lambda text: re.sub(
            r"(name: \"Xã Bến Cũ\"}})\n    to: \[\]".replace("}}", "}"),
            lambda match: f"{match[1]}{receiver}\n    to:{receiver}",
            text,
        ),
    )
    then = {unit.code: unit.name for unit in merged.units("33", PAST)}
    assert then == {row["code"]: row["name"] for row in rows}
    for code, name in was.items():
        assert merged.at(code, PAST).name == name != merged.at(code, EVE).name
    eve = {unit.code: unit.name for unit in registry.units("33", EVE)}
    assert {unit.code: unit.name for unit in merged.units("33", EVE)} == eve
    assert command(tmp_path, "check") == 0
    assert f"{PAST:%d/%m/%Y}".replace("/06/", "/6/") + ": khớp" in capsys.readouterr().out


def test_a_later_list_proposes_a_merger_and_an_upgrade(tmp_path, registry, capsys):
    rows = listed(registry, "38", LATER)
    kept, gone, risen = rows[20], rows[21], rows[40]
    kept["name"], name = gone["name"], kept["name"]
    risen["name"] = f"Phường {risen['name'].partition(' ')[2]}"
    risen["kind"], kept["kind"] = "Phường", gone["kind"]
    rows.remove(gone)
    assert take(tmp_path, rows, LATER) == 0
    capsys.readouterr()
    after = reviewed(tmp_path, LATER, lambda text: text)
    assert {unit.code for unit in after.units("38", LATER)} == {row["code"] for row in rows}
    assert after.at(risen["code"], LATER).name == risen["name"]
    new = after.at(kept["code"], LATER)
    assert new.valid_from == LATER
    assert after.predecessors(new.key) == [
        (LocalityKey(code, REFORM), Relation.FULL) for code in sorted((kept["code"], gone["code"]))
    ]
    assert after.at(kept["code"], EVE.replace(year=2026)).name == name


def test_a_proposal_without_a_decree_is_refused(tmp_path, registry, capsys):
    rows, _, _ = past_rows(registry)
    take(tmp_path, rows, PAST)
    proposed(tmp_path, PAST).rename(tmp_path / "overlay" / "events.yaml")
    assert command(tmp_path, "check") == 1
    error = capsys.readouterr().err
    assert "events.yaml:" in error
    assert "ghi số nghị quyết" in error


def fault(registry, change, day=EVE, columns=None):
    rows = listed(registry, "01", day)
    change(rows)
    with pytest.raises(BadListFile) as error:
        read_official_list("DM.xlsx", workbook(rows, columns), day)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows[0].update(code="0001"), "DM.xlsx › “Danh mục” › F3: mã “0001”"),
        (lambda rows: rows[1].update(code=rows[0]["code"]), "F4: mã 00001 đã có"),
        (lambda rows: rows[2].update(name=""), "E5: thiếu tên"),
        (lambda rows: rows[3].update(kind="Xã"), "G6: cột Cấp ghi “Xã”"),
        (lambda rows: rows[4].update(province="Tỉnh Khác"), "A7: mã 01 là “Tỉnh Khác”"),
        (lambda rows: rows[5].update(district_code=""), "D8: mã “” phải có 3 chữ số"),
        (lambda rows: rows.clear(), "không thấy dòng tiêu đề"),
    ],
)
def test_a_wrong_cell_is_named(registry, change, says):
    assert says in fault(registry, change)


def test_the_day_must_fit_the_tiers(registry):
    old = workbook(listed(registry, "01", EVE))
    with pytest.raises(BadListFile, match="có cấp huyện, nhưng từ 01/7/2025"):
        read_official_list("DM.xlsx", old, REFORM)
    new = workbook(listed(registry, "01", REFORM))
    with pytest.raises(BadListFile, match="thiếu cột “Quận Huyện”, “Mã QH”"):
        read_official_list("DM.xlsx", new, EVE)


def test_codes_that_became_numbers_are_mended_and_said_so(registry):
    rows = listed(registry, "01", REFORM)
    for row in rows:
        row["code"] = int(row["code"])
    units, notices = read_official_list("DM.xlsx", workbook(rows), REFORM)
    assert units.units[1].code == "00004"
    short = sum(row["code"] < 10_000 for row in rows)
    assert notices == [f"{short} ô mã là số, mất số 0 ở đầu: đã thêm lại cho đủ độ dài của mã."]


def test_an_island_district_has_no_communes(registry):
    island = {"province": "Thành phố Đà Nẵng", "province_code": "48", "district_code": "498",
              "district": "Huyện Hoàng Sa", "name": "", "code": "", "kind": ""}  # fmt: skip
    content = workbook([*listed(registry, "48", EVE), island])
    units, _ = read_official_list("DM.xlsx", content, EVE)
    assert "498" in [unit.code for unit in units.units if unit.level is Level.DISTRICT]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "nowhere.xlsx", "--as-of", "2025-06-30"], 2),
        (["import", "nowhere.xlsx", "--as-of", "31/6/2025"], 2),
    ],
)
def test_an_unusable_call(tmp_path, capsys, arguments, code):
    assert command(tmp_path, *arguments) == code
    assert capsys.readouterr().err


def test_a_wrong_list_leaves_nothing_behind(tmp_path, registry, capsys):
    rows = listed(registry, "01", EVE)
    rows[0]["code"] = "x"
    assert take(tmp_path, rows, EVE) == 1
    assert "F3" in capsys.readouterr().err
    assert not (tmp_path / "overlay").exists()


def test_a_damaged_stored_list_is_refused(tmp_path, capsys):
    path = list_path(tmp_path, EVE)
    path.parent.mkdir(parents=True)
    path.write_text("code,name\n", encoding="utf-8")
    with pytest.raises(BadList, match="dòng 1"):
        load_registry(tmp_path)
    assert command(tmp_path, "check") == 1
    assert "2025-06-30.csv" in capsys.readouterr().err


def test_check_prints_the_counts_by_date(tmp_path, capsys):
    assert command(tmp_path, "check") == 0
    lines = capsys.readouterr().out.splitlines()
    for expected in [
        "Quận Hoàng Mai: 14 đơn vị cấp xã từ 01/01/2009 đến 30/6/2025",
        "Huyện Triệu Sơn: 36 đơn vị cấp xã từ 01/01/2009 đến 30/11/2019",
        "Huyện Triệu Sơn: 34 đơn vị cấp xã từ 01/12/2019 đến 31/12/2024",
        "Huyện Triệu Sơn: 32 đơn vị cấp xã từ 01/01/2025 đến 30/6/2025",
        "Huyện Hà Trung: 25 đơn vị cấp xã từ 01/01/2009 đến 30/11/2019",
        "Huyện Hà Trung: 20 đơn vị cấp xã từ 01/12/2019 đến 31/12/2024",
        "Huyện Hà Trung: 19 đơn vị cấp xã từ 01/01/2025 đến 30/6/2025",
        "Thành phố Kon Tum: 21 đơn vị cấp xã từ 01/01/2009 đến 30/6/2025",
        "Tỉnh Bình Thuận: 127 đơn vị cấp xã từ 01/01/2009 đến 31/12/2019",
        "Tỉnh Bình Thuận: 124 đơn vị cấp xã từ 01/01/2020 đến 30/11/2024",
        "Tỉnh Bình Thuận: 121 đơn vị cấp xã từ 01/12/2024 đến 30/6/2025",
        "Tỉnh Lâm Đồng: 137 đơn vị cấp xã từ 01/3/2025 đến 30/6/2025",
        "Tỉnh Lâm Đồng: 124 đơn vị cấp xã từ 01/7/2025 đến nay",
        "Cả nước: 10.035 đơn vị cấp xã từ 01/3/2025 đến 30/6/2025",
        "Cả nước: 3.321 đơn vị cấp xã từ 01/7/2025 đến nay",
    ]:
        assert expected in lines


def broken(registry, key, **changes):
    """The register with one unit changed behind its back."""
    units = [
        replace(unit, **changes) if unit.key == key else unit for unit in registry.all_localities()
    ]
    return Registry(units, registry.links(), registry.events, registry.reviewed)


def found_in(registry, selections=None, calendars=None):
    return list(problems(registry, selections or {}, calendars or load_calendars()))


def test_the_register_has_no_problems(registry):
    assert found_in(registry, load_selections()) == []


@pytest.mark.parametrize(
    ("code", "day", "changes", "says"),
    [
        ("00316", EVE, {"valid_to": None}, "chồng ngày"),
        ("00316", EVE, {"parent_code": "999"}, "mã 999 không có vào ngày"),
        ("00316", REFORM, {"parent_code": "008"}, "mã 008 không có vào ngày 01/7/2025"),
        ("00316", EVE, {"valid_to": date(2025, 6, 1)}, "không rõ trở thành đơn vị nào"),
    ],
)
def test_a_broken_unit_is_found(registry, code, day, changes, says):
    found = found_in(broken(registry, registry.at(code, day).key, **changes))
    assert any(code in problem and says in problem for problem in found)


def test_lost_and_half_links_are_found(registry):
    old = registry.at("00316", EVE).key
    links = [link for link in registry.links() if link[0] != old]
    bare = Registry(registry.all_localities(), links, registry.events, registry.reviewed)
    assert any("00316" in problem and "trở thành" in problem for problem in found_in(bare))
    half = [*links, (old, registry.at("00316", REFORM).key, Relation.PARTIAL)]
    one = Registry(registry.all_localities(), half, registry.events, registry.reviewed)
    assert any("chỉ có một đơn vị nhận" in problem for problem in found_in(one))
    mixed = [*half, (old, registry.at("00331", REFORM).key, Relation.FULL)]
    two = Registry(registry.all_localities(), mixed, registry.events, registry.reviewed)
    assert any("vừa nhập nguyên vẹn" in problem for problem in found_in(two))
    whole = registry.at("15664", REFORM).key
    orphan = [link for link in registry.links() if link[1] != whole]
    three = Registry(registry.all_localities(), orphan, registry.events, registry.reviewed)
    assert any("15664" in problem and "hình thành" in problem for problem in found_in(three))


def test_a_selection_that_does_not_resolve_is_found(registry):
    gone = SelectionSpan(label="Đã hết", units=("15301",))
    late = SelectionSpan(label="Sau", valid_from=date(2026, 1, 1), units=("15271",))
    found = found_in(registry, {"x": Selection("x", (gone, late))})
    assert any("Xã Hà Phong" in problem and "01/12/2019" in problem for problem in found)
    assert any("không nối tiếp ngày" in problem for problem in found)


def test_calendars_of_nobody_are_found(registry):
    calendars = [
        calendar.model_copy(update={"jurisdiction": "999"})
        if calendar.jurisdiction == "VN"
        else calendar
        for calendar in load_calendars()
    ]
    found = found_in(registry, calendars=calendars)
    assert any("mã 999" in problem for problem in found)
    assert any("lịch báo cáo chung (VN)" in problem for problem in found)


def test_counts_of_a_place_that_is_not_reviewed_start_with_the_list(registry):
    span = SelectionSpan(label="Ba Đình", under="001", valid_to=EVE)
    counts = counts_by_date(registry, {"ba-dinh": Selection("ba-dinh", (span,))})
    assert (counts[0].valid_from, counts[0].units) == (date(2025, 3, 1), 13)
