"""What a reader has selected on the list: the query string, read by the filters that the API uses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.filter_values import WORDS
from pages.kinds import INCIDENTS, SIZE, STATEMENTS, Kind
from pages.language_names import language_name
from pages.signs import date_words
from record import codebook, lists
from record.codebook import Codebook
from record.dimensions import groups
from record.lists import Cursor, CursorError
from record.moments import Moment, MomentError
from record.parameters import AnyOf, FilterError, not_allowed
from record.question import Question

OF_PAGES = frozenset({"view", "lane"})  # how a page shows the rows; the API has no use for it
CONTROLS = frozenset({"cursor", "page_size", "ordering", "as_of"}) | OF_PAGES
LANES = {
    "initiator": _("who acted"),
    "dyad": _("pair of states"),
    "theme": _("theme"),
    "type": _("type of act"),
}
BY_RELEVANCE = "relevance"  # only with q
DEFAULT_SORT = "-date"
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
    "mode": "quote_modes",
}
OF_A_PARTY = (
    "country",
    "initiator",
    "target",
    "place_country",
    "grouping",
    "denied_by",
    "addressee",
    "about",
)


@dataclass
class Selection:
    """The rows that match a query string, at one moment. `problems` is empty unless it was salvaged from bad values."""

    parameters: QueryDict
    moment: Moment
    cursor: Cursor | None
    book: Codebook
    filters: Any  # the set of its kind
    rows: QuerySet
    ordering: str
    size: int
    view: str = "list"
    lane: str = "initiator"
    kind: Kind = INCIDENTS
    problems: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def everything(self) -> QuerySet:
        """All rows at the moment."""
        return self.kind.index.objects.at(self.moment)

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
        filters = filtered(parameters, self.moment, self.book, self.kind)
        filters.question = self.question  # understood once for all facets
        return filters.selected()

    def values(self, name: str) -> list[str]:
        """The values of a filter as facets have them: KAZ also where KZ was asked for."""
        cleaned = self.filters.form.cleaned_data.get(name) if name in self.parameters else None
        found = cleaned if isinstance(cleaned, list) else [cleaned] if cleaned else []
        return [str(value) for value in found]

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
        *dict.fromkeys([*INCIDENTS.filters.base_filters, *STATEMENTS.filters.base_filters]),
        "view",
        "lane",
        "ordering",
        "page_size",
        "as_of",
        "cursor",
        "format",
    ]
    return order.index("to" if name == "from" else name) if name in order else len(order), name


def tidied(parameters: QueryDict, kind: Kind = INCIDENTS) -> QueryDict:
    """The parameters without those left empty, as a form sends them, and without the defaults."""
    kept = QueryDict(mutable=True)
    for name, values in parameters.lists():
        given = [value for value in values if value]
        if given and given != [kind.defaults.get(name)]:
            kept.setlist(name, given)
    return kept


def filtered(parameters: QueryDict, moment: Moment, book: Codebook, kind: Kind = INCIDENTS) -> Any:
    """The set of filters of a kind of list, which has yet to be asked for its rows."""
    rows = kind.index.objects.at(moment)
    controls = CONTROLS if kind.lanes else CONTROLS - {"lane"}
    return kind.filters(parameters, rows, codebook=book, moment=moment, controls=controls)


def everything(moment: Moment, book: Codebook) -> Selection:
    """All incidents at a moment, selected by nothing; addresses made from it lead to the same moment."""
    parameters = QueryDict("" if moment.now else f"as_of=entry:{moment.entry}")
    filters = filtered(QueryDict(), moment, book)
    return Selection(parameters, moment, None, book, filters, filters.selected(), DEFAULT_SORT, int(SIZE))


def read(parameters: QueryDict, kind: Kind = INCIDENTS) -> Selection:
    """The selection that a query string names. Raises FilterError, which names each parameter that is wrong."""
    refuse_repeated(parameters)
    ordering, size = read_choice("ordering", kind.sorts, parameters, kind), read_size(parameters)
    view = read_choice("view", kind.views, parameters, kind)
    lane = read_choice("lane", LANES, parameters, INCIDENTS)
    try:
        moment, cursor = lists.moment_of(parameters)
    except CursorError as error:
        raise FilterError({"cursor": [str(error)]}) from error
    except MomentError as error:
        raise FilterError({"as_of" if "as_of" in parameters else "cursor": [str(error)]}) from error
    book = codebook.at(moment)
    filters = filtered(parameters, moment, book, kind)
    rows = filters.selected()
    filters.in_order(rows, ordering)
    selection = Selection(parameters, moment, cursor, book, filters, rows, ordering, size, view, lane, kind)
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
        raise FilterError({name: [gettext("This parameter may be given once.")] for name in repeated})


def read_choice(name: str, choices: Mapping, parameters: QueryDict, kind: Kind) -> str:
    value = parameters.get(name, kind.defaults[name])
    if value not in choices:
        what = {"ordering": gettext("an order"), "view": gettext("a view"), "lane": gettext("a lane")}[name]
        raise FilterError({name: [not_allowed(value, what, choices)]})
    return value


def read_size(parameters: QueryDict) -> int:
    text = parameters.get("page_size", SIZE)
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= lists.LARGEST_PAGE:
        return int(text)
    raise FilterError(
        {
            "page_size": [
                gettext("%(text)s is not a page size. Write a number from 1 to %(most)d.")
                % {"text": repr(text), "most": lists.LARGEST_PAGE}
            ]
        }
    )


def salvage(parameters: QueryDict, error: FilterError, kind: Kind = INCIDENTS) -> Selection:
    """The selection without the parameters that are wrong, for the page that says what is wrong with them."""
    parameters, problems = parameters.copy(), dict(error.problems)
    while True:
        before = len(parameters)
        for name in {*error.problems, "cursor"}:
            parameters.pop(name, None)
        if len(parameters) == before:
            parameters = QueryDict(mutable=True)
        try:
            selection = read(parameters, kind)
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
    if (name, text.lower()) in WORDS:
        return str(WORDS[name, text.lower()])
    if name == "dyad":
        return pair_words(list(value), book)
    if base in ("from", "to", "in_force"):
        return date_words(selection.filters.form.cleaned_data[name].isoformat())
    if base == "language":
        return language_name(str(value))
    if base in SCALES:
        return book.scale_label(SCALES[base], value[0] if isinstance(value, list) else value)
    return labelled(base, value, book) if isinstance(value, str) else text


def pair_words(pairs: list[str], book: Codebook) -> str:
    """“Kazakhstan → Russia”; with a dash where either may act on the other."""
    first, second = (labelled("country", code, book) for code in pairs[0].split(">"))
    return f"{first} → {second}" if len(pairs) == 1 else f"{first} – {second}"


def labelled(base: str, value: str, book: Codebook) -> str:
    """What the codebook calls a state, a type, a group of types or a theme; else the value."""
    if base == "type_group":
        return groups(book).get(value, value)
    rows: dict[str, dict] = {}
    if base in OF_A_PARTY:
        rows = book.groupings | book.countries
    elif base in ("type", "theme"):
        rows = getattr(book, f"{base}s")
    return codebook.label(rows.get(value, {})) or value
