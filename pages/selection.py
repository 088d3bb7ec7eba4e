"""What a reader has selected on the list: the query string, read by the filters that the API uses."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pages.signs import date_words
from record import codebook, lists
from record.codebook import Codebook
from record.dimensions import groups
from record.filters import IncidentFilter
from record.lists import Cursor, CursorError
from record.models import IncidentIndex
from record.moments import Moment, MomentError
from record.parameters import AnyOf, FilterError
from record.question import Question

OF_PAGES = frozenset({"view", "lane"})  # how a page shows the rows; the API has no use for it
CONTROLS = frozenset({"cursor", "page_size", "ordering", "as_of"}) | OF_PAGES
VIEWS = {"list": _("List"), "timeline": _("Timeline"), "map": _("Map"), "table": _("Table")}
LANES = {
    "initiator": _("who acted"),
    "dyad": _("pair of states"),
    "theme": _("theme"),
    "type": _("type of act"),
}
BY_RELEVANCE = "relevance"  # only with q
SORTS = {
    "-date": _("Newest first"),
    "date": _("Oldest first"),
    "-level": _("Most hostile first"),
    "level": _("Least hostile first"),
    "-published": _("Last published first"),
    BY_RELEVANCE: _("Best match first"),
}
DEFAULT_SORT = "-date"
# What an address does not need to say.
DEFAULTS = {
    "ordering": DEFAULT_SORT,
    "view": "list",
    "lane": "initiator",
    "dates": "overlap",
    "counted": "all",
    "page_size": "20",  # a page of the API has more; this one has to be light
}
# Filters whose values have their words in a scale of the codebook.
SCALES = {
    "certainty": "certainty",
    "nature": "incident_nature",
    "status": "incident_status",
    "role": "participant_roles",
    "statement_kind": "statement_kinds",
    "stance": "stances",
    "capacity": "capacities",
    "officialness_min": "officialness",
}


@dataclass
class Selection:
    """The rows that match a query string, at one moment. `problems` is empty unless it was salvaged from bad values."""

    parameters: QueryDict
    moment: Moment
    cursor: Cursor | None
    book: Codebook
    filters: IncidentFilter
    rows: QuerySet
    ordering: str
    size: int
    view: str = DEFAULTS["view"]
    lane: str = DEFAULTS["lane"]
    problems: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def everything(self) -> QuerySet:
        """All rows at the moment."""
        return IncidentIndex.objects.at(self.moment)

    @property
    def question(self) -> Question | None:
        """What the reader asked in words; none if nothing."""
        return self.filters.question

    @cached_property
    def chosen(self) -> list[tuple[str, str]]:
        """(filter, value as written) for every active filter, in the order of the address."""
        return [
            (name, value)
            for name, values in self.parameters.lists()
            if name not in CONTROLS
            for value in values
        ]

    def without(self, *names: str) -> QuerySet:
        """The rows that match when one filter, or several, are dropped."""
        if not any(name in self.parameters for name in names):
            return self.rows
        parameters = self.parameters.copy()
        for name in names:
            parameters.pop(name, None)
        filters = filtered(parameters, self.moment, self.book)
        filters.question = self.question  # understood once for all facets
        return filters.selected()

    def values(self, name: str) -> list:
        """The values of a filter as the record writes them: KAZ also where KZ was asked for."""
        cleaned = self.filters.form.cleaned_data.get(name) if name in self.parameters else None
        return cleaned if isinstance(cleaned, list) else [cleaned] if cleaned else []

    def page(self) -> lists.Page:
        """The rows of the page that was asked for. Raises CursorError."""
        return lists.page(
            self.filters.in_order(self.rows, self.ordering).defer("search"),
            self.moment,
            ordering=self.ordering,
            size=self.size,
            cursor=self.cursor,
            selection=lists.selection_of(self.parameters),
        )

    def address(self, **changes: str | None) -> str:
        """The query string with some parameters changed or (None) dropped; it starts with `?`."""
        parameters = self.parameters.copy()
        for name, value in changes.items():
            parameters.pop(name, None)
            if value:
                parameters[name] = value
        return address(parameters)

    def address_without(self, name: str, value: str) -> str:
        """The query string without one value of one filter, back on the first page."""
        parameters = self.parameters.copy()
        parameters.pop("cursor", None)
        parameters.setlist(name, [kept for kept in parameters.getlist(name) if kept != value])
        return address(parameters)


def address(parameters: QueryDict) -> str:
    """A query string with its parameters in one order, whatever the order they came in; `?` alone for everything."""
    ordered = QueryDict(mutable=True)
    for name in sorted(parameters, key=place_in_address):
        ordered.setlist(name, parameters.getlist(name))
    return "?" + ordered.urlencode(safe=":>,")


def place_in_address(name: str) -> tuple[int, str]:
    """Filters as they are listed, the first day before the last; then how the list is shown."""
    order = [
        *IncidentFilter.base_filters,
        "view",
        "lane",
        "ordering",
        "page_size",
        "as_of",
        "cursor",
        "format",
    ]
    return order.index("to" if name == "from" else name) if name in order else len(order), name


def tidied(parameters: QueryDict) -> QueryDict:
    """The parameters without those left empty, as a form sends them, and without the defaults."""
    kept = QueryDict(mutable=True)
    for name, values in parameters.lists():
        given = [value for value in values if value]
        if given and given != [DEFAULTS.get(name)]:
            kept.setlist(name, given)
    return kept


def filtered(parameters: QueryDict, moment: Moment, book: Codebook) -> IncidentFilter:
    rows = IncidentIndex.objects.at(moment)
    return IncidentFilter(parameters, rows, codebook=book, moment=moment, controls=CONTROLS)


def read(parameters: QueryDict) -> Selection:
    """The selection that a query string names. Raises FilterError, which names each parameter that is wrong."""
    refuse_repeated(parameters)
    ordering, size = read_ordering(parameters), read_size(parameters)
    view, lane = read_choice("view", VIEWS, parameters), read_choice("lane", LANES, parameters)
    try:
        moment, cursor = lists.moment_of(parameters)
    except CursorError as error:
        raise FilterError({"cursor": [str(error)]}) from error
    except MomentError as error:
        raise FilterError({"as_of" if "as_of" in parameters else "cursor": [str(error)]}) from error
    book = codebook.at(moment)
    filters = filtered(parameters, moment, book)
    rows = filters.selected()
    filters.in_order(rows, ordering)
    selection = Selection(parameters, moment, cursor, book, filters, rows, ordering, size, view, lane)
    if cursor:
        check_cursor(selection)
    return selection


def check_cursor(selection: Selection) -> None:
    """Refuses a cursor whose sort value the ordering cannot use, before any row is fetched."""
    assert selection.cursor
    try:
        selection.cursor.sort_value(lists.ORDERINGS[selection.ordering][0].lstrip("-"))
    except CursorError as error:
        raise FilterError({"cursor": [str(error)]}) from error


def refuse_repeated(parameters: QueryDict) -> None:
    """A parameter of the list itself may be given once; the filters say so for theirs."""
    repeated = [name for name in CONTROLS if len(parameters.getlist(name)) > 1]
    if repeated:
        raise FilterError({name: ["This parameter may be given once."] for name in repeated})


def read_ordering(parameters: QueryDict) -> str:
    ordering = parameters.get("ordering", DEFAULT_SORT)
    if ordering not in SORTS:
        raise FilterError({"ordering": [f"{ordering!r} is not an order. Allowed: {', '.join(SORTS)}."]})
    return ordering


def read_choice(name: str, choices: dict, parameters: QueryDict) -> str:
    value = parameters.get(name, DEFAULTS[name])
    if value not in choices:
        raise FilterError({name: [f"{value!r} is no {name}. Allowed: {', '.join(choices)}."]})
    return value


def read_size(parameters: QueryDict) -> int:
    text = parameters.get("page_size", DEFAULTS["page_size"])
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= lists.LARGEST_PAGE:
        return int(text)
    raise FilterError(
        {"page_size": [f"{text!r} is not a page size. Write a number from 1 to {lists.LARGEST_PAGE}."]}
    )


def salvage(parameters: QueryDict, error: FilterError) -> Selection:
    """The selection without the parameters that are wrong, for the page that says what is wrong with them."""
    parameters, problems = parameters.copy(), dict(error.problems)
    while True:
        before = len(parameters)
        for name in {*error.problems, "cursor"}:
            parameters.pop(name, None)
        if len(parameters) == before:
            parameters = QueryDict(mutable=True)
        try:
            selection = read(parameters)
        except FilterError as another:
            problems |= another.problems
            error = another
        else:
            selection.problems = problems
            return selection


def value_words(selection: Selection, name: str, text: str) -> str:
    """A filter's value for people: the name of a country, the label of a type; else as it was written."""
    book, item = selection.book, selection.filters.filters.get(name)
    value = getattr(selection.filters, item.read)(text) if isinstance(item, AnyOf) else text
    base = name.removeprefix("exclude_")
    if base in ("country", "initiator", "target", "place_country", "grouping", "denied_by"):
        return codebook.label(book.countries.get(value) or book.groupings.get(value) or {}) or value
    if base in ("type", "theme"):
        return codebook.label(getattr(book, f"{base}s").get(value, {})) or value
    if base == "type_group":
        return groups(book).get(value, value)
    if base in SCALES:
        return book.scale_label(SCALES[base], value[0] if isinstance(value, list) else value)
    if name in ("from", "to", "in_force"):
        return date_words(selection.filters.form.cleaned_data[name].isoformat())
    return value if isinstance(value, str) else text
