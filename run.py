"""Start the dashboard, or test it, on a machine that has Python and nothing else.

    python3 run.py                 install what is missing, load demonstration data, serve
    python3 run.py real [DIR]      serve a real data folder, empty at first (default: data/)
    python3 run.py test [ARGS]     lint, type check and every test; ARGS go to pytest

The standard library alone. Officers run it, so what it prints is Vietnamese.
"""

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an old Python must reach this line and say so
    sys.exit("Python trên máy quá cũ. Cài Python 3.11 trở lên (64 bit) rồi chạy lại lệnh này.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
UNFINISHED = VENV / "installing"
NEEDED_MB = 2_000
ADDRESS = "STREAMLIT_SERVER_ADDRESS"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# A server that listens on every address is asked on its own.
ASKED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}
PROBE = "import sys, pip; assert sys.version_info >= (3, 11); print('%d.%d' % sys.version_info[:2])"
# Every package is pinned, so pip need not search for dependencies; bytecode is made on first use.
PIP = ["-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-compile"]
PIP += ["--prefer-binary", "--no-input"]
# Half the work of the pip that comes with Python 3.11 (measured); that one does where this fails.
SWIFT_PIP = ["--retries=0", "pip==26.3"]


class CannotStartError(Exception):
    """The message says what is wrong and what to do."""


def say(text: str) -> None:
    """Tell the person at the screen, at once."""
    print(text, flush=True)


def data_folder(real: bool, named: str, root: Path) -> tuple[Path, bool]:
    """Choose the data folder, and say whether to fill it with the demonstration if empty.

    ``named`` comes from the command line or ``CHILDRIGHTS_DATA``. Without it a real folder
    started in ``data/`` goes first, so that real data never hide behind invented ones.
    """
    if named:
        return Path(named).expanduser().resolve(), False
    if real or (root / "data" / "ledger").exists():
        return root / "data", False
    return root / "data" / "demo", True


def stamp_text(requirements: bytes, python_version: str) -> str:
    """Name an installation: the pins, and the Python they were installed for."""
    pins = requirements.replace(b"\r\n", b"\n")
    return hashlib.sha256(python_version.encode() + b"\n" + pins).hexdigest()


def child_environment(environ: Mapping[str, str], data: Path | None) -> dict[str, str]:
    """Give children UTF-8, also on Windows, and this data folder or none at all."""
    kept = {key: value for key, value in environ.items() if key != "CHILDRIGHTS_DATA"}
    chosen = {"CHILDRIGHTS_DATA": str(data)} if data else {}
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **chosen}


def run_module(*arguments: str, data: Path | None = None) -> bool:
    """Run ``python -m`` in the virtual environment and tell whether it succeeded."""
    environment = child_environment(os.environ, data)
    done = subprocess.run([PYTHON, "-m", *arguments], cwd=ROOT, env=environment, check=False)
    return done.returncode == 0


def probe() -> str:
    """Ask the virtual environment for its Python version; empty when it is unusable."""
    if UNFINISHED.exists() or not Path(PYTHON).exists():
        return ""
    try:
        command, quiet = [PYTHON, "-c", PROBE], subprocess.DEVNULL
        return subprocess.check_output(command, text=True, stderr=quiet).strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def ensure_environment() -> str:
    """Make ``.venv``, or make it again when it is broken; return its Python version."""
    if not probe():
        say("Đang tạo môi trường Python trong thư mục .venv …")
        base = getattr(sys, "_base_executable", None) or sys.executable
        subprocess.run([base, "-m", "venv", "--clear", VENV], stdout=sys.stderr, check=False)
        if Path(PYTHON).exists():
            quiet = subprocess.DEVNULL
            subprocess.run([PYTHON, *PIP, *SWIFT_PIP], stdout=quiet, stderr=quiet, check=False)
    version = probe()
    if not version:
        raise CannotStartError(
            f"Không tạo được {VENV}. Đóng các cửa sổ khác đang chạy chương trình này, kiểm tra "
            "ổ đĩa còn trống và có quyền ghi; trên Debian, Ubuntu: sudo apt install python3-venv"
        )
    return version


def install(name: str) -> None:
    """Install one requirements file, unless its stamp says that it is there already."""
    requirements = (ROOT / name).read_bytes()
    expected = stamp_text(requirements, ensure_environment())
    stamp = VENV / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == expected:
        return
    free = shutil.disk_usage(ROOT).free // 10**6
    if free < NEEDED_MB:
        raise CannotStartError(f"Ổ đĩa chỉ còn {free} MB, cần {NEEDED_MB} MB. Dọn rồi chạy lại.")
    say(f"Đang cài thư viện theo {name} (cần mạng; lần đầu khoảng 1 đến 4 phút) …")
    UNFINISHED.touch()
    run_pip(name)
    stamp.write_text(expected, encoding="utf-8")
    UNFINISHED.unlink()


