"""The commands as a terminal starts them: what they write, and with which Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from childrights.catalogue.loader import ROOT
from childrights.terminal import with_packages


def started(*command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``python`` with these arguments, its output piped, in the program's folder."""
    inherited = {key: text for key, text in os.environ.items() if not key.startswith("PYTHON")}
    environ = {**inherited, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environ, capture_output=True, check=False
    )


@pytest.mark.parametrize("module", ["etl", "childrights"])
def test_a_python_without_the_packages_says_which_has_them(module: str) -> None:
    bare = started("-S", "-m", module, "--help")  # -S: without any installed package
    said = bare.stderr.decode()
    assert (bare.returncode, bare.stdout) == (2, b"")
    assert ".venv" in said and f"-m {module}" in said and "Traceback" not in said


@pytest.mark.parametrize("name", ["childrights.gone", "etl", "sqlite3", None])
def test_a_module_of_ours_that_is_gone_is_a_fault_of_ours(name: str | None) -> None:
    with pytest.raises(ModuleNotFoundError), with_packages("etl"):
        raise ModuleNotFoundError("gone", name=name)


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252"])
def test_vietnamese_leaves_through_a_pipe_of_windows(tmp_path: Path, encoding: str) -> None:
    windows = {"PYTHONIOENCODING": encoding, "CHILDRIGHTS_DATA": str(tmp_path)}
    answered = started("-m", "childrights", "values", "--help", **windows)
    assert (answered.returncode, answered.stderr) == (0, b"")
    assert "đã chốt" in answered.stdout.decode()
    refused = started("-m", "etl", "status", **windows)
    assert refused.returncode == 2
    assert "chưa có số liệu" in refused.stderr.decode()
