"""Boundary files in: each ends as it must, and says which units."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from childrights.figures.survey import survey
from childrights.places.areas import load_selections, resolve_area
from childrights.places.boundaries import boundaries_stamp, draw, load_boundaries
from childrights.places.registry import Registry
from etl.__main__ import main
from etl.boundaries.faults import BadBoundaryFile, Weight
from etl.boundaries.receiving import Received, Wish, keep, receive
from tests.boundary_files import (
    bow_tie,
    cells,
    dbase_in_tcvn3,
    in_tcvn3,
    kinked,
    redrawn,
    save,
    swapped,
    wards,
    with_shape,
    without_crs,
)

DAY = date(2024, 6, 30)
NEW_DAY = date(2025, 7, 1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FORMS = ("gpkg", "geojson", "shp", "tab", "kml", "parquet", "topojson", "dxf")
DISTRICT = 14


def taken(path: Path, registry: Registry, day: date = DAY, **wish: Any) -> Received:
    return receive(path, Wish(day, **wish), registry, load_selections(), NOW)


def rules(received: Received, weight: Weight = Weight.REFUSED) -> set[str]:
    return {item.rule for item in received.findings if item.weight is weight}


def said(received: Received, rule: str) -> str:
    return " ".join(item.message for item in received.findings if item.rule == rule)


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_the_same_units_in_the_same_place(
    tmp_path: Path, registry: Registry, form: str
) -> None:
    drawn = wards(registry)
    stated = {"crs": "EPSG:4326"} if form == "dxf" else {}
    received = taken(save(drawn, tmp_path, form), registry, **stated)
    assert received.is_accepted, received.findings
    assert [key.code for key in received.shapes] == sorted(drawn["code"])
    for key, shape in received.shapes.items():
        true = drawn.geometry[drawn["code"] == key.code].iloc[0]
        assert shapely.symmetric_difference(shape, true).area < 1e-3 * true.area


@pytest.mark.parametrize("form", ["gpkg", "shp", "tab", "geojson"])
@pytest.mark.parametrize("code", [9209, 5897, 3405])
def test_a_system_left_out_is_guessed_and_waits_for_a_word(
    tmp_path: Path, registry: Registry, form: str, code: int
) -> None:
    path = save(without_crs(wards(registry).to_crs(code)), tmp_path, form)
    guessed = taken(path, registry)
    assert (guessed.record.crs, guessed.record.crs_guessed) == (f"EPSG:{code}", True)
    assert guessed.needs_confirmation and not guessed.is_accepted
    assert taken(path, registry, is_confirmed=True).is_accepted
    told = taken(path, registry, crs=f"EPSG:{code}")
    assert told.is_accepted and not told.record.crs_guessed


def test_every_provincial_meridian_is_told_from_its_neighbours(
    tmp_path: Path, registry: Registry
) -> None:
    for code in (9205, 9207, 9210, 9213, 5899, 9218):
        path = save(without_crs(wards(registry).to_crs(code)), tmp_path, "gpkg")
        assert taken(path, registry).record.crs == f"EPSG:{code}"
        path.unlink()


def test_a_wrong_word_on_the_system_is_refused_with_the_right_one(
    tmp_path: Path, registry: Registry
) -> None:
    metres = wards(registry).to_crs(9209)
    path = save(metres.set_crs(9211, allow_override=True), tmp_path, "gpkg")
    received = taken(path, registry)
    assert rules(received) == {"crs"}
    assert "--crs EPSG:9209" in said(received, "crs")
    assert taken(path, registry, crs="EPSG:9209").is_accepted


@pytest.mark.parametrize("code", [4326, 9209])
def test_swapped_axes_are_refused(tmp_path: Path, registry: Registry, code: int) -> None:
    for frame in (swapped(wards(registry).to_crs(code)),):
        received = taken(save(frame, tmp_path, "gpkg"), registry)
        assert rules(received) == {"crs"}
        assert "Trục tọa độ bị đảo" in said(received, "crs")
        bare = taken(save(without_crs(frame), tmp_path, "shp"), registry, is_confirmed=True)
        assert "Trục tọa độ bị đảo" in said(bare, "crs")


def test_wrong_units_are_refused(tmp_path: Path, registry: Registry) -> None:
    degrees, metres = wards(registry), wards(registry).to_crs(9209)
    wrong = {
        "Sai đơn vị đo: tọa độ tính bằng độ": degrees.set_crs(9209, allow_override=True),
        "Sai đơn vị đo: tọa độ tính bằng mét": metres.set_crs(4326, allow_override=True),
        "tính bằng ki-lô-mét": redrawn(metres, lambda points: points / 1_000),
    }
    for words, frame in wrong.items():
        path = save(frame, tmp_path, "gpkg")
        received = taken(path, registry)
        assert rules(received) == {"crs"}
        assert words in said(received, "crs")
        path.unlink()


def test_old_fonts_are_decoded_and_joined_by_name(tmp_path: Path, registry: Registry) -> None:
    named = wards(registry)[["name", "geometry"]]
    received = taken(dbase_in_tcvn3(named, tmp_path), registry)
    assert received.is_accepted and received.code_column == ""
    assert "TCVN3" in said(received, "encoding")
    assert [key.code for key in received.shapes] == sorted(wards(registry)["code"])


def test_columns_are_known_by_what_they_hold(tmp_path: Path, registry: Registry) -> None:
    frame = wards(registry)
    renamed = geopandas.GeoDataFrame(
        {
            "OBJECTID": range(1, DISTRICT + 1),
            "DTICH": [3.5 + row for row in range(DISTRICT)],
            "F3": [in_tcvn3(name.removeprefix("Phường ")) for name in frame["name"]],
            "F4": [int(code) for code in frame["code"]],
            "F5": ["Quận Hoàng Mai"] * DISTRICT,
        },
        geometry=list(frame.geometry),
        crs=4326,
    )
    received = taken(save(renamed, tmp_path, "gpkg"), registry)
    assert (received.code_column, received.name_column) == ("F4", "F3")
    assert received.is_accepted and received.matched == DISTRICT


def test_a_missing_unit_is_named(tmp_path: Path, registry: Registry) -> None:
    received = taken(save(wards(registry).iloc[1:], tmp_path, "gpkg"), registry)
    assert received.document()["missing"] == ["00301"]
    assert "Phường Thanh Trì (00301)" in said(received, "missing")


def test_a_place_named_must_be_filled(tmp_path: Path, registry: Registry) -> None:
    few = wards(registry).iloc[:5]
    path = save(few, tmp_path, "gpkg")
    assert taken(path, registry).is_accepted
    asked = taken(path, registry, place="hoang-mai")
    assert len(asked.document()["missing"]) == DISTRICT - 5
    assert taken(path, registry, place="Quận Hoàng Mai").document() == asked.document()


def test_a_doubled_unit_is_named_and_parts_that_lie_apart_are_joined(
    tmp_path: Path, registry: Registry
) -> None:
    frame = wards(registry)
    twice = geopandas.GeoDataFrame(pd.concat([frame, frame.iloc[2:3]]), crs=4326)
    received = taken(save(twice, tmp_path, "gpkg"), registry)
    assert received.document()["doubled"] == [frame["code"].iloc[2]]
    assert not received.is_accepted
    west, south, east, north = frame.geometry.iloc[2].bounds
    halves = [
        frame.geometry.iloc[2] & shapely.box(west, south, (west + east) / 2, north),
        frame.geometry.iloc[2] & shapely.box((west + east) / 2, south, east, north),
    ]
    cut = with_shape(twice, 2, halves[0])
    cut = with_shape(cut, DISTRICT, halves[1])
    parts = taken(save(cut, tmp_path, "geojson"), registry)
    assert parts.is_accepted and rules(parts, Weight.NOTICE) >= {"parts"}
    whole = parts.shapes[registry.at(frame["code"].iloc[2], DAY).key]
    assert whole.area == pytest.approx(frame.geometry.iloc[2].area, rel=1e-3)


def test_a_bow_tie_is_refused_and_a_kink_is_mended(tmp_path: Path, registry: Registry) -> None:
    frame = wards(registry)
    tied = with_shape(frame, 3, bow_tie(frame.geometry.iloc[3]))
    received = taken(save(tied, tmp_path, "gpkg"), registry)
    assert "self_crossing" in rules(received)
    assert frame["code"].iloc[3] in received.units_of("self_crossing")
    bent = with_shape(frame, 3, kinked(frame.geometry.iloc[3]))
    assert not bent.geometry.iloc[3].is_valid
    mended = taken(save(bent, tmp_path, "geojson"), registry)
    assert mended.is_accepted
    assert frame["code"].iloc[3] in mended.record.repaired
    assert all(shape.is_valid for shape in mended.shapes.values())


def test_gaps_and_overlaps_of_a_drawing_are_closed_together(
    tmp_path: Path, registry: Registry
) -> None:
    """Every ward redrawn 8 m out of place: no edge is shared any more; afterwards each is."""
    frame = wards(registry).to_crs(9209)
    shifts = [(8 * (row % 3 - 1), 8 * (row % 2)) for row in range(DISTRICT)]
    loose = frame.set_geometry(
        [translate(shape, *by) for shape, by in zip(frame.geometry, shifts, strict=True)],
        crs=9209,
    )
    assert not shapely.coverage_is_valid(list(loose.geometry))
    received = taken(save(loose, tmp_path, "gpkg"), registry)
    assert received.is_accepted, received.findings
    closed = list(received.shapes.values())
    assert shapely.coverage_is_valid(closed)
    whole = shapely.coverage_union_all(closed)
    assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == 0
    assert rules(received, Weight.NOTICE) >= {"coverage"}


def test_units_that_lie_on_each_other_are_refused(tmp_path: Path, registry: Registry) -> None:
    frame = wards(registry)
    wide = with_shape(frame, 0, frame.geometry.iloc[0].buffer(0.01))
    received = taken(save(wide, tmp_path, "gpkg"), registry)
    assert rules(received) == {"overlap"}
    assert "00301" in received.units_of("overlap")


def test_codes_of_another_day_join_nothing(tmp_path: Path, registry: Registry) -> None:
    """The same five digits are another place after the reform: the names tell."""
    new = cells([registry.at(code, NEW_DAY) for code in ("00301", "00316", "00322", "00331")])
    path = save(new, tmp_path, "gpkg")
    assert taken(path, registry, NEW_DAY).matched == 4
    received = taken(path, registry, DAY)
    assert "code_and_name" in rules(received)
    assert not received.shapes


def test_a_name_that_many_places_bear_joins_only_where_the_rest_of_the_file_lies(
    tmp_path: Path, registry: Registry
) -> None:
    """Xã Tân Ninh and the like stand in several provinces; a file of one district says which."""
    named = wards(registry, "397")[["name", "geometry"]]
    received = taken(save(named, tmp_path, "gpkg"), registry)
    assert received.is_accepted, received.findings
    assert {key.code for key in received.shapes} == set(wards(registry, "397")["code"])


def test_names_exchanged_between_far_places_are_noticed(tmp_path: Path, registry: Registry) -> None:
    both = geopandas.GeoDataFrame(
        pd.concat([wards(registry), wards(registry, "397")], ignore_index=True), crs=4326
    )[["name", "geometry"]]
    one, other = 0, DISTRICT
    both.loc[[one, other], "name"] = both["name"][[other, one]].to_numpy()
    received = taken(save(both, tmp_path, "gpkg"), registry)
    assert not received.is_accepted
    assert len(received.units_of("misplaced", "missing")) >= 1


def test_accents_lost_join_nothing_but_are_suggested(tmp_path: Path, registry: Registry) -> None:
    frame = wards(registry)[["name", "geometry"]]
    frame["name"] = ["Phuong Dai Kim", *frame["name"][1:]]
    received = taken(save(frame, tmp_path, "gpkg"), registry)
    assert received.matched == DISTRICT - 1
    assert "Đại Kim" in said(received, "not_recognised")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ban-do.dwg", b"AC1027", ".dxf"),
        ("ban-do.gpkg", b"not a database", "tệp hỏng"),
        ("ban-do.zip", b"PK but not", "tệp nén hỏng"),
        ("ban-do.txt", b"x", "không đọc được loại tệp này"),
        ("ban-do.shp", b"x", "thiếu .shx, .dbf"),
    ],
)
def test_a_file_that_is_no_map_is_turned_away_in_words(
    tmp_path: Path, registry: Registry, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadBoundaryFile, match=words):
        taken(path, registry)


def test_a_packed_path_leads_nowhere_else(tmp_path: Path, registry: Registry) -> None:
    plain = save(wards(registry), tmp_path, "gpkg")
    path = tmp_path / "leo.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(plain, "../../leo.gpkg")
    assert taken(path, registry).is_accepted
    assert not (tmp_path.parent / "leo.gpkg").exists()


def test_several_layers_of_areas_ask_which(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "nhieu.gpkg"
    wards(registry).to_file(path, layer="xa_2024")
    wards(registry).rename(columns={"name": "ten"}).to_file(path, layer="xa_2020")
    with pytest.raises(BadBoundaryFile, match="--layer"):
        taken(path, registry)
    assert taken(path, registry, layer="xa_2024").is_accepted


def test_what_is_kept_is_found_by_place_and_day(tmp_path: Path, registry: Registry) -> None:
    old = save(wards(registry), tmp_path, "gpkg")
    data = tmp_path / "data"
    assert keep(taken(old, registry), old, data)
    assert not keep(taken(old, registry), old, data)
    new_units = [registry.at(code, NEW_DAY) for code in ("00301", "00316", "00322", "00331")]
    new = save(cells(new_units), tmp_path, "geojson")
    before = boundaries_stamp(data)
    assert keep(taken(new, registry, NEW_DAY), new, data)
    assert boundaries_stamp(data) != before
    kept = load_boundaries(data)
    assert {one.record.as_of for one in kept} == {DAY, NEW_DAY}
    then = draw(kept, registry.units("008", date(2022, 6, 30)), date(2022, 6, 30))
    assert len(then.shapes) == DISTRICT and then.absent == ()
    assert [record.as_of for record in then.records] == [DAY]
    now = draw(kept, new_units[:3], date(2026, 6, 30))
    assert len(now.shapes) == 3
    assert [key.code for key in now.around] == ["00331"]
    nothing = draw(kept, registry.units("397", DAY), DAY)
    assert nothing.shapes == {} and len(nothing.absent) == len(registry.units("397", DAY))


def test_the_command_speaks_and_answers_json(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path / "data"))
    path = save(without_crs(wards(registry).to_crs(9209)), tmp_path, "gpkg")
    call = ["boundaries", "import", str(path), "--as-of", "2024-06-30", "--json"]
    assert main(call) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer.items() >= {
        "units": 14, "matched": 14, "missing": [], "doubled": [], "crs": "EPSG:9209",
        "crs_guessed": True, "accepted": False,
    }.items()  # fmt: skip
    assert load_boundaries(tmp_path / "data") == ()
    assert main([*call, "--confirm"]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"] is True
    [kept] = load_boundaries(tmp_path / "data")
    assert kept.record.file == path.name and len(kept.shapes) == DISTRICT
    assert main([*call[:2], str(tmp_path / "khong-co.gpkg"), *call[3:]]) == 2


def test_an_upgraded_unit_keeps_the_outline_of_its_territory(
    tmp_path: Path, registry: Registry
) -> None:
    """A new type is another (code, valid_from) in the same bounds: the old file still draws it."""
    later = next(
        unit
        for unit in registry.units("VN", date(2026, 6, 30))
        if unit.valid_from > NEW_DAY and registry.continues(unit)
    )
    before = registry.continues(later)
    assert before is not None and before.key != later.key
    path = save(cells(registry.units(before.province_code, NEW_DAY)), tmp_path, "gpkg")
    kept = taken(path, registry, NEW_DAY)
    assert keep(kept, path, tmp_path / "data")
    area = resolve_area(registry, later.code, date(2026, 6, 30), load_selections())
    found = survey(load_boundaries(tmp_path / "data"), registry, area, tmp_path / "static")
    assert found.absent == () and found.ground is not None
    assert found.has(later.key)
