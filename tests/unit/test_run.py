"""run.py: the choices it makes before it touches anything. Nothing here needs a network."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

ROOT = Path(run.__file__).resolve().parent


def test_the_named_folder_wins_and_is_never_filled(tmp_path: Path) -> None:
    (tmp_path / "data" / "ledger").mkdir(parents=True)
    named = str(tmp_path / "tỉnh")
    assert run.data_folder(False, named, tmp_path) == (tmp_path / "tỉnh", False)
    assert run.data_folder(True, named, tmp_path) == (tmp_path / "tỉnh", False)


def test_a_relative_name_becomes_absolute_because_children_run_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run.data_folder(False, "kho", Path("/nowhere")) == (tmp_path / "kho", False)


def test_without_any_data_the_demonstration_is_chosen(tmp_path: Path) -> None:
    assert run.data_folder(False, "", tmp_path) == (tmp_path / "data" / "demo", True)


def test_a_real_folder_goes_before_the_demonstration(tmp_path: Path) -> None:
    (tmp_path / "data" / "ledger").mkdir(parents=True)
    (tmp_path / "data" / "demo" / "ledger").mkdir(parents=True)
    assert run.data_folder(False, "", tmp_path) == (tmp_path / "data", False)


def test_real_never_falls_back_to_the_demonstration(tmp_path: Path) -> None:
    assert run.data_folder(True, "", tmp_path) == (tmp_path / "data", False)


def test_the_stamp_changes_with_pins_and_python_but_not_with_line_ends() -> None:
    pins = b"duckdb==1.5.6\npandas==3.1.1\n"
    assert run.stamp_text(pins, "3.11") == hashlib.sha256(b"3.11\n" + pins).hexdigest()
    assert run.stamp_text(pins.replace(b"\n", b"\r\n"), "3.11") == run.stamp_text(pins, "3.11")
    assert run.stamp_text(pins, "3.12") != run.stamp_text(pins, "3.11")
    assert run.stamp_text(b"duckdb==2.0.0\n", "3.11") != run.stamp_text(pins, "3.11")


def test_children_get_the_chosen_folder_and_never_an_inherited_one(tmp_path: Path) -> None:
    outer = {"CHILDRIGHTS_DATA": "someone's real data", "PATH": "p"}
    assert "CHILDRIGHTS_DATA" not in run.child_environment(outer, None)
    inner = run.child_environment(outer, tmp_path)
    assert inner["CHILDRIGHTS_DATA"] == str(tmp_path)
    assert (inner["PATH"], inner["PYTHONUTF8"]) == ("p", "1")
    assert outer["CHILDRIGHTS_DATA"] == "someone's real data"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A root with one requirements file and a working .venv; yields the names given to pip."""
    calls: list[str] = []
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").write_text("a==1\n", encoding="utf-8")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "UNFINISHED", tmp_path / ".venv" / "installing")
    monkeypatch.setattr(run, "ensure_environment", lambda: "3.11")
    monkeypatch.setattr(run, "run_pip", calls.append)
    yield calls


def test_a_second_start_installs_nothing_until_the_pins_change(installed: list[str]) -> None:
    run.install("requirements.txt")
    run.install("requirements.txt")
    assert installed == ["requirements.txt"]
    (run.ROOT / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    run.install("requirements.txt")
    assert installed == ["requirements.txt"] * 2


def test_an_interrupted_installation_is_made_again(
    installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run, "run_pip", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run.install("requirements.txt")
    assert run.UNFINISHED.exists()
    assert run.probe() == ""
    run.install("requirements.txt")
    assert installed == ["requirements.txt"]
    assert not run.UNFINISHED.exists()


def test_a_full_disk_is_told_before_anything_is_installed(
    installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "NEEDED_MB", 10**12)
    with pytest.raises(run.CannotStartError, match="Ổ đĩa chỉ còn"):
        run.install("requirements.txt")
    assert installed == []


def test_a_broken_environment_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "UNFINISHED", tmp_path / "installing")
    monkeypatch.setattr(run, "PYTHON", str(tmp_path / "python"))
    assert run.probe() == ""
    (tmp_path / "python").write_text("not a program", encoding="utf-8")
    assert run.probe() == ""
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    assert run.probe() == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_an_environment_works_with_its_own_pip_where_a_newer_one_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "UNFINISHED", tmp_path / ".venv" / "installing")
    monkeypatch.setattr(run, "PYTHON", str(tmp_path / ".venv" / programs))
    monkeypatch.setattr(run, "SWIFT_PIP", ["--no-index", "pip==0.0"])
    assert run.ensure_environment() == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_pip_that_fails_says_what_it_said_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    monkeypatch.setattr(run, "PIP", ["-c", "print('no route to host'); raise SystemExit(1)"])
    with pytest.raises(
        run.CannotStartError, match=r"(?s)no route to host.*Kiểm tra lần lượt: mạng"
    ):
        run.run_pip("requirements.txt")


def test_a_taken_port_is_told_and_another_offered() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run.is_listening("127.0.0.1", port)
        with pytest.raises(run.CannotStartError, match=f"cổng {port}.*--port"):
            run.reserve(port)
    assert not run.is_listening("127.0.0.1", port)
    run.reserve(port).close()


@pytest.mark.parametrize("address", ["", "127.0.0.1", "localhost", "::1"])
def test_pages_receive_where_only_this_machine_reaches_them(tmp_path: Path, address: str) -> None:
    environment = run.server_environment({run.ADDRESS: address}, tmp_path)
    assert environment["CHILDRIGHTS_RECEIVE"] == "yes"
    assert environment[run.ADDRESS] == (address or "127.0.0.1")


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.1.2.3", "may-chu"])
def test_pages_that_others_reach_receive_only_when_told_to(tmp_path: Path, address: str) -> None:
    environment = run.server_environment({run.ADDRESS: address}, tmp_path)
    assert "CHILDRIGHTS_RECEIVE" not in environment and environment[run.ADDRESS] == address
    for said in ("yes", "no"):
        told = {run.ADDRESS: address, "CHILDRIGHTS_RECEIVE": said}
        assert run.server_environment(told, tmp_path)["CHILDRIGHTS_RECEIVE"] == said


def test_two_starts_at_once_cannot_both_prepare() -> None:
    with run.reserve(0) as first, pytest.raises(run.CannotStartError):
        run.reserve(first.getsockname()[1])


def test_a_folder_is_only_for_real(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["start", "somewhere"])
    assert "run.py real" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_a_stopped_start_leaves_no_server_behind(tmp_path: Path) -> None:
    """A sleeping stand-in for the server; run.py is told to terminate and must end it too."""
    script = tmp_path / "start.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import run, signal, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "run.PYTHON = sys.argv[1]\n"
        "run.is_listening = lambda host, port: True\n"
        "run.serve(pathlib.Path('data'), 1, False)\n",
        encoding="utf-8",
    )
    server = tmp_path / "python"
    server.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n", encoding="utf-8")
    server.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, script, server], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as started:
        assert started.stdout is not None
        while b"127.0.0.1:1" not in started.stdout.readline():
            assert started.poll() is None
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert started.poll() is None
        started.send_signal(signal.SIGTERM)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
