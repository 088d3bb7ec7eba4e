"""The pages of episodes: the list with its filters, and one of them act by act."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lib.sorting import sort_key
from pages import acts, citations, citing, claims, errors, profiles, selection, signs, statements
from pages.asked import moment_asked, pinning
from pages.budgets import by_entry
from pages.charts.over_time import over_time
from pages.data_links import by_pair
from pages.facets import counts
from pages.gone import instead
from pages.labels import Labels
from pages.linked_data import of_episode
from pages.rendering import page
from pages.revisions import revisions
from pages.rows import naming, row
from pages.states import actors
from pages.weight import weight
from record import codebook, lists, reading
from record.chains import rows_of
from record.codebook import Codebook
from record.envelopes import envelope
from record.episodes import Tally, links_among, members, parts_of, tallies
from record.filters import IncidentFilter
from record.lists import CursorError
from record.models import Entry, IndexRow, PairIndex, ThingIndex
from record.moments import Moment, MomentError
from record.parameters import FilterError
from record.profiles import step_of
from record.reading import Published
from record.taking_part import among
from record.thing_filters import EpisodeFilter

CONTROLS = frozenset({"cursor", "as_of", "ordering"})
ORDERINGS = ("-date", "name")
SIZE, ROWS = 40, 8
MOST_ACTS, MOST_LINKS = 60, 120  # drawn one by one; told one by one
PARTS = ("core", "antecedent", "background", "aftermath", "")


# --- the list ---------------------------------------------------------------------------------------------------------


@require_safe
@by_entry
@errors.explained
def episodes(request: HttpRequest) -> HttpResponse:
    """Episodes, the latest first, or by title. The filters are those of the API."""
    parameters = selection.tidied(request.GET)
    try:
        moment, cursor = lists.moment_of(parameters)
    except (CursorError, MomentError) as error:
        raise FilterError({"cursor" if "cursor" in parameters else "as_of": [str(error)]}) from error
    ordering = parameters.get("ordering", ORDERINGS[0])
    if ordering not in ORDERINGS:
        raise FilterError({"ordering": [_("Allowed: %s.") % ", ".join(ORDERINGS)]})
    book = codebook.at(moment)
    rows = ThingIndex.objects.at(moment).filter(kind="episode")
    chosen = EpisodeFilter(parameters, rows, codebook=book, moment=moment, controls=CONTROLS)
    shown = lists.page(
        chosen.selected().defer("words", "search"),
        moment,
        ordering=ordering,
        size=SIZE,
        cursor=cursor,
        selection=lists.selection_of(parameters),
    )
    count, more = lists.capped_count(chosen.selected())
    found = tallies([one.ref for one in shown.rows], moment)
    return page(
        "episodes.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "as_of": parameters.get("as_of", ""),
            "address": request.path,
            "rows": [listed(one, found.get(one.ref), book, pinned=not moment.now) for one in shown.rows],
            "count": count,
            "more": more,
            "filtered": bool(set(parameters) - CONTROLS),
            "asked": {name: parameters.get(name, "") for name in ("q", "country", "from", "to")},
            "ordering": ordering,
            "states": states_of_episodes(moment, book),
            "taken": selection.address(without(parameters, "cursor")).removesuffix("?"),
            "next": moved(parameters, shown.next),
            "previous": moved(parameters, shown.previous),
        },
    )


def without(parameters: QueryDict, name: str) -> QueryDict:
    changed = parameters.copy()
    changed.pop(name, None)
    return changed


def moved(parameters: QueryDict, cursor: str) -> str:
    """The address of another page of the list; empty if there is none."""
    if not cursor:
        return ""
    changed = parameters.copy()
    changed["cursor"] = cursor
    return selection.address(changed)


def states_of_episodes(moment: Moment, book: Codebook) -> list[signs.Party]:
    """The states that some episode is about, by name; one query over a short index."""
    rows = ThingIndex.objects.at(moment).filter(kind="episode").order_by()
    codes = {code for found in rows.values_list("countries", flat=True).distinct() for code in found}
    return sorted(
        (naming(book)(code) for code in codes), key=lambda party: (sort_key(party.name), party.code)
    )


def listed(one: IndexRow, tally: Tally | None, book: Codebook, *, pinned: bool) -> dict:
    """One row of the list."""
    assert isinstance(one, ThingIndex)
    card = lists.card(one, "")
    return {
        "ref": one.ref,
        "address": f"{one.ref}@{one.version}" if pinned else one.ref,
        "title": one.name,
        "summary": card["summary"],
        "date": signs.date_words(card["date"]["edtf"]),
        "states": [naming(book)(code) for code in one.countries],
        "incidents": tally.incidents if tally else 0,
        "parts": part_words(tally, book),
        "highest": highest(tally, book),
    }


def part_words(tally: Tally | None, book: Codebook) -> list[str]:
    """“10 core”, “2 antecedent”; nothing where no part is said of any."""
    if not tally or set(tally.parts) == {""}:
        return []
    known = sorted(tally.parts, key=lambda part: PARTS.index(part) if part in PARTS else len(PARTS))
    return [
        _("%(n)d %(part)s")
        % {"n": tally.parts[part], "part": book.scale_label("membership_parts", part).lower()}
        if part
        else ngettext("%d without a part", "%d without a part", tally.parts[part]) % tally.parts[part]
        for part in known
    ]


def highest(tally: Tally | None, book: Codebook) -> signs.Level | None:
    if tally is None or tally.level is None:
        return None
    return profiles.level_of(step_of(tally.level, book) or "", book)


# --- one --------------------------------------------------------------------------------------------------------------


@require_safe
@by_entry
@errors.explained
def episode(request: HttpRequest, address: str) -> HttpResponse:
    """One episode as it is now, or one of its versions."""
    moment = moment_asked(request)

    def found() -> HttpResponse:
        thing = reading.read(address, "episode", moment)
        book = codebook.at(moment)
        return page(
            "episode.html", {**of_episode_page(thing, moment, book), "as_of": request.GET.get("as_of", "")}
        )

    return instead(request, found, moment, lambda ref: reverse("episode", args=[ref]))


def of_episode_page(thing: Published, moment: Moment, book: Codebook) -> dict:
    """What the page shows. The number of queries depends neither on the number of acts nor on that of links."""
    ref, pinned = thing.entry.ref, not moment.now
    query = f"episode={ref}"
    chosen = selection.filtered(QueryDict(query), moment, book)
    incidents = chosen.selected()
    figures = profiles.figures(incidents, book, pinned=pinned)
    answer = envelope(thing, book, moment)
    document = answer["document"]
    parties, matrix = profiles.counted_matrix(
        PairIndex.objects.at(moment).filter(ref__in=members(ref, moment).values("start")), book, query=query
    )
    found = counts({"type": incidents, "theme": incidents}, moment)
    tally = tallies([ref], moment).get(ref)
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": pinned,
        "pinned": pinning(moment),
        "address": reverse("episode", args=[ref]),
        "ref": ref,
        "name": f"{ref}@{thing.entry.version}",
        "entry": thing.entry,
        "older": thing.newest.version if thing.newest.version > thing.entry.version else None,
        "withdrawn": thing.withdrawn,
        "title": document["title"],
        "summary": document["summary"],
        "date": signs.date_words(document["date"]["edtf"]),
        "date_note": document["date"]["note"],
        "states": [naming(book)(code) for code in document["parties"]],
        "figures": figures,
        "parts": part_words(tally, book),
        "parties": parties,
        "matrix": matrix,
        "matrix_data": by_pair(query, moment),
        "types": profiles.bars(found["type"], book.types, "type", query),
        "themes": profiles.bars(found["theme"], book.themes, "theme", query),
        "actors": actors(chosen, query),
        "actors_among": among(chosen.selected(), moment),
        "disputed": profiles.disputed(incidents, book, pinned=pinned),
        "read": profiles.what_was_read(document["parties"], moment, book),
        "query": query,
        "behind": weight(chosen),
        "revisions": revisions(ref, moment, "episode"),
        "cite": answer["cite"],
        "cited": citing.styles(answer["cite"]["csl"]),
        "cite_files": citing.files("episode", f"{ref}@{thing.entry.version}"),
        "linked_data": of_episode(answer),
        "evidence": evidence(answer),
        **act_by_act(ref, chosen, figures, book),
    }


def act_by_act(ref: str, chosen: IncidentFilter, figures: profiles.Figures, book: Codebook) -> dict:
    """The acts in lanes while they are few, else the newest of them; and the links among them. Seven queries at most."""
    moment = chosen.moment
    pinned = not moment.now
    links, more = links_among(ref, moment, MOST_LINKS)
    few = figures.count <= MOST_ACTS
    ordered = ("day_asc", "number") if few else ("-day_desc", "-number")
    rows = list(chosen.selected().order_by(*ordered).defer("search")[: MOST_ACTS if few else ROWS])
    known: dict[str, IndexRow] = {one.ref: one for one in rows}
    ends = {link[end] for link in links for end in ("from_home", "to_home")}
    known |= rows_of(ends - set(known), moment)
    parts = parts_of(ref, known, moment)
    return {
        "drawn": acts.lanes(rows, parts, links, book, pinned=pinned) if few and rows else None,
        "rows": [] if few else [row(one, book, pinned=pinned) for one in rows],
        "chart": None if few else over_time("months", [chosen], moment, pinned=pinned),
        "steps": acts.steps(links, known, {*parts, ref}, book, pinned=pinned),
        "more_links": more,
        "few": few,
    }


def evidence(answer: dict) -> dict:
    """The statements, claims and sources of the episode itself, laid out as those of an incident are."""
    labels = Labels(answer["labels"])
    document = {"citations": [], "participants": [], **answer["document"]}
    numbers = citations.numbers(document)
    own = [one for one in document["statements"] if one["inside"] is None]
    return {
        "statements": statements.thread(document, labels, numbers),
        "statement_count": len(own),
        "capacities": statements.capacities({"statements": own}, labels),
        "claims": claims.in_order(document, labels, numbers),
        "sources": citations.sources(document, labels, numbers),
    }
