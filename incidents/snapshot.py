"""The working document: everything the desk holds of one row and its children, private notes included."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

SKIPPED = {"revision", "stage", "created_at", "sort_key"}
STATEMENTS_AND_CLAIMS = [
    "statements",
    "statements.texts",
    "statements.citations",
    "claims",
    "claims.positions",
    "claims.citations",
]
CHILDREN = {
    "incident": [
        "participations",
        "participations.quantities",
        "participations.citations",
        *STATEMENTS_AND_CLAIMS,
        "citations",
    ],
    "actor": ["names", "countries", "affiliations", "affiliations.citations"],
    "episode": STATEMENTS_AND_CLAIMS,
    "source": [],
    "link": [],
    "coverage": [],
}


def snapshot(kind: str, thing: models.Model) -> dict:
    """The working document of a thing of one kind, as plain JSON."""
    document = row(thing, [path.split(".") for path in CHILDREN[kind]])
    return json.loads(json.dumps(document, cls=DjangoJSONEncoder))


def row(thing: models.Model, paths: list[list[str]]) -> dict:
    """One row: its columns, the keys of its many-to-many rows, and the children that `paths` name."""
    values = {"id": thing.pk}
    values |= {
        f.attname: f.value_from_object(thing) for f in thing._meta.concrete_fields if f.name not in SKIPPED
    }
    for field in thing._meta.many_to_many:
        values[field.name] = sorted(str(pk) for pk in getattr(thing, field.name).values_list("pk", flat=True))
    for name in dict.fromkeys(path[0] for path in paths):
        deeper = [path[1:] for path in paths if path[0] == name and len(path) > 1]
        values[name] = [row(child, deeper) for child in getattr(thing, name).all()]
    return values
