"""What the public learns of the cells behind a protected figure: nothing, released or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from childrights.__main__ import main
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.figures.series import period_for
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.provenance.account import Account, Wanted, account
from tests.app.sample import Folder
from tests.attack.people import People, on

PERIOD = Period.parse("2024-12M")
PROVINCE = "38"
UNITS = 12


def every_form(folder: Folder) -> list[str]:
    """Forms of communes in force in the period, mandatory or not."""
    return sorted(
        {
            item.form
            for item in folder.catalogue.forms.values()
            if item.in_force(as_of(PERIOD)) and PERIOD.span in item.spans
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Twelve communes of Thanh Hóa with every form: enough that the province's sums are shown."""
    made = Folder(tmp_path_factory.mktemp("accounts"))
    people = People(made.catalogue, made.registry, "accounts")
    reports = [
        people.report(form, unit, PERIOD)
        for unit in made.units("ha-trung", PERIOD)[:UNITS]
        for form in every_form(made)
    ]
    made.load(reports, on("2024-11-12"))
    return made


@pytest.fixture(scope="module", params=["before any release", "after a release"])
def desk(folder: Folder, request: pytest.FixtureRequest) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILDRIGHTS_DATA", str(folder.path))
        if request.param == "after a release":
            assert main(["disclosure", "release"]) == 0
        yield open_desk(folder.path).remembering()


def accounts(desk: Desk, audience: Audience) -> Iterator[tuple[str, Account]]:
    """The account of each protected indicator, of the province and of its selection."""
    for name in filter(desk.is_protected, desk.catalogue.indicators):
        when = period_for(desk.catalogue.indicators[name].spans, PERIOD)
        for token in (PROVINCE, "ha-trung"):
            yield name, account(desk, Wanted(name, token, when), audience)


def test_no_cell_of_a_protected_figure_is_public(desk: Desk) -> None:
    """The door hides each commune's count; the account must not list what it hid."""
    shown = set()
    for name, found in accounts(desk, Audience.PUBLIC):
        assert found.is_shut and found.lines == () and found.parts == (), name
        if found.value.is_known:
            shown.add(name)
    # Unmarked, but made of a protected count: open for the province, and never by the cell.
    assert "neonatal_mortality_rate" in shown, "else nothing was shut that would have stood open"


def test_the_office_sees_them(desk: Desk) -> None:
    opened = [name for name, found in accounts(desk, Audience.INTERNAL) if found.lines]
    assert len(set(opened)) > 20
