"""English is complete and mixes with nothing: texts, numbers, dates, threads, and the catalogue."""

from __future__ import annotations

import ast
import re
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from childrights.__main__ import main as ask
from childrights.briefing.csv_file import csv_bytes
from childrights.briefing.datatable import Column, DataTable, Kind
from childrights.catalogue.in_language import catalogue_in_language
from childrights.catalogue.loader import ROOT
from childrights.catalogue.loader import Catalogue as Indicators
from childrights.language import (
    CATALOGUE_VARIABLE,
    Language,
    as_now,
    counting,
    in_language,
    in_vietnamese,
    language,
    language_of,
    product_catalogue,
    say,
    say_many,
)
from childrights.messages import KEYWORDS, extracted, read, untranslated, updated
from childrights.periods import Period
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.numbers import format_number, format_percent, format_points

ENGLISH = Language.ENGLISH
PLACEHOLDER = re.compile(r"\{\w*\}")


@pytest.fixture(scope="module")
def needed() -> Catalog:
    """Every text to translate, as the code and the catalogue stand now."""
    return extracted()


@pytest.fixture(scope="module")
def known() -> Catalog:
    """The English as committed."""
    return read(product_catalogue())


def faults(known: Catalog, needed: Catalog) -> list[str]:
    """What is wrong with a catalogue for the texts needed."""
    missing, spare = _beside(needed, known), _beside(known, needed)
    empty = [str(item.id) for item in untranslated(known)]
    torn = [
        str(item.id) for item in known if item.id and not _same_placeholders(item.id, item.string)
    ]
    return [*missing, *spare, *empty, *torn]


def _beside(one: Catalog, other: Catalog) -> list[str]:
    return [str(item.id) for item in one if item.id and other.get(item.id, item.context) is None]


def _same_placeholders(source: object, english: object) -> bool:
    texts = english if isinstance(english, tuple | list) else [english]
    first = source[0] if isinstance(source, tuple | list) else source
    wanted = set(PLACEHOLDER.findall(str(first)))
    return all(set(PLACEHOLDER.findall(str(text))) == wanted for text in texts)


def test_every_text_has_its_english(known: Catalog, needed: Catalog) -> None:
    assert faults(known, needed) == []


def test_a_text_without_english_is_noticed(needed: Catalog, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "moi.py"
    page.parent.mkdir()
    page.write_text(
        "from childrights.language import say, say_many\n"
        "def render() -> None:\n"
        '    say("Một câu mới về {place}", place=1)\n'
        '    say_many("{count} cây", 2, count=2)\n',
        encoding="utf-8",
    )
    (tmp_path / "childrights").mkdir()
    for name in ("dashboard.py", "etl/decision.py", "etl/reception.py", "etl/template.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [item.id for item in extracted(tmp_path) if item.id]
    assert "Một câu mới về {place}" in found
    assert ("{count} cây", "{count} cây") in found

    broken = read(product_catalogue())
    broken.add("Một câu mới về {place}", "A new sentence")
    assert "Một câu mới về {place}" in faults(broken, needed)
    empty = updated(read(product_catalogue()), needed)
    empty["Tổng quan"].string = ""
    assert "Tổng quan" in faults(empty, needed)


def test_words_of_yaml_are_found_where_they_are_shown(
    needed: Catalog, catalogue: Indicators
) -> None:
    for item in catalogue.indicators.values():
        assert needed.get(item.name) is not None, item.name
    for dimension in catalogue.dimensions.values():
        assert all(needed.get(code.label) is not None for code in dimension.codes.values())
    assert all(needed.get(form.name) is not None for form in catalogue.forms.values())


def test_an_english_catalogue_has_english_names_and_the_same_figures(catalogue: Indicators) -> None:
    with in_language(ENGLISH):
        english = catalogue_in_language(catalogue)
    entry, twin = (item.indicators["bhyt_coverage_under_6"] for item in (catalogue, english))
    assert entry.name == "Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"
    assert twin.name == "Percentage of children under 6 with a health insurance card"
    assert [version.name for version in twin.versions] == [twin.name] * len(twin.versions)
    assert english.dimensions["sex"].label_of("F") == "Female"
    assert english.themes["education"] == "Education"
    for name, item in catalogue.indicators.items():
        assert english.indicators[name].method == item.method
        assert english.indicators[name].source.document == item.source.document
    assert catalogue_in_language(catalogue) is catalogue


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (Decimal("12345.6"), None, "12,345.6"),
        (Decimal("-1234567"), None, "-1,234,567"),
        (Decimal("0.25"), 1, "0.3"),
        (0, None, "0"),
    ],
)
def test_numbers_in_english(value: Decimal | int, decimals: int | None, written: str) -> None:
    with in_language(ENGLISH):
        assert format_number(value, decimals) == written
    assert format_number(value, decimals) == written.translate(str.maketrans(",.", ".,"))


def test_shares_points_dates_and_periods_in_english() -> None:
    with in_language(ENGLISH):
        assert format_percent(Decimal("98.54")) == "98.5%"
        assert format_points(Decimal("1.41")) == "up 1.4 percentage points"
        assert format_points(Decimal("-0.04")) == "no change"
        assert format_date(date(2026, 11, 15)) == "15 Nov 2026"
        assert format_date(date(2025, 1, 3)) == "3 Jan 2025"
        labels = [Period.parse(f"2024-{span}").label for span in ("6M", "9M", "12M")]
        assert labels == ["First 6 months of 2024", "First 9 months of 2024", "Full year 2024"]
    assert format_date(date(2026, 11, 15)) == "15/11/2026"


