"""``per``: a rate needs a base, a ratio may do without (pupils to one class), others have none."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Kind


def with_per(catalogue: Catalogue, kind: Kind, per: int) -> Indicator:
    known = catalogue.indicators["injury_rate"].model_dump()
    return Indicator.model_validate({**known, "kind": kind, "per": per})


@pytest.mark.parametrize(("kind", "per"), [(Kind.RATE, 1000), (Kind.RATIO, 100), (Kind.RATIO, 1)])
def test_a_base_where_it_means_something(catalogue: Catalogue, kind: Kind, per: int) -> None:
    assert with_per(catalogue, kind, per).multiplier == per


@pytest.mark.parametrize(("kind", "per"), [(Kind.RATE, 1), (Kind.PERCENTAGE, 1000)])
def test_a_base_that_is_missing_or_out_of_place(catalogue: Catalogue, kind: Kind, per: int) -> None:
    with pytest.raises(ValidationError, match="per"):
        with_per(catalogue, kind, per)
