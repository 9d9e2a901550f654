"""Everything of a report in one .zip with a manifest: the same choice gives the same bytes.

The manifest names the snapshot, the version of the catalogue, what was chosen, and the SHA-256 of
each file, so that next year anyone can make the same report again and see that it is the same.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO

from childrights.briefing.report import Order
from childrights.desk import Desk

MANIFEST = "manifest.json"
MIME = "application/zip"

_DAY = (1980, 1, 1, 0, 0, 0)


def bundle(desk: Desk, order: Order, files: Mapping[str, bytes]) -> bytes:
    """The files and their manifest as one archive; entries carry no time of day."""
    content = {MANIFEST: manifest(desk, order, files), **files}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return buffer.getvalue()


def manifest(desk: Desk, order: Order, files: Mapping[str, bytes]) -> bytes:
    """What was chosen, from which data it was made, and what each file's content is (JSON)."""
    scope = order.scope
    said = {
        "snapshot": desk.snapshot.name,
        "catalogue_sha256": desk.catalogue.digest,
        "demonstration": desk.is_demonstration,
        "locality": scope.token,
        "name": scope.area.label,
        "period": str(scope.period),
        "audience": scope.audience.value,
        "judged_on": scope.day.isoformat(),
        "template": order.template.token,
        "template_sha256": _digest(order.template.model_dump_json().encode()),
        "indicators": list(order.names or order.template.indicators),
        "office": order.office.value,
        "dated": order.dated.isoformat() if order.dated else None,
        "files": {
            name: {"sha256": _digest(data), "bytes": len(data)} for name, data in files.items()
        },
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
