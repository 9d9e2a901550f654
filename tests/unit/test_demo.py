"""Demonstration submissions: the same every time, and right except where they mean to be wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import ROOT, Catalogue, load_catalogue
from childrights.catalogue.relations import RelationKind, relations
from childrights.periods import Period, Span
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of, deadline
from childrights.places.model import Relation
from childrights.places.registry import Registry, load_registry
from etl.demo import DEFAULT_PLACES, DEFAULT_YEARS, NOW, generate, write_overlay
from etl.demo.chance import share
from etl.demo.plan import FileJob, Planner
from etl.demo.territory import Piece, Territories, Territory
from etl.demo.truth import World
from etl.template import sheet_name

SEED = 2026


def make(
    out: Path, places: list[str], years: list[int], catalogue: Catalogue, registry: Registry
) -> dict[str, bytes]:
    files = generate(
        out,
        catalogue,
        registry,
        load_selections(),
        places,
        years,
        SEED,
        1,
        lambda done, total: None,
    )
    return {str(item.path.relative_to(out)): item.path.read_bytes() for item in files}


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wards")
    make(out, ["hoang-mai"], [2023, 2024], load_catalogue(), load_registry())
    return out


@pytest.fixture(scope="module")
def world() -> World:
    return World(SEED, load_catalogue())


@pytest.fixture(scope="module")
def jobs() -> list[FileJob]:
    planner = Planner(load_catalogue(), load_registry(), load_selections(), SEED)
    return planner.plan(DEFAULT_PLACES, DEFAULT_YEARS, 1)


def grid(path: Path, name: str | None = None) -> list[list[object]]:
    """Figures below the index row of a sheet, by default the first, as typed."""
    book = load_workbook(path)
    sheet = book[name] if name else book.worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(i for i, line in enumerate(lines) if line[0] == "A" and line[1] == "B")
    first = lines[start].index(1)
    wide = sum(isinstance(value, int) for value in lines[start])
    body = []
    for line in lines[start + 1 :]:
        if line[1] is None and line[2] is None:
            break
        body.append(line[first : first + wide])
    return body


def good(folder: Path, form: str, jobs: list[FileJob]) -> list[Path]:
    wrong = {job.path for job in jobs if any(report.mistaken for report in job.reports)}
    return sorted(
        path
        for path in folder.rglob(f"{form}_*.xlsx")
        if path.relative_to(folder).as_posix() not in wrong and "theo-thon" not in path.name
    )


def test_same_seed_same_bytes_and_another_place_changes_nothing(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    alone = make(tmp_path / "a", ["ha-trung"], [2026], catalogue, registry)
    beside = make(tmp_path / "b", ["kon-tum", "ha-trung"], [2026], catalogue, registry)
    assert alone == {path: beside[path] for path in alone}
    assert len(beside) > len(alone) > 50


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """A run in the background ignores Ctrl-C, and whatever it starts would too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_is_heard")
@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these signals to send")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_halfway_it_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "etl", "demo", "--places", "hoang-mai", "--years", "2021-2023"]
    environment = {**os.environ, "CHILDRIGHTS_DATA": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True
    ) as demo:
        assert demo.stderr is not None and "Tạo biểu minh họa" in demo.stderr.readline().decode()
        if how is signal.SIGINT:  # as Ctrl-C: to every process of the terminal
            os.killpg(demo.pid, how)
        else:
            demo.send_signal(how)
        # Every process of it holds the pipe open: the pipe ends when the last of them does.
        said = demo.communicate(timeout=60)[1].decode()
    assert "Traceback" not in said
    if how is signal.SIGINT:
        assert (demo.returncode, "Đã dừng giữa chừng" in said) == (130, True)


def test_every_sheet_carries_the_mark(wards: Path) -> None:
    paths = sorted(wards.rglob("*.xlsx"))
    for path in paths[::25]:
        for sheet in load_workbook(path).worksheets:
            assert sheet["A1"].value == "DỮ LIỆU MINH HỌA - KHÔNG PHẢI SỐ LIỆU THẬT"


