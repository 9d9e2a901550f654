"""Makes the typeface of printed charts: `python -m tests.make_typeface FOLDER`.

FOLDER holds LiberationSans-Regular.ttf and LiberationSans-Bold.ttf, version 2.1.5, as released.
Kept are the letters of Vietnamese and of the languages around it, punctuation and the shapes of
WGL4; hints and layout tables go, because reading them took three quarters of the time of a PDF.
The licence (SIL OFL 1.1) asks for another name than the reserved one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAME = "Quyen Tre Em Sans"
KEPT = [
    (0x0020, 0x024F), (0x02B0, 0x036F), (0x0391, 0x03C9), (0x1E00, 0x1EFF), (0x2000, 0x20CF),
    (0x2100, 0x22FF), (0x2500, 0x26FF),
]  # fmt: skip
OUT = Path(__file__).parents[1] / "childrights" / "figures" / "print" / "fonts"


def make(source: Path, style: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "FFTM", "PCLT", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in KEPT for code in range(low, high + 1)])
    subsetter.subset(font)
    names = {
        1: NAME, 3: f"{NAME} {style}", 4: f"{NAME} {style}",
        6: f"{NAME.replace(' ', '')}-{style}", 10: "Cut from Liberation Sans 2.1.5",
    }  # fmt: skip
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
        font["name"].setName(text, number, 1, 0, 0)
    font["name"].removeNames(nameID=7)
    font.save(OUT / f"{NAME.replace(' ', '')}-{style}.ttf")


if __name__ == "__main__":
    for style in ("Regular", "Bold"):
        make(Path(sys.argv[1]) / f"LiberationSans-{style}.ttf", style)
