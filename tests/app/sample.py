"""A small data folder, written straight into the ledger: what pages show can be told by hand.

Hoàng Mai (14 wards until mid-2025, seven since) and two hamlets of one ward. Every figure is a
function of the ward's place in the list, so that a test can say what must stand on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from streamlit.testing.v1 import AppTest

from childrights.catalogue.forms import FormField, Layout
from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.periods import Period
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import Locality
from childrights.places.registry import load_registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Finding, Observation, Receipt, Severity, Submission
from childrights.warehouse.snapshot import publish

Open = Callable[..., AppTest]
"""How a test opens a page: folder, path, audience, parameters of the address."""

WARD_WITH_HAMLETS = "00301"
HAMLETS = "commune_code,valid_from,hamlet_code,name\n" + "".join(
    f"{WARD_WITH_HAMLETS},2021-01-01,{WARD_WITH_HAMLETS}-{n},Tổ dân phố số {n}\n" for n in (1, 2)
)


def card_holders(position: int, year: int) -> int:
    """Children with a card, of 100, in the ward at a position of its list."""
    return min(100, 80 + position + (year - 2022) * 2)


def deaths(position: int) -> int:
    """Deaths of a year so far: one, in the third ward."""
    return 1 if position == 2 else 0


def amount(measure: str, position: int, year: int) -> Decimal:
    """A measure's total in one ward."""
    amounts = {
        "children": 400,
        "special_circumstances": 20,
        "special_circumstances_supported": 19,
        "bhyt_children": 100,
        "bhyt_card_holders": card_holders(position, year),
        "bhyt_without_card": 100 - card_holders(position, year),
        "injury_cases": 4 + position,
        "injury_deaths": deaths(position),
        "cfc_points": 70,
        "cfc_recognised": 1 if position % 2 == 0 else 0,
    }
    return Decimal(amounts[measure])


def observation(
    field: FormField, catalogue: Catalogue, position: int, year: int, sheet: str
) -> Observation:
    """A cell: a total as above; parts share it out evenly, rounded down."""
    total = amount(field.measure, position, year)
    for dimension in field.where:
        total = total // max(2, len(catalogue.dimensions[dimension].codes) // 2)
    status = ObservationStatus.NORMAL
    return Observation(
        field.measure, dict(field.where), total, status, str(total), sheet,
        f"R{field.row}C{field.column}",
    )  # fmt: skip


def submission(
    catalogue: Catalogue,
    form: str,
    unit: Locality,
    position: int,
    period: Period,
    *,
    layout: Layout = Layout.UNIT,
    findings: tuple[Finding, ...] = (),
    nature: ObservationStatus = ObservationStatus.NORMAL,
) -> Submission:
    """One form of one unit for one period."""
    version = next(
        item for item in catalogue.forms.values()
        if item.form == form and item.in_force(as_of(period))
    )  # fmt: skip
    fields = version.fields(layout)
    observations = tuple(
        observation(field, catalogue, position, period.year, "Biểu") for field in fields
    )
    return Submission(
        form, version.version, layout, unit.key, unit.name, period, as_of(period), nature,
        "12/BC", None, True, "Biểu", observations, findings,
    )  # fmt: skip


class Folder:
    """A data folder that tests fill load by load."""

    def __init__(self, path: Path, kind: DataKind = DataKind.DEMONSTRATION) -> None:
        overlay = path / "overlay"
        overlay.mkdir(parents=True, exist_ok=True)
        (overlay / "hamlets.csv").write_text(HAMLETS, encoding="utf-8")
        self.path = path
        self.catalogue = load_catalogue(data_dir=path)
        self.registry = load_registry(path)
        self.selections = load_selections(path)
        self.ledger = Ledger.create(path, kind)
        self.files = 0

    def units(self, token: str, period: Period) -> Sequence[Locality]:
        """Communes of a địa bàn for a period."""
        return resolve_area(self.registry, token, as_of(period), self.selections).units

    def load(self, submissions: Iterable[Submission], received: datetime | None = None) -> None:
        """Append one batch, a file for each submission, and publish."""
        receipts = []
        for item in submissions:
            self.files += 1
            content = f"{self.files}".encode()
            moment = received or datetime(item.period.year, 5, 10, 8, tzinfo=UTC)
            receipts.append(
                Receipt(
                    f"{self.files}.xlsx", self.ledger.keep_file(content), len(content), moment,
                    True, self.catalogue.digest, (item,), (),
                )
            )  # fmt: skip
        with self.ledger.writing():
            self.ledger.append(receipts, self.catalogue.dimension_names)
            publish(self.ledger, self.registry.all_localities(), self.catalogue.dimension_names)

    def reports(self, token: str, period: Period, skip: Sequence[str] = ()) -> list[Submission]:
        """Every form due of every unit of an area but those to skip, by the rules above."""
        forms = {
            item.form
            for item in self.catalogue.forms.values()
            if item.mandatory and item.in_force(as_of(period)) and period.span in item.spans
        }
        return [
            submission(self.catalogue, form, unit, position, period)
            for position, unit in enumerate(self.units(token, period))
            for form in sorted(forms)
            if unit.code not in skip
        ]


def hoang_mai(path: Path) -> Folder:
    """Four years of Hoàng Mai: one ward late in 2024-6M, a returned report, two hamlets."""
    folder = Folder(path)
    whole = [f"{year}-{span}" for year in (2022, 2023) for span in ("6M", "12M")]
    found = [
        item
        for text in [*whole, "2024-12M", "2026-6M"]
        for item in folder.reports("hoang-mai", Period.parse(text))
    ]
    mid = Period.parse("2024-6M")
    late = folder.units("hoang-mai", mid)[-1]
    found += folder.reports("hoang-mai", mid, skip=[late.code])
    wrong = Finding(Severity.ERROR, "part_within_whole", "Sai", "Biểu", "D5")
    found.append(submission(folder.catalogue, "bhyt_duoi_6_tuoi", late, 13, mid, findings=(wrong,)))
    commune = folder.registry.at(WARD_WITH_HAMLETS, as_of(mid))
    found += [
        submission(folder.catalogue, "bhyt_duoi_6_tuoi", hamlet, place, mid, layout=Layout.ROWS)
        for place, hamlet in enumerate(folder.registry.hamlets(commune.key, as_of(mid)))
    ]
    folder.load(found)
    return folder
