"""Which coordinate system a boundary file is in, told from where its communes are known to lie.

The register of places holds a point for nearly every commune. Over a file's units the median
offset of its areas from those points is tens of metres in the right system (measured: 8 to 120 m
over the reference areas), about 200 m between WGS 84 and VN-2000 in degrees, 300 to 700 m between
the 3° and the 6° projection on one meridian, and 26 km between neighbouring provincial meridians.

VN-2000: Quyết định số 83/2000/QĐ-TTg; meridians of provinces: Thông tư số 973/2001/TT-TCĐC.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from childrights.vietnamese.numbers import format_number
from etl.boundaries.faults import BadBoundaryFile, Finding, Weight, notice, refuse

WGS84 = CRS.from_epsg(4326)
_UTM = {3405: 105.0, 3406: 111.0}
_TM3 = {
    5896: 102.0, 9205: 103.0, 9206: 104.0, 9207: 104.5, 9208: 104.75, 5897: 105.0, 9209: 105.5,
    9210: 105.75, 9211: 106.0, 9212: 106.25, 9213: 106.5, 9214: 107.0, 9215: 107.25, 9216: 107.5,
    5899: 107.75, 5898: 108.0, 9217: 108.25, 9218: 108.5,
}  # fmt: skip
CANDIDATES = (4326, 4756, *_TM3, *_UTM, 32648, 32649)
"""WGS 84, VN-2000 in degrees, VN-2000 3° with every provincial meridian, VN-2000 6°, UTM."""
_FITS_M = 5_000.0
_RIVAL_M = 300.0
_DOUBTFUL_M = 150.0
_METRES_A_DEGREE = 111_195.0

Points = NDArray[np.float64]
"""Rows of x and y."""


@dataclass(frozen=True)
class Fit:
    """A coordinate system, and how far from their known points its units come to lie."""

    crs: CRS
    offset_m: float
    spread_m: float

    @property
    def is_near(self) -> bool:
        """Whether half the units come to lie by their known points."""
        return self.spread_m <= _FITS_M


@dataclass(frozen=True)
class Located:
    """The system to use, whether it was guessed, and what was found."""

    crs: CRS
    is_guessed: bool
    findings: tuple[Finding, ...] = ()


def label_of(crs: CRS) -> str:
    """“EPSG:9209” where the system has a code, else its name."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def say_crs(crs: CRS) -> str:
    """A system in the words of surveyors: “VN-2000, múi 3°, kinh tuyến trục 105°30'”."""
    code = crs.to_epsg() or 0
    meridian = {**_TM3, **_UTM}.get(code)
    if meridian is not None:
        zone = "múi 3°" if code in _TM3 else "múi 6°"
        minutes = round((meridian % 1) * 60)
        return f"VN-2000, {zone}, kinh tuyến trục {int(meridian)}°{minutes:02d}' (EPSG:{code})"
    words = {4326: "WGS 84, kinh độ và vĩ độ", 4756: "VN-2000, kinh độ và vĩ độ"}
    return f"{words.get(code, crs.name)} ({label_of(crs)})"


def read_crs(text: str) -> CRS:
    """Read ``--crs``; raises :class:`BadBoundaryFile`."""
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise BadBoundaryFile(
            f"--crs: không hiểu hệ tọa độ “{text}”. Viết mã EPSG, ví dụ --crs EPSG:9209."
        ) from error


def locate(centres: Points, known: Points, declared: CRS | None, chosen: CRS | None) -> Located:
    """Tell the system of ``centres`` (as drawn), whose true places are ``known`` (degrees).

    ``chosen`` is the operator's word, ``declared`` the file's; both are held against the known
    points. Without either the best fit is a guess for the operator to confirm.
    """
    stated = chosen or declared
    if not len(known):
        return _unverifiable(stated)
    fits = sorted(_fits(centres, known), key=lambda fit: (not fit.is_near, fit.offset_m))
    if stated is not None:
        return _held_to(stated, fits, centres, known, is_chosen=chosen is not None)
    if fits and fits[0].is_near:
        return _guess(fits)
    return Located(WGS84, False, (refuse("crs", _diagnosis(centres, known)),))


def _unverifiable(stated: CRS | None) -> Located:
    said = "Không đơn vị nào trong tệp có tọa độ đối chiếu, nên không kiểm tra được hệ tọa độ."
    if stated is None:
        return Located(WGS84, False, (refuse("crs", f"{said} Ghi rõ bằng --crs EPSG:…"),))
    return Located(stated, False, (notice("crs", said),))


def _guess(fits: Sequence[Fit]) -> Located:
    best = fits[0]
    rivals = [fit for fit in fits[1:] if fit.is_near and fit.offset_m <= best.offset_m + _RIVAL_M]
    said = (
        f"Tệp không ghi hệ tọa độ. Phỏng đoán: {say_crs(best.crs)}; lệch "
        f"{_metres(best.offset_m)} so với vị trí đã biết của các đơn vị"
    )
    if rivals:
        listed = "; ".join(f"{say_crs(fit.crs)}: {_metres(fit.offset_m)}" for fit in rivals)
        said += f". Cũng gần khớp: {listed}"
    return Located(best.crs, True, (Finding(Weight.CONFIRM, "crs_guessed", f"{said}."),))


