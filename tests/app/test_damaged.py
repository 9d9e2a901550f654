"""A damaged snapshot does not stop the dashboard, and viewers are told."""

from __future__ import annotations

import shutil
from pathlib import Path

from sample import Folder, Open


def test_the_snapshot_before_is_shown_with_a_warning(
    filled: Folder, open_page: Open, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(filled.path, data)
    snapshots = data / "snapshots"
    newest = "wh-99999999-000001-00000000"
    (snapshots / f"{newest}.duckdb").write_bytes(b"cut")
    (snapshots / f"{newest}.bytes").write_text("4096", encoding="utf-8")
    (snapshots / "CURRENT").write_text(newest, encoding="utf-8")

    app = open_page(data)
    assert not app.exception
    assert any("bản trước đó" in item.value for item in app.warning)
    assert not any("bản trước đó" in item.value for item in open_page(filled.path).warning)
