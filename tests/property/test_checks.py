"""A consistent form passes every check; a figure that breaks a relation is found at its cells.

Consistent fillings come from an integer programme over the stated relations (scipy's HiGHS), which
shares no code with the checks: random costs lead to other corners of what is allowed.
"""

from __future__ import annotations

import random
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import load_catalogue
from childrights.catalogue.relations import Relation, RelationKind, relations
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.registry import load_registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Severity
from etl.cells import CellReading
from etl.checks import run_checks
from etl.drafts import Draft, FieldReading, Setting
from etl.grid import address

CATALOGUE = load_catalogue()
SETTING = Setting(CATALOGUE, load_registry())
FORMS = sorted(
    (version.key, layout.value)
    for version in CATALOGUE.forms.values()
    for layout in version.layouts
    if relations(version, layout, CATALOGUE)
)
MOST = 60
ABOUT_THE_CALENDAR = ("unit_reports_in_period",)
quick = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def most(version: FormVersion, layout: Layout, item: FormField) -> int:
    limits = [MOST, CATALOGUE.measures[item.measure].maximum]
    if layout is Layout.UNIT:
        limits.append(version.rows[item.row].maximum)
    return min(limit for limit in limits if limit is not None)


@lru_cache(maxsize=256)
def filling(key: str, layout: Layout, seed: int) -> dict[FormField, int]:
    """Whole numbers that satisfy every stated relation."""
    version = CATALOGUE.forms[key]
    fields = version.fields(layout)
    column = {item: n for n, item in enumerate(fields)}
    stated = relations(version, layout, CATALOGUE)
    matrix = lil_matrix((len(stated), len(fields)))
    highest = np.zeros(len(stated))
    lowest = np.zeros(len(stated))
    for row, relation in enumerate(stated):
        matrix[row, column[relation.whole]] = 1
        for part in relation.parts:
            matrix[row, column[part]] -= 1
        highest[row] = 0 if relation.kind is RelationKind.SUM else np.inf
    costs = np.array([random.Random(seed + n).uniform(-1, 0.6) for n in range(len(fields))])
    upper = np.array([most(version, layout, item) for item in fields])
    found = milp(
        costs,
        constraints=LinearConstraint(matrix.tocsr(), lowest, highest),
        integrality=np.ones(len(fields)),
        bounds=Bounds(np.zeros(len(fields)), upper),
        options={"time_limit": 20},
    )
    assert found.x is not None, found.message
    return {item: round(found.x[column[item]]) for item in fields}


def draft_of(key: str, layout: Layout, figures: dict[FormField, int]) -> Draft:
    version = CATALOGUE.forms[key]
    years = range(version.valid_from.year, version.valid_from.year + 3)
    every = [Period(year, span) for year in years for span in version.spans]
    period = next(item for item in every if version.in_force(as_of(item)))
    day = as_of(period)
    unit = SETTING.registry.units("01", day)[0]
    readings = {}
    for item, number in figures.items():
        cell = address(item.row + 10, item.column + 2)
        reading = CellReading(Decimal(number), ObservationStatus.NORMAL, str(number))
        readings[item] = FieldReading(item, cell, reading)
    return Draft(
        version=version, layout=layout, sheet="Biểu", locality=unit, period=period,
        cut_off=day, cut_off_cell="B2", period_cell="B3", nature=ObservationStatus.NORMAL,
        letter_number="", letter_date=None, signed_off=True, readings=readings,
    )  # fmt: skip


def breaks(relation: Relation, figures: dict[FormField, int]) -> bool:
    parts = sum(figures[part] for part in relation.parts)
    whole = figures[relation.whole]
    return parts != whole if relation.kind is RelationKind.SUM else parts > whole


@pytest.mark.parametrize(("key", "layout"), FORMS)
def test_a_consistent_form_has_no_findings(key: str, layout: str) -> None:
    for seed in (1, 2):
        figures = filling(key, Layout(layout), seed)
        found = list(run_checks(draft_of(key, Layout(layout), figures), SETTING))
        assert [item for item in found if item.rule not in ABOUT_THE_CALENDAR] == []


@quick
@given(st.sampled_from(FORMS), st.integers(1, 3), st.data())
def test_a_disturbance_is_found_at_one_of_its_cells(
    form: tuple[str, str], seed: int, data: st.DataObject
) -> None:
    key, layout = form[0], Layout(form[1])
    figures = dict(filling(key, layout, seed))
    relation = data.draw(st.sampled_from(relations(CATALOGUE.forms[key], layout, CATALOGUE)))
    item = data.draw(st.sampled_from((relation.whole, *relation.parts)))
    figures[item] = data.draw(st.integers(0, 5000).filter(lambda n: n != figures[item]))
    if not breaks(relation, figures):
        return
    draft = draft_of(key, layout, figures)
    concerned = {draft.readings[each].cell for each in (relation.whole, *relation.parts)}
    errors = [found for found in run_checks(draft, SETTING) if found.severity is Severity.ERROR]
    assert concerned & {found.cell for found in errors}, relation.reason
    told = " ".join(found.message for found in errors)
    assert draft.readings[item].cell in told


def test_the_disturbances_reach_both_kinds_of_relation() -> None:
    kinds = {
        relation.kind
        for key, layout in FORMS
        for relation in relations(CATALOGUE.forms[key], Layout(layout), CATALOGUE)
    }
    assert kinds == set(RelationKind)
    assert len(FORMS) >= 20
