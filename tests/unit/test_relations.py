"""Relations worked out from the catalogue, against what the forms say on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.catalogue.model import Measure
from childrights.catalogue.relations import Relation, RelationKind, relations


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def written(found: tuple[Relation, ...], kind: RelationKind) -> set[tuple[object, ...]]:
    """Relations as (whole row, column, pack) and parts likewise, to compare with paper."""
    return {
        (
            (item.whole.row, item.whole.column, item.whole.pack_position),
            tuple(sorted((p.row, p.column, p.pack_position or 0) for p in item.parts)),
        )
        for item in found
        if item.kind is kind
    }


def cells(row: int, columns: range) -> tuple[tuple[int, int, int], ...]:
    return tuple((row, column, 0) for column in columns)


def test_bhyt_unit_sheet_has_the_sums_on_paper(catalogue: Catalogue) -> None:
    found = relations(catalogue.forms["bhyt_duoi_6_tuoi@2021"], Layout.UNIT, catalogue)
    sums = set()
    for row in range(7):
        sums.add(((row, 0, None), cells(row, range(1, 3))))  # eligible = boys + girls
        sums.add(((row, 3, None), cells(row, range(4, 6))))  # with card = boys + girls
        sums.add(((row, 6, None), cells(row, range(7, 11))))  # without card = reasons
        sums.add(((row, 0, None), ((row, 3, 0), (row, 6, 0))))  # eligible = with + without
    for column in range(11):
        sums.add(((0, column, None), tuple((row, column, 0) for row in range(1, 7))))
    assert written(found, RelationKind.SUM) == sums
    at_most = {((row, c, None), ((row, c + 3, 0),)) for row in range(7) for c in range(3)}
    at_most |= {((row, 0, None), ((row, 6, 0),)) for row in range(7)}
    assert written(found, RelationKind.AT_MOST) == at_most


def test_overlapping_band_and_overlapping_groups_are_never_summed(catalogue: Catalogue) -> None:
    version = catalogue.forms["bo_chi_tieu_tre_em@2021"]
    found = relations(version, Layout.UNIT, catalogue)
    from_seven = next(i for i, row in enumerate(version.rows) if "7 tuổi" in row.label)
    groups = [i for i, row in enumerate(version.rows) if "circumstance" in row.where]
    for item in found:
        if item.kind is RelationKind.SUM and len(item.parts) > 2:
            assert from_seven not in [part.row for part in item.parts]
            assert not set(groups) & {part.row for part in item.parts}
    at_most = written(found, RelationKind.AT_MOST)
    headline = next(i for i, row in enumerate(version.rows) if row.code == "2")
    for group in groups:
        assert ((headline, 0, None), ((group, 0, 0),)) in at_most
    assert ((1, 0, None), ((from_seven, 0, 0),)) in at_most
    assert ((1, 0, None), ((headline, 0, 0),)) in at_most


@pytest.mark.parametrize(("version", "step"), [("2021", 1), ("2024", 2)])
def test_injuries_add_up_by_cause_by_setting_and_by_sex_and_age(
    catalogue: Catalogue, version: str, step: int
) -> None:
    form = catalogue.forms[f"tai_nan_thuong_tich@{version}"]
    found = relations(form, Layout.UNIT, catalogue)
    sums = [item for item in found if item.kind is RelationKind.SUM]
    counted = {(s.whole.row, s.whole.column, s.whole.measure, len(s.parts)) for s in sums}
    for measure, column in (("injury_cases", 0), ("injury_deaths", step - 1)):
        assert (0, column, measure, 11) in counted  # all = eleven causes
        assert (0, column, measure, 8) in counted  # all = 2 sexes x 4 bands
        assert (1, column, measure, 3) in counted  # falls = three settings
        assert (2, column, measure, 8) in counted  # falls at home = 2 sexes x 4 bands
    # 45 rows by sex and age, 9 columns by cause, 11 x 9 by setting; each for cases and deaths.
    assert len(sums) == 2 * (45 + 9 + 99)
    deaths = [item for item in found if item.kind is RelationKind.AT_MOST]
    assert len(deaths) == 45 * 9
    assert {(d.whole.measure, d.parts[0].measure) for d in deaths} == {
        ("injury_cases", "injury_deaths")
    }


def test_score_is_the_sum_of_thirteen_criteria_and_recognition_stands_alone(
    catalogue: Catalogue,
) -> None:
    (only,) = relations(catalogue.forms["tu_cham_diem_phu_hop_tre_em@2025"], Layout.UNIT, catalogue)
    assert only.whole.row == 13
    assert [part.row for part in only.parts] == list(range(13))


def test_rows_layout_relates_the_columns_of_one_line(catalogue: Catalogue) -> None:
    found = relations(catalogue.forms["bhyt_duoi_6_tuoi@2025"], Layout.ROWS, catalogue)
    assert written(found, RelationKind.SUM) == {
        ((0, 0, None), cells(0, range(1, 3))),
        ((0, 3, None), cells(0, range(4, 6))),
        ((0, 6, None), cells(0, range(7, 11))),
        ((0, 0, None), ((0, 3, 0), (0, 6, 0))),
    }


def bands(catalogue: Catalogue, *ages: str) -> FormVersion:
    base = catalogue.forms["bo_chi_tieu_tre_em@2021"].model_dump()
    rows = [{"code": "1", "label": "Tổng", "measure": "children"}]
    rows += [{"label": age, "measure": "children", "where": {"age": age}} for age in ages]
    columns = [{"header": ["Tổng số"]}]
    return FormVersion.model_validate(
        {
            **base,
            "form": "thu",
            "valid_from": date(2030, 1, 1),
            "rows": rows,
            "columns": columns,
            "expect": {"rows": len(rows), "columns": 1},
        }
    )


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        (("M0T72", "M72T132", "M132T192"), {(0, (1, 2, 3))}),
        (("M0T72", "M72T132"), set()),  # stops at 11 years
        (("M0T72", "M84T192"), set()),  # a gap of one year
        (("M12T36", "M36T72", "M72T132", "M132T192"), set()),  # infants missing
        # “under 6” overlaps its parts: the finest tiling is summed, and it is tiled itself.
        (
            ("M0T72", "M0T12", "M12T36", "M36T72", "M72T132", "M132T192"),
            {(0, (2, 3, 4, 5, 6)), (1, (2, 3, 4))},
        ),
    ],
)
def test_ages_are_summed_only_when_they_tile_childhood(
    catalogue: Catalogue, ages: tuple[str, ...], expected: set[tuple[int, tuple[int, ...]]]
) -> None:
    found = relations(bands(catalogue, *ages), Layout.UNIT, catalogue)
    sums = [item for item in found if item.kind is RelationKind.SUM]
    assert {(s.whole.row, tuple(part.row for part in s.parts)) for s in sums} == expected


def test_a_changed_catalogue_is_not_answered_from_the_cache(catalogue: Catalogue) -> None:
    version = catalogue.forms["tu_cham_diem_phu_hop_tre_em@2025"]
    assert relations(version, Layout.UNIT, catalogue) is relations(version, Layout.UNIT, catalogue)
    points: Measure = catalogue.measures["cfc_points"].model_copy(update={"additive": ()})
    other = replace(catalogue, measures={**catalogue.measures, "cfc_points": points})
    assert relations(version, Layout.UNIT, other) == ()


def test_reasons_are_sentences_for_the_officer(catalogue: Catalogue) -> None:
    found = relations(catalogue.forms["bhyt_duoi_6_tuoi@2021"], Layout.UNIT, catalogue)
    reasons = [item.reason for item in found]
    assert (
        "Số trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế còn giá trị sử dụng (Nam; Dưới 1 tuổi): "
        "không được lớn hơn Số trẻ em dưới 6 tuổi đủ điều kiện cấp thẻ bảo hiểm y tế "
        "(Nam; Dưới 1 tuổi)."
    ) in reasons
    assert all(reason.endswith(".") for reason in reasons)
