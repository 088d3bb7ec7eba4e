"""The JSON Schema of the interchange format, made from the models: types, lengths, codes, and their help texts."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from actors.dates import EdtfField
from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import KINDS, Part

LONGEST_TEXT = 10_000_000  # more than any form takes
LONGEST_ID = 80
LONGEST_TITLE = 300
FILLED = r"\S"
CODE = {"codebook_incidenttype": "Code of an incident type.", "actors_country": "ISO alpha-3 code."}


def file_schema() -> dict[str, Any]:
    """The schema of a whole file (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:demarche:interchange:{VERSION}",
        "title": "Demarche interchange file",
        "description": "Everything the working copy of a Demarche site holds; see docs/interchange.md.",
        "type": "object",
        "required": ["format", "version"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "title": text("What the file is, in one line.", LONGEST_TITLE),
            "licence": text("Under which licence its content may be used.", 300),
            "credit": text("Whom to name.", 300),
            **{
                kind.part.key: {
                    "type": "array",
                    "description": sentence(kind.part),
                    "items": record_schema(kind.part),
                }
                for kind in KINDS
            },
        },
    }


def record_schema(part: Part) -> dict[str, Any]:
    """The schema of one record or of one row of a list inside it. `null` means the same as leaving a key out."""
    properties: dict[str, Any] = {}
    if part.has_id:
        properties["id"] = {
            **text("Its identifier, the same in every file that speaks of it.", LONGEST_ID),
            "pattern": FILLED,
        }
    properties |= {name: value_schema(name, row) for name, row in part.fields.items()}
    properties |= {
        inner.key: {"type": ["array", "null"], "description": sentence(inner), "items": record_schema(inner)}
        for inner in part.parts
    }
    return {
        "type": "object",
        "required": required(part),
        "additionalProperties": False,
        "properties": properties,
    }


def required(part: Part) -> list[str]:
    """Keys without which a row says nothing: columns that are never empty and have no default."""
    names = [
        name
        for name, row in part.columns.items()
        if not (row.blank or row.null or row.has_default() or isinstance(row, models.BooleanField))
    ]
    return (["id"] if part.has_id else []) + names


def value_schema(name: str, row: models.Field) -> dict[str, Any]:
    """The schema of one field."""
    schema = bare_schema(row)
    help_text = str(row.help_text) or str(row.verbose_name).capitalize()
    if row.blank or row.null or row.has_default():
        schema["type"] = [*listed(schema["type"]), "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], "", None] if row.blank else [*schema["enum"], None]
    elif schema["type"] == "string" and "enum" not in schema and "format" not in schema:
        schema["pattern"] = FILLED
    return {**schema, "description": f"{help_text} {schema.get('description', '')}".strip()}


def bare_schema(row: Any) -> dict[str, Any]:
    if row.many_to_many:
        return {"type": "array", "items": reference(row), "uniqueItems": True}
    if isinstance(row, models.ForeignKey):
        return reference(row)
    if isinstance(row, ArrayField):
        return {"type": "array", "items": {**bare_schema(row.base_field), "pattern": FILLED}}
    if row.choices:
        return {"type": "string", "enum": [code for code, _ in row.flatchoices if code != ""]}
    if isinstance(row, EdtfField):
        return {"type": "string", "format": "edtf", "maxLength": row.max_length}
    return plain_schema(row)


def plain_schema(row: models.Field) -> dict[str, Any]:
    if isinstance(row, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(row, models.DateField):
        return {"type": "string", "format": "day"}
    if isinstance(row, models.DecimalField):
        whole, fraction = row.max_digits - row.decimal_places, row.decimal_places
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{fraction}}})?$"}
    if isinstance(row, models.IntegerField):
        limits = [
            check.limit_value
            for check in row.validators
            if isinstance(check, MinValueValidator | MaxValueValidator)
        ]
        return {"type": "integer", "minimum": min(limits), "maximum": max(limits)}
    schema = text("", row.max_length or LONGEST_TEXT)
    return {**schema, "format": "address"} if isinstance(row, models.URLField) else schema


def reference(row: Any) -> dict[str, Any]:
    """A country, type or theme by its code; anything else by its id."""
    model = row.related_model
    code = isinstance(model._meta.pk, models.CharField)
    return {
        "type": "string",
        "pattern": FILLED,
        "maxLength": LONGEST_ID,
        "description": CODE.get(model._meta.db_table, f"Code of a {model._meta.verbose_name}.")
        if code
        else f"Id of {article(str(model._meta.verbose_name))}.",
    }


def article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def text(description: str, length: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": length}
    return {**schema, "description": description} if description else schema


def sentence(part: Part) -> str:
    """The first sentence of the model's docstring."""
    return (part.model.__doc__ or "").strip().split("\n")[0]


def listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