def test_good_bhyt_files_add_up(wards: Path, jobs: list[FileJob]) -> None:
    paths = good(wards, "bhyt_duoi_6_tuoi", jobs)
    assert len(paths) > 60
    for path in paths:
        body: list[list[int]] = grid(path)  # type: ignore[assignment]
        for line in body:
            eligible, boys, girls, cards, card_boys, card_girls, without, *reasons = line
            assert eligible == boys + girls == cards + without
            assert cards == card_boys + card_girls
            assert without == sum(reasons)
            assert card_boys <= boys
            assert card_girls <= girls
        assert body[0] == [sum(column) for column in zip(*body[1:7], strict=True)]


def test_good_children_files_add_up(wards: Path, jobs: list[FileJob]) -> None:
    for path in good(wards, "bo_chi_tieu_tre_em", jobs):
        body: list[list[int]] = grid(path)  # type: ignore[assignment]
        for index, line in enumerate(body):
            if index not in (0, 8):
                assert line[0] == line[1] + line[2]
        for column in range(3):
            headline, supported = body[9][column], body[24][column]
            groups = [body[row][column] for row in range(10, 24)]
            assert body[1][column] == sum(body[row][column] for row in range(2, 7))
            assert body[7][column] <= body[1][column]
            assert supported <= headline <= body[1][column]
            assert max(groups) <= headline <= sum(groups)


def pairs(path: Path) -> list[list[tuple[int, int]]]:
    """Cases and deaths of an injuries form of either version."""
    body = grid(path)
    if isinstance(body[0][0], str):
        return [[tuple(map(int, str(cell).split("/"))) for cell in line] for line in body]  # type: ignore[misc]
    return [list(zip(line[::2], line[1::2], strict=True)) for line in body]  # type: ignore[arg-type]


def test_injuries_only_grow_within_a_year_cell_by_cell(wards: Path, jobs: list[FileJob]) -> None:
    for year in (2023, 2024):
        by_ward: dict[str, list[Path]] = {}
        for span in ("6M", "9M", "12M"):
            for path in good(wards, "tai_nan_thuong_tich", jobs):
                if path.parent.name == f"{year}-{span}":
                    by_ward.setdefault(path.name[:25], []).append(path)
        assert len(by_ward) == 14
        for paths in by_ward.values():
            for earlier, later in pairwise(paths):
                for before, after in zip(pairs(earlier), pairs(later), strict=True):
                    for (cases, deaths), (more_cases, more_deaths) in zip(
                        before, after, strict=True
                    ):
                        assert deaths <= cases
                        assert (cases, deaths) <= (more_cases, more_deaths)
                        assert deaths <= more_deaths


def test_good_injury_files_add_up(wards: Path, jobs: list[FileJob]) -> None:
    for path in good(wards, "tai_nan_thuong_tich", jobs)[::4]:
        body = pairs(path)
        for line in body:
            assert line[0] == tuple(sum(part) for part in zip(*line[1:], strict=True))
        causes = body[1::4]
        for number in range(9):
            assert body[0][number] == tuple(
                sum(part) for part in zip(*(row[number] for row in causes), strict=True)
            )
            for top in range(1, 45, 4):
                settings = [body[top + step][number] for step in (1, 2, 3)]
                assert body[top][number] == tuple(sum(part) for part in zip(*settings, strict=True))


