"""The laws of the house (README.md, “The house”), read off the source itself.

Each law is a function from source to the places that break it. It is applied to every file,
and to a snippet that breaks it, so that a law that has gone blind fails as well.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from streamlit import config as streamlit_config

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("childrights", "etl", "pages", "dashboard.py", "run.py")
WRITTEN = (*PRODUCT, "tests", "benchmarks", "docs", "data/reference", ".ci", ".streamlit", "static")
SECRETS = ROOT / ".streamlit" / "secrets.toml"

Law = Callable[[ast.Module], list[str]]


def files_under(*names: str, suffix: str = "") -> list[Path]:
    """Files written by hand below these names, without what Python or a run leaves behind."""
    found = chain.from_iterable(
        [path] if path.is_file() else path.rglob("*") for path in (ROOT / name for name in names)
    )
    return sorted(
        path
        for path in found
        if path.is_file() and path.name.endswith(suffix) and "__pycache__" not in path.parts
    )


def python_under(*names: str) -> list[Path]:
    return files_under(*names, suffix=".py")


def text_files() -> list[Path]:
    at_root = [path for path in ROOT.iterdir() if path.is_file()]
    binary = {
        ".xlsx",
        ".png",
        ".parquet",
        ".duckdb",
        ".docx",
        ".pptx",
        ".pdf",
        ".zip",
        ".gz",
        ".ttf",
    }
    return [
        path
        for path in sorted({*at_root, *files_under(*WRITTEN)} - {SECRETS})
        if path.suffix not in binary and path.name != ".coverage"
    ]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


# ── The laws ──────────────────────────────────────────────────────────────────────────────


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and top-level package of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, (node.module or "").split(".")[0]


def imports_of(*forbidden: str) -> Law:
    return lambda tree: [
        f"{line}: imports {name}" for line, name in imported(tree) if name in forbidden
    ]


def imports_outside_the_standard_library(tree: ast.Module) -> list[str]:
    return [
        f"{line}: imports {name}"
        for line, name in imported(tree)
        if name not in sys.stdlib_module_names
    ]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def long_functions(tree: ast.Module) -> list[str]:
    return [f"{f.lineno}: {f.name}: {length(f)} lines" for f in functions(tree) if length(f) > 80]


def functions_without_return_type(tree: ast.Module) -> list[str]:
    return [f"{f.lineno}: {f.name}" for f in functions(tree) if f.returns is None]


def catch_alls(tree: ast.Module) -> list[str]:
    def caught(handler: ast.ExceptHandler) -> set[str]:
        if handler.type is None:
            return {"everything"}
        return {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)}

    return [
        f"{node.lineno}: catches everything"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and caught(node) & {"everything", "Exception", "BaseException"}
    ]


def is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def work_at_import(tree: ast.Module) -> list[str]:
    """What a page would do when its address is opened cold, before anyone has signed in."""
    idle = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    return [
        f"{node.lineno}: {type(node).__name__} at module level"
        for position, node in enumerate(tree.body)
        if not isinstance(node, idle) and not (position == 0 and is_docstring(node))
    ]


def missing_render(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "render":
            named_none = isinstance(node.returns, ast.Constant) and node.returns.value is None
            takes = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if named_none and not takes:
                return []
    return ["no `def render() -> None`"]


SQL = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|GROUP BY|ORDER BY|UNION|HAVING|WITH)\b"
    r"|(?is:\bselect\b.+\bfrom\b)|(?i:\b(?:insert\s+into|delete\s+from|group\s+by|order\s+by)\b)"
)


def sql_in_strings(tree: ast.Module) -> list[str]:
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        f"{node.lineno}: SQL in a string"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in prose
        and SQL.search(node.value)
    ]


def arithmetic(tree: ast.Module) -> list[str]:
    counted = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
    return [
        f"{node.lineno}: arithmetic"
        for node in ast.walk(tree)
        if (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, counted))
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"sum", "round"}
        )
    ]


LAWS: dict[str, tuple[tuple[str, ...], Law, str]] = {
    "no Streamlit below the pages": (
        ("childrights", "etl"),
        imports_of("streamlit"),
        "def f():\n    import streamlit.components as c",
    ),
    "childrights knows nothing above it": (
        ("childrights",),
        imports_of("etl", "pages", "dashboard"),
        "from etl.load import load",
    ),
    "etl knows no page": (("etl",), imports_of("pages", "dashboard"), "import pages.tong_quan"),
    "run.py needs Python alone": (
        ("run.py",),
        imports_outside_the_standard_library,
        "import os, filelock",
    ),
    "no function over eighty lines": (
        (*PRODUCT, "tests", "benchmarks"),
        long_functions,
        "def f() -> None:\n" + "    pass\n" * 80,
    ),
    "every function says what it returns": (
        (*PRODUCT, "benchmarks"),
        functions_without_return_type,
        "def f(x: int): return x",
    ),
    "nothing catches everything": (
        (*PRODUCT, "tests", "benchmarks"),
        catch_alls,
        "try:\n    f()\nexcept (ValueError, Exception):\n    g()",
    ),
    "a page does nothing when imported": (
        ("pages",),
        work_at_import,
        '"""Trang."""\nimport streamlit as st\nst.title("Xin chào")\ndef render() -> None: ...',
    ),
    "a page asks no database": (
        ("pages",),
        sql_in_strings,
        'def render() -> None:\n    q("select a\\nfrom b")',
    ),
    "a page does no arithmetic": (
        ("pages",),
        arithmetic,
        "def render() -> None:\n    show(a / b)",
    ),
}


@pytest.mark.parametrize("law", LAWS)
def test_law_holds(law: str) -> None:
    where, breaches, _ = LAWS[law]
    found = [f"{named(p)}:{b}" for p in python_under(*where) for b in breaches(parsed(p))]
    assert found == []


@pytest.mark.parametrize("law", LAWS)
def test_law_would_be_noticed_when_broken(law: str) -> None:
    _, breaches, bad = LAWS[law]
    assert len(breaches(ast.parse(bad))) == 1


def test_laws_allow_what_is_allowed() -> None:
    page = '"""Lấy từ đâu: select … from."""\nimport a\ndef render() -> None:\n    """From b."""\n'
    for law in ("a page does nothing when imported", "a page asks no database"):
        assert LAWS[law][1](ast.parse(page)) == []
    narrow = "try:\n    f()\nexcept (OSError, KeyError):\n    g()"
    assert catch_alls(ast.parse(narrow)) == []
    assert long_functions(ast.parse("def f() -> None:\n" + "    pass\n" * 79)) == []


PAGES = [path for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py"]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_is_one_short_render(page: Path) -> None:
    assert missing_render(parsed(page)) == []
    assert len(page.read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize(
    "bad",
    ["", "def draw() -> None: ...", "def render(): ...", "def render(x: int) -> None: ..."],
)
def test_a_page_without_render_is_noticed(bad: str) -> None:
    assert missing_render(ast.parse(bad)) != []
    assert missing_render(ast.parse("def render() -> None: ...")) == []


def test_functions_are_small_on_the_whole() -> None:
    lengths = sorted(length(f) for path in python_under(*PRODUCT) for f in functions(parsed(path)))
    assert statistics.median(lengths) <= 10
    assert lengths[len(lengths) * 9 // 10] < 40


# ── What no file may hold ─────────────────────────────────────────────────────────────────

FORBIDDEN = {
    "a path of someone's machine": (
        re.compile(r"(?<![\w.~$}])/(?:work|root|home|Users)/|\b[A-Z]:\\Users\b"),
        "see " + "/ho" + "me/an/data",
    ),
    "the name of a package host": (
        re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org"),
        "--index-url " + "py" + "pi.org/simple",
    ),
    "an unfinished mark": (re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"), "# TO" + "DO later"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern, bad = FORBIDDEN[what]
    assert pattern.search(bad)
    texts = ((path, path.read_text(encoding="utf-8")) for path in text_files())
    assert [named(path) for path, text in texts if pattern.search(text)] == []


# ── Settings ──────────────────────────────────────────────────────────────────────────────


def settings() -> dict[str, object]:
    """The options of .streamlit/config.toml under their dotted names."""

    def flat(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, object]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(f"{prefix}{key}.", value)
            else:
                yield f"{prefix}{key}", value

    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    return dict(flat("", tomllib.loads(text)))


def test_streamlit_knows_every_option() -> None:
    assert settings().keys() - streamlit_config.get_config_options().keys() == set()


def test_the_server_is_closed_by_default() -> None:
    chosen = settings()
    expected = {
        "server.address": "127.0.0.1",
        "server.enableXsrfProtection": True,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
    }
    assert {key: chosen.get(key) for key in expected} == expected


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.1, definitions “contrast ratio” and “relative luminance”."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_calculated_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_text_can_be_read_on_every_background(look: str) -> None:
    """WCAG 2.1 level AA: 4.5 to 1, by day and by night."""
    theme = {k: str(v) for k, v in settings().items() if k.startswith(f"theme.{look}.")}
    on = {value for key, value in theme.items() if key.endswith("ackgroundColor")}
    ink = {k: v for k, v in theme.items() if k.endswith(("extColor", "linkColor", "primaryColor"))}
    assert len(ink) >= 9 and len(on) >= 4
    poor = [f"{key} on {back}" for key, v in ink.items() for back in on if contrast(v, back) < 4.5]
    assert poor == []


STYLE = ROOT / "pages" / "_shared" / "style.css"
INKS = {
    "paper": ("ink", "quiet", "navy", "blue", "green", "red", "orange", "late", "violet"),
    "demo-ground": ("demo-ink",),
    "band": ("ink",),
}


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_what_pages_draw_can_be_read_in_both_looks(look: int) -> None:
    """Each ink of the style sheet on the ground that it stands on, 4.5 to 1."""
    pairs = re.findall(r"--te-([\w-]+): light-dark\((#\w+), (#\w+)\)", STYLE.read_text("utf-8"))
    colours = {name: both[look] for name, *both in pairs}
    poor = [
        f"{ink} on {ground}"
        for ground, inks in INKS.items()
        for ink in inks
        if contrast(colours[ink], colours[ground]) < 4.5
    ]
    assert poor == []


def test_both_looks_have_the_same_colours_where_there_is_no_dark_one() -> None:
    """A browser without light-dark() gets the light ones."""
    text = STYLE.read_text("utf-8")
    plain = dict(re.findall(r"--te-([\w-]+): (#\w+)", text))
    light = dict(re.findall(r"--te-([\w-]+): light-dark\((#\w+),", text))
    assert plain == light and len(light) > 10
