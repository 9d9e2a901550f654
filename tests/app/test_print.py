"""Charts for paper: they look as agreed, say what they must, and leave nothing to the machine."""

from __future__ import annotations

import gc
import io
import os
import re
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from made import BHYT, CATALOGUE, progress, raw, shown, target
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.ft2font import FT2Font
from PIL import Image
from printed import CASES, GOLDEN, PICTURES, printed, series, side_by_side, trend, units
from sample import Folder, Open

from childrights.__main__ import main
from childrights.disclosure.door import Audience
from childrights.figures.breakdown import describe_breakdown
from childrights.figures.pictures import Picture, file_name
from childrights.figures.print.caption import DEMONSTRATION
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import BOLD, REGULAR, lines_of, width_of
from childrights.figures.print.page import Page
from childrights.figures.print.press import _SETTINGS, Format, _composed, fits, print_chart
from childrights.figures.print.sheet import SHEETS, Size
from childrights.figures.schematic import schematic
from childrights.figures.trend import describe_trend
from childrights.figures.units import describe_units
from childrights.figures.words import SHAPES
from childrights.periods import Period
from childrights.places.model import Area, Level

KEPT = Path(__file__).parents[2] / "test-results" / "pictures"
MID_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "6T"}


# ── As agreed ─────────────────────────────────────────────────────────────────────────────


def differing(one: Image.Image, other: Image.Image) -> int:
    """Pixels that a reader would see to differ; another smoothing of edges is not one."""
    if one.size != other.size:
        return max(one.width * one.height, other.width * other.height)
    a, b = (np.asarray(image.convert("RGB"), dtype=np.int16) for image in (one, other))
    return int((np.abs(a - b).max(axis=2) > 96).sum())


@pytest.mark.parametrize(("name", "size"), GOLDEN, ids=str)
def test_a_chart_looks_as_agreed(name: str, size: Size) -> None:
    drawn = Image.open(io.BytesIO(printed(name, size)))
    agreed = Image.open(PICTURES / f"{name}_{size.value}.png")
    if differing(drawn, agreed) > 4:
        KEPT.mkdir(parents=True, exist_ok=True)
        agreed.save(KEPT / f"{name}_{size.value}-agreed.png")
        drawn.save(KEPT / f"{name}_{size.value}-drawn.png")
        pytest.fail(f"{name} ({size.value}) changed: compare both in {KEPT}")


def test_one_changed_digit_is_noticed() -> None:
    other = trend("91.5", "93.2", None, "95.0", "97.4", "98.2", breaks=True)
    changed = print_chart(other.chart, other.caption, Size.A4, Format.PNG, 80)
    agreed = Image.open(PICTURES / "trend_a4.png")
    assert differing(Image.open(io.BytesIO(changed)), agreed) > 4


def test_every_golden_picture_has_its_chart() -> None:
    known = {f"{name}_{size.value}.png" for name, size in GOLDEN}
    assert {path.name for path in PICTURES.iterdir()} == known


# ── Read without a lens ───────────────────────────────────────────────────────────────────


def composed(case: Picture, size: Size) -> Page:
    with mpl.rc_context(_SETTINGS):
        page = _composed(case.chart, case.caption, SHEETS[size])
        page.figure.draw_without_rendering()
        return page


def words_on(page: Page) -> list[str]:
    return [text.get_text() for text in page.axes.texts]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", CASES)
