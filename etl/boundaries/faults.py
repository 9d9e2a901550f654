"""What is said about a boundary file, and the errors that end its reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BadBoundaryFile(ValueError):
    """The file cannot be read as boundaries; the message says why and what to send instead."""


class Weight(StrEnum):
    """Whether a finding turns the file away."""

    REFUSED = "refused"
    CONFIRM = "confirm"
    NOTICE = "notice"


@dataclass(frozen=True)
class Finding:
    """One thing found, in Vietnamese, with the codes of the units that it is about."""

    weight: Weight
    rule: str
    message: str
    units: tuple[str, ...] = ()


def refuse(rule: str, message: str, units: tuple[str, ...] = ()) -> Finding:
    """A finding that turns the file away."""
    return Finding(Weight.REFUSED, rule, message, units)


def notice(rule: str, message: str, units: tuple[str, ...] = ()) -> Finding:
    """A finding that the operator should know."""
    return Finding(Weight.NOTICE, rule, message, units)