def _held_to(
    stated: CRS, fits: Sequence[Fit], centres: Points, known: Points, *, is_chosen: bool
) -> Located:
    whose = "Hệ tọa độ chọn bằng --crs" if is_chosen else "Hệ tọa độ ghi trong tệp"
    own = _fit(stated, centres, known)
    if own is None or not own.is_near:
        unit = _wrong_unit(stated, centres)
        why = f"{whose} ({say_crs(stated)}) không đúng với tọa độ. "
        why += f"{unit}{_diagnosis(centres, known)}"
        return Located(stated, False, (refuse("crs", why),))
    better = fits[0]
    if own.offset_m > _DOUBTFUL_M and better.offset_m * 3 < own.offset_m:
        said = (
            f"{whose} ({say_crs(stated)}) lệch {_metres(own.offset_m)}; {say_crs(better.crs)} "
            f"chỉ lệch {_metres(better.offset_m)}. Kiểm tra lại; nếu sai, nhập lại với "
            f"--crs {label_of(better.crs)}."
        )
        return Located(stated, False, (notice("crs", said),))
    return Located(stated, False)


def _wrong_unit(stated: CRS, centres: Points) -> str:
    """Degrees where the system counts metres, or metres where it counts degrees."""
    are_degrees = float(np.abs(centres).max()) <= 180
    if are_degrees == stated.is_geographic:
        return ""
    drawn, said = ("độ", "mét") if are_degrees else ("mét", "độ")
    return f"Sai đơn vị đo: tọa độ tính bằng {drawn}, hệ tọa độ tính bằng {said}. "


def _metres(distance_m: float) -> str:
    return f"{format_number(round(distance_m))} m"


def _fits(centres: Points, known: Points) -> Iterator[Fit]:
    for code in CANDIDATES:
        fit = _fit(CRS.from_epsg(code), centres, known)
        if fit is not None:
            yield fit


def _fit(crs: CRS, centres: Points, known: Points) -> Fit | None:
    """How well units lie in a system; ``None`` where the numbers cannot be of it."""
    if crs.is_geographic and np.abs(centres).max() > 180:
        return None
    try:
        transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
        x, y = transformer.transform(centres[:, 0], centres[:, 1])
    except ProjError:
        return None
    offsets = _offsets(np.column_stack([x, y]), known)
    if not np.isfinite(offsets).all():
        return None
    middle = np.median(offsets, axis=0)
    spread = float(np.median(np.hypot(offsets[:, 0], offsets[:, 1])))
    return Fit(crs, math.hypot(float(middle[0]), float(middle[1])), spread)


def _offsets(placed: Points, known: Points) -> Points:
    """Metres east and north from the known points."""
    narrow = np.cos(np.radians(known[:, 1]))
    east = (placed[:, 0] - known[:, 0]) * narrow * _METRES_A_DEGREE
    north = (placed[:, 1] - known[:, 1]) * _METRES_A_DEGREE
    return np.column_stack([east, north])


_WRONG: tuple[tuple[str, Callable[[Points], Points]], ...] = (
    ("", lambda points: points),
    ("Trục tọa độ bị đảo: cột x đang là vĩ độ (hoặc hướng bắc). Xuất lại tệp với x là kinh độ "
     "(hướng đông), y là vĩ độ (hướng bắc)", lambda points: points[:, ::-1]),
    ("Sai đơn vị đo: tọa độ đang tính bằng ki-lô-mét", lambda points: points * 1_000),
    ("Sai đơn vị đo: tọa độ đang tính bằng mi-li-mét", lambda points: points / 1_000),
    ("Sai đơn vị đo: tọa độ là độ nhân với một triệu", lambda points: points / 1_000_000),
)  # fmt: skip


def _diagnosis(centres: Points, known: Points) -> str:
    """What would put the units where they belong: another system, axes, a unit."""
    for words, mended in _WRONG:
        fits = [fit for fit in _fits(mended(centres), known) if fit.is_near]
        if not fits:
            continue
        best = say_crs(min(fits, key=lambda fit: fit.offset_m).crs)
        if words:
            return f"{words}. Sau khi sửa, tọa độ khớp với {best}."
        return (
            f"Tọa độ khớp với {best}: nhập lại với "
            f"--crs {label_of(min(fits, key=lambda fit: fit.offset_m).crs)}."
        )
    x, y = np.median(centres, axis=0)
    east, north = np.median(known, axis=0)
    return (
        f"Không hệ WGS 84 hay VN-2000 nào đưa tọa độ (giữa tệp: x = {x:.2f}, y = {y:.2f}) về "
        f"đúng nơi các đơn vị nằm (kinh độ {east:.2f}, vĩ độ {north:.2f}). Kiểm tra lại tệp gốc."
    )
