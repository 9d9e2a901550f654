"""The sheet's own words, as ``layout.yaml`` says them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from childrights.catalogue.model import Comparator, Strict
from childrights.strict_yaml import CatalogueError, Problem, load_yaml
from etl.frame import FrameField

FORM, VERSION = "giao_chi_tieu", "2026"


class AssignmentLayout(Strict):
    """Title, frame, headings and signs of a “Bảng giao chỉ tiêu”."""

    title: str
    recognise: tuple[str, ...]
    fields: dict[str, FrameField]
    headings: dict[str, tuple[str, ...]]
    comparators: dict[Comparator, tuple[str, ...]]
    notes: tuple[str, ...]

    def sign(self, comparator: Comparator) -> str:
        """What a template prints for a comparator: “≥”."""
        return self.comparators[comparator][0]


@cache
def load_layout() -> AssignmentLayout:
    """Read ``layout.yaml``; raise :class:`CatalogueError` when it does not hold."""
    document = load_yaml(Path(__file__).parent / "layout.yaml")
    try:
        return AssignmentLayout.model_validate(document.data)
    except ValueError as error:
        raise CatalogueError([Problem(document.file, 1, "(tệp)", str(error))]) from error
