"""The dashboard in English: every page, the switch, and the papers that stay Vietnamese.

One walk reads every string that the server sends to the browser, charts and options included.
What may hold Vietnamese letters is listed below with its reason; anything else is a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import docx
import pytest
from google.protobuf.json_format import MessageToDict
from sample import Folder, Open
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from test_pages import param, text_of

from childrights.desk import Desk, open_desk
from childrights.language import Language, in_language, say
from childrights.periods import Period
from childrights.places.calendars import as_of

PAGES = (
    "", "ho-so", "ket-qua", "ban-do", "phan-to", "so-sanh", "tai-nan", "xa-phuong", "xep-hang",
    "nop-bao-cao", "tinh-hinh-bao-cao", "nguon-so-lieu", "danh-muc", "bao-cao",
)  # fmt: skip
FULL_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "12T"}
BHYT = "bhyt_coverage_under_6"
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
ADDRESSES = {"id", "key", "url", "urlPathname", "geojson", "arrowData"}
OFFICIAL = (
    r"Tiếng Việt",  # the switch, in its own language
    r"Biểu số [\w/-]+|Phụ lục \d",  # symbols of official forms
    r"(?:Quyết định|Thông tư|Kế hoạch|Luật|Nghị quyết|Nghị định)[^;|\n“”]*",  # legal documents
    r"Bộ luật[^;|\n]*",
    r"“[^”]*” › \w+",  # sheet and cell of a file as received
)


def sent(app: AppTest) -> str:
    """Every string that the page sent, tags taken off."""
    assert not app.exception, app.exception
    found: list[str] = []

    def visit(node: object) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None:
            found.extend(_strings(MessageToDict(proto)))
        for child in getattr(node, "children", {}).values():
            visit(child)

    visit(app._tree)
    # The style sheet's one sentence is overridden, see below.
    found = [text for text in found if "var(--te-failed" not in text]
    words = (re.sub(r"</(?:li|td|th|p|h\d)>", "\n", text) for text in found)
    return "\n".join(unescape(re.sub(r"<(?!img)[^>]*>", "", text)) for text in words)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "spec" and isinstance(inner, str):
                yield from _strings(json.loads(inner))
            elif name not in ADDRESSES:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def names_of_places(desk: Desk) -> list[str]:
    """Names of the folder's units, their hamlets, and what they stand in, came from and became."""
    known, found = desk.registry, set()
    for period in desk.periods(sent=True):
        units = desk.area("hoang-mai", period).units if desk.resolves("hoang-mai", period) else ()
        for unit in units:
            around = [*known.successors(unit.key), *known.predecessors(unit.key)]
            hamlets = known.hamlets(unit.key, as_of(period))
            found |= {unit.name, *(item.name for item in (*known.ancestors(unit), *hamlets))}
            found |= {known.get(key).name for key, _ in around}
    bare = {re.sub(r"^(?:Phường|Xã|Thị trấn|Quận|Huyện) ", "", name) for name in found}
    return sorted(found | bare, key=len, reverse=True)


def issued(desk: Desk) -> list[str]:
    """Names of the documents that indicators and targets are from, as issued."""
    indicators, targets = desk.catalogue.indicators.values(), desk.catalogue.targets
    found = {item.source.document for item in indicators} | {item.document for item in targets}
    found |= {item.source.article for item in indicators if item.source.article}
    return sorted(found, key=len, reverse=True)


def vietnamese_left(text: str, allowed: list[str]) -> list[str]:
    """Lines with Vietnamese letters once everything allowed is taken out."""
    for piece in allowed:
        if piece in text:
            text = text.replace(piece, "")
    text = re.sub("|".join(OFFICIAL), "", text)
    return sorted({line.strip() for line in text.splitlines() if VIETNAMESE.search(line)})


def test_every_page_reads_in_english(
    open_page: Open, filled: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    desk = open_desk(filled.path)
    allowed = [*issued(desk), *names_of_places(desk)]
    app = open_page(filled.path, ngon_ngu="en", **FULL_2024)
    titles = []
    for page in PAGES:
        app._page_hash = calc_hash(page)
        app.query_params["chi-tieu"] = BHYT
        with in_language(Language.ENGLISH):  # AppTest names an option as the page does
            app.run()
        titles.append(app.title[0].value)
        assert vietnamese_left(sent(app), allowed) == [], page
    assert len(set(titles)) == len(PAGES)
    assert '--te-failed: "This part could not be shown' in text_of(app)


def test_what_may_stay_vietnamese_hides_nothing_else(filled: Folder) -> None:
    desk = open_desk(filled.path)
    allowed = [*issued(desk), *names_of_places(desk)]
    assert vietnamese_left("Phường Đại Kim: 96.2%, Target not met", allowed) == []
    assert vietnamese_left("Phường Đại Kim: 96.2%, Không đạt chỉ tiêu", allowed)
    assert vietnamese_left("Form: Biểu số 02/TE-BHYT", allowed) == []
    assert vietnamese_left("Biểu mẫu: 02/TE-BHYT", allowed)


def test_the_switch_keeps_place_year_and_period(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "", **FULL_2024)
    assert app.title[0].value == "Tổng quan" and "ngon-ngu" not in app.query_params
    app.segmented_control(key="language").set_value(Language.ENGLISH).run()
    assert app.title[0].value == "Overview"
    kept = {name: param(app.query_params[name]) for name in ("dia-ban", "nam", "ky", "ngon-ngu")}
    assert kept == {"dia-ban": "hoang-mai", "nam": "2024", "ky": "12T", "ngon-ngu": "en"}
    assert "ngon-ngu=en" in text_of(app), "links to other pages keep the language"

    app.query_params.clear()  # as Streamlit does where a viewer changes page by the menu
    app.run()
    assert app.title[0].value == "Overview"
    app.segmented_control(key="language").set_value(Language.VIETNAMESE).run()
    assert app.title[0].value == "Tổng quan"
    assert "ngon-ngu" not in app.query_params and param(app.query_params["nam"]) == "2024"


def test_an_answer_kept_in_one_language_is_not_given_in_the_other(
    open_page: Open, filled: Folder
) -> None:
    first = sent(open_page(filled.path, "", **FULL_2024))
    english = sent(open_page(filled.path, "", ngon_ngu="en", **FULL_2024))
    again = sent(open_page(filled.path, "", **FULL_2024))
    assert first == again != english
    assert "Cần đôn đốc trước" in first and "To call first" in english


def test_papers_are_vietnamese_for_an_english_reader(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "bao-cao", ngon_ngu="en", **FULL_2024)
    assert "official papers and forms, and are in Vietnamese" in text_of(app)
    with in_language(Language.ENGLISH):  # AppTest names an option as the page does
        app.radio[0].set_value("chat-van").run()
        next(button for button in app.button if button.label == "Make the file").click().run()
    _, content = app.session_state["paper"]
    paper = docx.Document(BytesIO(content))
    said = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    with in_language(Language.ENGLISH):
        names = [say(item.name) for item in open_desk(filled.path).catalogue.indicators.values()]
    assert "DỰ KIẾN NỘI DUNG CHẤT VẤN" in said and "năm 2024" in said.lower()
    assert not [name for name in names if name.lower() in said.lower()]
    assert Period.parse("2024-12M").label == "Năm 2024"
