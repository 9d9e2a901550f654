from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from childrights.catalogue.model import Dimension
from childrights.evaluate.cover import cover


def ages(*bands: tuple[int, int]) -> Dimension:
    return Dimension.model_validate(
        {
            "label": "Tuổi",
            "codes": {
                f"M{low}T{high}": {"label": "x", "from_months": low, "to_months": high}
                for low, high in bands
            },
        }
    )


SEX = Dimension.model_validate({"label": "Giới", "codes": {"M": "Nam", "F": "Nữ"}})
AGE = ages((0, 12), (12, 72), (72, 192), (84, 192), (0, 72), (0, 192))
DIMENSIONS: Mapping[str, Dimension] = {"sex": SEX, "age": AGE}


def _codes(*bands: str) -> list[dict[str, str]]:
    return [{"age": band} for band in bands]


def test_a_cell_of_its_own_is_taken_first() -> None:
    found = cover({}, [{}, {"sex": "M"}, {"sex": "F"}], ["sex", "age"], DIMENSIONS)
    assert found == ({},)


def test_bands_that_tile_are_added_and_overlapping_ones_left_out() -> None:
    available = _codes("M0T12", "M12T72", "M72T192", "M84T192")
    found = cover({}, available, ["sex", "age"], DIMENSIONS)
    assert found is not None
    assert [part["age"] for part in found] == ["M0T12", "M12T72", "M72T192"]


def test_a_gap_is_no_cover() -> None:
    assert cover({}, _codes("M0T12", "M72T192"), ["age"], DIMENSIONS) is None


def test_a_band_is_covered_by_finer_ones() -> None:
    found = cover({"age": "M0T72"}, _codes("M0T12", "M12T72", "M72T192"), ["age"], DIMENSIONS)
    assert found is not None
    assert [part["age"] for part in found] == ["M0T12", "M12T72"]


def test_one_sex_is_no_total() -> None:
    assert cover({}, [{"sex": "M"}], ["sex"], DIMENSIONS) is None


def test_groups_that_may_overlap_are_never_added() -> None:
    assert cover({}, [{"sex": "M"}, {"sex": "F"}], [], DIMENSIONS) is None


def test_two_dimensions_at_once_need_every_combination() -> None:
    grid = [{"sex": s, "age": a} for s in "MF" for a in ("M0T72", "M72T192")]
    found = cover({}, grid, ["sex", "age"], DIMENSIONS)
    assert found is not None
    assert len(found) == 4
    assert cover({}, grid[:-1], ["sex", "age"], DIMENSIONS) is None


@given(st.sets(st.integers(1, 191), max_size=6), st.integers(0, 5))
def test_any_split_of_the_years_is_found_and_adds_up(cuts: set[int], extra: int) -> None:
    """A second method: mark every month once for each chosen band."""
    points = [0, *sorted(cuts), 192]
    tiles = list(pairwise(points))
    overlapping = [(low, 192) for low, _ in tiles[1 : 1 + extra]]
    dimension = ages(*tiles, *overlapping, (0, 192))
    available = [{"age": f"M{low}T{high}"} for low, high in {*tiles, *overlapping}]
    found = cover({}, available, ["age"], {"age": dimension})
    assert found is not None
    months = [0] * 192
    for part in found:
        code = dimension.codes[part["age"]]
        for month in range(code.from_months or 0, code.to_months or 0):
            months[month] += 1
    assert set(months) == {1}
