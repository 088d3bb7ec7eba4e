"""The working copy refuses what cannot be, in the database and with a sentence for the editor."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint
from django.db.utils import InternalError

from actors.models import Actor
from incidents.models import (
    Citation,
    Incident,
    Participation,
    Quantity,
    Relation,
    Source,
    Statement,
    StatementText,
)
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db
OURS = ("codebook", "actors", "incidents")


def own_models():
    return [
        m
        for label in OURS
        for m in apps.get_app_config(label).get_models()
        if not hasattr(m, "pgh_event_model")
        and not m._meta.proxy
        and "pgh_id" not in {f.name for f in m._meta.fields}
    ]


def test_every_constraint_has_a_sentence_of_its_own():
    silent = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, (CheckConstraint, UniqueConstraint))
        and constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert not silent


def test_no_text_column_is_nullable():
    texts = ("CharField", "TextField", "EdtfField", "URLField", "SlugField")
    assert not [
        f for m in own_models() for f in m._meta.concrete_fields if f.null and f.__class__.__name__ in texts
    ]


def test_every_index_has_a_name_that_says_something():
    assert not [i.name for m in own_models() for i in m._meta.indexes if len(i.name) < 8 or "_idx" in i.name]


def refused(row, sentence):
    """The form's check says the sentence; the database refuses too, for whoever goes round the form."""
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert sentence in str(error.value)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        row.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_participation_names_exactly_one():
    incident = make_incident()
    refused(Participation(incident=incident, role="witness"), "Name exactly one")
    refused(
        Participation(incident=incident, role="witness", country_id="KAZ", unknown=True), "Name exactly one"
    )


def test_a_thing_is_an_object_and_never_acts():
    refused(
        Participation(incident=make_incident(), role="initiator", thing="A monument"),
        "A thing has the role of object",
    )


def test_who_is_only_said_to_have_acted_needs_somebody_who_says_so():
    refused(
        Participation(incident=make_incident(), role="claimed_initiator", country_id="KAZ"), "Say who says"
    )


def test_the_same_participant_has_a_role_once():
    incident = make_incident()
    refused(Participation(incident=incident, role="target", country_id="RUS"), "has this role already")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"qualifier": "unstated", "value": 3}, "Give the number, or choose"),
        ({"qualifier": "share", "value": 8}, "A share needs the total"),
        ({"qualifier": "range", "value": 8, "upper": 3}, "A range needs its upper end"),
        ({"qualifier": "range", "value": 8}, "A range needs its upper end"),
        ({"qualifier": "share", "value": 8, "total": 3}, "larger than the total"),
    ],
)
def test_a_quantity_makes_sense(fields, sentence):
    refused(Quantity(participation=make_incident().participations.first(), what="units", **fields), sentence)


def test_eight_of_twenty_units_is_a_quantity():
    checked(
        Quantity(
            participation=make_incident().participations.first(),
            what="units",
            qualifier="share",
            value=8,
            total=20,
        )
    )


def test_a_statement_has_one_home_and_a_speaker():
    refused(Statement(kind="concern", speaker=make_actor()), "at home in one incident or one episode")
    refused(Statement(incident=make_incident(), kind="concern"), "Say who spoke")


def test_constructed_speech_stands_inside_its_speakers_statement_and_has_no_speaker():
    incident = make_incident()
    outer = make_statement(incident)
    refused(
        Statement(incident=incident, kind="remark", mode="constructed", speaker=outer.speaker, inside=outer),
        "is given to nobody else",
    )
    checked(Statement(incident=incident, kind="remark", mode="constructed", inside=outer))


def test_a_statement_inside_another_belongs_to_the_same_incident():
    outer = make_statement(make_incident())
    with pytest.raises(ValidationError, match="belongs to another incident"):
        Statement(
            incident=make_incident("Another"), kind="remark", mode="constructed", inside=outer
        ).full_clean()


def test_an_assessed_mandate_names_its_judge():
    statement = make_statement(make_incident())
    statement.mandate = "almost_certain"
    refused(statement, "Say who judges")


def test_one_text_is_the_original_and_no_machine_translation_is():
    statement = make_statement(make_incident())
    checked(StatementText(statement=statement, language="ru", text="Мы обеспокоены.", original=True))
    refused(
        StatementText(statement=statement, language="uz", text="Xavotirdamiz.", original=True),
        "Only one text can be the original",
    )
    refused(
        StatementText(
            statement=make_statement(make_incident("B")), language="uz", text="x", original=True, machine=True
        ),
        "not the original",
    )


def test_quoted_words_stand_in_the_text():
    statement = make_statement(make_incident(), mode="partial")
    with pytest.raises(ValidationError, match="does not stand in the text"):
        StatementText(
            statement=statement, language="de", text="He spoke of friends.", quoted=["foes"]
        ).full_clean()