def test_words_stay_on_the_page_and_off_each_other(name: str, size: Size) -> None:
    page = composed(CASES[name], size)
    with mpl.rc_context(_SETTINGS):
        boxes = [(text, text.get_window_extent()) for text in page.axes.texts if text.get_text()]
    frame = page.figure.bbox
    outside = [t.get_text() for t, box in boxes if box.x0 < -1 or box.x1 > frame.x1 + 1
               or box.y0 < -1 or box.y1 > frame.y1 + 1]  # fmt: skip
    assert outside == []
    over = [
        (a.get_text(), b.get_text())
        for (a, one), (b, other) in combinations(boxes, 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > 1
        and min(one.y1, other.y1) - max(one.y0, other.y0) > 0.3 * min(one.height, other.height)
    ]
    assert over == []


@pytest.mark.parametrize("size", Size)
def test_letters_are_never_smaller_than_can_be_read(size: Size) -> None:
    for case in CASES.values():
        sizes = [text.get_fontsize() for text in composed(case, size).axes.texts]
        assert min(sizes) >= SHEETS[size].smallest


def test_too_many_rows_are_refused_in_words() -> None:
    many = side_by_side(400)
    assert not any(fits(many.chart, many.caption, size) for size in Size)
    with pytest.raises(TooMuchForOnePage, match="400 dòng"):
        print_chart(many.chart, many.caption, Size.SLIDE, Format.PNG)
    assert fits(side_by_side(124).chart, many.caption, Size.A4)


@pytest.mark.parametrize("name", CASES)
def test_a_picture_says_what_the_page_around_it_would(name: str) -> None:
    case = CASES[name]
    said = " ".join(words_on(composed(case, Size.A4)))
    notes = case.caption.notes
    assert all(text in said for text in (notes.title, notes.subtitle, DEMONSTRATION))
    assert notes.source in said and "Lập ngày 22/11/2026." in said
    is_public = case.chart.audience is Audience.PUBLIC
    assert ("Bản công khai" in said, "Lưu hành nội bộ" in said) == (is_public, not is_public)
    real = replace(case.caption, is_demonstration=False)
    assert DEMONSTRATION not in words_on(composed(Picture(case.chart, real), Size.A4))


def test_grey_marks_differ_by_more_than_hue() -> None:
    """Each mark of a legend has its own shape, dash, hatch or fill."""
    for case in CASES.values():
        page = composed(case, Size.A4)
        dots = {
            (line.get_marker(), line.get_color(), line.get_markerfacecolor() == "#ffffff")
            for line in page.axes.lines if line.get_marker() not in ("None", None)
        }  # fmt: skip
        shapes = {(marker, hollow) for marker, _, hollow in dots}
        assert len(shapes) == len({(marker, colour, hollow) for marker, colour, hollow in dots})


# ── Screen and paper ──────────────────────────────────────────────────────────────────────


def test_a_true_zero_and_a_share_over_100_lie_on_the_scale() -> None:
    for values in (("0.0", "96.0"), ("98.0", "148.1")):
        chart = describe_trend(series(*values), breaks=False)
        for point in (point for run in chart.runs for point in run):
            assert chart.scale.low <= point.position <= chart.scale.high
    bars = describe_breakdown(
        CATALOGUE.indicators[BHYT], CATALOGUE.dimensions["sex"], "sex",
        [shown(raw("148.1", breakdown={"sex": "M"}))],
    )  # fmt: skip
    assert bars.scale.high > 148


def test_nothing_hidden_is_in_a_description() -> None:
    """73,8 is the number that the public may not see."""
    secret = shown(raw("73.8"), Audience.PUBLIC)
    item = replace(progress(raw("73.8"), target("95")), value=secret, gap=None)
    sex = shown(raw("73.8", breakdown={"sex": "M"}), Audience.PUBLIC)
    notes = CASES["trend"].caption.notes
    charts = [
        describe_trend([item], breaks=False),
        describe_units([item], secret),
        describe_breakdown(
            CATALOGUE.indicators[BHYT], CATALOGUE.dimensions["sex"], "sex", [sex]
        ),
        schematic([item], [], notes, lambda _: ""),
    ]  # fmt: skip
    for chart in charts:
        assert not re.search(r"73[.,]8", repr(chart))
        assert chart.audience is Audience.PUBLIC and chart.has_hidden
    assert "Không công bố" in words_on(composed(CASES["units-hidden"], Size.A4))


def test_one_internal_figure_makes_a_picture_internal() -> None:
    public = units(2, Audience.PUBLIC)
    chart = describe_units([*public, *units(1)], shown(raw("94"), Audience.PUBLIC))
    assert chart.audience is Audience.INTERNAL


# ── Files ─────────────────────────────────────────────────────────────────────────────────


def files(name: str = "trend") -> list[bytes]:
    case = CASES[name]
    return [print_chart(case.chart, case.caption, Size.A4, form) for form in Format]


OTHER_PROCESS = """
import hashlib, sys
sys.path[:0] = [{tests!r}, {root!r}]
from test_print import files
print(*(hashlib.sha256(file).hexdigest() for file in files()))
"""


def test_the_same_chart_gives_the_same_bytes_in_another_process_and_time() -> None:
    tests = Path(__file__).parent
    code = OTHER_PROCESS.format(tests=str(tests), root=str(tests.parents[1]))
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": epoch},
        ).stdout
        for seed, zone, epoch in (("1", "UTC", "0"), ("2", "Asia/Ho_Chi_Minh", "2000000000"))
    }  # fmt: skip
    assert len(outcomes) == 1


def test_threads_do_not_disturb_each_other() -> None:
    names = ["trend", "sex", "map-14", "units-14"] * 2
    alone = {name: printed(name, Size.A4) for name in set(names)}
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: printed(name, Size.A4), names))
    assert all(file == alone[name] for name, file in zip(names, together, strict=True))


