"""What a demonstration folder's overlay holds: hamlets and illustrative targets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import yaml

from childrights.catalogue.model import Comparator, Target, TargetBasis, TargetsFile
from etl.demo.hamlets import HAMLETS

YEARS = range(2021, 2027)
DOCUMENT = "Chỉ tiêu minh họa, không phải văn bản thật"

_NAMES = {
    "hoang-mai": "Địa bàn Hoàng Mai",
    "trieu-son": "Địa bàn Triệu Sơn",
    "ha-trung": "Địa bàn Hà Trung",
    "kon-tum": "Địa bàn Kon Tum",
    "binh-thuan": "Địa bàn Bình Thuận",
    "lam-dong": "Tỉnh Lâm Đồng",
}
_AT_LEAST = {
    "bhyt_coverage_under_6": ("94", "95", "96", "96.5", "97", "98"),
    "special_circumstances_supported_share": ("84", "86", "88", "90", "92", "93"),
    "child_friendly_share": ("70", "75", "80", "85", "60", "70"),
}
_INJURY_CEILINGS = {
    "hoang-mai": (900, 870, 830, 790, 700, 640),
    "trieu-son": (300, 285, 270, 255, 235, 220),
    "ha-trung": (145, 140, 140, 135, 110, 100),
    "kon-tum": (420, 400, 385, 350, 310, 290),
    "binh-thuan": (1900, 1850, 1800, 1700, 1550, 1480),
    "lam-dong": (2250, 2150, 2000, 1900, 4200, 4100),
}
_REAL = {
    # The plan of quận Hoàng Mai for 2024 names these itself (data/reference/targets.yaml).
    ("hoang-mai", 2024): frozenset(_AT_LEAST),
}


def write_overlay(data_dir: Path) -> None:
    """Write ``overlay/hamlets.csv`` and ``overlay/targets.yaml`` below a demonstration folder."""
    folder = data_dir / "overlay"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "hamlets.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["commune_code", "valid_from", "hamlet_code", "name"])
        for entry in HAMLETS:
            for code, name in entry.rows():
                writer.writerow([entry.commune, entry.valid_from.isoformat(), code, name])
    table = TargetsFile(targets=list(_targets()))
    dumped = table.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(dumped, allow_unicode=True, sort_keys=False, width=1000)
    (folder / "targets.yaml").write_text(f"# {DOCUMENT}.\n{text}", encoding="utf-8")


def _targets() -> Iterator[Target]:
    for place in _NAMES:
        for position, year in enumerate(YEARS):
            for indicator, values in _AT_LEAST.items():
                if indicator not in _REAL.get((place, year), ()):
                    yield _target(place, year, indicator, Comparator.AT_LEAST, values[position])
            if place in _INJURY_CEILINGS:
                ceiling = str(_INJURY_CEILINGS[place][position])
                yield _target(place, year, "child_injuries", Comparator.AT_MOST, ceiling)


def _target(place: str, year: int, indicator: str, comparator: Comparator, value: str) -> Target:
    counts_the_area = indicator in ("child_injuries", "child_friendly_share")
    return Target(
        id=f"DEMO-{place}-{year}-{indicator}",
        indicator=indicator,
        jurisdiction=place,
        jurisdiction_name=_NAMES[place],
        year=year,
        comparator=comparator,
        value=value,
        basis=TargetBasis.ANNUAL_PLAN,
        document=DOCUMENT,
        applies_to="area" if counts_the_area else "both",
        illustrative=True,
    )