def test_a_citation_supports_exactly_one_thing_and_names_real_fields():
    incident = make_incident()
    refused(Citation(source=make_source("B")), "supports exactly one thing")
    refused(
        Citation(source=make_source("C"), incident=incident, claim=make_claim(incident)),
        "supports exactly one thing",
    )
    with pytest.raises(ValidationError, match="is no field"):
        Citation(source=make_source("D"), incident=incident, supports=["colour"]).full_clean()


def test_a_fact_is_judged_and_an_opinion_is_not_confirmed():
    incident = make_incident()
    with pytest.raises(ValidationError, match="Say how sure we are"):
        make_claim(incident, certainty="")
    with pytest.raises(ValidationError, match="neither confirmed nor refuted"):
        make_claim(incident, nature="prediction", certainty="confirmed")
    with pytest.raises(ValidationError, match="who says otherwise"):
        make_claim(incident, certainty="disputed")


def test_a_claim_about_a_number_or_date_has_one():
    incident = make_incident()
    with pytest.raises(ValidationError, match="is no number"):
        make_claim(incident, nature="number", value="many")
    with pytest.raises(ValidationError, match="is no number"):
        make_claim(incident, nature="number", value=".5")
    with pytest.raises(ValidationError):
        make_claim(incident, nature="date", value="some day")


def test_the_level_lies_in_the_range_of_the_type():
    with pytest.raises(ValidationError, match="has levels 2 to 3"):
        make_incident(level=7)


def test_a_date_fills_its_bounds_and_precision():
    incident = make_incident(date="[2025-04-01..2025-05-08]")
    assert (str(incident.date_earliest), str(incident.date_latest), incident.date_precision) == (
        "2025-04-01",
        "2025-05-08",
        "bounded",
    )


def test_bounds_of_an_approximate_date_are_the_coders():
    incident = make_incident(date="2025-04~", date_earliest="2025-03-15", date_latest="2025-05-15")
    assert str(incident.date_latest) == "2025-05-15"
    with pytest.raises(ValidationError, match="leave out part"):
        make_incident("B", date="2025-04~", date_earliest="2025-04-10", date_latest="2025-05-15")


def test_a_date_that_is_none_says_what_is_accepted():
    with pytest.raises(ValidationError, match="2025-05-02"):
        make_incident(date="last spring")


def test_relations_make_no_circle():
    a, b, c = (make_incident(name) for name in "ABC")
    for start, end in ((a, b), (b, c)):
        checked(Relation(kind="responds_to", from_incident=start, to_incident=end, basis="implied"))
    with pytest.raises(ValidationError, match="circle"):
        Relation(kind="responds_to", from_incident=c, to_incident=a, basis="implied").full_clean()
    checked(Relation(kind="concerns", from_incident=c, to_incident=a, basis="implied"))


def test_a_part_is_a_part_of_an_episode():
    refused(
        Relation(
            kind="follows",
            part="core",
            from_incident=make_incident("A"),
            to_incident=make_incident("B"),
            basis="implied",
        ),
        "Only a part of an episode",
    )


def test_an_override_of_certainty_has_a_reason():
    incident = make_incident()
    incident.certainty_override = "disputed"
    refused(incident, "Say why certainty differs")


def test_a_public_source_cannot_become_confidential():
    source = make_source("Shown")
    publish(make_incident(source=source))
    source.refresh_from_db()
    source.confidential = True
    refused(source, "public already")


