"""Reading a boundary file of any format that the pinned GDAL knows into one plain layer.

Nothing is judged here: texts are as the file has them, coordinates as they were drawn.
"""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import shapely
from pyarrow import ArrowException
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from etl.boundaries.drawings import assemble_drawing
from etl.boundaries.faults import BadBoundaryFile

_PARQUET = {".parquet", ".geoparquet"}
_DRAWING = {".dxf"}
_MAIN = (
    ".gpkg", ".shp", ".tab", ".mif", ".geojson", ".topojson", ".json", ".kml", ".kmz", ".fgb",
    ".gml", ".dxf", *sorted(_PARQUET),
)  # fmt: skip
KNOWN = (
    "GeoPackage (.gpkg), GeoJSON, TopoJSON, Shapefile nén .zip, MapInfo TAB/MIF (nén .zip), "
    "KML/KMZ, GML, FlatGeobuf, GeoParquet, DXF"
)
UNREADABLE = {
    ".dwg": "Tệp .dwg của AutoCAD không đọc được: lưu lại thành .dxf.",
    ".dgn": "Tệp .dgn của MicroStation không đọc được: xuất ra .dxf, Shapefile hoặc GeoPackage.",
    ".mdb": "Cơ sở dữ liệu .mdb không đọc được: xuất ra Shapefile hoặc GeoPackage.",
    ".wor": "Tệp .wor chỉ là cách trình bày của MapInfo: gửi các tệp .tab, .dat, .map, .id.",
    ".rar": "Tệp nén .rar không đọc được: nén lại thành .zip.",
    ".7z": "Tệp nén .7z không đọc được: nén lại thành .zip.",
    ".pdf": "Bản đồ PDF không có tọa độ: xin tệp gốc ở dạng GeoPackage hoặc Shapefile.",
}
_PARTS = {".shp": (".shx", ".dbf"), ".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
_UNPACKED_BYTES = 2_000_000_000
_POLYGONAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Layer:
    """Rows of a file: texts by column, a geometry a row, and what the file says of itself."""

    columns: Mapping[str, tuple[str, ...]]
    shapes: tuple[BaseGeometry | None, ...]
    crs: CRS | None
    name: str
    notices: tuple[str, ...] = field(default=())


def read_layer(path: Path, layer: str = "") -> Layer:
    """Read the layer of polygons; ``layer`` names one where the file has several.

    Raises :class:`BadBoundaryFile`, in Vietnamese, saying what is missing or which layers
    there are.
    """
    _check_kind(path)
    if path.suffix.lower() != ".zip":
        return _choose(path.name, list(_layers(path)), layer)
    with TemporaryDirectory() as folder:
        files = _unpack(path, Path(folder))
        found = [read for file in files for read in _layers(file)]
    return _choose(path.name, found, layer)


def _check_kind(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in UNREADABLE:
        raise BadBoundaryFile(f"{path.name}: {UNREADABLE[suffix]}")
    if suffix != ".zip" and suffix not in _MAIN:
        raise BadBoundaryFile(f"{path.name}: không đọc được loại tệp này. Các loại nhận: {KNOWN}.")
    siblings = {other.suffix.lower() for other in path.parent.glob(f"{path.stem}.*")}
    absent = [part for part in _PARTS.get(suffix, ()) if part not in siblings]
    if absent:
        raise BadBoundaryFile(
            f"{path.name}: thiếu {', '.join(absent)} đi kèm. Nén tất cả tệp cùng tên "
            f"({', '.join((suffix, *_PARTS[suffix]))}…) vào một tệp .zip rồi nhập lại."
        )


def _unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack the readable files, flat: a name inside can lead nowhere else."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = [item for item in packed.infolist() if _is_plain(item)]
            if sum(item.file_size for item in members) > _UNPACKED_BYTES:
                raise BadBoundaryFile(f"{path.name}: giải nén ra quá lớn (trên 2 GB).")
            for item in members:
                (folder / Path(item.filename).name).write_bytes(packed.read(item))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise BadBoundaryFile(f"{path.name}: tệp nén hỏng hoặc có mật khẩu ({error}).") from error
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _MAIN)
    if not files:
        raise BadBoundaryFile(f"{path.name}: trong tệp nén không có tệp ranh giới. Nhận: {KNOWN}.")
    for file in files:
        _check_kind(file)
    return files


def _is_plain(item: zipfile.ZipInfo) -> bool:
    is_link = stat.S_ISLNK(item.external_attr >> 16)
    return not item.is_dir() and not is_link and not item.filename.startswith("__MACOSX/")


def _layers(path: Path) -> Iterator[Layer]:
    """Every layer that has geometry."""
    try:
        if path.suffix.lower() in _PARQUET:
            yield _plain(path.stem, geopandas.read_parquet(path))
            return
        for name, kind in pyogrio.list_layers(path):
            if kind is not None:
                yield _read(path, str(name))
    except (DataSourceError, DataLayerError, ArrowException, ValueError) as error:
        if isinstance(error, BadBoundaryFile):
            raise
        raise BadBoundaryFile(
            f"{path.name}: tệp hỏng hoặc không phải loại ghi ở đuôi tệp ({error}). "
            "Mở lại trong QGIS hoặc MapInfo và xuất ra GeoPackage."
        ) from error


def _read(path: Path, name: str) -> Layer:
    if path.suffix.lower() in _DRAWING:
        frame = pyogrio.read_dataframe(path, layer=name)
        columns, shapes = assemble_drawing(frame["Text"].fillna("").tolist(), list(frame.geometry))
        return Layer(columns, shapes, _crs_of(frame), name)
    return _plain(name, _read_frame(path, name), _declares_none(path))


def _read_frame(path: Path, name: str) -> Any:
    """Read with the file's own encoding; byte by byte where it has none or it is not true.

    Latin-1 gives every byte a letter of its own, so that the encoding can be judged over a
    whole column afterwards (UTF-8, TCVN3, VNI).
    """
    is_silent = path.suffix.lower() == ".shp" and not _has_encoding(path)
    if is_silent:
        return _mojibake_mended(pyogrio.read_dataframe(path, layer=name, encoding="ISO-8859-1"))
    try:
        return pyogrio.read_dataframe(path, layer=name)
    except UnicodeDecodeError:
        return _mojibake_mended(pyogrio.read_dataframe(path, layer=name, encoding="ISO-8859-1"))


def _has_encoding(path: Path) -> bool:
    return any(other.suffix.lower() == ".cpg" for other in path.parent.glob(f"{path.stem}.*"))


def _mojibake_mended(frame: Any) -> Any:
    """UTF-8 read byte by byte, put together again: only where a whole column is UTF-8."""
    for column in [name for name in frame.columns if name != "geometry"]:
        texts = [text for text in frame[column] if isinstance(text, str)]
        try:
            read = {text: text.encode("latin-1").decode("utf-8") for text in texts}
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if read:
            frame[column] = frame[column].map(lambda text, read=read: read.get(text, text))
    return frame


def _declares_none(path: Path) -> bool:
    """Whether a CRS that the reader reports is only its format's default, not the file's word.

    GeoJSON and TopoJSON without a ``crs`` member are WGS 84 by their standard, yet offices save
    VN-2000 coordinates in them all the same; what they then hold is not degrees.
    """
    if path.suffix.lower() not in (".json", ".geojson", ".topojson"):
        return False
    document = json.loads(path.read_bytes())
    return isinstance(document, dict) and "crs" not in document


def _plain(name: str, frame: Any, crs_is_default: bool = False) -> Layer:
    shapes = tuple(None if shape is None or shape.is_empty else shape for shape in frame.geometry)
    texts = {
        str(column): tuple(_text(cell) for cell in frame[column])
        for column in frame.columns
        if column != frame.geometry.name
    }
    crs = _crs_of(frame)
    if crs_is_default:
        crs = CRS.from_epsg(4326) if _are_degrees(shapes) else None
    return Layer(texts, shapes, crs, name)


def _crs_of(frame: Any) -> CRS | None:
    """The system that a file names; MapInfo's “Nonearth” and local grids are none on Earth."""
    if frame.crs is None:
        return None
    crs = CRS.from_user_input(frame.crs)
    return crs if crs.is_geographic or crs.is_projected else None


def _are_degrees(shapes: Sequence[BaseGeometry | None]) -> bool:
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return True
    west, south, east, north = shapely.total_bounds(known)
    return bool(min(west, south) >= -180 and max(east, north) <= 180)


def _text(cell: Any) -> str:
    if not pd.api.types.is_scalar(cell):
        return str(cell)
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _choose(name: str, layers: Sequence[Layer], wanted: str) -> Layer:
    drawn = [item for item in map(_polygons, layers) if item.shapes]
    if wanted:
        drawn = [item for item in drawn if item.name == wanted]
    if not drawn:
        known = ", ".join(f"“{item.name}”" for item in layers) or "không có lớp nào"
        raise BadBoundaryFile(
            f"{name}: không có lớp vùng (polygon) {f'“{wanted}” ' if wanted else ''}để làm ranh "
            f"giới. Các lớp trong tệp: {known}."
        )
    if len({frozenset(item.columns) for item in drawn}) == 1 and _is_split(drawn):
        return _joined(drawn)
    if len(drawn) > 1:
        listed = "; ".join(f"“{item.name}” ({len(item.shapes)} vùng)" for item in drawn)
        raise BadBoundaryFile(
            f"{name}: có nhiều lớp vùng: {listed}. Chọn một lớp bằng --layer TÊN_LỚP."
        )
    return drawn[0]


def _is_split(layers: Sequence[Layer]) -> bool:
    """Whether layers of the same columns are parts of one map (folders of a KML), not versions."""
    return len(layers) > 1 and all(item.columns.keys() >= {"Name"} for item in layers)


def _joined(layers: Sequence[Layer]) -> Layer:
    columns = {
        column: tuple(text for item in layers for text in item.columns[column])
        for column in layers[0].columns
    }
    shapes = tuple(shape for item in layers for shape in item.shapes)
    named = ", ".join(f"“{item.name}”" for item in layers)
    said = (f"Đã ghép {len(layers)} lớp của tệp: {named}.",)
    return Layer(columns, shapes, layers[0].crs, layers[0].name, said)


def _polygons(layer: Layer) -> Layer:
    """The rows that are areas; how many others were left is said."""
    kept = [
        index
        for index, shape in enumerate(layer.shapes)
        if shape is not None and shape.geom_type in _POLYGONAL
    ]
    left = len(layer.shapes) - len(kept)
    said = f"Lớp “{layer.name}”: bỏ qua {left} đối tượng không phải vùng (điểm, đường, rỗng)."
    return Layer(
        {name: tuple(texts[index] for index in kept) for name, texts in layer.columns.items()},
        tuple(layer.shapes[index] for index in kept),
        layer.crs,
        layer.name,
        (*layer.notices, *([said] if left and kept else [])),
    )
