"""The dashboard with a report that takes until it is let go: run as ``dashboard.py`` is.

    python tests/e2e/held_exports.py --server.port=PORT

The report goes on telling its progress until the file that ``HELD_UNTIL`` names is there, so that a
test decides, and no clock, what happens while ten are in the making.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from childrights.briefing import papers  # noqa: E402

LET_GO = Path(os.environ["HELD_UNTIL"])
write = papers.report_docx


def held(making: papers.Making) -> bytes:
    """The report, when it may."""
    while not LET_GO.exists():
        making.tell(0.5)
        time.sleep(0.05)
    return write(making)


papers.PAPERS["bao-cao"].writers[".docx"] = held  # type: ignore[index]
sys.argv[0] = str(ROOT / "dashboard.py")
runpy.run_path(sys.argv[0], run_name="__main__")
