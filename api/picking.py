"""`fields=` and `omit=`: which parts of a list row an answer holds, and which parts of the document beside them."""

from dataclasses import dataclass

from django.http import QueryDict
from rest_framework.serializers import Serializer

from record.parameters import FilterError

DOCUMENT = "document"


def field_names(shape: type[Serializer]) -> tuple[str, ...]:
    """The names of a row's or a document's own fields, as its shape lists them."""
    return tuple(name for name in shape().get_fields() if name != DOCUMENT)


@dataclass(frozen=True)
class Pick:
    """Names of row fields, in their order, and of fields of the document (none: the document is not read)."""

    row: tuple[str, ...]
    document: frozenset[str]

    def of(self, row: dict, document: dict | None) -> dict:
        """The picked parts of one row; the document is null if it is no longer there."""
        picked = {name: row[name] for name in self.row}
        if self.document:
            picked[DOCUMENT] = document and {
                name: value for name, value in document.items() if name in self.document
            }
        return picked


def read_pick(query: QueryDict, row: tuple[str, ...], document: tuple[str, ...]) -> Pick:
    """What `fields` and `omit` leave of a row's and a document's fields; raises FilterError."""
    wanted = names(query, "fields", row, document) or set(row)
    left = wanted - names(query, "omit", row, document)
    if not left:
        raise FilterError({"omit": ["Nothing is left of `fields`."]})
    prefix = f"{DOCUMENT}."
    return Pick(
        row=tuple(name for name in row if name in left),
        document=frozenset(name.removeprefix(prefix) for name in left if name.startswith(prefix)),
    )


def names(query: QueryDict, parameter: str, row: tuple[str, ...], document: tuple[str, ...]) -> set[str]:
    """The names that a parameter lists; `document` alone means all of it."""
    whole = {f"{DOCUMENT}.{name}" for name in document}
    allowed = [*row, *([DOCUMENT] if whole else []), *sorted(whole)]
    given = [name for name in query.get(parameter, "").split(",") if name]
    if len(given) > len(allowed):
        raise FilterError({parameter: [f"At most {len(allowed)} names, each once; you gave {len(given)}."]})
    found = set()
    for name in given:
        if name not in allowed:
            raise FilterError({parameter: [f"There is no field {name!r}. Allowed: {', '.join(allowed)}."]})
        found |= whole if name == DOCUMENT else {name}
    return found
