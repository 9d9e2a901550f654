"""In which language a viewer reads: Vietnamese, as written in the code, or English.

Source texts are Vietnamese; English stands in a gettext catalogue alone. A text without English
is shown in Vietnamese. The language belongs to a piece of work (a context), never to the process:
whatever does not choose, such as a command or an official paper, is Vietnamese.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import ParamSpec, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

P = ParamSpec("P")
R = TypeVar("R")

CATALOGUE_VARIABLE = "CHILDRIGHTS_CATALOGUE"
"""Environment variable that names the folder of an operator's own catalogue of indicators."""

PARAMETER = "ngon-ngu"
"""Parameter of the address; Vietnamese leaves it out."""


class Language(StrEnum):
    """The languages that a viewer may choose."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


NAMES = {Language.VIETNAMESE: "Tiếng Việt", Language.ENGLISH: "English"}
"""Each language in its own words."""

_current: ContextVar[Language] = ContextVar("language", default=Language.VIETNAMESE)


def language() -> Language:
    """The language of the work at hand."""
    return _current.get()


def is_english() -> bool:
    """Whether the work at hand is read in English."""
    return _current.get() is Language.ENGLISH


def language_of(word: str | None) -> Language:
    """The language that an address names; Vietnamese for anything unknown."""
    return Language.ENGLISH if word == Language.ENGLISH.value else Language.VIETNAMESE


@contextmanager
def in_language(chosen: Language) -> Iterator[None]:
    """Do a piece of work in a language, whatever the one around it."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def in_vietnamese(work: Callable[P, R]) -> Callable[P, R]:
    """Work that is Vietnamese whoever asks for it: an official paper, a form, a template."""
    return _bound(Language.VIETNAMESE, work)


def as_now(work: Callable[P, R]) -> Callable[P, R]:
    """Work done later, perhaps in another thread, in the language of this moment."""
    return _bound(language(), work)


def _bound(chosen: Language, work: Callable[P, R]) -> Callable[P, R]:
    @wraps(work)
    def bound(*args: P.args, **kwargs: P.kwargs) -> R:
        with in_language(chosen):
            return work(*args, **kwargs)

    return bound


def translatable(message: str) -> str:
    """A constant's text, for the catalogue to find; translate it where it is shown."""
    return message


def countable(message: str) -> str:
    """As :func:`translatable` for the name of things that are counted: “ward”, “wards”."""
    return message


class Spoken(str):
    """A text fixed when a module is read, translated each time somebody turns it into words.

    For what takes a text once and for all and says it later, such as a decorator.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return say(str.__str__(self))


def say(message: str, /, **values: object) -> str:
    """A text in the language of the work at hand, its ``{placeholders}`` filled."""
    text = _english().gettext(message) if is_english() and message else message
    return text.format(**values) if values else text


def say_as(sense: str, message: str, /) -> str:
    """As :func:`say` for a Vietnamese word of two senses: “chỉ tiêu”, an indicator or a target."""
    return _english().pgettext(sense, message) if is_english() else message


def say_many(message: str, number: int, /, **values: object) -> str:
    """As :func:`say` for a text that counts: English has “1 report” and “2 reports”."""
    text = _english().ngettext(message, message, number) if is_english() else message
    return text.format(**values)


def counting(words: str, number: int) -> str:
    """The name of counted things beside a number: “child” for one, “children” for others.

    The same words where nothing is known of their singular, and in Vietnamese.
    """
    return _english().ones.get(words, words) if number == 1 and is_english() else words


def address_of_language() -> dict[str, str]:
    """Parameters of the address that keep the language; none for Vietnamese."""
    return {PARAMETER: Language.ENGLISH.value} if is_english() else {}


def product_catalogue() -> Path:
    """English of the product, as written for translators."""
    return Path(__file__).with_name("locale") / "en" / "LC_MESSAGES" / "childrights.po"


def own_catalogue() -> Path | None:
    """English of an operator's own catalogue of indicators, beside it; it comes first."""
    named = os.environ.get(CATALOGUE_VARIABLE)
    return Path(named) / "english.po" if named else None


class _English(gettext.GNUTranslations):
    """A catalogue made ready in memory, which also knows the singular of what it counts."""

    ones: dict[str, str]


def _english() -> _English:
    return _translations(product_catalogue(), own_catalogue())


@lru_cache(maxsize=4)
def _translations(product: Path, own: Path | None) -> _English:
    found = _read(product)
    if own is None or not own.exists():
        return found
    first = _read(own)
    first.add_fallback(found)
    first.ones = {**found.ones, **first.ones}
    return first


def _read(source: Path) -> _English:
    """A message marked fuzzy is a guess nobody has confirmed, and is left out."""
    compiled = BytesIO()
    with source.open("rb") as file:
        known = read_po(file, locale="en")
    write_mo(compiled, known)
    compiled.seek(0)
    found = _English(compiled)
    pairs = [item.string for item in known if isinstance(item.string, tuple | list)]
    found.ones = {many: one for one, many in pairs if one and many}
    return found
