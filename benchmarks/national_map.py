"""The national map in a real browser: areas by address against areas inside the figure.

    python benchmarks/national_map.py BOUNDARIES.parquet

Both draw the same 3,321 units with the same classes in the same run; printed are the bytes that a
rerun sends, the time to the repaint, and their ratios. Reach (DESIGN): by address at most 0.1 MB
and 0.5 s. Skipped with a word where the boundaries or a browser are absent.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas
from playwright.sync_api import Page, WebSocket, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from childrights.figures.map_geometry import map_geometry  # noqa: E402

RERUNS = 5
_APP = """
import sys
sys.path[:0] = [{root!r}, {root!r} + "/tests/app"]
from decimal import Decimal
from pathlib import Path
import streamlit as st
from plotly.io import templates
from childrights.figures.map import MAP_CONFIG, Ground, unit_map
from childrights.figures.map_classes import Scheme, classify
from childrights.figures.map_geometry import MapGeometry
from made import progress, raw

@st.cache_resource
def made():
    text = Path({text!r}).read_text()
    codes = Path({codes!r}).read_text().split()
    geometry = MapGeometry(text, "x", {bounds!r}, dict(), dict())
    grounds = dict(address=Ground(geometry, {address!r}, dict(), True),
                   inline=Ground(geometry, "", dict(), True))
    rounds = [[progress(raw(None if (i * 7 + seed) % 11 == 0 else str((i * (seed + 3)) % 101),
                            code=code, name="Xã")) for i, code in enumerate(codes)]
              for seed in range({rounds})]
    return grounds, rounds

templates.default = None
grounds, rounds = made()
seed = st.session_state.get("seed", 0)
def step():
    st.session_state["seed"] = (seed + 1) % {rounds}
st.button("Tiếp", on_click=step)
units = rounds[seed]
figure = unit_map(units, classify(units, Scheme.QUANTILE), grounds[st.query_params["how"]])
st.plotly_chart(figure, theme=None, config=MAP_CONFIG, key="map")
"""
_LISTEN = """() => { window.drawn = 0;
  const isArea = node => node.closest && node.closest('.choroplethlayer, .geolayer');
  new MutationObserver(all => {
    if (all.some(one => isArea(one.target))) window.drawn = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true}); }"""
_SETTLED = "() => window.drawn > window.clicked && performance.now() - window.drawn > 700"
_CLICK = """() => { window.drawn = 0; window.clicked = performance.now();
  [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Tiếp').click(); }"""


def main() -> int:
    """Measure and print; 0 where the reach is met, 1 where it is not."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if source is None or not source.is_file() or browser is None:
        print("Bỏ qua: cần tệp ranh giới cả nước (GeoParquet) và Chromium.")
        return 0
    with (
        TemporaryDirectory() as folder,
        _serving(_app(source, Path(folder))) as base,
        sync_playwright() as started,
    ):
        chromium = started.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        found = {how: _measure(chromium.new_page(), base, how) for how in ("address", "inline")}
    for how, (megabytes, seconds) in found.items():
        print(f"{how:8} {megabytes:7.3f} MB a rerun   {seconds:6.2f} s to the repaint")
    (size, wait), (inline_size, inline_wait) = found["address"], found["inline"]
    print(f"ratio    {inline_size / size:7.1f} ×              {inline_wait / wait:6.1f} ×")
    return 0 if size <= 0.1 and wait <= 0.5 else 1


def _app(source: Path, folder: Path) -> Path:
    """An application that draws the map, beside the static folder that it is served from."""
    frame = geopandas.read_parquet(source)
    shapes = dict(zip(frame["code"], frame.geometry, strict=True))
    geometry = map_geometry(shapes, frozenset(shapes))
    shutil.copytree(ROOT / "static" / "plotly", folder / "static" / "plotly")
    areas = folder / "static" / "geo" / f"{geometry.digest}.json"
    areas.parent.mkdir()
    areas.write_text(geometry.text, encoding="utf-8")
    codes = folder / "codes.txt"
    codes.write_text(" ".join(shapes), encoding="utf-8")
    print(f"{len(shapes)} units, {len(geometry.text) / 1e6:.2f} MB of geometry, fetched once")
    app = folder / "app.py"
    app.write_text(
        _APP.format(
            root=str(ROOT), text=str(areas), codes=str(codes), bounds=geometry.bounds,
            address=f"app/static/geo/{areas.name}", rounds=RERUNS + 2,
        ),
        encoding="utf-8",
    )  # fmt: skip
    return app


@contextmanager
def _serving(app: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    settings = {
        "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def _measure(page: Page, base: str, how: str) -> tuple[float, float]:
    """Median megabytes and seconds of a rerun that changes every unit's figure."""
    received: list[int] = []

    def listen(socket_: WebSocket) -> None:
        socket_.on("framereceived", lambda payload: received.append(len(payload)))

    page.on("websocket", listen)
    page.goto(f"{base}/?how={how}")
    page.locator(".choroplethlayer path").nth(3_000).wait_for(state="attached", timeout=180_000)
    page.wait_for_timeout(2_000)
    page.evaluate(_LISTEN)
    sizes, waits = [], []
    for _ in range(RERUNS):
        received.clear()
        page.evaluate(_CLICK)
        page.wait_for_function(_SETTLED, timeout=60_000)
        waits.append(float(page.evaluate("() => window.drawn - window.clicked")) / 1_000)
        page.wait_for_timeout(500)
        sizes.append(sum(received) / 1e6)
    return statistics.median(sizes), statistics.median(waits)


if __name__ == "__main__":
    sys.exit(main())
