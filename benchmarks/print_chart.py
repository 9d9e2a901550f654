"""How long a chart for print takes, beside matplotlib drawing the same number of words on axes.

    python benchmarks/print_chart.py

Prints one line a chart and format: milliseconds of processor time (the best of five, since other
work shares the machine), and the multiple of a plain matplotlib bar chart of 14 labelled bars
saved as PNG at 300 dpi in the same run. Wanted: at most 200 ms on an idle machine.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "app")]

from printed import CASES  # type: ignore[import-not-found]  # noqa: E402

from childrights.figures.print.press import Format, print_chart  # noqa: E402
from childrights.figures.print.sheet import Size  # noqa: E402

SHOWN = ("trend", "units-14", "units-36", "sex", "map-14")


def plain() -> None:
    """What matplotlib takes without us."""
    figure = Figure(figsize=(6.3, 4.5))
    axes = figure.subplots()
    bars = axes.barh([f"Phường {n}" for n in range(14)], list(range(14)))
    axes.bar_label(bars)
    axes.set_title("Biểu đồ")
    figure.savefig(io.BytesIO(), format="png", dpi=300)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Least processor time of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    """Measure and print."""
    unit = best(plain)
    print(f"plain matplotlib bar chart, png: {unit * 1000:.0f} ms")
    for name in SHOWN:
        case = CASES[name]
        for form in Format:
            took = best(partial(print_chart, case.chart, case.caption, Size.A4, form))
            print(f"{name} {form.value}: {took * 1000:.0f} ms, {took / unit:.2f} x plain")


if __name__ == "__main__":
    main()
