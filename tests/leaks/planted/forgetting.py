"""Leaks of what was public once: the record forgets that a thing was retracted, merged or expunged."""

from copy import copy
from dataclasses import replace

from django.db.models import QuerySet

from api import problems
from lib import canonical
from record import models
from record.models import Document, IncidentIndex, MergeIndex, StatementIndex, ThingIndex
from record.reading import Withdrawn
from tests.leaks.planted.reading import replaced

KEEPING = (
    "changes",
    "charts.over_time",
    "home",
    "mapped",
    "profiles",
    "states",
    "timeline",
    "weight",
)  # all that call pages.kept


def what_was_retracted_keeps_its_row(monkeypatch):
    """A retraction writes its entry and leaves the index as it was."""

    def make(honest):
        return lambda entry, document: None if entry.action == "retracted" else honest(entry, document)

    replaced(monkeypatch, "record.indexing.apply", make)


def what_was_merged_keeps_its_row(monkeypatch):
    """A merge says whom a number stands for, and goes on showing it by itself."""

    def make(honest):
        def apply(entry, document):
            if entry.action != "merged":
                return honest(entry, document)
            return MergeIndex.objects.create(ref=entry.ref, into=document["merged_into"], since=entry.number)

        return apply

    replaced(monkeypatch, "record.indexing.apply", make)


def what_was_expunged_stays_in_past_lists(monkeypatch):
    """Expunging ends the rows of the index and does not delete them."""

    def make(honest):
        def apply(entry, document):
            as_if = copy(entry)
            if entry.action == "expunged":
                as_if.action = "retracted"
            return honest(as_if, document)

        return apply

    replaced(monkeypatch, "record.indexing.apply", make)


def expunging_leaves_the_documents(monkeypatch):
    """Expunging writes its entry and takes no document away."""
    honest = QuerySet.delete

    def delete(rows):
        return (0, {}) if rows.model is Document else honest(rows)

    monkeypatch.setattr(QuerySet, "delete", delete)


def links_hold_without_their_ends(monkeypatch):
    """A link stays on the page of one end when the other was retracted."""
    monkeypatch.setattr("record.indexing.applying.follow_links", lambda entry: None)


def statements_stay_when_their_incident_goes(monkeypatch):
    """A retraction forgets the statements that were at home in the incident."""

    def make(honest):
        return lambda entry: [part for part in honest(entry) if part[0] is not StatementIndex]

    replaced(monkeypatch, "record.indexing.applying.parts", make)


def now_is_every_row_up_to_now(monkeypatch):
    """A list asks since when a row holds, and not until when."""
    monkeypatch.setattr(models.IndexQuerySet, "at", lambda rows, moment: rows.filter(since__lte=moment.entry))


def facets_count_what_is_gone(monkeypatch):
    """The counts beside the filters are made over all versions of all incidents."""

    def make(honest):
        def tallies(selections, *rest, **options):
            return honest(dict.fromkeys(selections, IncidentIndex.objects.all()), *rest, **options)

        return tallies

    replaced(monkeypatch, "api.facets.tallies", make)


def a_question_knows_actors_that_are_gone(monkeypatch):
    """Names in a question are looked up among all actors that were ever public."""

    def make(honest):
        return lambda runs, rows: honest(runs, ThingIndex.objects.all())

    replaced(monkeypatch, "record.question.actors_named", make)


def last_document(ref: str) -> dict:
    texts = Document.objects.filter(entry__ref=ref).order_by("-entry").values_list("text", flat=True)
    return canonical.loads(texts.first() or "{}")


def news_have_the_titles_of_what_is_gone(monkeypatch):
    """The front page says what was withdrawn by its title."""

    def make(honest):
        def news(*args):
            return [{**row, "title": last_document(row["ref"]).get("title", "")} for row in honest(*args)]

        return news

    replaced(monkeypatch, "pages.home.news", make)


def a_withdrawal_says_what_it_was(monkeypatch):
    """The answer about something withdrawn brings its last document along."""
    honest = problems.ANSWERS[Withdrawn]

    def gone(error, context):
        answer = honest(error, context)
        answer.data["document"] = last_document(error.entry.ref)
        return answer

    monkeypatch.setitem(problems.ANSWERS, Withdrawn, gone)


def parts_of_pages_outlive_expunging(monkeypatch):
    """What pages keep for an entry is kept whatever was expunged since."""

    def make(honest):
        return lambda moment, *rest: honest(replace(moment, expunged=0), *rest)

    for module in KEEPING:
        replaced(monkeypatch, f"pages.{module}.kept", make)


IN_TAKING_OUT = [
    what_was_retracted_keeps_its_row,
    what_was_merged_keeps_its_row,
    what_was_expunged_stays_in_past_lists,
    expunging_leaves_the_documents,
    links_hold_without_their_ends,
    statements_stay_when_their_incident_goes,
]
IN_ANSWERING = [
    now_is_every_row_up_to_now,
    facets_count_what_is_gone,
    a_question_knows_actors_that_are_gone,
    news_have_the_titles_of_what_is_gone,
    a_withdrawal_says_what_it_was,
]
IN_KEEPING = [parts_of_pages_outlive_expunging]
ALL = [*IN_TAKING_OUT, *IN_ANSWERING, *IN_KEEPING]
