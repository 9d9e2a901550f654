"""JSON Schema of the catalogue's files, for editors that complete and underline YAML."""

from __future__ import annotations

from typing import Any

from childrights.catalogue.model import CatalogueFile

_USE = {
    "description": "Mục (hoặc các mục) của shared mà mục này lấy làm mặc định",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}


def indicators_schema() -> dict[str, Any]:
    """Schema of `indicators.yaml` as it is written, with ``shared`` and ``use``.

    An entry that uses shared defaults need not repeat them, so nothing is required of it here;
    `catalogue check` sees the whole entry and requires everything.
    """
    schema = CatalogueFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "indicators.yaml"
    schema["properties"]["shared"] = {"type": "object", "additionalProperties": {"type": "object"}}
    codes = schema["$defs"]["Dimension"]["properties"]["codes"]
    codes["additionalProperties"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Code"}]}
    for name in ("Indicator", "Measure"):
        definition = schema["$defs"][name]
        definition["properties"]["use"] = _USE
        definition["if"] = {"required": ["use"]}
        definition["else"] = {"required": definition.pop("required")}
    return schema
