"""A folder or archive that another office's SDMX tools open: SDMX-CSV 2.0 and its structure."""

from __future__ import annotations

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
from childrights.exchange.observations import Extract, Row
from childrights.exchange.structure import Described, describe, require_described
from childrights.warehouse.durable import write_whole

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
    structure = described.dataflow.structure
    keys = [item.id for item in structure.dimensions]
    attributes = [item.id for item in structure.attributes]
    (measure,) = structure.measures
    dataset = v21.DataSet(
        described_by=described.dataflow, structured_by=structure,
        action=common.ActionType.information,
    )  # fmt: skip
    dataset.add_obs(
        [
            v21.Observation(
                dimension=common.Key({name: row[name] for name in keys}),
                value=row[measure.id] or None,
                value_for=measure,
                attached_attribute={
                    name: v21.AttributeValue(value=row[name]) for name in attributes
                },
            )
            for row in rows
        ]
    )
    # dtype=None keeps figures as they are written; through floats 90 would become 90.0.
    frame = cast(
        "pd.DataFrame", sdmx.to_csv(dataset, rtype=pd.DataFrame, attributes="o", dtype=None)
    )
    text: str = frame.to_csv(index=False, lineterminator="\r\n")
    return text.encode()


def write_files(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write into the archive or folder ``out``; each file appears whole or not at all.

    A name that ends in .zip is an archive, always the same bytes for the same files. A folder is
    made where there is none; its other files stay. Raises ``OSError`` (a full disk, no permission).
    """
    if out.suffix.lower() == ".zip":
        write_whole(out, _zipped(files))
        return [out]
    out.mkdir(exist_ok=True)
    for name, content in files.items():
        write_whole(out / name, content)
    return [out / name for name in files]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            archive.writestr(part, content)
    return buffer.getvalue()
