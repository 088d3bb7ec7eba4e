"""GET /api/v1/statements/ and /api/v1/statements/ST-1/"""

import pytest
from django.conf import settings

from incidents.models import Statement
from record.models import StatementIndex
from record.publishing import publish_incident
from record.withdrawing import merge_incidents, retract
from tests.api.conftest import copies, newest
from tests.make import IN_PUBLIC, make_incident, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db
TAKE = {"user": None, "reason": "Reported in error."}


@pytest.fixture
@remembered
def claim(db):
    """DI-1 with ST-1, a dated statement, and ST-2, which answers it in the same incident."""
    incident = make_incident("Uzbekistan protests", date="2025-04")
    first = make_statement(incident, "We protest.", date="2025-05-02", about_country_id="RUS")
    make_statement(incident, "We reject it.", replies_to=first, reply_kind="rejects")
    publish(incident)
    return incident


@pytest.fixture
@remembered
def denial(claim):
    """DI-2 with ST-3, which answers ST-1 from elsewhere."""
    incident = make_incident("Russia answers", sides=("RUS", "UZB"), date="2025-05-05")
    first = claim.statements.get(ref="ST-1")
    make_statement(incident, "Nothing of the kind.", replies_to=first, reply_kind="denies", date="2025-05-05")
    publish(incident)
    return incident


def test_a_row_has_the_words_the_speaker_and_the_home(door, claim):
    row = door.json("statements/?ref=ST-1")["results"][0]
    assert list(row)[:5] == ["ref", "version", "entry", "url", "home"]
    assert row["url"] == f"{settings.SITE_URL}/statements/ST-1/"
    assert row["home"]["ref"] == "DI-1" and row["home"]["title"] == "Uzbekistan protests"
    assert (row["texts"][0]["text"], row["date"]["edtf"]) == ("We protest.", "2025-05-02")
    assert row["speaker"]["name"].startswith("Speaker on") and row["parties"] == ["UZB"]


def test_the_newest_come_first_and_one_without_a_date_stands_by_its_incident(door, denial):
    assert door.refs("statements/") == ["ST-3", "ST-1", "ST-2"]
    assert door.refs("statements/?ordering=date") == ["ST-2", "ST-1", "ST-3"]
    assert door.json("statements/?ref=ST-2")["results"][0]["date"] is None


def test_from_and_to_are_the_days_of_the_statement_else_of_its_incident(door, denial):
    assert door.refs("statements/?from=2025-05-01&to=2025-05-03") == ["ST-1"]
    assert door.refs("statements/?from=2025-04-01&to=2025-04-30") == ["ST-2"]


def test_a_walk_through_pages_meets_every_statement_once_and_sees_one_state(door, denial):
    page = door.json("statements/?page_size=1&count=exact")
    assert page["count"] == 3
    make_statement(denial, "Later.", date="2025-05-06")
    publish(denial, "One more.")
    seen = [page["results"][0]["ref"]]
    while page["next"]:
        page = door.client.get(page["next"]).json()
        seen += [row["ref"] for row in page["results"]]
    assert seen == ["ST-3", "ST-1", "ST-2"]


def test_words_are_found_with_their_reasons_and_ranked(door, denial):
    answer = door.json("statements/?q=protest&ordering=relevance")
    assert [row["ref"] for row in answer["results"]] == ["ST-1"]
    reason = answer["search"]["matches"]["ST-1"][0]
    assert reason["field"] == "statement" and {"text": "protest", "hit": True} in reason["parts"]
    assert answer["search"]["ranked"] == {"newest": 2000, "all": True}


def test_fields_pick_from_a_row_that_has_no_document_beside_it(door, claim):
    assert list(door.json("statements/?fields=ref,home")["results"][0]) == ["ref", "home"]
    assert "Allowed: ref" in door.refused("statements/?fields=document", "fields")


@pytest.mark.parametrize("name", ["level", "certainty", "bbox", "denied_by", "hostility"])
def test_filters_of_incidents_that_say_nothing_of_statements_are_refused(door, name):
    assert "no parameter" in door.refused(f"statements/?{name}=1", name)


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 4),
        ("q=protest", 9),
        ("country=UZB&dyad=UZB-RUS&count=capped", 5),
        ("publisher=A-1&speaker=A-1", 9),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(door, denial, counted_queries, query, queries):
    door.json("statements/")  # reads the codebook once for the process
    with counted_queries(queries):
        door.json(f"statements/?page_size=1&{query}")
    copies(StatementIndex, "ST-1", 150)
    with counted_queries(queries):
        door.json(f"statements/?page_size=200&{query}")


