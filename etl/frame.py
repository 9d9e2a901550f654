"""The lines above a form's table: who reports what, for when, and how final it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from childrights.catalogue.model import Strict
from childrights.strict_yaml import CatalogueError, Problem, load_yaml

FORMS_DIR = Path(__file__).resolve().parent / "forms"


class FrameField(Strict):
    """One line of the frame. ``label`` is printed by templates; ``also`` is understood too."""

    label: str
    also: tuple[str, ...] = ()
    required: bool
    hint: str


class Mark(Strict):
    """Text that a workbook must carry so that nobody takes it for something else."""

    demonstration: str


class Frame(Strict):
    """The whole frame, as ``etl/forms/frame.yaml`` says it."""

    mark: Mark
    fields: dict[str, FrameField]
    nature: dict[str, str] = Field(min_length=3, max_length=3)
    signed_off: dict[str, str]


@cache
def load_frame() -> Frame:
    """Read ``etl/forms/frame.yaml``; raise :class:`CatalogueError` when it does not hold."""
    document = load_yaml(FORMS_DIR / "frame.yaml")
    try:
        return Frame.model_validate(document.data)
    except ValueError as error:
        raise CatalogueError([Problem(document.file, 1, "(tệp)", str(error))]) from error
