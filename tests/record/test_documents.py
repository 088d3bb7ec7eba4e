"""Documents list what is public; nothing private and nothing unpublished gets into them."""

import pytest

from incidents.models import ClaimPosition, Participation, Quantity, Statement, StatementText
from lib import canonical
from record import documents
from record.models import Document, IncidentIndex, ThingIndex
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db

API_KEYS = [
    "title",
    "summary",
    "narrative",
    "date",
    "announced",
    "effective",
    "ended",
    "place",
    "type",
    "subtype",
    "nature",
    "status",
    "intent",
    "counted",
    "certainty",
    "denied_by",
    "hostility",
    "themes",
    "participants",
    "initiators",
    "targets",
    "statements",
    "claims",
    "citations",
]


def document(incident) -> dict:
    return canonical.loads(Document.objects.get(entry=publish(incident)).text)


def test_an_incidents_document_has_the_keys_of_the_contract():
    built = documents.build(make_incident())
    assert set(API_KEYS) <= built.keys()
    assert built.keys() - set(API_KEYS) == {"certainty_reason"}


def test_private_fields_never_enter_a_document():
    private = "not for the public"
    incident = make_incident(note=private, accused_side_searched=private, external_id=private)
    statement = make_statement(incident, note=private, external_id=f"{private} 2")
    make_claim(incident, note=private, external_id=f"{private} 3")
    incident.participations.update(note=private)
    statement.speaker.__class__.objects.update(note=private)
    make_source("Other").__class__.objects.update(note=private)
    publish(incident)
    assert private not in " ".join(Document.objects.values_list("text", flat=True))
    assert private not in " ".join(IncidentIndex.objects.values_list("card", flat=True))


def test_building_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    incident = make_incident()
    for number in range(30):
        make_statement(incident, f"Statement {number}")
        make_claim(incident, f"Claim {number}")
    with django_assert_max_num_queries(28):
        documents.build(incident)


def test_numbers_are_text_without_trailing_zeros():
    incident = make_incident()
    units = incident.participations.first()
    checked(Quantity(participation=units, qualifier="share", value=8, total=20, what="units"))
    assert documents.build(incident)["participants"][0]["numbers"] == [
        {
            "value": "8",
            "to": None,
            "of": "20",
            "qualifier": "share",
            "what": "units",
            "unit": None,
            "as_of": None,
        }
    ]


def test_whoever_is_only_said_to_have_acted_is_no_initiator():
    incident = make_incident()
    incident.participations.filter(role="initiator").delete()
    checked(Participation(incident=incident, role="initiator", unknown=True))
    checked(
        Participation(
            incident=incident, role="claimed_initiator", country_id="RUS", asserted_by=make_actor("Somebody")
        )
    )
    assert documents.build(incident)["initiators"] == []


def acted(incident, through, **who):
    """Somebody else in the place of the initiator."""
    incident.participations.filter(role="initiator").delete()
    checked(Participation(incident=incident, role="initiator", through=through, **who))


def test_a_private_act_makes_no_state_an_initiator():
    incident = make_incident()
    acted(incident, "private", actor=make_actor("A newspaper", "media", "TUR"))
    entry = publish(incident)
    row = IncidentIndex.objects.get(since=entry.number)
    assert (row.initiators, row.targets, row.pairs, row.countries) == ([], ["RUS"], [], ["RUS"])
    assert canonical.loads(row.card)["participants"][0]["actor"]["name"] == "A newspaper"


def test_people_of_a_country_who_act_in_private_do_not_make_it_a_country_of_the_incident():
    incident = make_incident()
    acted(incident, "private", country_id="TUR")
    assert IncidentIndex.objects.get(since=publish(incident).number).countries == ["RUS"]


@pytest.mark.parametrize("through", ["state", "quasi", "tolerated", ""])
def test_an_act_that_a_state_is_said_to_stand_behind_makes_it_an_initiator(through):
    incident = make_incident()
    acted(incident, through, actor=make_actor("Hackers", "group", "TUR"))
    assert documents.build(incident)["initiators"] == ["TUR"]


def test_speech_inside_a_statement_counts_with_it():
    incident = make_incident()
    outer = make_statement(incident, "They would say so.")
    words = checked(Statement(incident=incident, inside=outer, mode="constructed", kind="assessment"))
    checked(StatementText(statement=words, language="en", text="Let us in."))
    row = IncidentIndex.objects.get(since=publish(incident).number)
    assert row.statement_count == canonical.loads(row.card)["statement_count"] == 1


