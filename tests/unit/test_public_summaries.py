"""Biểu tổng hợp for the public: no cell of a form tells what the door hides elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Sensitivity, Term
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.disclosure.series import Classes, series_of
from childrights.evaluate.cells import group_of, name_of, with_cells
from childrights.figures.words import HIDDEN
from childrights.periods import Period
from etl.summary import figures
from tests.app.sample import Folder
from tests.attack.people import People, on

PERIOD = Period.parse("2024-12M")
HIV, HEALTH = "tre_em_anh_huong_hiv", "suc_khoe_dinh_duong_tre_em"


def whole_of(catalogue: Catalogue, measure: str) -> list[str]:
    above = catalogue.measures[measure].part_of
    return [measure, *(whole_of(catalogue, above) if above else [])]


def test_a_cell_is_as_sensitive_as_what_it_is_part_of(catalogue: Catalogue) -> None:
    """Every cell of every form, also those that no indicator counts."""
    classes, seen = Classes(catalogue), set()
    for version in catalogue.forms.values():
        for layout in version.layouts:
            fields = version.fields(layout)
            known = with_cells(catalogue, version, fields)
            for field in fields:
                found = (
                    classes.of(series_of(Term(measure=measure), field.where))
                    for measure in whole_of(catalogue, field.measure)
                )
                if set(found) != {Sensitivity.ORDINARY}:
                    seen.add(field.measure)
                    assert known.is_sensitive(name_of(group_of(field))), field
    assert {"hiv_orphans", "hiv_parents", "disability_rehabilitated", "abused_children"} <= seen
    assert not {"children", "bhyt_children", "bhyt_without_card"} & seen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(tmp_path_factory.mktemp("summaries"))
    people = People(made.catalogue, made.registry, "summaries")
    units = made.units("ha-trung", PERIOD)[:12]
    made.load(
        [people.report(form, unit, PERIOD) for unit in units for form in (HIV, HEALTH)],
        on("2024-11-12"),
    )
    return made


@pytest.fixture(scope="module", params=["before any release", "after a release"])
def desk(folder: Folder, request: pytest.FixtureRequest) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILDRIGHTS_DATA", str(folder.path))
        if request.param == "after a release":
            assert main(["disclosure", "release"]) == 0
        yield open_desk(folder.path).remembering()


def counts(desk: Desk, form: str, measure: str, audience: Audience, token: str) -> list[object]:
    """What stands in the cells of a measure, in the province's total or in its units' own."""
    version = desk.catalogue.form_for(form, PERIOD)
    found = figures(desk, version, version.layouts[0], token, PERIOD, audience)
    wanted = [found[None]] if token == "38" else [found[key] for key in found if key is not None]
    return [
        value
        for known in wanted
        for (name, _), value in known.items()
        if name == measure and value is not None
    ]


PROTECTED = [(HIV, "hiv_orphans"), (HIV, "hiv_at_school"), (HEALTH, "disability_rehabilitated")]


@pytest.mark.parametrize(("form", "measure"), PROTECTED)
def test_no_commune_shows_it_to_the_public(desk: Desk, form: str, measure: str) -> None:
    """How many children in this commune lost their parents to AIDS: nobody outside may know."""
    assert set(counts(desk, form, measure, Audience.PUBLIC, "ha-trung")) == {HIDDEN}
    told = counts(desk, form, measure, Audience.INTERNAL, "ha-trung")
    assert len(set(told)) > 3 and HIDDEN not in told


def test_what_is_open_stays_open(desk: Desk) -> None:
    assert HIDDEN not in counts(desk, HEALTH, "live_births", Audience.PUBLIC, "ha-trung")


@pytest.mark.parametrize(("form", "measure"), PROTECTED)
def test_beside_a_release_no_total_of_today_stands(desk: Desk, form: str, measure: str) -> None:
    """Less what was released it would be who reported since."""
    shown = set(counts(desk, form, measure, Audience.PUBLIC, "38")) - {HIDDEN}
    assert bool(shown) is (desk.released is None)