def test_a_picture_is_let_go_of_as_soon_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty charts in a row must not hold 200 MB until garbage happens to be collected."""
    canvases: list[weakref.ref[RendererAgg]] = []
    made = RendererAgg.__init__

    def noted(self: RendererAgg, *args: float) -> None:
        made(self, *args)
        canvases.append(weakref.ref(self))

    monkeypatch.setattr(RendererAgg, "__init__", noted)
    case = CASES["units-36"]
    gc.disable()
    try:
        print_chart(case.chart, case.caption, Size.A4, Format.PNG)
        held = [canvas for canvas in canvases if canvas() is not None]
    finally:
        gc.enable()
    assert canvases and not held


def test_a_png_is_sized_for_paper() -> None:
    case = CASES["sex"]
    image = Image.open(io.BytesIO(print_chart(case.chart, case.caption, Size.A4, Format.PNG)))
    assert round(image.width / 300 * 25.4) == 160
    assert [round(dpi) for dpi in image.info["dpi"]] == [300, 300]
    slide = Image.open(io.BytesIO(print_chart(case.chart, case.caption, Size.SLIDE, Format.PNG)))
    assert slide.size == (4000, 2250)


def test_an_svg_needs_no_typeface_and_asks_for_nothing() -> None:
    text = files()[1].decode()
    assert "<text" not in text and "font-family" not in text and "<image" not in text
    links = set(re.findall(r'(?:href|src)="([^"#][^"]*)"', text))
    assert links == set()


def test_a_pdf_carries_its_typeface() -> None:
    content = files()[2]
    fonts = set(re.findall(rb"/BaseFont /([^\s/]+)", content))
    assert fonts and all(b"QuyenTreEmSans" in font for font in fonts)
    assert content.count(b"/FontFile2") >= len(fonts) / 2 and b"CreationDate" not in content


@pytest.mark.parametrize("path", [REGULAR, BOLD], ids=lambda path: path.stem)
def test_the_typeface_has_every_letter_that_is_written(path: Path) -> None:
    known = FT2Font(str(path)).get_charmap()
    vietnamese = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
    tones = [chr(code) for code in range(0x1EA0, 0x1EFA)] + list("àáãèéìíòóõùúýÀÁĨŨ")
    named = "".join(item.short_name for item in CATALOGUE.indicators.values())
    needed = {*vietnamese, *tones, *named, *"".join(SHAPES.values()), *"0123456789.,%–−·“”…×"}
    assert {letter for letter in needed if ord(letter) not in known} == set()


def test_lines_break_between_words_and_keep_them_all() -> None:
    text = "Tổ dân phố số 12 Khu đô thị mới Bắc bán đảo Linh Đàm"
    lines = lines_of(text, 8, 90)
    assert " ".join(lines) == text and len(lines) > 1
    assert all(width_of(line, 8) <= 90 for line in lines)


def test_files_are_named_as_officials_would() -> None:
    notes = CASES["trend"].caption.notes
    area = Area("hoang-mai", "Quận Hoàng Mai", Level.DISTRICT, date(2024, 12, 31), None, ())
    name = file_name(notes, area, Period.parse("2024-12M"), Size.A4, Format.PNG)
    assert name == "bhyt-tre-em-duoi-6-tuoi_dien-bien_hoang-mai_2024-12M_a4.png"
    ward = replace(area, token="00331", label="Phường Hoàng Mai")
    name = file_name(notes, ward, Period.parse("2026-6M"), Size.SLIDE, Format.PDF)
    assert name == "bhyt-tre-em-duoi-6-tuoi_dien-bien_phuong-hoang-mai_2026-6M_slide.pdf"


# ── On pages and from the command line ────────────────────────────────────────────────────


def test_files_are_listed_only_once_they_are_asked_for(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ket-qua", chi_tieu=BHYT, **MID_2024)
    assert not app.exception and len(app.get("download_button")) == 0
    app.session_state["tai-units"] = True
    app.run()
    assert not app.exception
    assert [button.label for button in app.get("download_button")] == ["PNG", "SVG", "PDF"] * 3


def test_the_map_can_be_downloaded_too(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ban-do", chi_tieu=BHYT, **MID_2024)
    app.session_state["tai-map"] = True
    assert len(app.run().get("download_button")) == 9


CALL = ["chart", "--indicator", BHYT, "--locality", "hoang-mai", "--period", "2024-6M"]


@pytest.mark.parametrize("kind", ["trend", "units", "breakdown", "map"])
def test_the_command_writes_each_kind(
    kind: str, filled: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    out = tmp_path / "bieu-do.pdf"
    assert main([*CALL, "--kind", kind, "--date", "2026-11-22", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--out", "bieu-do.gif"], ".png"),
        (["--out", "khong-co/bieu-do.png"], "Không có thư mục"),
        (["--out", "a.png", "--date", "22/11/2026"], "--date"),
        (["--out", "a.png", "--kind", "breakdown", "--by", "cause"], "cause"),
    ],
)
def test_a_call_that_cannot_be_is_answered_in_words(
    more: list[str], words: str, filled: Folder, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    monkeypatch.chdir(tmp_path)
    assert main([*CALL, *more]) == 2
    assert words in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_a_picture_is_public_unless_told(
    filled: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    call = [*CALL, "--date", "2026-11-22", "--out", str(tmp_path / "a.svg")]
    found = []
    for audience in ([], ["--audience", "public"], ["--audience", "internal"]):
        assert main([*call, *audience]) == 0
        found.append((tmp_path / "a.svg").read_bytes())
    assert found[0] == found[1] != found[2]
