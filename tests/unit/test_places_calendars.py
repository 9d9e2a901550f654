from datetime import date

import pytest

from childrights.periods import Period
from childrights.places.calendars import as_of, deadline, load_calendars
from childrights.places.model import UnknownPlace
from childrights.places.registry import load_registry
from childrights.strict_yaml import CatalogueError


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize(
    ("code", "period", "due"),
    [
        ("008", "2024-6M", date(2024, 5, 15)),
        ("00331", "2024-9M", date(2024, 9, 15)),
        ("00331", "2024-12M", date(2024, 11, 10)),
        ("15664", "2021-6M", date(2021, 5, 20)),
        ("15664", "2021-12M", date(2021, 11, 15)),
        ("15664", "2021-9M", None),
        ("15271", "2024-12M", date(2024, 12, 1)),
        ("60", "2022-9M", None),
        ("22945", "2025-6M", date(2025, 5, 20)),
        ("23293", "2025-12M", date(2025, 11, 15)),
        ("00331", "2025-9M", date(2025, 9, 15)),
        ("68", "2025-9M", None),
    ],
)
def test_when_a_report_is_due(registry, code, period, due):
    found = deadline(registry, code, Period.parse(period))
    assert (found and found.due) == due
    if found:
        assert (found.due - found.cut_off).days == 1
        assert found.source


def test_membership_is_read_when_reports_are_made(registry):
    counts = {
        period: len(registry.units(code, as_of(Period.parse(period))))
        for period, code in [("2024-12M", "60"), ("2025-6M", "60"), ("2025-9M", "68")]
    }
    assert counts == {"2024-12M": 124, "2025-6M": 121, "2025-9M": 124}


def test_a_unit_that_is_gone_has_no_deadline(registry):
    with pytest.raises(UnknownPlace, match="không còn"):
        deadline(registry, "008", Period.parse("2025-9M"))


def write(folder, spans):
    overlay = folder / "overlay"
    overlay.mkdir(exist_ok=True)
    (overlay / "calendars.yaml").write_text(
        'calendars:\n  - jurisdiction: "008"\n    source: Công văn mới\n    spans:\n' + spans,
        encoding="utf-8",
    )
    return load_calendars(folder)


def test_an_operators_calendar_goes_first(registry, tmp_path):
    calendars = write(tmp_path, "      12M: {due: 12-05, cut_off: 11-30}\n")
    found = deadline(registry, "00331", Period.parse("2024-12M"), calendars)
    assert (found.cut_off, found.due) == (date(2024, 11, 30), date(2024, 12, 5))
    assert found.source == "Công văn mới"
    assert deadline(registry, "00331", Period.parse("2024-6M"), calendars) is None


def test_a_day_that_is_not_in_every_year_is_refused(tmp_path):
    with pytest.raises(CatalogueError, match="“02-29” không phải tháng-ngày"):
        write(tmp_path, "      12M: {due: 02-29}\n")
