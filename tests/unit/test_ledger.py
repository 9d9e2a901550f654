"""The ledger and its snapshots: nothing lost, nothing half, and readers never stopped."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.desk import open_desk
from childrights.periods import Period
from childrights.warehouse import snapshot as snapshots
from childrights.warehouse.ledger import DataKind, Ledger, LedgerError
from childrights.warehouse.records import Verdict
from childrights.warehouse.snapshot import (
    NoSnapshot,
    UnreadableSnapshot,
    current_name,
    open_current,
    publish,
)
from etl.drafts import Setting
from etl.load import KeptUnpublished
from tests import handmade
from tests.conftest import RECEIVED, Office

CHILDREN = [(50, 45, 49, 44)] * 6
PERIOD = Period.parse("2024-6M")


def form(cards: int = 49) -> bytes:
    return handmade.bhyt_unit(handmade.bhyt_rows([(50, 45, cards, 44), *CHILDREN[1:]]))


def numerator(office: Office) -> Decimal | None:
    return office.desk().value("bhyt_coverage_under_6", "hoang-mai", PERIOD).numerator


def test_a_folder_without_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        open_current(tmp_path)
    with pytest.raises(LedgerError):
        Ledger.open(tmp_path)


def test_a_folder_is_demonstration_or_real_and_never_both(tmp_path: Path) -> None:
    Ledger.create(tmp_path, DataKind.REAL)
    assert Ledger.create(tmp_path, DataKind.REAL).kind is DataKind.REAL
    with pytest.raises(LedgerError):
        Ledger.create(tmp_path, DataKind.DEMONSTRATION)


def test_a_real_file_is_refused_by_a_demonstration_folder(tmp_path: Path, setting: Setting) -> None:
    office = Office(tmp_path, setting, DataKind.DEMONSTRATION)
    receipt = office.send("a.xlsx", form())
    assert receipt.verdict is Verdict.REJECTED
    assert "kinds_apart" in {item.rule for item in receipt.findings}
    assert numerator(office) is None


def test_files_are_kept_as_received(office: Office) -> None:
    content = form()
    receipt = office.send("a.xlsx", content)
    assert office.ledger.file_path(receipt.sha256).read_bytes() == content


def test_a_batch_that_was_never_renamed_does_not_exist(office: Office) -> None:
    office.send("a.xlsx", form())
    draft = office.ledger.root / "batches" / ".draft-dead"
    shutil.copytree(office.ledger.root / "batches" / "00000001", draft)
    office.send("b.xlsx", form(48), RECEIVED + timedelta(days=1))
    assert not draft.exists()
    assert [path.name for path in office.ledger.batches()] == ["00000001", "00000002"]
    assert numerator(office) == 6 * 93 - 1


def test_a_load_that_died_before_publishing_is_mended_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("a.xlsx", form())

    class PowerCutError(RuntimeError):
        pass

    def cut(*_: object) -> str:
        raise PowerCutError

    monkeypatch.setattr("etl.load.publish", cut)
    content = form(48)
    with pytest.raises(PowerCutError):
        office.send("b.xlsx", content, RECEIVED + timedelta(days=1))
    assert numerator(office) == 6 * 93
    monkeypatch.undo()
    # The same file again: already received, and yet its figures must now be seen.
    again = office.send("b.xlsx", content, RECEIVED + timedelta(days=1))
    assert again.verdict is Verdict.DUPLICATE
    assert numerator(office) == 6 * 93 - 1


def test_a_snapshot_cut_short_is_never_pointed_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("a.xlsx", form())
    before = current_name(office.folder / "data")

    def fail(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(snapshots, "_load_observations", fail)
    with pytest.raises(KeptUnpublished, match="No space"):
        office.send("b.xlsx", form(48), RECEIVED + timedelta(days=1))
    assert current_name(office.folder / "data") == before
    assert numerator(office) == 6 * 93


def test_a_second_loader_is_told_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("childrights.warehouse.ledger.LOCK_WAIT_SECONDS", 0.1)
    with office.ledger.writing(), pytest.raises(LedgerError, match="Đợi"):
        office.send("a.xlsx", form())


def test_a_reader_goes_on_while_loads_publish(office: Office) -> None:
    """Readers hold the old snapshot open; each new question sees one whole snapshot."""
    office.send("a0.xlsx", form(49))
    seen: list[Decimal | None] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(numerator(office))

    reader = threading.Thread(target=read)
    reader.start()
    for step in range(1, 5):
        office.send(f"a{step}.xlsx", form(49 - step), RECEIVED + timedelta(days=step))
    stop.set()
    reader.join()
    assert set(seen) <= {Decimal(6 * 93 - step) for step in range(5)}
    assert seen == sorted(seen, reverse=True)
    assert len(list((office.folder / "data" / "snapshots").glob("wh-*.duckdb"))) <= 3


def test_every_version_of_the_definitions_is_kept(office: Office) -> None:
    office.send("a.xlsx", form())
    (event,) = office.ledger.events()
    kept = {name: office.ledger.kept_file(sha256) for name, sha256 in event.files.items()}
    for name, text in office.setting.catalogue.sources.items():
        assert kept[name] == text.encode()
    assert "data/reference/crosswalk-corrections.yaml" in kept
    office.send("b.xlsx", form(48), RECEIVED + timedelta(days=1))
    assert office.ledger.events() == [event]


def test_the_ledger_alone_rebuilds_the_same_figures(office: Office) -> None:
    content = form()
    office.send("a.xlsx", content)
    shutil.rmtree(office.folder / "data" / "snapshots")
    office.send("copy.xlsx", content)
    assert numerator(office) == 6 * 93
    assert open_desk(office.folder / "data").periods() == [PERIOD]


def test_a_damaged_snapshot_is_said_in_words_and_rebuilt(office: Office) -> None:
    office.send("a.xlsx", form())
    name = current_name(office.folder / "data")
    (office.folder / "data" / "snapshots" / f"{name}.duckdb").write_bytes(b"damaged")
    with pytest.raises(UnreadableSnapshot, match="etl publish"):
        office.desk()
    setting = office.setting
    publish(office.ledger, setting.registry.all_localities(), setting.catalogue.dimension_names)
    assert numerator(office) == 6 * 93


def test_a_dimension_added_later_reads_old_submissions_as_totals(office: Office) -> None:
    office.send("a.xlsx", form())
    setting = office.setting
    localities = setting.registry.all_localities()
    older = [name for name in setting.catalogue.dimension_names if name != "reason"]
    publish(office.ledger, localities, older)
    with pytest.raises(UnreadableSnapshot, match="reason"):
        office.desk()
    newer = [*setting.catalogue.dimension_names, "not_yet_known"]
    publish(office.ledger, localities, newer)
    assert numerator(office) == 6 * 93
    rows = office.desk().snapshot.rows("SELECT DISTINCT not_yet_known FROM observation")
    assert rows == [("_T",)]