def test_planned_mistakes_are_broken_or_unreadable(
    wards: Path, catalogue: Catalogue, jobs: list[FileJob]
) -> None:
    wrong = [
        job
        for job in jobs
        if any(report.mistaken for report in job.reports) and (wards / job.path).exists()
    ]
    assert wrong
    sheets = [(job, report) for job in wrong for report in job.reports if report.mistaken]
    for job, report in sheets:
        version = catalogue.forms[report.version]
        numbers = {}
        typed = grid(wards / job.path, sheet_name(version))
        for item in version.fields(Layout.UNIT):
            cell = typed[item.row][item.column]
            if item.pack_position is not None and isinstance(cell, str):
                cell = cell.split("/")[item.pack_position]
            numbers[item.series] = int(cell) if str(cell).isdigit() else None  # type: ignore[call-overload]
        faults = [
            relation
            for relation in relations(version, Layout.UNIT, catalogue)
            if not _holds(relation.kind, numbers[relation.whole.series],
                          [numbers[part.series] for part in relation.parts])
        ]  # fmt: skip
        assert faults or None in numbers.values()
        followers = [
            other for other in jobs if other.path == job.path.replace(".xlsx", "_lan-2.xlsx")
        ]
        assert all(other.letter.received_at > job.letter.received_at for other in followers)


def _holds(kind: RelationKind, whole: int | None, parts: list[int | None]) -> bool:
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < len(parts):
        return False
    return whole == sum(known) if kind is RelationKind.SUM else sum(known) <= whole


def test_plan_is_as_untidy_as_it_means_to_be(
    jobs: list[FileJob], registry: Registry, catalogue: Catalogue
) -> None:
    singles = [
        job
        for job in jobs
        if job.layout is Layout.UNIT
        and len(job.reports) == 1
        and catalogue.forms[job.reports[0].version].mandatory
    ]
    first = [job for job in singles if not job.path.endswith(("lan-2.xlsx", "chinh-thuc.xlsx"))]
    late = 0
    for job in first:
        due = deadline(registry, job.reports[0].unit.code, job.period)
        assert due is not None
        assert job.reports[0].cut_off == due.cut_off
        late += job.letter.day > due.due
    expected = 0
    for place in ("hoang-mai", "trieu-son", "ha-trung", "kon-tum"):
        for period in (Period(year, span) for year in range(2021, 2026) for span in Span):
            units = resolve_area(registry, place, as_of(period), load_selections()).units
            reported = [u for u in units if deadline(registry, u.code, period)]
            expected += len(reported) * (4 if period.span is Span.M12 else 3)
    sent = [job for job in first if job.period.year < 2026]
    assert 0.02 < 1 - len(sent) / expected < 0.04
    assert 0.06 < late / len(first) < 0.1
    wrong = sum(report.mistaken for job in first for report in job.reports)
    assert 0.01 < wrong / len(first) < 0.03
    assert max(job.letter.received_at for job in jobs) <= NOW
    assert all(job.letter.received_at.utcoffset() == timedelta(hours=7) for job in jobs)
    assert any(str(job.period) == "2026-12M" for job in jobs)


def test_each_place_reports_its_own_spans_and_units(jobs: list[FileJob]) -> None:
    spans: dict[str, set[str]] = {}
    for job in jobs:
        place, period, _ = job.path.split("/")
        spans.setdefault(place, set()).add(period.split("-")[1])
    assert spans == {
        place: {"6M", "9M", "12M"} if place == "hoang-mai" else {"6M", "12M"}
        for place in DEFAULT_PLACES
    }
    (bhyt,) = [
        job for job in jobs if job.path == "binh-thuan/2024-12M/bhyt_duoi_6_tuoi_binh-thuan.xlsx"
    ]
    assert bhyt.layout is Layout.ROWS
    assert 115 <= len(bhyt.reports) <= 124
    assert len({job.path for job in jobs}) == len(jobs)


def test_commune_merged_of_whole_communes_is_their_sum(world: World, registry: Registry) -> None:
    territories = Territories(registry)
    eve, day = date(2025, 6, 30), date(2025, 7, 1)
    checked = 0
    for unit in resolve_area(registry, "trieu-son", day, load_selections()).units:
        before = registry.predecessors(unit.key)
        if any(relation is not Relation.FULL for _, relation in before):
            continue
        total: Counter[object] = Counter()
        for key, _ in before:
            total.update(world.figures(territories.of(key), 2025, eve).totals)
        merged = world.figures(territories.of(unit.key), 2025, eve).totals
        counted = {key: n for key, n in merged.items() if not key[0].startswith(("cfc", "special"))}
        assert counted == {key: total[key] for key in counted}
        assert merged.get(("cfc_recognised", ()), 0) == 0 or len(before) == 1
        checked += 1
    assert checked >= 7


