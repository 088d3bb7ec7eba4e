"""The JSON Schema of the record's documents, from the shapes that the API answers them in."""

from typing import Any

from api.about import openapi

KINDS = ("incident", "episode", "actor", "source", "link", "coverage")


def document_schema() -> dict:
    """One schema with a definition for each kind of document and for each part of one."""
    shapes = openapi()["components"]["schemas"]
    found: dict[str, Any] = {}
    ahead = [f"{kind.capitalize()}Document" for kind in KINDS]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = strict(shapes[name])
            ahead += sorted(named_in(shapes[name]))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:demarche:documents:1",
        "title": "Documents of the record",
        "description": "What one version of one thing says. Null means not known, an empty list that none is on record.",
        "anyOf": [{"$ref": f"#/$defs/{kind.capitalize()}Document"} for kind in KINDS],
        "$defs": dict(sorted(found.items())),
    }


def strict(shape: Any) -> Any:
    """A shape of OpenAPI 3.1 as JSON Schema: it leads within this schema, and no object has more than it lists."""
    if isinstance(shape, list):
        return [strict(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    found = {
        name: part.replace("#/components/schemas/", "#/$defs/") if name == "$ref" else strict(part)
        for name, part in shape.items()
    }
    if isinstance(shape.get("properties"), dict) and shape.get("type") == "object":
        found["additionalProperties"] = False
    return found


def named_in(shape: Any) -> set[str]:
    """The names of the shapes that one leads to."""
    if isinstance(shape, list):
        return set().union(*map(named_in, shape))
    if not isinstance(shape, dict):
        return set()
    own = {shape["$ref"].rpartition("/")[2]} if isinstance(shape.get("$ref"), str) else set()
    return own.union(*map(named_in, shape.values()))
