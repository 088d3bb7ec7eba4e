"""The pages of a state (or of an organisation that acts for itself) and of a pair of them."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import errors, figures, profiles, selection, signs, voices
from pages.asked import moment_asked, pinning
from pages.budgets import by_entry
from pages.charts.columns import PAGE
from pages.charts.over_time import over_time
from pages.facets import counts
from pages.kept import kept
from pages.rendering import page
from pages.rows import naming, row, step_words
from pages.weight import weight
from record import codebook
from record.codebook import Codebook, label
from record.filters import IncidentFilter
from record.lists import capped_count
from record.models import Entry, IncidentIndex
from record.moments import Moment
from record.profiles import acted_or_was_acted_on, in_other_roles
from record.reading import things
from record.taking_part import among, who_act_and_speak

ROWS = 8  # incidents shown whole
SPEAKERS = 8
OTHERS = 12  # incidents that name both in other roles, by title
ACTS = 24  # of a pair, drawn one by one


@require_safe
@by_entry
@errors.explained
def countries(request: HttpRequest) -> HttpResponse:
    """Every state and organisation that is party to an incident."""
    moment = moment_asked(request)
    return page(
        "countries.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "address": request.path,
            "states": profiles.all_parties(moment, codebook.at(moment)),
        },
    )


@require_safe
@by_entry
@errors.explained
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One state: how busy, with whom, how grave."""
    moment = moment_asked(request)
    book = codebook.at(moment)
    if elsewhere := other_spelling(request, "country", [code], book):
        return elsewhere
    party, query = naming(book)(code), f"country={code}"
    whole, by, on = (filters(text, moment, book) for text in (query, f"initiator={code}", f"target={code}"))
    sides = (_("Acting: %s") % party.name, _("Acted on: %s") % party.name)
    return page(
        "country.html",
        {
            **shared(request, whole, query, [code], whole.selected().filter(acted_or_was_acted_on(code))),
            **voices.newest(f"country={code}", moment, book),
            "party": party,
            "by": by.selected().filter(counted=True).count(),
            "on": on.selected().filter(counted=True).count(),
            "chart": over_time("months", [by, on], moment, sides, pinned=not moment.now),
            "counterparts": profiles.counterparts(code, moment, book),
            "status_note": book.countries.get(code, {}).get("status_note"),
        },
    )


@require_safe
@by_entry
@errors.explained
def pair(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two states: who moved, did it rise, and which measures hold on a day (`in_force`)."""
    moment = moment_asked(request, "in_force")
    book = codebook.at(moment)
    if elsewhere := other_spelling(request, "pair", [first, second], book):
        return elsewhere
    a, b = (naming(book)(code) for code in (first, second))
    query = f"dyad={first}-{second}"
    there, back = (
        filters(text, moment, book) for text in (f"dyad={first}>{second}", f"dyad={second}>{first}")
    )
    sides = tuple(f"{one.name} → {other.name}" for one, other in ((a, b), (b, a)))
    return page(
        "pair.html",
        {
            **shared(request, filters(query, moment, book), query, [first, second]),
            **voices.newest(query, moment, book),
            "first": a,
            "second": b,
            "by": there.selected().filter(counted=True).count(),
            "on": back.selected().filter(counted=True).count(),
            "chart": over_time("months", [there, back], moment, sides, pinned=not moment.now, widths=PAGE),
            "figure": figures.lanes(newest(filters(query, moment, book), ACTS), book, moment),
            "acts": ACTS,
            "types_by_side": types_by_side(there, back, book, query),
            "compare": compared(first, second, moment, book),
            **in_force(request, query, moment, book),
            **others(first, second, moment, book),
        },
    )


def others(first: str, second: str, moment: Moment, book: Codebook) -> dict:
    """The incidents that name both in other roles, the newest as rows. Two queries."""
    rows = in_other_roles(first, second, moment)
    found = rows.order_by("-day_desc", "-number").defer("search")[:OTHERS]
    return {
        "others": capped_count(rows)[0],
        "other_rows": [row(one, book, pinned=not moment.now) for one in found],
    }


def filters(query: str, moment: Moment, book: Codebook) -> IncidentFilter:
    """Raises FilterError."""
    return selection.filtered(QueryDict(query.replace("+", "%2B")), moment, book)


def other_spelling(
    request: HttpRequest, name: str, codes: list[str], book: Codebook
) -> HttpResponseRedirect | None:
    """The address with the codes as the record writes them (KAZ for kz), if they were written otherwise. Raises Http404."""
    known = [book.country_code(code) or code.upper() for code in codes]
    if any(code not in book.countries and code not in book.groupings for code in known) or len(
        set(known)
    ) < len(known):
        raise Http404(", ".join(codes))
    if known == codes:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse(name, args=known) + (f"?{query}" if query else ""))


def newest(chosen: IncidentFilter, most: int) -> list[IncidentIndex]:
    """The newest incidents of a selection. One query."""
    return list(chosen.selected().order_by("-day_desc", "-number").defer("search")[:most])


def shared(
    request: HttpRequest,
    chosen: IncidentFilter,
    query: str,
    codes: list[str],
    sided: QuerySet | None = None,
) -> dict:
    """What both pages show of a selection; `sided`: those of it whose steps are the state's own, all where it is not given."""
    moment, book, rows = chosen.moment, chosen.codebook, chosen.selected()
    pinned = not moment.now
    firsts = profiles.first_times(rows if sided is None else sided, book, pinned=pinned)
    found = counts({"type": rows, "theme": rows}, moment)
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": pinned,
        "as_of": request.GET.get("as_of", ""),
        "pinned": pinning(moment),
        "address": request.path,
        "query": query,
        "figures": profiles.figures(rows, book, pinned=pinned, sided=sided),
        "firsts": firsts,
        "unordered": not all(one["order_known"] for one in firsts),
        "rows": [row(one, book, pinned=pinned) for one in newest(chosen, ROWS)],
        "disputed": profiles.disputed(rows, book, pinned=pinned),
        "types": profiles.bars(found["type"], book.types, "type", query),
        "themes": profiles.bars(found["theme"], book.themes, "theme", query),
        "actors": actors(chosen, query),
        "actors_among": among(chosen.selected(), moment),
        "steps": step_words(book),
        "read": profiles.what_was_read([code for code in codes if code in book.countries], moment, book),
        "behind": weight(chosen),
    }


