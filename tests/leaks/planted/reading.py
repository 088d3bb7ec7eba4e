"""Leaks in answering: a public answer that reads the working copy."""

from dataclasses import replace

from django.db.models import Count

from actors.models import Actor, Country, CountryName
from api import problems
from codebook.models import Theme
from incidents.models import (
    Claim,
    Coverage,
    Decision,
    Incident,
    Relation,
    Revision,
    Source,
    Statement,
)
from record import codebook, envelopes, models
from record.filters import IncidentFilter
from record.names import Lexicon, Name, folded
from record.reading import Withdrawn
from tests.leaks.snapshots import EVERYTHING, Answers, take
from tests.leaks.world import CANARY


def replaced(monkeypatch, target: str, make) -> None:
    """Puts `make(honest)` in the place of a function that is named by its path."""
    module, _, name = target.rpartition(".")
    honest = getattr(__import__(module, fromlist=[name]), name)
    monkeypatch.setattr(target, make(honest))


def a_count_includes_drafts(monkeypatch):
    """A count over the index adds incidents that were never published."""
    honest = models.IndexQuerySet.count
    monkeypatch.setattr(
        models.IndexQuerySet, "count", lambda rows: honest(rows) + Incident.objects.filter(ref="").count()
    )


def an_answer_carries_the_working_title(monkeypatch):
    """The words round a document take the title from the working copy."""
    honest = envelopes.labels

    def labels(document, *rest):
        date = document.get("date", {}).get("edtf", "")
        titles = Incident.objects.filter(date=date).values_list("title", flat=True)
        return {**honest(document, *rest), "title": list(titles)}

    monkeypatch.setattr(envelopes, "labels", labels)


def a_citation_has_the_working_title(monkeypatch):
    """How to cite a thing follows a title that nobody published."""

    def make(honest):
        def cite(entry, document, permanent):
            row = Incident.objects.filter(ref=entry.ref).first()
            return honest(entry, {**document, "title": row.title} if row else document, permanent)

        return cite

    replaced(monkeypatch, "record.citing.cite", make)


def an_etag_follows_the_working_copy(monkeypatch):
    """The ETag changes when an analyst saves."""
    revisions = Incident.objects.values_list("revision", flat=True)
    replaced(
        monkeypatch, "record.caching.newest", lambda honest: lambda: honest() + 1000 * sum(revisions.all())
    )


def the_codebook_is_the_desks(monkeypatch):
    """Labels and pick lists come from the tables that administrators edit."""
    honest = codebook.of_entry

    def of_entry(*key):
        themes = {row.code: codebook.theme_document(row) for row in Theme.objects.all()}
        return replace(honest(*key), themes=themes)

    monkeypatch.setattr(codebook, "of_entry", of_entry)


def a_country_is_called_as_at_the_desk(monkeypatch):
    """The page of a country shows the names that an administrator has just entered."""

    def make(honest):
        def only(row, fields):
            known = Country.objects.filter(code=row["code"]).values_list("name", flat=True).first()
            return {**honest(row, fields), **({"name": known} if known else {})}

        return only

    replaced(monkeypatch, "api.codebook.only", make)


def names_come_from_the_desk(monkeypatch):
    """Actors are called as the working copy calls them, protected persons included."""

    def card(row: Actor) -> dict:
        empty = {"countries": [], "party_code": None, "part_of": None}
        return {"name": row.name, "kind": row.kind, "officialness": row.officialness, **empty}

    def things(refs, moment):
        return {row.ref: card(row) for row in Actor.objects.filter(ref__in=refs)}

    monkeypatch.setattr(envelopes, "things", things)


def a_question_knows_unpublished_actors(monkeypatch):
    """Names in a question are looked up among the actors of the desk."""

    def make(honest):
        def actors_named(runs, rows):
            names = [
                Name(row.ref or "A-0", "actor", row.name, folded(row.name)) for row in Actor.objects.all()
            ]
            return replace(honest(runs, rows), whole=Lexicon(names))

        return actors_named

    replaced(monkeypatch, "record.question.actors_named", make)


def a_question_knows_the_desks_names_of_countries(monkeypatch):
    """The names by which countries are recognised are those of the reference tables."""

    def lexicon(book):
        rows = [*CountryName.objects.values_list("country_id", "name")]
        rows += Country.objects.values_list("code", "name")
        return Lexicon(Name(code, "country", name, folded(name)) for code, name in rows if folded(name))

    monkeypatch.setattr(codebook.Codebook, "lexicon", property(lexicon))


def a_question_finds_working_texts(monkeypatch):
    """Search looks into the titles of the working copy."""

    def found(question, rows, public, entries):
        titled = Incident.objects.filter(title__icontains=question.text.split()[0])
        return rows.filter(ref__in=list(titled.values_list("ref", flat=True))), False

    monkeypatch.setattr("record.search.found", found)


