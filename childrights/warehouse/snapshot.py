"""Snapshots: a DuckDB file projected from the ledger, written once, pointed at by ``CURRENT``.

Replacing a DuckDB file under a live reader served stale rows in 95% of reads when it was
measured; a new file per version behind a pointer served none torn (docs/decisions/0002). A
running dashboard follows the pointer, so a load needs no restart.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from childrights.places.model import Locality
from childrights.warehouse.assignments import RANK_ASSIGNED, assigned_table
from childrights.warehouse.ledger import Ledger

KEPT_SNAPSHOTS = 3
_READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "access_mode": "read_only",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


class NoSnapshot(LookupError):
    """Nothing has been loaded into this data folder yet."""


@dataclass(frozen=True)
class Snapshot:
    """An open snapshot. ``name`` identifies its content and serves as a cache key."""

    name: str
    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one query on a cursor of its own: shared connections hand out others' rows."""
        cursor = self.connection.cursor()
        try:
            return cursor.execute(sql, list(parameters)).fetchall()
        finally:
            cursor.close()

    def meta(self) -> dict[str, str]:
        """Facts about the snapshot: built_at, kind, last_batch, as_of."""
        return {str(key): str(value) for key, value in self.rows("SELECT key, value FROM meta")}


def current_name(data_dir: Path) -> str:
    """Name of the snapshot in force; raise :class:`NoSnapshot` when there is none."""
    try:
        return (data_dir / "snapshots" / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise NoSnapshot(f"Thư mục {data_dir} chưa có số liệu nào được nạp.") from error


def require_dimensions(snapshot: Snapshot, dimensions: Sequence[str]) -> None:
    """Raise :class:`UnreadableSnapshot` for a snapshot older than a dimension of the catalogue."""
    missing = set(dimensions) - set(snapshot.meta().get("dimensions", "").split())
    if missing:
        raise UnreadableSnapshot(
            f"Bản số liệu {snapshot.name} có trước khi danh mục thêm phân tổ "
            f"{', '.join(sorted(missing))}. Chạy “python -m etl publish” để dựng lại từ sổ."
        )


def published_batch(data_dir: Path) -> int | None:
    """The newest batch that the snapshot in force holds; ``None`` without a snapshot."""
    try:
        return int(current_name(data_dir).split("-")[1])
    except NoSnapshot:
        return None


class UnreadableSnapshot(RuntimeError):
    """The snapshot's file is damaged or was written by a newer DuckDB."""


def open_current(data_dir: Path) -> Snapshot:
    """Open the snapshot in force, read-only.

    Raises :class:`NoSnapshot` when there is none and :class:`UnreadableSnapshot` when its file
    cannot be opened; the ledger rebuilds it.
    """
    name = current_name(data_dir)
    path = data_dir / "snapshots" / f"{name}.duckdb"
    try:
        return Snapshot(name, duckdb.connect(str(path), config=_READ_ONLY))
    except duckdb.Error as error:
        raise UnreadableSnapshot(
            f"Không mở được bản số liệu {path.name}. Số liệu vẫn còn trong sổ: chạy "
            "“python -m etl publish” để dựng lại."
        ) from error


def publish(ledger: Ledger, localities: Iterable[Locality], dimensions: Sequence[str]) -> str:
    """Project the whole ledger into a new snapshot and point at it; return its name."""
    folder = ledger.data_dir / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"wh-{ledger.last_batch():08d}-{uuid.uuid4().hex[:8]}"
    draft = folder / f".draft-{name}.duckdb"
    connection = duckdb.connect(str(draft))
    try:
        _project(connection, ledger, localities, dimensions, as_of=None)
    finally:
        connection.close()
    draft.replace(folder / f"{name}.duckdb")
    _point(folder, name)
    _tidy(folder, name)
    return name


def replay(
    ledger: Ledger, localities: Iterable[Locality], dimensions: Sequence[str], as_of: datetime
) -> Snapshot:
    """The snapshot as it was known at a moment, in memory (``--as-of``)."""
    connection = duckdb.connect(":memory:")
    _project(connection, ledger, localities, dimensions, as_of)
    return Snapshot(f"as-of-{as_of.isoformat()}", connection)


def _point(folder: Path, name: str) -> None:
    draft = folder / f".CURRENT-{uuid.uuid4().hex}"
    with draft.open("w", encoding="utf-8") as handle:
        handle.write(name)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(folder / "CURRENT")


def _tidy(folder: Path, current: str) -> None:
    old = sorted(folder.glob("wh-*.duckdb"), key=lambda path: path.stat().st_mtime)
    stale = [path for path in old if path.stem != current][: -(KEPT_SNAPSHOTS - 1)]
    for path in [*stale, *folder.glob(".draft-*")]:
        try:
            path.unlink()
        except PermissionError:
            # Windows keeps a file that a viewer still has open; the next load removes it.
            continue


def _project(
    connection: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    localities: Iterable[Locality],
    dimensions: Sequence[str],
    as_of: datetime | None,
) -> None:
    receipts = [
        item
        for item in ledger.receipts()
        if as_of is None or datetime.fromisoformat(item["received_at"]) <= as_of
    ]
    _register(connection, "locality", _locality_table(localities))
    _register(connection, "file", _file_table(receipts))
    _register(connection, "finding", _finding_table(receipts))
    _register(connection, "submission_all", _submission_table(receipts))
    connection.execute(_RANK_SUBMISSIONS)
    _register(connection, "assigned_all", assigned_table(receipts))
    connection.execute(RANK_ASSIGNED)
    paths = [str(batch / "observations.parquet") for batch in ledger.batches()]
    _load_observations(connection, paths, dimensions)
    meta = {
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": ledger.kind.value,
        "as_of": as_of.isoformat() if as_of else "",
        "dimensions": " ".join(dimensions),
    }
    table = pa.table({"key": list(meta), "value": list(meta.values())})
    _register(connection, "meta", table)


# The last one received is in force for its form, unit and period. The letter's date and the
# hash only decide between files received at the same moment, so that loading order never does.
_RANK_SUBMISSIONS = """
CREATE TABLE submission AS
SELECT *,
       verdict = 'accepted' AND row_number() OVER (
           PARTITION BY verdict, form, locality, valid_from, period
           ORDER BY received_at DESC, letter_date DESC NULLS LAST, file_name DESC,
                    sha256 DESC, number DESC
       ) = 1 AS in_force
FROM submission_all;
DROP TABLE submission_all;
"""


def _register(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _load_observations(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], dimensions: Sequence[str]
) -> None:
    if paths:
        source, parameters = "read_parquet($paths, union_by_name = true)", {"paths": list(paths)}
    else:
        source, parameters = "no_observations", None
        columns = ", ".join(f"{name} VARCHAR" for name in dimensions)
        connection.execute(_EMPTY_OBSERVATIONS.format(dimensions=columns))
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}", parameters).fetchall()
    known = {row[0] for row in described}
    # A dimension younger than the whole ledger has no column in it: everything is its total.
    columns = ", ".join(
        f"coalesce(o.{name}, '_T') AS {name}" if name in known else f"'_T' AS {name}"
        for name in dimensions
    )
    connection.execute(
        f"""
        CREATE TABLE observation AS
        SELECT o.measure, {columns}, s.locality AS code, s.valid_from, s.period,
               s.shape, s.id AS submission, s.in_force, o.value, o.status, o.text, o.sheet, o.cell
        FROM {source} o
        JOIN submission s ON s.sha256 = o.sha256 AND s.number = o.number
        WHERE s.verdict = 'accepted'
        ORDER BY s.in_force DESC, o.measure, s.period, s.locality
        """,
        parameters,
    )
    connection.execute("DROP TABLE IF EXISTS no_observations")