def test_a_divided_ward_is_shared_out_without_loss(world: World, registry: Registry) -> None:
    old = registry.at("00316", date(2025, 6, 30))
    day = date(2025, 6, 30)
    territories = Territories(registry)
    pieces = [
        piece
        for key, _ in registry.successors(old.key)
        for piece in territories.of(key).pieces
        if (piece.code, piece.valid_from) == (old.code, old.valid_from)
    ]
    assert len(pieces) > 1
    whole = world.figures(territories.of(old.key), 2025, day).totals
    parts = [world.figures(Territory("x", day, (piece,)), 2025, day).totals for piece in pieces]
    for series in whole:
        if series[0] in ("children", "bhyt_card_holders", "injury_cases", "injury_deaths"):
            assert whole[series] == sum(part.get(series, 0) for part in parts)


def test_hamlets_add_up_to_their_commune(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    make(tmp_path, ["ha-trung"], [2026], catalogue, registry)
    (by_hamlet,) = tmp_path.glob("ha-trung/2026-6M/*15271*theo-thon.xlsx")
    commune = next(tmp_path.glob("ha-trung/2026-6M/bhyt_duoi_6_tuoi_15271_xa-ha-trung.xlsx"))
    lines: list[list[int]] = grid(by_hamlet)  # type: ignore[assignment]
    assert len(lines) == 15  # 14 hamlets and their total
    assert [sum(column) for column in zip(*lines[:-1], strict=True)] == lines[-1]
    assert lines[-1] == grid(commune)[0]


def test_scale_adds_real_units_and_none_twice(catalogue: Catalogue, registry: Registry) -> None:
    planner = Planner(catalogue, registry, load_selections(), SEED)
    jobs = planner.plan(["ha-trung", "trieu-son"], [2024], 3)
    units = Counter(
        (report.unit.key, report.version, job.period, job.path.endswith("_lan-2.xlsx"))
        for job in jobs
        for report in job.reports
        if "chinh-thuc" not in job.path and "theo-thon" not in job.path
    )
    assert max(units.values()) == 1
    found = {key for key, *_ in units}
    assert 3 * 53 <= len(found) <= 3 * 54
    assert {registry.get(key).province_code for key in found} == {"38"}


def test_overlay_is_accepted_by_the_catalogue_and_the_registry(tmp_path: Path) -> None:
    write_overlay(tmp_path)
    targets = [t for t in load_catalogue(data_dir=tmp_path).targets if t.id.startswith("DEMO")]
    assert {target.year for target in targets} == set(range(2021, 2027))
    assert all(target.illustrative and "minh họa" in target.document for target in targets)
    registry = load_registry(tmp_path)
    town = registry.at("15271", date(2024, 5, 15))
    assert len(registry.hamlets(town.key, date(2024, 5, 15))) == 8


@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 1), max_size=6),
    st.floats(0, 1, exclude_max=True),
)
def test_shares_add_up_to_the_whole(count: int, cuts: list[float], offset: float) -> None:
    edges = [0.0, *sorted(cuts), 1.0]
    parts = [share(count, low, high, offset) for low, high in pairwise(edges)]
    assert sum(parts) == count
    assert min(parts) >= 0


def test_piece_of_a_piece_stays_within_it(registry: Registry) -> None:
    territories = Territories(registry)
    for unit in registry.units("01", date(2025, 7, 1)):
        for piece in territories.of(unit.key).pieces:
            assert isinstance(piece, Piece)
            assert 0 <= piece.low < piece.high <= 1