def test_a_public_number_stays():
    incident = make_incident()
    publish(incident)
    for ref in ("DI-77", ""):
        with pytest.raises(InternalError, match="stays"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(ref=ref)


def test_half_a_pair_of_coordinates_is_refused():
    incident = make_incident()
    incident.longitude = 69
    refused(incident, "Give both latitude")


def test_a_published_statement_may_leave_the_next_version():
    incident = make_incident()
    statement = make_statement(incident)
    publish(incident)
    statement.delete()
    assert "ST-1" not in publish(incident, "Statement withdrawn.").document.text
    make_statement(incident, "Another.")
    assert "ST-2" in publish(incident, "Statement added.").document.text


def test_an_old_instance_that_is_saved_does_not_lower_the_revision():
    incident = make_incident()
    make_statement(incident)
    now = revision_of(incident)
    incident.save()
    assert revision_of(incident) == now
    incident.title = "Changed from an old instance"
    incident.save()
    assert revision_of(incident) == now + 1


def test_sources_do_not_derive_from_each_other_nor_bodies_belong_to_each_other():
    first = make_source("First")
    second = make_source("Second", derived_from=first)
    first.derived_from = second
    with pytest.raises(ValidationError, match="derive from each other"):
        first.full_clean()
    upper = make_actor("Upper")
    upper.parent = make_actor("Lower", parent=upper)
    with pytest.raises(ValidationError, match="parts of each other"):
        upper.full_clean()


def test_parts_of_an_episode_raise_its_revision():
    from incidents.models import Episode

    episode = checked(Episode(title="A wave", date="2025-04/2025-05"))

    def revision():
        return Episode.objects.values_list("revision", flat=True).get(pk=episode.pk)

    statement = checked(Statement(episode=episode, kind="concern", speaker=make_actor()))
    changes = [lambda: episode.parties.add("KAZ"), lambda: statement.also_about.add(make_incident())]
    for change in changes:
        before = revision()
        change()
        assert revision() > before


def test_what_has_a_public_number_is_not_deleted():
    incident = make_incident()
    publish(incident)
    with pytest.raises(InternalError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).delete()
    make_incident("A draft").delete()


def test_a_name_that_is_not_public_needs_a_description():
    refused(Actor(kind="person", name="Nobody", privacy="protected"), "Write the description")


# --- revisions: any change of an incident or a part of it raises its revision ---------------------------------------


def revision_of(incident):
    return Incident.objects.values_list("revision", flat=True).get(pk=incident.pk)


@pytest.mark.parametrize(
    "change",
    [
        lambda i: Incident.objects.filter(pk=i.pk).update(title="Other"),
        lambda i: i.participations.update(note="seen"),
        lambda i: i.participations.first().quantities.create(value=3),
        lambda i: i.participations.last().delete(),
        make_statement,
        make_claim,
        lambda i: i.citations.update(locator="p. 3"),
        lambda i: i.themes.add("migrants"),
        lambda i: i.claimed_by.add("UKR"),
    ],
)
def test_a_change_of_any_part_raises_the_revision(change):
    incident = make_incident()
    before = revision_of(incident)
    change(incident)
    assert revision_of(incident) > before


def test_parts_of_parts_raise_it_too():
    incident = make_incident()
    statement, claim = make_statement(incident), make_claim(incident)
    changes = [
        lambda: statement.texts.update(text="Other words."),
        lambda: Citation.objects.create(statement=statement, source=make_source("B")),
        lambda: claim.positions.create(actor=statement.speaker, position="denies"),
        lambda: claim.about_actors.add(statement.speaker),
        lambda: statement.also_about.add(make_incident("Other")),
    ]
    for change in changes:
        before = revision_of(incident)
        change()
        assert revision_of(incident) > before


def test_saving_as_it_was_or_publishing_raises_nothing():
    incident = make_incident()
    make_statement(incident)
    before = revision_of(incident)
    incident.refresh_from_db()
    incident.save()
    incident.participations.first().save()
    publish(incident)
    assert revision_of(incident) == before


# --- the audit net ------------------------------------------------------------------------------------------------


def events(of, **fields):
    return of.pgh_event_model.objects.filter(**fields)


def test_every_way_of_writing_leaves_an_event():
    incident = make_incident()
    Incident.objects.filter(pk=incident.pk).update(title="By queryset")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET title = 'By SQL' WHERE id = %s", [incident.pk])
    incident.refresh_from_db()
    incident.title = "By save"
    incident.save()
    assert list(events(Incident, pgh_obj=incident).order_by("pgh_id").values_list("title", flat=True)) == [
        "Uzbekistan protests to Russia",
        "By queryset",
        "By SQL",
        "By save",
    ]


def test_an_event_says_who_and_why(analyst):
    import pghistory

    incident = make_incident()
    with pghistory.context(user=analyst.pk, reason="a better title"):
        Incident.objects.filter(pk=incident.pk).update(title="Better")
    event = events(Incident, pgh_obj=incident).order_by("-pgh_id").first()
    assert event.pgh_context.metadata == {"user": analyst.pk, "reason": "a better title"}


def test_a_deletion_and_a_theme_leave_events_too():
    incident = make_incident()
    incident.themes.add("migrants")
    link = incident.themes.through
    assert link._meta.db_table == "incidents_incident_themes"
    from incidents.models.incident import IncidentTheme

    assert events(IncidentTheme).count() == 1
    statement = make_statement(incident)
    pk = statement.pk
    statement.delete()
    assert events(Statement, id=pk).count() == 2


def test_events_cannot_be_changed():
    incident = make_incident()
    with pytest.raises(InternalError), transaction.atomic():
        events(Incident, pgh_obj=incident).update(title="forged")


def test_a_sources_grade_is_its_own_or_its_publishers_on_that_day():
    from incidents.models import PublisherGrade

    outlet = make_actor("Outlet", "media", "KAZ", officialness="independent")
    checked(
        PublisherGrade(publisher=outlet, grade="D", start="2020-01-01", end="2024-12-31", reason="errors")
    )
    checked(PublisherGrade(publisher=outlet, grade="B", start="2025-01-01", reason="new editors"))
    old = checked(Source(title="Old", kind="newspaper", publisher=outlet, published="2024-05-01"))
    new = checked(Source(title="New", kind="newspaper", publisher=outlet, published="2025-05-01"))
    undated = checked(PublisherGrade(publisher=outlet, grade="F", reason="never looked at"))
    assert undated not in [outlet.grades.on_date(old.published_latest).first()]
    checked(PublisherGrade(publisher=outlet, grade="A", start="2099-01-01", reason="not yet"))
    assert checked(Source(title="No day", kind="newspaper", publisher=outlet)).grade == "B"
    own = make_source("Own", publisher=outlet, reliability="E", published="2025-05-01")
    assert (old.grade, new.grade, own.grade) == ("D", "B", "E")
