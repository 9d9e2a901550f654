"""Counts that the public may not see, planted and looked for in all that a browser receives."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Error, Page, Response, WebSocket
from sample import Folder, submission
from serving import serving
from waiting import settled

from childrights.__main__ import main
from childrights.catalogue.model import Sensitivity
from childrights.disclosure.series import Classes, Series
from childrights.periods import Period
from childrights.warehouse.records import Observation, Submission

PERIOD = Period.parse("2024-12M")
FORMS = {
    "bo_chi_tieu_tre_em", "bhyt_duoi_6_tuoi", "tre_em_bi_xam_hai", "tre_em_anh_huong_hiv",
    "bao_ve_tro_giup_tre_em",
}  # fmt: skip
COMPLEMENT = "injury_disabled"
"""Sensitive and not strict: one small count, and one large one that must hide it."""
INDICATORS = (
    "abused_children", "abused_children_supported_share", "drug_children_found",
    "hiv_infected_children", "hiv_treatment", "special_circumstances_by_group",
    "injury_disabled_children",
)  # fmt: skip


def canary(number: int) -> int:
    """A count that nothing else on a page could be."""
    return 7_391_931 + 10_007 * number


def planted(item: Submission, classes: Classes, position: int, found: set[int]) -> Submission:
    """The report with a canary in every strictly protected cell, and in one that is not."""

    def count(cell: Observation, index: int) -> int | None:
        if cell.measure == COMPLEMENT:
            number = canary(9_000)
            return {0: 2, 1: number}.get(position, 0)
        series = Series(cell.measure, tuple(sorted(cell.codes.items())))
        if classes.of(series) is Sensitivity.STRICT:
            return canary(position * 300 + index)
        return None

    cells = []
    for index, cell in enumerate(item.observations):
        number = count(cell, index)
        if number is None:
            cells.append(cell)
            continue
        if number > 2:
            found.add(number)
        cells.append(cell._replace(value=Decimal(number), text=str(number)))
    return replace(item, observations=tuple(cells))


@dataclass
class Planted:
    folder: Folder
    canaries: set[int] = field(default_factory=set)


def plain_report(folder: Folder, form: str, position: int) -> Submission:
    """Any form of a ward, every total ten."""
    unit = folder.units("hoang-mai", PERIOD)[position]
    return submission(folder.catalogue, form, unit, position, PERIOD)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    made = Planted(Folder(tmp_path_factory.mktemp("canaries")))
    classes = Classes(made.folder.catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sample.amount", lambda measure, position, year: Decimal(10))
        made.folder.load(
            planted(plain_report(made.folder, form, position), classes, position, made.canaries)
            for position in range(len(made.folder.units("hoang-mai", PERIOD)))
            for form in sorted(FORMS)
        )
    yield made


class Received:
    """Everything that a browser was sent, and every address that it asked for."""

    def __init__(self, page: Page) -> None:
        self.bodies: list[bytes] = []
        self.frames: list[bytes] = []
        page.on("response", self._response)
        page.on("websocket", self._websocket)

    def _response(self, response: Response) -> None:
        self.bodies.append(response.url.encode())
        if "/static/" not in response.url or "/app/static" in response.url:
            try:
                self.bodies.append(response.body())
            except Error as error:
                # Chromium keeps no body of a redirect or of a page that was left.
                self.bodies.append(str(error).encode())

    def _websocket(self, socket: WebSocket) -> None:
        self.bodies.append(socket.url.encode())
        socket.on("framereceived", lambda payload: self.frames.append(_bytes(payload)))

    def add(self, content: bytes) -> None:
        """A file that was downloaded; Office files are looked into."""
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as packed:
                self.bodies += [packed.read(name) for name in packed.namelist()]
        self.bodies.append(content)


def _bytes(payload: str | bytes) -> bytes:
    return payload.encode() if isinstance(payload, str) else payload


def numbers_in(content: bytes) -> set[int]:
    """Every number of seven digits and more, however a page, a file or an array writes it."""
    text = content.decode("utf-8", "replace")
    written = {
        int(re.sub(r"\D", "", t)) for t in re.findall(r"\d[\d.,\u00a0\u202f ]{5,12}\d", text)
    }
    written |= {int(t) for t in re.findall(r"\d{7,8}", text)}
    for packed in re.findall(r'"bdata":\s*"([^"]+)"', text):
        written |= packed_in(base64.b64decode(packed + "=="), "d", "f", "i4", "i8")
    return written


def packed_in(array: bytes, *kinds: str) -> set[int]:
    """Whole numbers of an array as plotly and Arrow send it, of any of some types."""
    found: set[int] = set()
    for kind in kinds:
        size = np.dtype(kind).itemsize
        numbers = np.frombuffer(array[: len(array) // size * size], f"<{kind}")
        likely = numbers[(numbers > 1e6) & (numbers < 1e8)]
        found |= {int(number) for number in likely}
    return found


def numbers_packed(frame: bytes) -> set[int]:
    """Long numbers anywhere in a binary message; shorter types would be found by chance."""
    return {n for start in range(8) for n in packed_in(frame[start:], "d", "i8")}


def walk(page: Page, base: str, query: str, indicators: Sequence[str] = INDICATORS) -> Received:
    """Visit every page for the planted indicators, open what unfolds, and download."""
    received = Received(page)
    for path in ("ket-qua", "ban-do"):
        for name in indicators:
            page.goto(f"{base}/{path}?{query}&chi-tieu={name}")
            settled(page)
            received.bodies.append(page.content().encode())
            received.bodies.append(page.url.encode())
    for path in ("", "danh-muc", "ho-so", f"so-sanh?chi-tieu={INDICATORS[-1]}"):
        page.goto(f"{base}/{path}{'&' if '?' in path else '?'}{query}")
        settled(page)
        received.bodies.append(page.content().encode())
        for button in page.get_by_test_id("stDownloadButton").locator("button").all():
            with page.expect_download() as started:
                button.click()
            received.add(Path(started.value.path()).read_bytes())
    return received


def seen(received: Received) -> set[int]:
    found: set[int] = set()
    for content in [*received.bodies, *received.frames]:
        found |= numbers_in(content)
    for frame in received.frames:
        found |= numbers_packed(frame)
    return found


@pytest.mark.parametrize("released", [False, True], ids=["no release", "a release"])
def test_the_public_receives_no_canary(
    page: Page, office: Planted, released: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder.path))
    if released:
        table = tmp_path / "public.csv"
        assert main(["disclosure", "release", "--out", str(table)]) == 0
        assert not office.canaries & numbers_in(table.read_bytes())
    log = tmp_path / "server.log"
    with serving(office.folder.path, audience="public", log=log) as base:
        # Every second indicator will do before the first release: after it, all are visited.
        asked = INDICATORS if released else INDICATORS[::2]
        received = walk(page, base, "dia-ban=hoang-mai&nam=2024&ky=12T", asked)
    assert received.frames, "else nothing was looked at"
    assert not office.canaries & seen(received)
    assert not office.canaries & numbers_in(log.read_bytes())


def test_the_canaries_are_there_for_those_inside(page: Page, office: Planted) -> None:
    """The search is not blind: inside, a walk finds them on the page and in the frames."""
    with serving(office.folder.path) as base:
        received = walk(page, base, "dia-ban=hoang-mai&nam=2024&ky=12T", INDICATORS[:2])
    on_pages = {number for body in received.bodies for number in numbers_in(body)}
    in_frames = {number for frame in received.frames for number in numbers_in(frame)}
    assert len(office.canaries & on_pages) > 10
    assert len(office.canaries & in_frames) > 10