def actors(chosen: IncidentFilter, query: str) -> list[dict]:
    """Who acts and speaks most often, by name. Two queries, one while the numbers are kept."""
    moment = chosen.moment
    most = kept(moment, ["who", query], lambda: who_act_and_speak(chosen.selected(), moment, SPEAKERS))
    known = things({ref for ref, _n in most}, moment)
    return [{"ref": ref, "name": known.get(ref, {}).get("name") or ref, "n": n} for ref, n in most]


def types_by_side(there: IncidentFilter, back: IncidentFilter, book: Codebook, query: str) -> list[dict]:
    """Types of act with how often each side used them. Two queries."""
    sides = [
        counts({"type": one.selected().filter(counted=True)}, one.moment)["type"] for one in (there, back)
    ]
    names = sorted({*sides[0], *sides[1]}, key=lambda code: (-sum(side.get(code, 0) for side in sides), code))
    most = max((n for side in sides for n in side.values()), default=0)
    return [
        {
            "name": label(book.types.get(code, {})) or code,
            "address": f"?{query}&type={code}",
            "sides": [
                {"n": side.get(code, 0), "width": round(100 * side.get(code, 0) / most)} for side in sides
            ],
        }
        for code in names
    ]


def compared(first: str, second: str, moment: Moment, book: Codebook) -> list[dict]:
    """The other pairs of each of the two with most incidents. Two queries."""
    found = []
    for code, other in ((first, second), (second, first)):
        party = naming(book)(code)
        known = [one for one in profiles.counterparts(code, moment, book) if one.party.code != other]
        found += [{"party": party, "with": one} for one in known[:4]]
    return found


def in_force(request: HttpRequest, query: str, moment: Moment, book: Codebook) -> dict:
    """The measures that hold on the day asked for; else those that nobody ended, on the day of the record. Raises FilterError."""
    day = request.GET.get("in_force", "")
    if not day:
        head = Entry.objects.filter(number=moment.entry).values_list("at", flat=True).first()
        day = head.date().isoformat() if head else ""
    if not day:
        return {"in_force": [], "in_force_day": "", "in_force_words": ""}
    rows = (
        filters(f"{query}&in_force={day}", moment, book)
        .selected()
        .order_by("-day_desc", "-number")
        .defer("search")
    )
    return {
        "in_force": [row(one, book, pinned=not moment.now) for one in rows[:20]],
        "in_force_day": day,
        "in_force_words": signs.date_words(day),
    }
