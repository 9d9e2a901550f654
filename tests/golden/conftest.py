"""One data folder of filled-in templates, for every test that asks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Severity, Verdict
from etl.drafts import Setting
from etl.load import load
from tests.golden.test_golden_workbook import RECEIVED, fill_all


@pytest.fixture(scope="session")
def golden_data(tmp_path_factory: pytest.TempPathFactory, setting: Setting) -> Path:
    """The figures of golden.xlsx typed into templates and loaded; tests only read it."""
    folder = tmp_path_factory.mktemp("golden")
    ledger = Ledger.create(folder / "data", DataKind.REAL)
    receipts = load([(path, RECEIVED) for path in fill_all(folder, setting)], ledger, setting)
    refused = [
        (item.name, [f.message for f in item.all_findings() if f.severity is Severity.ERROR])
        for item in receipts
        if item.verdict is not Verdict.ACCEPTED
    ]
    assert refused == []
    return folder / "data"
