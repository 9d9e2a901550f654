"""The catalogue in the language of the work at hand: names change, nothing that counts does.

Names written in YAML are translated here once, so that whatever shows `indicator.name` or the
label of a code needs to know nothing of languages. ``NAMED`` is also what the extractor collects
(`childrights.catalogue.messages`): a text is asked for exactly where it will be used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from childrights.catalogue.forms import FormVersion
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import (
    Code,
    Dimension,
    Indicator,
    Measure,
    Revision,
    Source,
    Strict,
)
from childrights.language import is_english, say, say_many

M = TypeVar("M", bound=Strict)

NAMED: dict[type[Strict], tuple[str, ...]] = {
    Code: ("label",),
    Dimension: ("label",),
    Measure: ("label", "unit"),
    Indicator: ("name", "short_name", "unit", "lacking", "responsible", "source"),
    Revision: ("name", "short_name", "responsible", "source"),
    Source: ("note",),
    FormVersion: ("name", "provider", "receiver"),
}
"""Texts of each model that viewers read in their own language; the names of documents stay."""

SPOKEN = ("definition", "formula")
"""Texts translated only where they are shown: by them two methods are told apart, and two
definitions must never become one because their English is the same.
"""

UNIT = "unit"


def catalogue_in_language(catalogue: Catalogue) -> Catalogue:
    """The catalogue with names in the language of the work at hand; itself in Vietnamese."""
    if not is_english():
        return catalogue
    return replace(
        catalogue,
        themes={token: say(name) for token, name in catalogue.themes.items()},
        dimensions={token: _dimension(item) for token, item in catalogue.dimensions.items()},
        measures={token: _named(item) for token, item in catalogue.measures.items()},
        indicators={token: _indicator(item) for token, item in catalogue.indicators.items()},
        forms={token: _named(item) for token, item in catalogue.forms.items()},
    )


def _named(item: M, **others: object) -> M:
    texts = {name: getattr(item, name) for name in NAMED[type(item)]}
    said = {name: _said(name, text) for name, text in texts.items() if text}
    return item.model_copy(update={**said, **others})


def _said(name: str, text: str | Source) -> str | Source:
    """Units are counted (“1 child”, “2 children”); alone they stand for many."""
    if isinstance(text, Source):
        return _named(text)
    return say_many(text, 2) if name == UNIT else say(text)


def _dimension(item: Dimension) -> Dimension:
    return _named(item, codes={token: _named(code) for token, code in item.codes.items()})


def _indicator(item: Indicator) -> Indicator:
    states = {token: say(words) for token, words in item.states.items()}
    revisions = tuple(_named(revision) for revision in item.revisions)
    found = _named(item, states=states, revisions=revisions)
    # What was worked out from the Vietnamese names is copied along, and must not be.
    found.__dict__.pop("versions", None)
    return found
