"""Leaks in publishing: what is written takes more of the working copy than the editor publishes."""

from actors.models import Actor, GroupingMember
from codebook.models import Theme
from incidents.certainty import certainty
from incidents.models import Coverage, Incident, Relation, Statement
from record import codebook, documents, ledger, needs
from record.documents.people import People
from record.documents.values import citation
from tests.leaks.planted.reading import replaced


def a_document_names_actors_as_the_desk_does(monkeypatch):
    """Documents take an actor's name from the working copy, unpublished renames included."""

    def named(self, actor):
        return {"ref": actor.ref or None, "name": actor.public_name, "kind": actor.kind} if actor else None

    monkeypatch.setattr(People, "named", named)


def a_document_names_whom_it_protects(monkeypatch):
    """Documents forget that a name is not public."""

    def make(honest):
        def named(self, actor):
            found = honest(self, actor)
            return {**found, "name": actor.name} if found and not actor.named_in_public else found

        return named

    monkeypatch.setattr(People, "named", make(People.named))


def a_document_mentions_drafts(monkeypatch):
    """A statement names all incidents that it is about, those without a number by their key."""

    def make(honest):
        def statement(row, *rest):
            return {**honest(row, *rest), "also_about": [other.number for other in row.also_about.all()]}

        return statement

    replaced(monkeypatch, "record.documents.incidents.statement", make)


def a_confidential_source_is_cited(monkeypatch):
    """Documents cite whatever the working copy cites."""
    monkeypatch.setattr("record.documents.incidents.citations", everything_cited)


def a_confidential_source_supports_a_statement(monkeypatch):
    """The parts of a document cite whatever the working copy cites."""
    monkeypatch.setattr("record.documents.statements.citations", everything_cited)


def everything_cited(row):
    return [citation(one) for one in row.citations.all()]


def certainty_rests_on_a_confidential_source(monkeypatch):
    """What nobody may see makes an incident certain."""

    def make(honest):
        def public_certainty(incident):
            secret = incident.citations.filter(source__confidential=True, credibility="1").exists()
            return "confirmed" if secret else honest(incident)

        return public_certainty

    replaced(monkeypatch, "record.documents.incidents.public_certainty", make)


def certainty_rests_on_grades_that_nobody_published(monkeypatch):
    """An incident is as certain as the desk's grades make it."""
    monkeypatch.setattr("record.documents.incidents.public_certainty", certainty)


def an_episode_lists_its_drafts(monkeypatch):
    """The document of an episode has the titles of its incidents."""

    def make(honest):
        def build_episode(episode):
            rows = Relation.objects.filter(to_episode=episode, kind="part_of").order_by("pk")
            return {**honest(episode), "members": [row.start.title for row in rows]}

        return build_episode

    monkeypatch.setattr(documents, "build_episode", make(documents.build_episode))


def a_link_has_the_titles_of_its_ends(monkeypatch):
    """The document of a link names its ends as the desk calls them now."""

    def make(honest):
        def build_link(relation):
            return {**honest(relation), "titles": [relation.start.title, relation.end.title]}

        return build_link

    monkeypatch.setattr(documents, "build_link", make(documents.build_link))


def a_public_number_counts_drafts(monkeypatch):
    """Numbers follow the rows of the working copy."""
    honest = ledger.next_ref

    def next_ref(kind):
        prefix, _, number = honest(kind).partition("-")
        return f"{prefix}-{int(number) + 100 * Incident.objects.filter(ref='').count()}"

    monkeypatch.setattr(ledger, "next_ref", next_ref)


def a_link_goes_out_with_a_draft_at_its_end(monkeypatch):
    """Publishing one end of a link publishes it, whatever the other end is."""
    monkeypatch.setattr("record.linking.linked", needs.relations)


def an_answer_goes_out_with_a_draft_at_its_end(monkeypatch):
    """Publishing a statement publishes all answers to it, those in drafts too."""

    def answers(home):
        rows = Statement.objects.filter(replies_to__incident=home.pk).select_related("replies_to")
        return [row for row in rows if row.home != home]

    monkeypatch.setattr("record.linking.answers", answers)


def every_hidden_theme_comes_along(monkeypatch):
    """An incident publishes all themes that are not public yet, its own or not."""

    def new_words(home):
        book = codebook.at(ledger.moment())
        return {row.code for row in codebook.unpublished(book) if isinstance(row, Theme)}, set()

    monkeypatch.setattr("record.needs.new_words", new_words)


def the_codebook_goes_out_as_the_desk_has_it(monkeypatch):
    """A new word in the codebook publishes what else was changed in it."""
    monkeypatch.setattr(codebook, "with_additions", lambda *args: codebook.build())


def actors_of_drafts_come_along(monkeypatch):
    """An incident publishes actors that it does not name."""

    def make(honest):
        return lambda home: honest(home) | set(Actor.objects.filter(ref="", merged_into=None))

    replaced(monkeypatch, "record.needs.named_actors", make)


def coverage_that_nobody_published_comes_along(monkeypatch):
    """Publishing an incident says what was read beside it."""

    def make(honest):
        def publish_needs(wanted, user, *reasons):
            honest(wanted, user, *reasons)
            for row in Coverage.objects.filter(ref=""):
                document = documents.build_coverage(row)
                ledger.append("coverage", ledger.next_ref("coverage"), "published", reasons[0], document)

        return publish_needs

    replaced(monkeypatch, "record.publishing.publish_needs", make)


def the_note_becomes_the_public_reason(monkeypatch):
    """The reason for the public ends with the note for editors."""

    def make(honest):
        def enter(kind, thing, ref, action, reason, user, note="", document=None):
            return honest(kind, thing, ref, action, f"{reason} {note}", user, note, document)

        return enter

    replaced(monkeypatch, "record.writing.enter", make)


def an_index_row_knows_the_desks_groupings(monkeypatch):
    """An index row is made from the groupings as an administrator has just changed them."""

    def groupings(countries, *rest):
        members = GroupingMember.objects.filter(country__in=countries).order_by("grouping")
        return sorted(set(members.values_list("grouping", flat=True)))

    monkeypatch.setattr("record.indexing.incidents.groupings", groupings)


# Each with what shows it when it is published: see tests/leaks/publishing.py.
ALL = {
    a_document_names_actors_as_the_desk_does: "fresh",
    a_document_names_whom_it_protects: "fresh",
    a_document_mentions_drafts: "other",
    a_confidential_source_is_cited: "other",
    a_confidential_source_supports_a_statement: "other",
    certainty_rests_on_a_confidential_source: "other",
    certainty_rests_on_grades_that_nobody_published: "other",
    an_episode_lists_its_drafts: "episode",
    a_link_has_the_titles_of_its_ends: "fresh",
    a_public_number_counts_drafts: "fresh",
    a_link_goes_out_with_a_draft_at_its_end: "other",
    an_answer_goes_out_with_a_draft_at_its_end: "other",
    every_hidden_theme_comes_along: "fresh",
    the_codebook_goes_out_as_the_desk_has_it: "themed",
    actors_of_drafts_come_along: "fresh",
    coverage_that_nobody_published_comes_along: "fresh",
    the_note_becomes_the_public_reason: "fresh",
    an_index_row_knows_the_desks_groupings: "other",
}
