"""Charts in the report: the project's own print charts, legible, described, honest about units."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.shared import Emu
from PIL import Image
from sample import Folder, card_holders

from childrights.briefing import plots
from childrights.briefing.accounts import accounts, scope_of
from childrights.briefing.content import Chart
from childrights.briefing.papers import Making, report_docx, report_pdf
from childrights.briefing.report import Order
from childrights.briefing.templates import load_templates
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.figures.charts import TrendChart, UnitsChart
from childrights.periods import Period

BHYT = "bhyt_coverage_under_6"
PRINT_DPI = 300


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


@pytest.fixture(scope="module")
def making(desk: Desk) -> Making:
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-6M"), Audience.PUBLIC, date(2024, 6, 20))
    return Making(desk, Order(scope, load_templates(desk.catalogue)["sau-thang"], (BHYT,)))


def units_chart(making: Making) -> tuple[Chart, UnitsChart]:
    (found,) = accounts(making.desk, making.order.scope, [BHYT])
    chart = plots.units_chart(making.desk, making.order.scope, found)
    assert chart.picture is not None and isinstance(chart.picture.chart, UnitsChart)
    return chart, chart.picture.chart


def test_the_document_holds_each_chart_at_print_resolution_with_its_words(making: Making) -> None:
    made = docx.Document(BytesIO(report_docx(making)))
    charts = making.report.charts
    assert len(made.inline_shapes) == len(charts) == 2
    for shape, chart in zip(made.inline_shapes, charts, strict=True):
        inline = shape._inline
        assert inline.docPr.get("descr") == chart.alternative
        part = made.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed]
        picture = Image.open(BytesIO(part.blob))
        assert picture.width / Emu(shape.width).inches >= PRINT_DPI - 1
        # Ink on paper: neither an empty sheet nor a black one.
        dark = sum(picture.convert("L").histogram()[:128]) / (picture.width * picture.height)
        assert 0.005 < dark < 0.2
    said = [line.text for line in made.paragraphs if line.style.name == "Caption"]
    assert said[:2] == [f"Hình {at}. {chart.title}" for at, chart in enumerate(charts, 1)]


@pytest.mark.skipif(shutil.which("pdfimages") is None, reason="poppler is not installed")
def test_the_pdf_holds_the_same_pictures(making: Making) -> None:
    call = ["pdfimages", "-list", "-"]
    listed = subprocess.run(call, input=report_pdf(making), check=True, capture_output=True)
    wide = [line.split() for line in listed.stdout.decode().splitlines()[2:]]
    assert [int(row[3]) for row in wide if row[2] == "image"] == [
        Image.open(BytesIO(making.drawn(chart) or b"")).width for chart in making.report.charts
    ]


def test_pictures_show_the_figures_of_the_native_chart(making: Making) -> None:
    for chart in making.report.charts:
        assert chart.picture is not None
        printed = chart.picture.chart
        assert isinstance(printed, UnitsChart | TrendChart)
        shown = printed.rows if isinstance(printed, UnitsChart) else printed.runs[0]
        told = [
            "Chưa báo cáo" if value is None else f"{value:f}%".replace(".", ",")
            for value in chart.values
        ]
        assert [each.text for each in shown] == told
    assert making.report.charts[0].alternative.endswith("13/13 phường chưa đạt chỉ tiêu.")


def test_of_very_many_units_the_chart_shows_the_lowest_and_says_so(
    making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, printed = units_chart(making)
    assert len(whole.labels) == len(printed.rows) == 14
    monkeypatch.setattr(plots, "MOST_UNITS", 10)
    monkeypatch.setattr(plots, "_NEEDIEST", 4)
    chart, printed = units_chart(making)
    assert chart.values == tuple(card_holders(position, 2024) for position in range(4))
    assert [row.name for row in printed.rows] == list(chart.labels) == list(whole.labels[:4])
    assert chart.title.endswith("4/14 phường có kết quả thấp nhất")
    assert "13/13 phường chưa đạt chỉ tiêu" in chart.alternative