def run_pip(name: str) -> None:
    """Run pip, counting packages on the screen; raise with its last words when it fails."""
    environment, lines, count = child_environment(os.environ, None), [""], 0
    out, err = subprocess.PIPE, subprocess.STDOUT
    command = [PYTHON, *PIP, "-r", name]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=out, stderr=err, encoding="utf-8"
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line.rstrip())
            fetched = line.startswith(("Collecting", "Processing"))
            count += fetched
            if fetched and count % 10 == 0:
                say(f"  đã lấy {count} gói")
            elif line.startswith("Installing collected"):
                say(f"  đang ghi {count} gói vào ổ đĩa …")
    if pip.returncode != 0:
        raise CannotStartError(
            "\n".join(lines[-8:]) + "\n\nKhông cài được thư viện. Kiểm tra lần lượt: mạng, tường "
            "lửa, proxy (biến HTTPS_PROXY); ổ đĩa còn trống; Python 64 bit, bản 3.11 đến 3.14. "
            "Sau đó chạy lại lệnh này: phần dở dang sẽ được làm lại."
        )


def reserve(port: int) -> socket.socket:
    """Hold the port while preparing, so that a second start is told at once."""
    held = socket.socket()
    if os.name != "nt":  # so that a restart right after Ctrl-C works; Windows needs it not
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind(("127.0.0.1", port))
        held.listen()
    except (OSError, OverflowError) as error:
        held.close()
        raise CannotStartError(
            f"Không dùng được cổng {port} ({error}). Có thể chương trình đang chạy rồi: mở "
            f"http://127.0.0.1:{port} để xem. Nếu không phải, chạy lại với cổng khác: --port 8502"
        ) from error
    return held


def is_listening(host: str, port: int) -> bool:
    """Ask whether the dashboard takes connections yet."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def server_environment(environ: Mapping[str, str], data: Path) -> dict[str, str]:
    """Let pages receive where only this machine reaches them: it can run `etl load` as well."""
    address = environ.get(ADDRESS) or LOOPBACK[0]
    opened = {"CHILDRIGHTS_RECEIVE": "yes"} if address in LOOPBACK else {}
    return {**opened, **child_environment(environ, data), ADDRESS: address}


def serve(data: Path, port: int, open_browser: bool) -> int:
    """Run Streamlit until it ends or the person presses Ctrl-C; leave no server behind."""
    say("Đang khởi động …")
    command = [PYTHON, "dashboard.py", f"--server.port={port}"]
    environment = server_environment(os.environ, data)
    host = ASKED_AT.get(environment[ADDRESS], environment[ADDRESS])
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            while server.poll() is None and not is_listening(host, port):
                time.sleep(0.2)
            if server.poll() is None:
                say(f"Đã sẵn sàng: {url}  (dữ liệu: {data}; dừng: Ctrl-C)")
                if open_browser:
                    webbrowser.open(url)
            return server.wait()
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def start(real: bool, named: str, port: int, open_browser: bool) -> int:
    """Prepare whatever is missing, then serve."""
    data, fill = data_folder(real, named or os.environ.get("CHILDRIGHTS_DATA", ""), ROOT)
    with reserve(port):
        install("requirements.txt")
        ready = not real or run_module("etl", "init", "--kind", "real", data=data)
        if fill and not (data / "snapshots" / "CURRENT").is_file():
            say("Chưa có dữ liệu: đang tạo và nạp dữ liệu minh họa …")
            ready = run_module("etl", "demo", "--load", data=data)
    if not ready:
        raise CannotStartError(f"Chưa chuẩn bị được dữ liệu tại {data}; lý do ở ngay trên.")
    return serve(data, port, open_browser)


def run_tests(pytest_arguments: Sequence[str]) -> int:
    """Run lint, format check, types and tests, each to its end; 0 only when all passed."""
    install("requirements.txt")
    install("requirements-dev.txt")
    lint = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))
    failed = []
    # Two browsers and two ledgers at a time are what a small machine bears.
    tests = ("pytest", "--numprocesses=2", "--dist=loadfile", *pytest_arguments)
    for step in (*lint, tests):
        say(f"── {' '.join(step)}")
        if not run_module(*step):
            failed.append(" ".join(step))
    if failed:
        print(f"KHÔNG ĐẠT: {'; '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def main(argv: Sequence[str]) -> int:
    """Run one command; every failure ends in words and a code other than 0."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("run.py", description=__doc__, formatter_class=raw)
    parser.add_argument("command", nargs="?", choices=["start", "real", "test"], default="start")
    parser.add_argument("folder", nargs="?", default="", help="thư mục dữ liệu thật (lệnh real)")
    parser.add_argument("--port", type=int, default=8501, help="cổng, mặc định 8501")
    parser.add_argument("--open", action="store_true", help="mở trình duyệt khi sẵn sàng")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if argv[:1] == ["test"]:
            return run_tests(argv[1:])
        asked = parser.parse_args(argv)
        if asked.folder and asked.command != "real":
            parser.error("chỉ lệnh real nhận thư mục: run.py real THƯ_MỤC")
        return start(asked.command == "real", asked.folder, asked.port, asked.open)
    except CannotStartError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nĐã dừng.")
        return 130 if argv[:1] == ["test"] else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