def test_a_table_as_csv_opens_in_the_excel_of_its_reader() -> None:
    columns = (Column("Đơn vị"), Column("Số", Kind.DECIMAL), Column("Ngày", Kind.DATE))
    table = DataTable("Bảng", columns, (("Xã, A", Decimal("1234.5"), date(2026, 11, 3)),))
    with in_language(ENGLISH):
        english = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert english[1] == '"Xã, A",1234.5,2026-11-03'
    assert csv_bytes(table).decode("utf-8-sig").splitlines()[1] == "Xã, A;1234,5;03/11/2026"


def test_counted_things_have_a_singular_in_english() -> None:
    with in_language(ENGLISH):
        said = [say_many("{count} đơn vị", count, count=count) for count in (1, 2)]
        assert said == ["1 unit", "2 units"]
        assert [counting("wards", number) for number in (1, 2)] == ["ward", "wards"]
        assert counting("communes, wards", 1) == "communes, wards"
    assert say_many("{count} đơn vị", 1, count=1) == "1 đơn vị"
    assert counting("phường", 1) == "phường"


def test_a_text_without_english_stays_vietnamese() -> None:
    with in_language(ENGLISH):
        assert say("Chưa ai dịch câu này: {what}", what="x") == "Chưa ai dịch câu này: x"
        assert say("") == ""
    assert [language_of(word) for word in ("en", "vi", "fr", None)] == [
        ENGLISH, Language.VIETNAMESE, Language.VIETNAMESE, Language.VIETNAMESE,
    ]  # fmt: skip


def test_two_readers_at_once_never_mix() -> None:
    heard: dict[Language, set[str]] = {chosen: set() for chosen in Language}
    together = threading.Barrier(len(Language))

    def read_on(chosen: Language) -> None:
        with in_language(chosen):
            together.wait()
            for _ in range(500):
                heard[chosen].add(f"{say('Tổng quan')} {format_number(1234)}")

    readers = [threading.Thread(target=read_on, args=(chosen,)) for chosen in Language]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert heard == {Language.VIETNAMESE: {"Tổng quan 1.234"}, ENGLISH: {"Overview 1,234"}}


def test_work_done_later_keeps_its_language_and_a_thread_begins_in_vietnamese() -> None:
    told: list[str] = []
    with in_language(ENGLISH):
        later = as_now(lambda: told.append(say("Tổng quan")))
        paper = in_vietnamese(lambda: told.append(say("Tổng quan")))
        bare = threading.Thread(target=lambda: told.append(language().value))
        paper()
        bare.start()
        bare.join()
    later()
    assert told == ["Tổng quan", "vi", "Overview"]


def test_an_operator_adds_english_without_touching_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "indicators.yaml").write_text(
        "themes: {health: 'Sức khỏe, dinh dưỡng'}\n"
        "indicators: {cards: {name: Số thẻ thư viện, unit: thẻ, short_name: Thẻ thư viện}}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(CATALOGUE_VARIABLE, str(tmp_path))
    assert ask(["messages"]) == 1
    assert capsys.readouterr().out.split("\n")[:3] == ["Số thẻ thư viện", "thẻ", "Thẻ thư viện"]
    own = tmp_path / "english.po"
    text = own.read_text(encoding="utf-8")
    assert "Sức khỏe" not in text
    own.write_text(
        text.replace(
            'msgid "Số thẻ thư viện"\nmsgstr ""', 'msgid "Số thẻ thư viện"\nmsgstr "Library cards"'
        ),
        encoding="utf-8",
    )
    with in_language(ENGLISH):
        assert say("Số thẻ thư viện") == "Library cards"
        assert say("Tổng quan") == "Overview"
    monkeypatch.delenv(CATALOGUE_VARIABLE)
    with in_language(ENGLISH):
        assert say("Số thẻ thư viện") == "Số thẻ thư viện"


# ── Nothing on a page is written past the catalogue ───────────────────────────────────────

LETTERS = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
SPEAKERS = set(KEYWORDS)
SHOWN = ("dashboard.py", "pages", "childrights/figures", "childrights/view.py")
NAMES_OF_KINDS = {"Xã", "Phường", "Thị trấn", "Đặc khu", "Thôn", "Tổ dân phố", "Tiểu khu"}
"""What names of places begin with: they are looked for in names, which are never translated."""


def written_past(source: str) -> list[str]:
    """Vietnamese literals that no function of the catalogue speaks, docstrings aside."""
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and LETTERS.search(node.value)
        and node.value.strip() not in NAMES_OF_KINDS
        and not isinstance(above[node], ast.Expr)
        and not _speaks(above[node])
    ]


def _speaks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKERS


def test_every_vietnamese_text_of_a_page_goes_through_the_catalogue() -> None:
    paths = [path for name in SHOWN for path in ([ROOT / name] if name.endswith(".py")
             else sorted((ROOT / name).rglob("*.py")))]  # fmt: skip
    found = {path.name: written_past(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert len(paths) > 80


def test_a_text_past_the_catalogue_would_be_noticed() -> None:
    assert written_past('def render():\n    st.title("Tổng quan")') == ["2: Tổng quan"]
    assert written_past('st.title(f"Còn {count} đơn vị")') == ["1: Còn ", "1:  đơn vị"]
    assert written_past('"""Trang đầu."""\nst.title(say("Tổng quan"))') == []
