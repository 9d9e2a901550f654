"""Reading the small reviewed YAML files about places, and the operator's overlay of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from childrights.strict_yaml import CatalogueError, load_yaml

REFERENCE_DIR = Path(__file__).resolve().parents[2] / "data" / "reference"

_MESSAGES = {
    "missing": "thiếu mục này",
    "extra_forbidden": "mục lạ; xóa đi hoặc viết lại đúng tên",
    "string_type": "phải là chữ; đặt mã trong dấu nháy kép",
    "date_type": "phải là ngày, viết năm-tháng-ngày, ví dụ 2025-07-01",
}


class Entry(BaseModel):
    """Base of everything written in a reference file: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


EntryT = TypeVar("EntryT", bound=Entry)


def read_reference(path: Path, model: type[EntryT]) -> EntryT:
    """Read and check one YAML file.

    Raises :class:`~childrights.strict_yaml.CatalogueError` naming the file, the
    line and the entry of every problem.
    """
    document = load_yaml(path)
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise CatalogueError(
            document.problem(problem["loc"], _say(problem["type"], problem["msg"]))
            for problem in error.errors()
        ) from error


def overlay_file(data_dir: Path | None, name: str) -> Path | None:
    """Return the operator's own version of a reference file, or ``None`` when there is none."""
    if data_dir is None:
        return None
    path = data_dir / "overlay" / name
    return path if path.is_file() else None


def reference_stamp(paths: Sequence[Path | None]) -> tuple[Any, ...]:
    """Return what changes when any of the files changes: the key under which they are cached."""
    return tuple((path, path.stat().st_mtime_ns) if path else None for path in paths)


def _say(kind: str, message: str) -> str:
    return _MESSAGES.get(kind, f"không hợp lệ: {message.removeprefix('Value error, ')}")
