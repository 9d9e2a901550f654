"""A folder or archive that another office's SDMX tools open: SDMX-CSV 2.0 and its structure."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

import pandas as pd
import sdmx
from sdmx.model import common, v21

from childrights.desk import Desk
from childrights.exchange.components import Role
from childrights.exchange.observations import Extract, Row
from childrights.exchange.structure import Described, describe, require_described

DATA, STRUCTURE = "data.csv", "structure.xml"

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def sdmx_files(desk: Desk, extracted: Extract, prepared: datetime) -> dict[str, bytes]:
    """Name to bytes of ``data.csv`` (UTF-8, commas, decimal points) and ``structure.xml``.

    ``prepared`` carries its time zone. Raises
    :class:`~childrights.exchange.structure.NotInStructure` before anything is written that its
    own structure would not allow.
    """
    facts = {
        "AUDIENCE": extracted.asked.audience.value,
        "SNAPSHOT_BUILT_AT": desk.snapshot.meta()["built_at"],
        "CATALOGUE_DIGEST": desk.catalogue.digest,
    }
    described = describe(
        desk.catalogue, extracted.places, facts,
        is_demonstration=desk.is_demonstration, prepared=prepared,
    )  # fmt: skip
    require_described(extracted.rows, described)
    return {DATA: _csv(extracted.rows, described), STRUCTURE: described.xml}


def _csv(rows: Iterable[Row], described: Described) -> bytes:
    dataset = v21.DataSet(
        described_by=described.dataflow, structured_by=described.dataflow.structure,
        action=common.ActionType.information,
    )  # fmt: skip
    dataset.add_obs([_observation(row, described) for row in rows])
    # dtype=None keeps 98.50 as it is; a float would be written 98.5, and 0.1 + 0.2 in full.
    frame = cast(
        "pd.DataFrame", sdmx.to_csv(dataset, rtype=pd.DataFrame, attributes="o", dtype=None)
    )
    text: str = frame.to_csv(index=False, lineterminator="\r\n")
    return text.encode()


def _observation(row: Row, described: Described) -> v21.Observation:
    structure = described.dataflow.structure
    by_role = {role: [c for c in described.columns if c.role is role] for role in Role}
    key = {item.id: row[item.id] for role in (Role.DIMENSION, Role.TIME) for item in by_role[role]}
    return v21.Observation(
        dimension=common.Key(key, described_by=structure.dimensions),
        value=row["OBS_VALUE"] or None,
        value_for=structure.measures.components[0],
        attached_attribute={
            item.id: v21.AttributeValue(value=row[item.id]) for item in by_role[Role.ATTRIBUTE]
        },
    )


def write_files(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write into the archive or folder ``out``; each file appears whole or not at all.

    A name that ends in .zip is an archive, always the same bytes for the same files. A folder is
    made where there is none; its other files stay.
    """
    if out.suffix.lower() == ".zip":
        return [_place(out, _zipped(files))]
    out.mkdir(exist_ok=True)
    return [_place(out / name, content) for name, content in files.items()]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            archive.writestr(part, content)
    return buffer.getvalue()


def _place(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path