def reasons_for_a_hit_come_from_working_texts(monkeypatch):
    """Why a row was found is shown with the words of the working copy."""

    def make(honest):
        def why(question, rows):
            titles = dict(Incident.objects.values_list("ref", "title"))
            found = honest(question, rows)
            return {
                ref: [replace(match, parts=[(titles.get(ref, ""), True)]) for match in matches]
                for ref, matches in found.items()
            }

        return why

    for module in ("api.listing", "pages.listing"):
        replaced(monkeypatch, f"{module}.why", make)


def facets_count_the_working_copy(monkeypatch):
    """The counts beside the filters are those of the desk's tables."""

    def make(honest):
        def tallies(selections, *rest, **options):
            themes = Incident.objects.values_list("themes").annotate(n=Count("pk"))
            counts = {code: n for code, n in themes if code}
            found = honest(selections, *rest, **options)
            return {
                name: replace(tally, counts=counts) if name == "theme" else tally
                for name, tally in found.items()
            }

        return tallies

    for module in ("api.facets", "pages.facets"):
        replaced(monkeypatch, f"{module}.tallies", make)


def a_series_counts_drafts(monkeypatch):
    """The totals of a series have what nobody published."""

    def make(honest):
        def series(filters, moment, how):
            found = honest(filters, moment, how)
            drafts = Incident.objects.filter(ref="").count()
            return replace(found, totals={**found.totals, "selected": found.totals["selected"] + drafts})

        return series

    replaced(monkeypatch, "api.series.series", make)


def a_month_counts_as_read_at_the_desk(monkeypatch):
    """Coverage that nobody published says that a month was read."""

    def make(honest):
        def series(*args):
            found, read = honest(*args), set(Coverage.objects.values_list("country_id", flat=True))
            rows = [row._replace(coded="yes" if row.value in read else "no") for row in found.rows]
            return replace(found, rows=rows)

        return series

    replaced(monkeypatch, "api.series.series", make)


def merges_follow_the_working_copy(monkeypatch):
    """Who an actor is was looked up where editors change it."""

    def survivors(refs, moment):
        merged = Actor.objects.filter(ref__in=refs, merged_into__isnull=False)
        return {ref: ref for ref in refs} | dict(merged.values_list("ref", "merged_into__ref"))

    monkeypatch.setattr("record.identity.survivors", survivors)


def members_of_an_episode_are_the_desks(monkeypatch):
    """The filter by episode asks the relations of the working copy."""
    honest = IncidentFilter.filter_elsewhere

    def filter_elsewhere(self, queryset):
        found = honest(self, queryset)
        if not self.form.cleaned_data["episode"]:
            return found
        gone = Relation.objects.filter(confidence="low").values_list("from_incident__ref", flat=True)
        return found.exclude(ref__in=list(gone))

    monkeypatch.setattr(IncidentFilter, "filter_elsewhere", filter_elsewhere)


def links_include_those_of_drafts(monkeypatch):
    """Beside the links of the record stand those that analysts prepare."""

    def make(honest):
        def links_of(ref, moment):
            mine = Relation.objects.filter(from_incident__ref=ref) | Relation.objects.filter(
                to_incident__ref=ref
            )
            drafts = [{"kind": row.kind, "from_home": ref, "to_home": ref} for row in mine.filter(ref="")]
            return honest(ref, moment) + drafts

        return links_of

    replaced(monkeypatch, "record.envelopes.links_of", make)


def a_publisher_is_the_desks(monkeypatch):
    """Sources are found by a publisher, or a grade, that was changed since."""

    honest = IncidentFilter.filter_elsewhere

    def filter_elsewhere(self, queryset):
        found = honest(self, queryset)
        bad = list(Source.objects.filter(reliability="F").values_list("ref", flat=True))
        return found.exclude(sources__overlap=bad) if self.form.cleaned_data["publisher"] else found

    monkeypatch.setattr(IncidentFilter, "filter_elsewhere", filter_elsewhere)


def versions_tell_of_saved_revisions(monkeypatch):
    """The list of versions says how often somebody saved."""

    def make(honest):
        def version(*args):
            return {**honest(*args), "saves": Revision.objects.count()}

        return version

    replaced(monkeypatch, "api.incidents.version", make)


def a_withdrawal_tells_the_internal_reason(monkeypatch):
    """What is gone is explained with the note that editors wrote for themselves."""
    honest = problems.ANSWERS[Withdrawn]

    def gone(error, context):
        answer = honest(error, context)
        answer.data["note"] = Decision.objects.get(entry=error.entry.number).note
        return answer

    monkeypatch.setitem(problems.ANSWERS, Withdrawn, gone)


def what_is_in_review_disappears(monkeypatch):
    """A list leaves out what an analyst has just submitted."""
    honest = models.IndexQuerySet.at

    def at(rows, moment):
        submitted = list(Incident.objects.filter(stage="review").values_list("ref", flat=True))
        return honest(rows, moment).exclude(ref__in=submitted)

    monkeypatch.setattr(models.IndexQuerySet, "at", at)


