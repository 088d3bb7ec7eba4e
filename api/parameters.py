"""Parameters of a resource, said once: what is accepted, what OPTIONS answers and what the schema lists."""

import re
from dataclasses import dataclass

import django_filters
from django.conf import settings
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from record.lists import LARGEST_PAGE, PAGE_SIZE
from record.parameters import (
    MOST_VALUES,
    AnyOf,
    DayFilter,
    FilterError,
    RecordFilter,
    WholeNumberFilter,
    unknown,
)
from record.values import STEPS

# Where the words of a filter are defined, by the method that reads its values (record/values.py).
WORDS = {
    "read_certainty": "scales/certainty/",
    "read_nature": "scales/incident_nature/",
    "read_status": "scales/incident_status/",
    "read_role": "scales/participant_roles/",
    "read_through": "scales/through/",
    "read_statement_kind": "scales/statement_kinds/",
    "read_stance": "scales/stances/",
    "read_capacity": "scales/capacities/",
    "read_officialness": "scales/officialness/",
    "read_mode": "scales/quote_modes/",
    "read_actor_kind": "scales/actor_kinds/",
    "read_source_kind": "scales/source_kinds/",
    "read_link_kind": "scales/relation_kinds/",
    "read_basis": "scales/relation_bases/",
    "read_part": "scales/membership_parts/",
    "read_depth": "scales/coverage_depth/",
    "read_level": "scales/hostility_scale/",
    "read_step": "scales/hostility_scale/",
    "read_type": "types/",
    "read_type_group": "types/",
    "read_theme": "themes/",
    "read_grouping": "groupings/",
    "read_country": "countries/",
    "read_named": "countries/",
    "read_party": "countries/",
    "read_dyad": "countries/",
}
LISTED = {"read_step": STEPS}  # where the place of the words says more than the words
LARGEST_NUMBER = 2**53 - 1  # what every JSON reader can hold


@dataclass(frozen=True)
class Parameter:
    """One parameter of the query string; `choices` are all its values, none if they cannot be listed here.

    `listed` are all its values too, where reading one is left to the filter. `words` is where the values are defined,
    below /api/v1/.
    """

    name: str
    meaning: str
    choices: tuple[str, ...] = ()
    many: bool = False
    default: str | int = ""
    type: type = str
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    words: str = ""
    listed: tuple[str, ...] = ()

    def described(self) -> dict:
        """As OPTIONS gives it."""
        return {
            "name": self.name,
            "meaning": self.meaning,
            "values": list(self.choices or self.listed) or None,
            "repeatable": self.many,
            "default": None if self.default == "" else self.default,
            "words": f"{settings.SITE_URL}/api/v1/{self.words}" if self.words else None,
        }

    def documented(self) -> OpenApiParameter:
        """As the schema gives it: the default in words, or generated clients would send what a file format refuses."""
        default = "" if self.default == "" else f" Left out: {self.default}."
        return OpenApiParameter(
            self.name,
            type={"type": "array", "items": self.value(), "maxItems": MOST_VALUES}
            if self.many
            else self.value(),
            enum=self.choices or self.listed or None,
            description=self.meaning + default,
        )

    def value(self) -> dict:
        """The schema of one value; what depends on the record or the codebook cannot be said in it."""
        found: dict = {"type": "integer" if self.type is int else "string"}
        said = {"minimum": self.least, "maximum": self.most, "pattern": self.pattern or None}
        return found | {name: bound for name, bound in said.items() if bound is not None}


DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
HOUR_MINUTE = r"([01][0-9]|2[0-3]):[0-5][0-9]"
TIME = rf"{HOUR_MINUTE}(:[0-5][0-9](\.[0-9]{{1,6}})?)?"
AS_OF = Parameter(
    "as_of",
    "The record as it stood: a day (its end, UTC), a time, or entry:1234. Empty: now. Past states are exact but slower.",
    pattern=rf"^(entry:[0-9]{{1,15}}|{DAY}([T ]{TIME}(Z|[+-]{HOUR_MINUTE})?)?)?$",
)
FORMAT = Parameter("format", "Format of the answer.", ("json",), default="json")
FORMAT_OR_CSV = Parameter(
    "format", "Format of the answer. csv is the whole selection as one file.", ("json", "csv"), default="json"
)
FORMAT_OR_LINES = Parameter(
    "format",
    "Format of the answer. csv and jsonl (JSON Lines) are the whole selection as one file.",
    ("json", "csv", "jsonl"),
    default="json",
)
FORMAT_OR_FILES = Parameter(
    "format",
    "Format of the answer. csv, jsonl (JSON Lines) and geojson are the whole selection as one file.",
    ("json", "csv", "jsonl", "geojson"),
    default="json",
)
PAGE = Parameter(
    "page_size",
    f"Results on a page: 1 to {LARGEST_PAGE}.",
    default=PAGE_SIZE,
    type=int,
    least=1,
    most=LARGEST_PAGE,
)
CURSOR = Parameter(
    "cursor",
    "Where a page begins: follow `next` and `previous`, which carry it. It keeps the walk at one entry.",
)
COUNT = Parameter(
    "count",
    "Adds `count`: capped stops counting at 10,000 and says so in `count_capped`; exact counts all, which is slower.",
    ("capped", "exact"),
)
FIELDS = Parameter(
    "fields",
    "Only these fields of a row, with commas between; document and document.title pick from the document.",
)
FIELDS_OF_ROWS = Parameter("fields", "Only these fields of a row, with commas between.")
OMIT = Parameter("omit", "Rows without these fields.")


def ordering(*choices: str) -> Parameter:
    """The orderings that a list offers, the default first."""
    return Parameter("ordering", "Order of the list; the number breaks ties.", choices, default=choices[0])


def of_filters(filters: type[RecordFilter]) -> tuple[Parameter, ...]:
    """The filters of a FilterSet as parameters."""
    return tuple(
        Parameter(
            name,
            str(item.label),
            choices=tuple(str(value) for value, _ in item.extra.get("choices", ())),
            many=isinstance(item, AnyOf | django_filters.MultipleChoiceFilter),
            type=int if isinstance(item, WholeNumberFilter) else str,
            least=item.extra.get("min_value"),
            most=item.extra.get("max_value"),
            pattern=f"^({DAY})?$" if isinstance(item, DayFilter) else "",
            words=WORDS.get(item.read, "") if isinstance(item, AnyOf) else "",
            listed=LISTED.get(item.read, ()) if isinstance(item, AnyOf) else (),
        )
        for name, item in filters.base_filters.items()
    )


def check(query: QueryDict, parameters: tuple[Parameter, ...]) -> None:
    """Raises FilterError, naming each parameter that is unknown, given too often, or none of its choices."""
    known = {parameter.name: parameter for parameter in parameters}
    problems = {
        name: [sentence]
        for name, values in query.lists()
        if (sentence := wrong(values, known[name]) if name in known else unknown(name, known))
    }
    if problems:
        raise FilterError(problems)


def wrong(values: list[str], parameter: Parameter) -> str:
    """What is wrong with the values of a parameter, as far as it can be told without the record; empty if nothing is."""
    if len(values) > 1 and not parameter.many:
        return "This parameter may be given once."
    if len(values) > MOST_VALUES:
        return f"At most {MOST_VALUES} values at once; you gave {len(values)}."
    strange = [text for text in values if text and parameter.choices and text not in parameter.choices]
    return f"{strange[0]!r} is not allowed. Allowed: {', '.join(parameter.choices)}." if strange else ""


def read_number(query: QueryDict, name: str, default: int, least: int, most: int = LARGEST_NUMBER) -> int:
    """A whole number within bounds; raises FilterError."""
    text = query.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,16}", text) or not least <= int(text) <= most:
        raise FilterError({name: [f"{text!r} is not allowed. Write a whole number from {least} to {most}."]})
    return int(text)


def read_page_size(query: QueryDict) -> int:
    return read_number(query, "page_size", PAGE_SIZE, 1, LARGEST_PAGE)