# --- one ----------------------------------------------------------------------------------------------------------


def test_one_statement_is_an_envelope_with_version_and_hash_of_its_home(door, denial):
    answer, home = door.json("statements/ST-1/"), door.json("incidents/DI-1/")
    assert answer["document"] == home["document"]["statements"][0]
    for name in ("version", "entry", "published", "sha256", "newest_version", "withdrawn"):
        assert answer[name] == home[name]
    assert answer["home"]["ref"] == "DI-1" and answer["home"]["url"] == home["url"]
    assert answer["labels"]["scales"]["statement_kinds"]["concern"]
    assert answer["labels"]["countries"]["RUS"]["name"] == "Russia"


def test_replies_stand_both_ways_at_home_and_elsewhere(door, denial):
    asked, at_home, elsewhere = (door.json(f"statements/ST-{n}/")["replies"] for n in (1, 2, 3))
    assert asked["to"] == []
    assert [(row["ref"], row["how"], row["link"]) for row in asked["by"]] == [
        ("ST-2", "rejects", None),
        ("ST-3", "denies", "LK-1"),
    ]
    assert [(row["ref"], row["how"]) for row in at_home["to"]] == [("ST-1", "rejects")]
    assert [(row["ref"], row["link"]) for row in elsewhere["to"]] == [("ST-1", "LK-1")]
    assert elsewhere["to"][0]["home"]["title"] == "Uzbekistan protests"
    assert elsewhere["to"][0]["texts"][0]["text"] == "We protest."


def test_it_is_cited_at_its_place_in_the_version_of_its_home(door, claim):
    cite = door.json("statements/ST-1/")["cite"]
    assert cite["url"] == f"{settings.SITE_URL}/incidents/DI-1@1/#ST-1"
    assert cite["csl"]["id"] == "DI-1@1#ST-1" and "in: Uzbekistan protests" in cite["text"]


def test_the_past_is_as_it_was(door, claim):
    before = newest()
    Statement.objects.get(ref="ST-1").texts.update(text="We object.")
    claim.refresh_from_db()
    type(claim).objects.filter(pk=claim.pk).update(title="Uzbekistan objects")
    publish(claim, "Corrected.")
    now, then = door.json("statements/ST-1/"), door.json(f"statements/ST-1/?as_of=entry:{before}")
    assert (now["document"]["texts"][0]["text"], now["home"]["title"]) == ("We object.", "Uzbekistan objects")
    assert (then["document"]["texts"][0]["text"], then["home"]["title"]) == (
        "We protest.",
        "Uzbekistan protests",
    )
    assert (then["version"], then["newest_version"]) == (1, 2)


def test_what_its_home_took_along_is_gone_with_the_reason(door, claim):
    before = newest()
    retract("incident", claim, revision=claim.revision, **TAKE)
    answer = door.get("statements/ST-1/")
    assert answer.status_code == 410
    assert (answer.json()["ref"], answer.json()["reason"]) == ("ST-1", "Reported in error.")
    assert door.refs("statements/") == []
    assert door.json(f"statements/ST-1/?as_of=entry:{before}")["withdrawn"]["reason"] == "Reported in error."


def test_a_statement_that_a_correction_left_out_is_gone(door, claim):
    claim.statements.get(ref="ST-2").delete()
    publish(claim, "It was never said.")
    answer = door.get("statements/ST-2/")
    assert (answer.status_code, answer.json()["reason"]) == (410, "It was never said.")
    assert door.get("statements/ST-1/").status_code == 200


def test_a_statement_lives_on_in_the_incident_that_its_own_was_merged_into(door, claim, denial):
    merge_incidents(claim, denial, revision=claim.revision, **TAKE)
    denial.refresh_from_db()
    if door.get("statements/ST-1/").status_code == 410:  # until its new home is published with it
        publish_incident(denial, user=None, revision=denial.revision, reason="Merged.", override=IN_PUBLIC)
    assert door.json("statements/ST-1/")["home"]["ref"] == "DI-2"


def test_the_number_of_queries_of_one_is_small(door, denial, counted_queries):
    door.json("statements/ST-1/")
    with counted_queries(11):
        door.json("statements/ST-1/")
