from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.desk import Desk, open_desk
from childrights.places.registry import Registry, load_registry
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Receipt
from etl import workers
from etl.drafts import Setting
from etl.judge import check_file
from etl.load import load

# No test asserts a time (benchmarks/ does): machines that test are slow and shared. Where `CI` is
# set, Hypothesis itself starts from its profile for CI, with the same examples every time.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

OFFICE_TIME = timezone(timedelta(hours=7))
RECEIVED = datetime(2024, 5, 15, 9, 0, tzinfo=OFFICE_TIME)


def _here(
    work: Callable[[Any, Any], Any], jobs: Sequence[Any], shared: object, *_: object
) -> Iterator[Any]:
    return (work(job, shared) for job in jobs)


@pytest.fixture(scope="session", autouse=True)
def judged_in_this_process() -> Iterator[None]:
    """Judge without the readers' processes: most tests send files that they made themselves.

    A test marked ``readers`` judges as the loader does.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.readers.run_all", _here)
        patch.setattr("etl.readers.prepare", lambda *_: None)
        yield


@pytest.fixture(autouse=True)
def readers_where_asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the tests marked ``readers`` the readers' processes."""
    if request.node.get_closest_marker("readers") is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.readers.run_all", workers.run_all)
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="session")
def setting(catalogue: Catalogue, registry: Registry) -> Setting:
    return Setting(catalogue, registry)


@pytest.fixture
def judge_file(setting: Setting) -> Callable[[bytes], Receipt]:
    """Judge a workbook without keeping it."""
    return lambda content: check_file("bieu.xlsx", content, RECEIVED, setting)


class Office:
    """A data folder into which a test loads workbooks, and the desk on it."""

    def __init__(self, folder: Path, setting: Setting, kind: DataKind) -> None:
        self.folder = folder
        self.setting = setting
        self.ledger = Ledger.create(folder / "data", kind)

    def send(self, name: str, content: bytes, received: datetime = RECEIVED) -> Receipt:
        path = self.folder / name
        path.write_bytes(content)
        return load([(path, received)], self.ledger, self.setting)[0]

    def desk(self) -> Desk:
        return open_desk(self.folder / "data")


@pytest.fixture
def office(tmp_path: Path, setting: Setting) -> Office:
    return Office(tmp_path, setting, DataKind.REAL)
