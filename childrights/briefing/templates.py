"""Templates of reports: which sections, which indicators, what the officer writes.

They stand in ``data/reference/briefings.yaml`` and in the operator's overlay of it; a new report is
an edit there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from childrights.catalogue.loader import Catalogue
from childrights.periods import Period, Span
from childrights.places.model import BadReference
from childrights.places.reference import REFERENCE_DIR, Entry, overlay_file, read_reference

FILE = "briefings.yaml"


class Section(Entry):
    """A section: figures, a prompt for the officer, a summary by rules, or parts of the same kind.

    ``themes`` says which indicators that nobody placed belong here.
    """

    heading: str
    indicators: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    prompt: str = ""
    summary: Literal["", "strengths", "weaknesses"] = ""
    parts: tuple[Section, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Section:
        kinds = (bool(self.indicators or self.themes), self.prompt, self.summary, self.parts)
        if sum(map(bool, kinds)) != 1:
            raise ValueError("ghi đúng một trong: indicators/themes, prompt, summary, parts")
        return self


class Template(Entry):
    """A report. ``subject`` is its trích yếu, with {period}; ``years`` looks that far back."""

    token: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    subject: str
    spans: tuple[Span, ...] = Field(min_length=1)
    years: int = Field(0, ge=0, le=20)
    basis: tuple[str, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    def leaves(self) -> Iterator[Section]:
        """Sections without parts, in the order of reading."""
        for section in self.sections:
            yield from section.parts or (section,)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator it names, in the order of reading."""
        return tuple(dict.fromkeys(name for leaf in self.leaves() for name in leaf.indicators))


class TemplateFile(Entry):
    """The file ``briefings.yaml``."""

    templates: tuple[Template, ...] = Field(min_length=1)


def load_templates(
    catalogue: Catalogue, data_dir: Path | None = None, reference: Path = REFERENCE_DIR
) -> Mapping[str, Template]:
    """Templates by token; the operator's overlay adds and replaces.

    Raises ``CatalogueError`` for a file that does not hold, :class:`BadReference` for an
    indicator or a theme that the catalogue has not.
    """
    overlay = overlay_file(data_dir, FILE)
    paths = [reference / FILE, *([overlay] if overlay else [])]
    found = [item for path in paths for item in read_reference(path, TemplateFile).templates]
    for template in found:
        _check(template, catalogue)
    return {template.token: template for template in found}


def _check(template: Template, catalogue: Catalogue) -> None:
    themes = [theme for leaf in template.leaves() for theme in leaf.themes]
    unknown = [
        *(f"chỉ tiêu “{n}”" for n in template.indicators if n not in catalogue.indicators),
        *(f"nhóm “{theme}”" for theme in themes if theme not in catalogue.themes),
    ]
    if unknown:
        raise BadReference(
            f"{FILE}: mẫu “{template.token}” nêu {unknown[0]} không có trong danh mục."
        )


def default_template(templates: Mapping[str, Template], period: Period) -> Template:
    """The first template for reports of the period's span, else the first of all."""
    fitting = [item for item in templates.values() if period.span in item.spans]
    return (fitting or list(templates.values()))[0]
