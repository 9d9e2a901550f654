"""SDMX code lists that travel beside every figure."""

from __future__ import annotations

from enum import StrEnum


class ObservationStatus(StrEnum):
    """SDMX code list CL_OBS_STATUS, the six codes that this project uses."""

    NORMAL = "A"
    ESTIMATED = "E"
    PROVISIONAL = "P"
    MISSING = "O"
    NOT_APPLICABLE = "M"
    SUPPRESSED = "Q"


class Confidentiality(StrEnum):
    """SDMX code list CL_CONF_STATUS: free, confidential, or not for publication at all."""

    FREE = "F"
    CONFIDENTIAL = "C"
    INTERNAL = "N"