def test_people_who_were_hit_make_a_target_only_where_none_is_named():
    incident = make_incident()
    checked(Participation(incident=incident, role="subject", actor=make_actor("Four people", "group", "UZB")))
    assert documents.build(incident)["targets"] == ["RUS"]
    incident.participations.filter(role="target").delete()
    del incident._prefetched_objects_cache
    assert documents.build(incident)["targets"] == ["UZB"]


def test_an_organisation_acts_for_itself_and_not_for_its_members():
    from actors.models import Actor

    incident = make_incident()
    incident.participations.filter(role="initiator").delete()
    checked(Participation(incident=incident, role="initiator", actor=Actor.objects.get(party_code="EU")))
    entry = publish(incident)
    row = IncidentIndex.objects.get(since=entry.number)
    assert row.initiators == ["EU"] and row.pairs == ["EU>RUS"] and row.countries == ["RUS"]


def test_an_actors_state_is_that_of_the_day():
    from datetime import date

    incident = make_incident(date="1990-05-02")
    incident.participations.filter(role="initiator").delete()
    actor = make_actor("A ministry", country="")
    actor.countries.create(country_id="SUN", end=date(1991, 12, 26))
    actor.countries.create(country_id="RUS", start=date(1991, 12, 27))
    checked(Participation(incident=incident, role="initiator", actor=actor))
    assert documents.build(incident)["initiators"] == ["SUN"]


def test_a_statement_keeps_original_and_translation_and_what_it_answers():
    incident = make_incident()
    first = make_statement(incident, "Why is there no Russian?")
    reply = checked(
        Statement(
            incident=incident,
            speaker=make_actor("Rector", "person"),
            kind="rebuke",
            mode="partial",
            replies_to=first,
            reply_kind="rejects",
        )
    )
    checked(
        StatementText(
            statement=reply, language="uz", text="Biz koloniya emasmiz", original=True, quoted=["koloniya"]
        )
    )
    checked(StatementText(statement=reply, language="en", text="We are no colony", by="an outlet"))
    found = document(incident)["statements"]
    assert found[1]["replies_to"] == {"ref": found[0]["ref"], "how": "rejects"}
    assert [(text["language"], text["original"], text["quoted"]) for text in found[1]["texts"]] == [
        ("uz", True, ["koloniya"]),
        ("en", False, []),
    ]


def test_a_denial_is_shown_and_a_withdrawn_one_is_not():
    incident = make_incident()
    claim, denier = make_claim(incident), make_actor("Accused ministry", country="RUS")
    checked(ClaimPosition(claim=claim, actor=denier, position="denies"))
    assert [row["name"] for row in documents.build(incident)["denied_by"]] == ["Accused ministry"]
    checked(ClaimPosition(claim=claim, actor=denier, position="withdrew"))
    del incident._prefetched_objects_cache
    assert documents.build(incident)["denied_by"] == []


def test_a_plan_is_recorded_and_not_counted():
    assert document(make_incident(status="planned"))["counted"] is False
    assert (
        document(make_incident("B", certainty_override="refuted", certainty_reason="Withdrawn."))["counted"]
        is False
    )


def test_other_names_of_a_protected_person_stay_private():
    person = make_actor(
        "Asel Nobody", "person", "KGZ", privacy="protected", description="a bank employee", wikidata="Q5"
    )
    person.names.create(name="Асель Никто", language="ru")
    incident = make_incident()
    checked(Participation(incident=incident, role="victim", actor=person))
    publish(incident)
    row = ThingIndex.objects.get(name="a bank employee")
    assert row.names == ["a bank employee"]
    text = Document.objects.get(entry__ref=row.ref).text
    assert "Nobody" not in text and "Никто" not in text and "Q5" not in text


def test_a_post_is_public_only_with_a_citation(grozin):
    row = ThingIndex.objects.get(name="Andrei Grozin")
    posts = canonical.loads(Document.objects.get(entry__ref=row.ref).text)["affiliations"]
    assert [post["role"] for post in posts] == ["Head of the department of Central Asia and Kazakhstan"]
    assert posts[0]["organisation"]["ref"] and len(posts[0]["sources"]) == 1


def test_an_undated_incident_stands_last_both_ways():
    entry = publish(make_incident(date=""))
    row = IncidentIndex.objects.get(since=entry.number)
    assert row.span is None and (row.day_desc.year, row.day_asc.year) == (1, 9999)


def test_an_open_date_has_an_open_span():
    entry = publish(make_incident(date="../2025-05-08"))
    row = IncidentIndex.objects.get(since=entry.number)
    assert row.span.lower is None and str(row.day_desc) == "2025-05-08" and str(row.day_asc) == "2025-05-08"