def a_list_is_sorted_by_the_desk(monkeypatch):
    """Rows stand in the order of the levels that analysts gave them since."""

    def make(honest):
        def page(*args, **options):
            found = honest(*args, **options)
            levels = dict(Incident.objects.values_list("ref", "level"))
            return replace(
                found, rows=sorted(found.rows, key=lambda row: (levels.get(row.ref, 0), row.number))
            )

        return page

    replaced(monkeypatch, "record.lists.page", make)


def an_error_names_what_is_hidden(monkeypatch):
    """The list of allowed themes in an error message is the working copy's."""

    def read_theme(self, text):
        return self.one_of(text, list(Theme.objects.values_list("code", flat=True)), "a theme")

    monkeypatch.setattr(IncidentFilter, "read_theme", read_theme)


def the_front_page_shows_disputes_of_drafts(monkeypatch):
    """The front page lists disputed claims wherever they stand."""

    def make(honest):
        def disputed(*args, **named):
            claims = Claim.objects.filter(certainty="disputed").values_list("text", flat=True)
            return honest(*args, **named) + [
                {"ref": "DI-1", "address": "DI-1", "title": text, "claims": []} for text in claims
            ]

        return disputed

    replaced(monkeypatch, "pages.home.disputed", make)


def a_row_counts_unpublished_statements(monkeypatch):
    """A list row says how many statements the desk has."""

    def make(honest):
        def card(row, url):
            said = Statement.objects.filter(incident__ref=row.ref).count()
            return {**honest(row, url), "statement_count": said}

        return card

    replaced(monkeypatch, "record.lists.card", make)


def the_newest_entry_is_the_newest_save(monkeypatch):
    """The head of the record moves with what the desk saves."""

    def make(honest):
        def head():
            entry = honest()
            entry.number += Revision.objects.count()
            return entry

        return head

    replaced(monkeypatch, "record.ledger.head", make)


# Each with addresses at which it shows.
LIST, API = "/incidents/", "/api/v1/"
INCIDENTS = f"{API}incidents/"
ALL = {
    a_count_includes_drafts: [f"{INCIDENTS}?country=KAZ&count=exact", LIST],
    an_answer_carries_the_working_title: [f"{INCIDENTS}DI-1/"],
    a_citation_has_the_working_title: [f"{INCIDENTS}DI-1/", f"{LIST}DI-1/"],
    an_etag_follows_the_working_copy: ["/", INCIDENTS],
    the_codebook_is_the_desks: [f"{INCIDENTS}DI-1/", LIST],
    a_country_is_called_as_at_the_desk: [f"{API}countries/KAZ/"],
    names_come_from_the_desk: [f"{INCIDENTS}DI-1/", f"{API}actors/A-8/"],
    a_question_knows_unpublished_actors: [f"{INCIDENTS}?q={CANARY}+never+published"],
    a_question_knows_the_desks_names_of_countries: [f"{INCIDENTS}?q={CANARY}stan"],
    a_question_finds_working_texts: [f"{INCIDENTS}?q=migrants+-draft"],
    reasons_for_a_hit_come_from_working_texts: [
        f"{INCIDENTS}?q=migrants+-draft",
        f"{LIST}?q=migrants+-draft",
    ],
    facets_count_the_working_copy: [f"{API}facets/", LIST],
    a_series_counts_drafts: [f"{API}series/"],
    a_month_counts_as_read_at_the_desk: [f"{API}series/?split=country&period=year"],
    merges_follow_the_working_copy: [f"{INCIDENTS}?actor=A-10"],
    members_of_an_episode_are_the_desks: [f"{INCIDENTS}?episode=EP-1"],
    links_include_those_of_drafts: [f"{INCIDENTS}DI-2/"],
    a_publisher_is_the_desks: [f"{INCIDENTS}?publisher=A-6"],
    versions_tell_of_saved_revisions: [f"{INCIDENTS}DI-1/versions/"],
    a_withdrawal_tells_the_internal_reason: [f"{INCIDENTS}DI-3/"],
    what_is_in_review_disappears: [INCIDENTS, LIST],
    a_list_is_sorted_by_the_desk: [INCIDENTS],
    an_error_names_what_is_hidden: [f"{INCIDENTS}?theme=nothing", f"{LIST}?theme=nothing"],
    the_front_page_shows_disputes_of_drafts: ["/"],
    a_row_counts_unpublished_statements: [INCIDENTS],
    the_newest_entry_is_the_newest_save: [f"{API}changes/?after=5"],
}
PROBES = list(dict.fromkeys(("get", address) for addresses in ALL.values() for address in addresses))


def answers_under(plant, monkeypatch, client) -> Answers:
    """Answers at the addresses at which a leak shows; in the full profile, at those of all."""
    asked = PROBES if EVERYTHING else [("get", address) for address in ALL[plant]]
    with monkeypatch.context() as patched:
        plant(patched)
        return take(client, asked)