_EMPTY_OBSERVATIONS = """
CREATE TABLE no_observations (
    sha256 VARCHAR, number INTEGER, measure VARCHAR, {dimensions}, value DECIMAL(18, 4),
    status VARCHAR, text VARCHAR, sheet VARCHAR, cell VARCHAR
)
"""


def _locality_table(localities: Iterable[Locality]) -> pa.Table:
    rows = list(localities)
    return pa.table(
        {
            "code": [row.code for row in rows],
            "valid_from": [row.valid_from for row in rows],
            "valid_to": pa.array([row.valid_to for row in rows], pa.date32()),
            "name": [row.name for row in rows],
            "level": [row.level.value for row in rows],
            "parent_code": [row.parent_code for row in rows],
            "province_code": [row.province_code for row in rows],
        }
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _file_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.table(
        {
            "sha256": pa.array([r["sha256"] for r in receipts], pa.string()),
            "name": pa.array([r["name"] for r in receipts], pa.string()),
            "size_bytes": pa.array([r["size_bytes"] for r in receipts], pa.int64()),
            "received_at": pa.array(
                [_moment(r["received_at"]) for r in receipts], pa.timestamp("us", tz="UTC")
            ),
            "batch": pa.array([r["batch"] for r in receipts], pa.int32()),
            "verdict": pa.array([r["verdict"] for r in receipts], pa.string()),
            "definitions": pa.array([r["definitions"] for r in receipts], pa.string()),
        }
    )


_SUBMISSION_TEXTS = (
    "form", "version", "layout", "locality", "name", "period", "nature",
    "letter_number", "sheet", "verdict",
)  # fmt: skip


def _submission_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    pairs = [(receipt, item) for receipt in receipts for item in receipt["submissions"]]
    dates = {"valid_from", "cut_off", "letter_date"}
    columns: dict[str, pa.Array] = {
        "id": pa.array(range(1, len(pairs) + 1), pa.int32()),
        "sha256": pa.array([receipt["sha256"] for receipt, _ in pairs], pa.string()),
        "file_name": pa.array([receipt["name"] for receipt, _ in pairs], pa.string()),
        "received_at": pa.array(
            [_moment(receipt["received_at"]) for receipt, _ in pairs],
            pa.timestamp("us", tz="UTC"),
        ),
        "number": pa.array([item["number"] for _, item in pairs], pa.int32()),
        "signed_off": pa.array([item["signed_off"] for _, item in pairs], pa.bool_()),
        "shape": pa.array([shape_of(item) for _, item in pairs], pa.string()),
    }
    for name in _SUBMISSION_TEXTS:
        columns[name] = pa.array([item[name] for _, item in pairs], pa.string())
    for name in sorted(dates):
        columns[name] = pa.array(
            [datetime.fromisoformat(item[name]).date() if item[name] else None
             for _, item in pairs],
            pa.date32(),
        )  # fmt: skip
    return pa.table(columns)


def shape_of(submission: dict[str, Any]) -> str:
    """Form version and layout together: what decides which cells a submission holds."""
    return f"{submission['form']}@{submission['version']}/{submission['layout']}"


def _finding_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    rows: list[tuple[str, int | None, dict[str, str]]] = []
    for receipt in receipts:
        rows += [(receipt["sha256"], None, item) for item in receipt["findings"]]
        for assignment in receipt.get("assignments", []):
            rows += [(receipt["sha256"], None, item) for item in assignment["findings"]]
        for submission in receipt["submissions"]:
            number = submission["number"]
            rows += [(receipt["sha256"], number, item) for item in submission["findings"]]
    table = {
        "sha256": pa.array([sha for sha, _, _ in rows], pa.string()),
        "number": pa.array([number for _, number, _ in rows], pa.int32()),
    }
    for name in ("severity", "rule", "sheet", "cell", "message"):
        table[name] = pa.array([item[name] for _, _, item in rows], pa.string())
    return pa.table(table)
