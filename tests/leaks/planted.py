"""Classic leaks, planted on purpose: each is one mistake that somebody could make, and each must be noticed."""

from dataclasses import replace

from codebook.models import Theme
from incidents.models import Incident
from record import codebook, envelopes, models


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
        title = Incident.objects.filter(date=document.get("date", {}).get("edtf", "")).values_list(
            "title", flat=True
        )
        return {**honest(document, *rest), "title": list(title)}

    monkeypatch.setattr(envelopes, "labels", labels)


def an_etag_follows_the_working_copy(monkeypatch):
    """The ETag changes when an analyst saves."""
    from record import caching

    honest = caching.newest
    monkeypatch.setattr(
        caching, "newest", lambda: honest() + 1000 * sum(Incident.objects.values_list("revision", flat=True))
    )


def the_codebook_is_the_desks(monkeypatch):
    """Labels and pick lists come from the tables that administrators edit."""

    honest = codebook.of_entry

    def of_entry(*key):
        themes = {row.code: codebook.theme_document(row) for row in Theme.objects.all()}
        return replace(honest(*key), themes=themes)

    monkeypatch.setattr(codebook, "of_entry", of_entry)


def names_come_from_the_desk(monkeypatch):
    """Actors are called as the working copy calls them, protected persons included."""
    from actors.models import Actor

    def things(refs, moment):
        rows = Actor.objects.filter(ref__in=refs)
        return {
            row.ref: {
                "name": row.name,
                "kind": row.kind,
                "countries": [],
                "party_code": None,
                "officialness": row.officialness,
                "part_of": None,
            }
            for row in rows
        }

    monkeypatch.setattr(envelopes, "things", things)


def what_is_in_review_disappears(monkeypatch):
    """A list leaves out what an analyst has just sent back to review."""
    honest = models.IndexQuerySet.at

    def at(rows, moment):
        return honest(rows, moment).exclude(
            ref__in=list(Incident.objects.filter(stage="review").values_list("ref", flat=True))
        )

    monkeypatch.setattr(models.IndexQuerySet, "at", at)


def an_error_names_what_is_hidden(monkeypatch):
    """The list of allowed themes in an error message is the working copy's."""
    from record.filters import IncidentFilter

    def read_theme(self, text):
        return self.one_of(text, list(Theme.objects.values_list("code", flat=True)), "a theme")

    monkeypatch.setattr(IncidentFilter, "read_theme", read_theme)


ALL = [
    a_count_includes_drafts,
    an_answer_carries_the_working_title,
    an_etag_follows_the_working_copy,
    the_codebook_is_the_desks,
    names_come_from_the_desk,
    what_is_in_review_disappears,
    an_error_names_what_is_hidden,
]


def a_document_names_actors_as_the_desk_does(monkeypatch):
    """Documents take an actor's name from the working copy, unpublished renames included."""
    from record.documents.people import People

    def named(self, actor):
        return {"ref": actor.ref or None, "name": actor.name, "kind": actor.kind} if actor else None

    monkeypatch.setattr(People, "named", named)


def a_public_number_counts_drafts(monkeypatch):
    """Numbers follow the rows of the working copy."""
    from record import ledger

    honest = ledger.next_ref

    def next_ref(kind):
        prefix, _, number = honest(kind).partition("-")
        return f"{prefix}-{int(number) + 100 * Incident.objects.filter(ref='').count()}"

    monkeypatch.setattr(ledger, "next_ref", next_ref)


IN_WRITING = [a_document_names_actors_as_the_desk_does, a_public_number_counts_drafts]
