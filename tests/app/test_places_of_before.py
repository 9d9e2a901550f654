"""A new unit never shows what another unit reported under the same code (law 4).

Seven of the fourteen wards of Hoàng Mai left their codes to other wards on 01/7/2025. What the old
wards reported here is 7,919 wherever a number can be, and recognition, so that it shows anywhere.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from sample import Folder, Open
from streamlit.testing.v1 import AppTest
from test_pages import text_of

from childrights.catalogue.forms import Layout
from childrights.desk import Desk, open_desk
from childrights.figures.series import like_periods, origin, same_place
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.model import Locality
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Observation, Submission

P = Period.parse
BEFORE = Decimal(7919)
RENAMED = "00859"
"""Xã Ngọc Long: the units above it changed on 01/7/2025, its territory did not."""

SHOWN_BEFORE = re.compile(r"7[.,]?919|Đã công nhận")
FORMS = ("tu_cham_diem_phu_hop_tre_em", "tre_em_bi_xam_hai", "tai_nan_thuong_tich")
YEARLY, HALF_YEARLY = "child_friendly_score", "abused_children"
STATUS = "child_friendly_status"


def reports(folder: Folder, unit: Locality, period: Period, figure: Decimal) -> list[Submission]:
    """Each form of the unit that the period has, with one figure in all of its cells."""
    versions = [
        item
        for item in folder.catalogue.forms.values()
        if item.form in FORMS and item.in_force(as_of(period)) and period.span in item.spans
    ]
    return [
        Submission(
            version.form, version.version, Layout.UNIT, unit.key, unit.name, period, as_of(period),
            ObservationStatus.NORMAL, "12/BC", None, True, "Biểu",
            tuple(
                Observation(
                    field.measure, dict(field.where),
                    min(figure, Decimal(1)) if field.measure == "cfc_recognised" else figure,
                    ObservationStatus.NORMAL, str(figure), "Biểu", f"R{field.row}C{field.column}",
                )
                for field in version.fields(Layout.UNIT)
            ),
        )
        for version in versions
    ]  # fmt: skip


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The last year of the old wards, the half-year of the reform, 9 months of the new wards."""
    return _filled(tmp_path_factory.mktemp("around"), ("2024-12M", "2025-6M"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Nothing but a whole year of the old wards and 9 months of the new."""
    return _filled(tmp_path_factory.mktemp("bare"), ("2024-12M",))


def _filled(path: Path, before: tuple[str, ...]) -> Folder:
    folder = Folder(path)
    renamed = folder.registry.at(RENAMED, as_of(P("2024-12M")))
    old = [(unit, P(text)) for text in before for unit in folder.units("hoang-mai", P(text))]
    found = [item for unit, when in old for item in reports(folder, unit, when, BEFORE)]
    found += reports(folder, renamed, P("2024-12M"), BEFORE)
    for unit in folder.units("hoang-mai", P("2025-9M")):
        found += reports(folder, unit, P("2025-9M"), Decimal(3))
    folder.load(found)
    return folder


def used_before(desk: Desk) -> list[str]:
    """Codes of the new wards that other wards had."""
    now = desk.area("hoang-mai", P("2025-9M")).units
    return [
        unit.code
        for unit in now
        if same_place(desk, desk.area(unit.code, P("2025-9M")), P("2024-12M")) is None
        and desk.resolves(unit.code, P("2024-12M"))
    ]


def everything_of(app: AppTest) -> str:
    """All that stands on the page, what its charts hold and its choices included."""
    charts = [element.proto.spec for element in app.get("plotly_chart")]
    choices = [option for box in app.selectbox for option in box.options]
    return "\n".join([text_of(app), *charts, *choices])


CHOOSING = [
    (page, indicator)
    for page in ("ket-qua", "phan-to", "nguon-so-lieu", "so-sanh", "ban-do")
    for indicator in (YEARLY, HALF_YEARLY, STATUS)
]
WHOLE = [(page, "") for page in ("", "ho-so", "tai-nan", "xa-phuong", "xep-hang")]


@pytest.mark.parametrize(("page", "indicator"), [*CHOOSING, *WHOLE])
def test_no_page_shows_figures_of_the_unit_that_had_the_code(
    open_page: Open, around: Folder, page: str, indicator: str
) -> None:
    chosen = {"chi_tieu": indicator} if indicator else {}
    codes = used_before(open_desk(around.path))
    assert len(codes) == 7
    for code in codes:
        app = open_page(around.path, page, dia_ban=code, nam="2025", ky="9T", **chosen)
        found = SHOWN_BEFORE.search(everything_of(app))
        assert found is None, (page, code, found)


def test_the_figures_of_before_can_be_seen_at_all(open_page: Open, around: Folder) -> None:
    for page in ("ket-qua", "phan-to", "nguon-so-lieu", "tai-nan"):
        for period in (P("2024-12M"), P("2025-6M")):
            app = open_page(
                around.path, page, chi_tieu=HALF_YEARLY, dia_ban="00301", nam=str(period.year),
                ky=period.span.value.replace("M", "T"),
            )  # fmt: skip
            assert SHOWN_BEFORE.search(everything_of(app)), (page, period)


@pytest.mark.parametrize("page", ["ket-qua", "phan-to", "nguon-so-lieu"])
def test_a_new_unit_says_why_it_has_no_figure(
    open_page: Open, around: Folder, bare: Folder, page: str
) -> None:
    for folder in (around, bare):
        for indicator in (YEARLY, HALF_YEARLY):
            address = {"dia_ban": "00301", "nam": "2025", "ky": "9T", "chi_tieu": indicator}
            text = text_of(open_page(folder.path, page, **address))
            assert "Phường Vĩnh Hưng (từ 01/7/2025) không có “" in text
            assert "khi đó đơn vị chưa thành lập" in text
            assert ("Chưa đánh giá lại sau sắp xếp." in text) is (indicator == YEARLY)


def test_the_group_leaves_out_what_the_place_cannot_have(open_page: Open, around: Folder) -> None:
    app = open_page(
        around.path, "ket-qua", dia_ban="00301", nam="2025", ky="9T", chi_tieu="child_injuries"
    )
    app.toggle[0].set_value(True).run()
    text = everything_of(app)
    assert SHOWN_BEFORE.search(text) is None
    assert re.search(r"Không hiển thị \d+ chỉ tiêu có kỳ số liệu trước khi Phường Vĩnh", text)
    group = text_of(app).split("<caption>Phường Vĩnh Hưng")[-1].split("</table>")[0]
    assert "Số trẻ em bị tai nạn" in group and "Số trẻ em bị xâm hại" not in group


def test_what_was_assigned_to_the_old_unit_does_not_bind_the_new(
    open_page: Open, tmp_path: Path
) -> None:
    folder = _filled(tmp_path, ("2024-12M",))
    (tmp_path / "overlay" / "targets.yaml").write_text(
        f"targets:\n  - {{id: X, indicator: {YEARLY}, jurisdiction: '00301', year: 2024, "
        "jurisdiction_name: Phường Thanh Trì, comparator: '>=', value: 77, basis: annual_plan, "
        "document: Kế hoạch của phường cũ}\n",
        encoding="utf-8",
    )
    old = text_of(open_page(folder.path, "ket-qua", dia_ban="00301", nam="2024", chi_tieu=YEARLY))
    address = {"dia_ban": "00301", "nam": "2025", "ky": "9T", "chi_tieu": YEARLY}
    new = text_of(open_page(folder.path, "ket-qua", **address))
    assert "Kế hoạch của phường cũ" in old and "Kế hoạch của phường cũ" not in new


@pytest.mark.parametrize("page", ["ket-qua", "phan-to", "nguon-so-lieu"])
def test_a_unit_that_only_changed_its_rank_keeps_its_figures(
    open_page: Open, around: Folder, page: str
) -> None:
    registry = around.registry
    then, now = (registry.at(RENAMED, as_of(P(text))) for text in ("2024-12M", "2025-9M"))
    assert then.key != now.key and origin(registry, then) == origin(registry, now)
    app = open_page(around.path, page, dia_ban=RENAMED, nam="2025", ky="9T", chi_tieu=YEARLY)
    assert SHOWN_BEFORE.search(everything_of(app))


def test_no_like_period_is_no_period(bare: Folder) -> None:
    desk = open_desk(bare.path)
    assert like_periods(desk, desk.area("00301", P("2025-9M")), P("2024-12M")) == []
