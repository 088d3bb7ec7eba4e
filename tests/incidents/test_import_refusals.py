"""What an import refuses: every mistake is named with its file, record, field, value and remedy, and nothing is written."""

import copy
import json
import os

import pytest
from django.db.models import CheckConstraint, UniqueConstraint

from incidents.importing import ImportRefused, import_file
from incidents.interchange.shape import KINDS, below
from incidents.models import Incident, Source
from tests.incidents.test_importing import WHOLE, exported, file, incident  # noqa: F401 - a fixture
from tests.make import checked, publish

pytestmark = pytest.mark.django_db


def found_by_id(content: dict, key: str, identifier: str) -> dict:
    return next(record for record in content[key] if record["id"] == identifier)


def protest(content):
    return incident(content)


def change(key, identifier, *path, **values):
    """A function that sets values at a path of one record; None takes a key away."""

    def apply(content):
        row = found_by_id(content, key, identifier)
        for step in path:
            row = row[step]
        for name, value in values.items():
            if value is None:
                row.pop(name, None)
            else:
                row[name] = value

    return apply


def on_protest(*path, **values):
    return change("incidents", "t:protest", *path, **values)


def appended(key, identifier, name, row):
    def apply(content):
        found_by_id(content, key, identifier).setdefault(name, []).append(row)

    return apply


S1, C1 = ("statements", 0), ("claims", 0)

# One line for each mistake: what is changed in a sound file, and what the importer says of it.
MISTAKES = [
    # Shape
    (on_protest(title=None), "incidents[0] (t:protest), title: is missing. Add it."),
    (on_protest(titel="x"), "incidents[0] (t:protest), titel: is no key of this format. Did you mean title?"),
    (on_protest(colour="red"), "incidents[0] (t:protest), colour: is no key of this format. Remove it"),
    (on_protest(level="3"), "incidents[0] (t:protest), level: “3” should be a whole number."),
    (on_protest(level=99999), "level: 99999 should be at most 32767."),
    (on_protest(title="x" * 141), "… ” has 141".replace("… ”", "…”")),
    (on_protest(title=""), "title: “” is empty. Fill it in."),
    (on_protest(date="2025-13"), "date: “2025-13” is no date: "),
    (
        on_protest(intent="delibarate"),
        "intent: “delibarate” is none of its codes. Did you mean deliberate? Use one of",
    ),
    (on_protest(latitude="north"), "latitude: “north” is no number in digits"),
    (on_protest(place_names="Tashkent"), "place_names: “Tashkent” should be a list."),
    (on_protest(place_names=["Tashkent", 3]), "place_names[1]: 3 should be text."),
    (on_protest(themes=["migrants", "migrants"]), "names the same one twice. Remove one."),
    (on_protest(participations=["KAZ"]), "participations[0]: “KAZ” should be an object."),
    (on_protest("participations", 0, role="boss"), "participations[0].role: “boss” is none of its codes."),
    (
        on_protest("participations", 0, "quantities", 0, value="8.123"),
        "quantities[0].value: “8.123” is no number",
    ),
    (change("actors", "t:group", case_outcome_on="2025-02-30"), "case_outcome_on: “2025-02-30” is no day."),
    (change("sources", "t:report", url="example.org"), "url: “example.org” is no address."),
    (on_protest(note="a\0b"), "note: holds a character that cannot be stored."),
    (on_protest(id=""), "incidents[0], id: “” is empty. Fill it in."),
    (lambda c: c["incidents"].append("x"), "incidents[2]: “x” should be an object."),
    (on_protest(themes=["migrants", 3]), "themes[1]: 3 should be text."),
    (on_protest(summary="  ", title=" \n "), "title: “” is empty. Fill it in."),
    (on_protest(place_names=["Tashkent", " "]), "place_names[1]: “” is empty. Fill it in."),
    # References
    (on_protest(type="D99"), "type: “D99” is the code of no incident type here."),
    (on_protest(place_country="KZ"), "place_country: “KZ” is the code of no country here."),
    (on_protest(themes=["migrants", "unheard-of"]), "themes: “unheard-of” is the code of no theme here."),
    (
        on_protest("participations", 0, actor="t:nobody"),
        "participations[0].actor: “t:nobody” is the id of no actor, neither",
    ),
    (
        on_protest(*S1, "citations", 0, source="t:x"),
        "statements[0].citations[0].source: “t:x” is the id of no source",
    ),
    (on_protest(*S1, replies_to="t:x"), "statements[0].replies_to: “t:x” is the id of no statement"),
    (on_protest(*C1, contradicts=["t:x"]), "claims[0].contradicts: “t:x” is the id of no claim"),
    (
        change("relations", "t:r1", to_incident="t:x"),
        "relations[0] (t:r1), to_incident: “t:x” is the id of no incident",
    ),
    # Rules of one row
    (on_protest(level=8), "level: 8 lies outside the levels of this type."),
    (on_protest(date="2025-05-02"), "date: “2025-05-02” does not go with date_earliest and date_latest."),
    (on_protest(date_earliest="2025-05-03"), "does not go with date_earliest and date_latest."),
    (
        on_protest("participations", 1, through="state"),
        "participations[1].through: “state” is only for those on the acting side.",
    ),
    (on_protest(*S1, "texts", 0, quoted=["рады"]), 'texts[0].quoted: ["рады"] does not stand in the text.'),
    (on_protest(*C1, value="eight"), "claims[0].value: “eight” is no number."),
    (on_protest("claims", 1, value="spring"), "claims[1].value: “spring” is no date: "),
    (
        on_protest("citations", 0, supports=["date", "colour"]),
        'citations[0].supports: ["date", "colour"] names what is no field.',
    ),
    (
        change("actors", "t:speaker", "affiliations", 0, end="2020"),
        "affiliations[0].end: “2020” comes before the start.",
    ),
    (on_protest(date=None), "does not go with date_earliest and date_latest."),
    (
        lambda c: c["actors"].append(
            {
                "id": "t:held",
                "kind": "person",
                "name": "Some One",
                "privacy": "protected",
                "description": "Held: some one",
            }
        ),
        "description: “Held: some one” gives the name that it stands for.",
    ),
    # Chains
    (change("actors", "t:mfa", parent="t:desk"), "parent: “t:desk” would make the two parts of each other."),
    (
        change("actors", "t:speaker", merged_into="t:speaker-again"),
        "merged_into: “t:speaker-again” would merge the two",
    ),
    (
        change("sources", "t:report", derived_from="t:reprint"),
        "derived_from: “t:reprint” would derive from itself",
    ),
    (
        lambda c: c["relations"].append(
            {
                "id": "t:r9",
                "kind": "responds_to",
                "from_incident": "t:remark",
                "to_incident": "t:protest",
                "basis": "analyst",
            }
        ),
        "relations[3] (t:r9), kind: “responds_to” closes a circle",
    ),
    (on_protest("statements", 1, inside="t:s2"), "statements[1].inside: “t:s2” belongs to another incident."),
    # Twice
    (
        lambda c: c["actors"].append(copy.deepcopy(c["actors"][0])),
        "actors[7] (t:mfa), id: “t:mfa” stands in this file already.",
    ),
    (
        on_protest(*S1, mode="direct", texts=[{"language": "en", "text": "One.", "machine": True}]),
        "statements[0].texts[0].machine: true is no direct quotation.",
    ),
    (on_protest("statements", 1, id="t:s1"), "statements[1].id: “t:s1” stands in this file already."),
    (on_protest("claims", 1, id="t:c3"), "claims[1].id: “t:c3” stands in this file already."),
]

# The same for the constraints of the tables, by the name of the constraint.
CONSTRAINTS = {
    "actor_party_code_igo": change("actors", "t:mfa", party_code="UZ"),
    "actor_hidden_described": change("actors", "t:group", description=None),
    "actor_not_its_own_part": change("actors", "t:mfa", parent="t:mfa"),
    "actor_not_merged_into_itself": change("actors", "t:mfa", merged_into="t:mfa"),
    "actor_number_of_group": change("actors", "t:mfa", number=3),
    "actor_party_code_once": lambda c: c["actors"].append(
        {"id": "t:u2", "kind": "igo", "name": "Another union", "party_code": "AUNION"}
    ),
    "actor_name_once": appended(
        "actors", "t:mfa", "names", {"name": "O\u02bbzbekiston TIV", "language": "uz", "kind": "former"}
    ),
    "actor_country_once": appended("actors", "t:mfa", "countries", {"country": "UZB", "start": "1992-01-01"}),
    "actor_country_days_in_order": change("actors", "t:mfa", "countries", 0, end="1991-01-01"),
    "affiliation_not_to_itself": change("actors", "t:speaker", "affiliations", 0, organisation="t:speaker"),
    "grade_days_in_order": change("actors", "t:paper", "grades", 0, end="2019-01-01"),
    "grade_once_from_a_day": change("actors", "t:paper", "grades", 1, start="2020-01-01"),
    "source_grade_has_reason": change("sources", "t:reprint", reliability_reason=None),
    "source_not_from_itself": change("sources", "t:reprint", derived_from="t:reprint"),
    "incident_level_on_scale": on_protest(level=9),
    "incident_override_has_reason": on_protest(certainty_reason=None),
    "incident_coordinates_in_pairs": on_protest(latitude=None),
    "incident_date_in_order": on_protest(date_earliest="2025-05-10", date_latest="2025-04-20"),
    "participation_exactly_one": on_protest("participations", 1, unknown=True),
    "participation_thing_is_object": on_protest("participations", 2, role="target"),
    "participation_claimed_needs_claimer": on_protest("participations", 1, role="claimed_initiator"),
    "participation_once": appended(
        "incidents", "t:protest", "participations", {"role": "target", "country": "RUS"}
    ),
    "quantity_stated_or_not": on_protest("participations", 0, "quantities", 0, qualifier="unstated"),
    "quantity_share_has_total": on_protest("participations", 0, "quantities", 0, total=None),
    "quantity_range_in_order": on_protest("participations", 0, "quantities", 1, upper="2"),
    "quantity_not_above_total": on_protest("participations", 0, "quantities", 0, total="7"),
    "statement_has_speaker": on_protest(*S1, speaker=None),
    "statement_constructed_is_inside": on_protest("statements", 1, speaker="t:mfa"),
    "statement_stance_on_scale": on_protest(*S1, stance=3),
    "statement_mandate_has_judge": on_protest(*S1, mandate_assessed_by=None),
    "statement_reply_says_how": on_protest(*S1, reply_kind=None),
    "statement_not_in_itself": on_protest(*S1, inside="t:s1"),
    "statement_text_once": on_protest(
        *S1, texts=[{"language": "en", "text": "One."}, {"language": "en", "text": "Two."}]
    ),
    "statement_one_original": on_protest(
        *S1,
        texts=[
            {"language": "en", "text": "One.", "original": True},
            {"language": "ru", "text": "Два.", "original": True},
        ],
    ),
    "statement_original_not_machine": on_protest(*S1, "texts", 1, original=True),
    "claim_opinion_not_judged": on_protest(*C1, nature="assessment", certainty="confirmed"),
    "claim_fact_is_judged": on_protest(*C1, certainty=None),
    "claim_doubt_has_reason": on_protest(*C1, reason=None),
    "position_once": on_protest(
        *C1, positions=[{"actor": "t:mfa", "position": "denies"}, {"actor": "t:mfa", "position": "denies"}]
    ),
    "relation_from_one": change("relations", "t:r1", from_episode="t:wave"),
    "relation_to_one": change("relations", "t:r1", to_incident=None),
    "relation_not_to_itself": change("relations", "t:r1", to_incident="t:protest"),
    "relation_once": lambda c: c["relations"].append({**c["relations"][0], "id": "t:r9"}),
    "relation_speaker_named": change("relations", "t:r3", asserted_by=None),
    "relation_part_of_episode": change("relations", "t:r1", part="core"),
    "coverage_days_in_order": change("coverage", "t:read", end="2025-03-01"),
    "coverage_of_two_states": change("coverage", "t:read", counterpart="UZB"),
}
# Constraints that no file can break: the importer makes these columns itself, or says it in another way.
OUT_OF_REACH = {
    "_ref_once": "an import gives no public numbers",
    "_external_id_once": "ids that stand twice are named as such",
    "_date_in_order": "bounds follow from the date",
    "affiliation_start_in_order": "bounds follow from the date",
    "affiliation_end_in_order": "bounds follow from the date",
    "source_published_in_order": "bounds follow from the date",
    "incident_stage_known": "an import leaves the stage alone",
    "source_confidential_has_no_ref": "see the test of a public source below",
    "_one_home": "the place in the file is the home",
    "citation_supports_one": "the place in the file is what is supported",
}


@pytest.fixture
def whole():
    return json.loads(WHOLE.read_text())


def refusal(content, file, **options) -> ImportRefused:  # noqa: F811 - the fixture
    before = exported()
    with pytest.raises(ImportRefused) as caught:
        import_file(file(content), **options)
    assert exported() == before
    return caught.value


# Each is an import of its own; a short run makes every second mistake, MATRIX=full all.
MADE = MISTAKES if os.environ.get("MATRIX") == "full" else MISTAKES[::2]


@pytest.mark.parametrize(("mistake", "sentence"), MADE, ids=[sentence[:60] for _, sentence in MADE])
def test_a_mistake_is_named_where_it_stands(whole, file, mistake, sentence):  # noqa: F811 - the fixture
    mistake(whole)
    assert sentence in str(refusal(whole, file))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_of_a_table_is_said_in_its_own_sentence(whole, file, name):  # noqa: F811 - the fixture
    CONSTRAINTS[name](whole)
    sentence = sentences()[name]
    assert sentence in str(refusal(whole, file))


def sentences() -> dict[str, str]:
    """Every named constraint of the tables that a file fills, with its sentence."""
    parts = [part for kind in KINDS for part in (kind.part, *(inner for _, inner in below(kind.part)))]
    return {
        row.name: str(row.get_violation_error_message())
        for part in parts
        for row in part.model._meta.constraints
        if isinstance(row, CheckConstraint | UniqueConstraint)
    }


def test_every_constraint_of_the_tables_is_tried_or_out_of_reach():
    out_of_reach = {name for name in sentences() if any(name.endswith(end) for end in OUT_OF_REACH)}
    assert sentences().keys() - out_of_reach == CONSTRAINTS.keys() - out_of_reach


def test_twelve_different_mistakes_are_all_named_at_once_and_nothing_is_written(whole, file):  # noqa: F811 - the fixture
    chosen = [
        (change("incidents", "t:remark", date="2025-13"), "date: “2025-13” is no date"),
        (on_protest(intent="deliberat"), "intent: “deliberat” is none of its codes"),
        (
            on_protest("participations", 0, actor="t:nobody"),
            "participations[0].actor: “t:nobody” is the id of no actor",
        ),
        (on_protest(*S1, stance=7), "statements[0].stance: 7. Stance runs from −2 to 2"),
        (on_protest(*C1, value="eight"), "claims[0].value: “eight” is no number"),
        (change("incidents", "t:remark", level=8), "level: 8 lies outside the levels of this type"),
        (change("incidents", "t:remark", titel="x"), "titel: is no key of this format"),
        (change("actors", "t:group", description=None), "privacy: “protected”. Write the description"),
        (change("sources", "t:report", title=None), "sources[0] (t:report), title: is missing"),
        (
            change("sources", "t:reprint", reliability_reason=None),
            "Say why this document is graded otherwise",
        ),
        (change("relations", "t:r2", to_episode="t:storm"), "to_episode: “t:storm” is the id of no episode"),
        (
            change("coverage", "t:read", country="UZ"),
            "coverage[0] (t:read), country: “UZ” is the code of no country",
        ),
    ]
    for mistake, _ in chosen:
        mistake(whole)
    error = refusal(whole, file)
    assert len(error.problems) == 12, "\n".join(error.lines())
    for _, sentence in chosen:
        assert sum(sentence in line for line in error.lines()) == 1, sentence
    assert all(line.startswith("file.json: ") for line in error.lines())
    assert error.lines()[-1] == "file.json: 12 mistakes. Nothing was written."


def test_one_mistake_does_not_make_others_that_are_none(whole, file):  # noqa: F811 - the fixture
    """Whoever refers to a broken record is not blamed for it."""
    change("actors", "t:mfa", kind="ministri")(whole)
    change("sources", "t:report", kind=None)(whole)
    on_protest(*S1, kind="x")(whole)
    assert len(refusal(whole, file).problems) == 3


def test_a_row_or_character_that_cannot_be_read_makes_no_other_mistakes(whole, file):  # noqa: F811 - the fixture
    on_protest(participations=["KAZ", *protest(whole)["participations"][1:]])(whole)
    change("actors", "t:mfa", note="a\0b")(whole)
    on_protest(*C1, certainty="sure")(whole)
    assert len(refusal(whole, file).problems) == 3


def test_every_row_on_a_circle_is_named_and_a_chain_that_ends_is_none(whole, file):  # noqa: F811 - the fixture
    whole["relations"] = [
        {"id": f"t:f{n}", "kind": "follows", "from_incident": a, "to_incident": b, "basis": "analyst"}
        for n, (a, b) in enumerate(
            [("t:protest", "t:remark"), ("t:remark", "t:later"), ("t:later", "t:protest")]
        )
    ]
    change("incidents", "t:remark")(whole)
    whole["incidents"].append(
        {**found_by_id(whole, "incidents", "t:remark"), "id": "t:later", "statements": [], "claims": []}
    )
    found = [str(problem) for problem in refusal(whole, file).problems]
    assert [line.partition(" ")[0] for line in found] == ["relations[0]", "relations[1]", "relations[2]"]
    del whole["relations"][1]
    import_file(file(whole))


def test_mistakes_are_listed_up_to_a_limit(whole, file):  # noqa: F811 - the fixture
    whole["incidents"] = [{"id": f"t:{n}", "title": "", "type": "D10", "level": 3} for n in range(50)]
    whole["episodes"], whole["relations"] = [], []
    error = refusal(whole, file, limit=20)
    assert len(error.problems) == 20
    assert error.lines()[-1] == "file.json: 20 or more mistakes. Nothing was written."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this is no JSON in UTF-8"),
        ("no json", "the file at its start: this is no JSON in UTF-8"),
        (
            '{"format": "demarche-interchange", "version": 1, "actors": [{"id": "a"}, {"id": "b"',
            "after actors[1]",
        ),
        ("[1, 2]", "should hold one object, in braces."),
        ('{"version": 1}', "the file, format: should be demarche-interchange"),
        (
            '{"format": "demarche-interchange", "version": 2}',
            "version: 2 is not a version that this site reads. Write 1",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "people": []}',
            "the file, people: is no key of this format.",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "actors": {"id": "a"}}',
            "actors: should be a list of records.",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "actors": [{"id": "a", "kind": "x", "id": "b"}]}',
            "actors[0], id: stands twice in one object. Keep one.",
        ),
        (
            '{"format": "demarche-interchange", "version": 1,\n"title": "\\ud83d half"}',
            "the file: line 2 has one half of a pair",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "title": "\\ude00"}',
            "line 1 has one half of a pair",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "title": "\\ud83d\\ud83d\\ude00"}',
            "line 1 has one half of a pair",
        ),
        (
            '{"format": "demarche-interchange", "version": true}',
            "version: true is not a version that this site reads.",
        ),
        (
            '{"format": "demarche-interchange", "version": 1' + "0" * 5000 + "}",
            "has more digits than are read here",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "actors": ' + "[" * 30 + "]" * 30 + "}",
            "has brackets 20 deep and deeper",
        ),
        (
            '{"format": "demarche-interchange", "version": 1, "actors": [], "actors": []}',
            "actors: stands there twice.",
        ),
    ],
)
def test_a_file_that_is_no_interchange_file_is_refused_in_one_sentence(file, text, sentence):  # noqa: F811 - the fixture
    error = refusal(text, file)
    assert sentence in str(error)


def test_bytes_that_are_no_utf_8_are_refused_with_their_place(tmp_path):
    path = tmp_path / "latin.json"
    path.write_bytes(
        json.dumps(json.loads(WHOLE.read_text()), ensure_ascii=False).encode().replace("«".encode(), b"\xab")
    )
    with pytest.raises(ImportRefused, match=r"the file after incidents\[0\]: this is no JSON in UTF-8"):
        import_file(path)
    assert not Incident.objects.exists()


def test_a_whole_character_in_two_escapes_and_a_backslash_before_letters_are_text(whole, file):  # noqa: F811 - the fixture
    protest(whole)["note"] = "\U0001f600 and \\ud83d"
    import_file(file(json.dumps(whole)))
    assert Incident.objects.get(external_id="t:protest").note == "\U0001f600 and \\ud83d"


@pytest.mark.parametrize("name", ["r\udce9sum\udce9.json", f"{'long' * 62}.json"])
def test_the_name_of_the_file_may_be_odd(whole, file, name):  # noqa: F811 - the fixture
    assert import_file(file(whole, name)).new["incidents"] == 2


def test_a_rival_on_file_is_named(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    whole["actors"] = [{"id": "t:other", "kind": "igo", "name": "Another union", "party_code": "AUNION"}]
    for key in ("sources", "episodes", "incidents", "relations", "coverage"):
        whole[key] = []
    assert "another organisation has this party code" in str(refusal(whole, file)).lower()


def test_a_statement_of_another_record_is_not_taken_over(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    moved = incident(whole)["statements"].pop(1)
    incident(whole, "t:remark")["statements"].append({**moved, "inside": "t:s2"})
    assert "t:s1/1” is at home in another record here" in str(refusal(whole, file))


def test_a_public_source_cannot_become_confidential_by_import(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    Source.objects.filter(external_id="t:report").update(ref="SR-99")
    whole["sources"][0]["confidential"] = True
    assert "This source is public already" in str(refusal(whole, file, update=True))


def test_a_row_of_the_desk_in_the_way_of_none_is_left_alone(whole, file):  # noqa: F811 - the fixture
    row = checked(Source(title="Logged here", kind="newspaper"))
    import_file(file(whole))
    row.refresh_from_db()
    assert row.revision == 1


@pytest.mark.parametrize(("key", "identifier"), [("statements", "t:s1/1"), ("claims", "t:c1")])
def test_what_has_a_public_number_cannot_be_left_out(whole, file, key, identifier):  # noqa: F811 - the fixture
    import_file(WHOLE)
    publish(Incident.objects.get(external_id="t:protest"))
    protest(whole)[key] = [row for row in protest(whole)[key] if row["id"] != identifier]
    assert f"{key}: “{identifier}” is left out, but it has the public number" in str(refusal(whole, file))


def test_what_another_record_still_refers_to_is_refused_in_a_sentence(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    incident(whole, "t:remark")["statements"] = []
    protest(whole)["title"] = "Corrected"
    assert "leaves out of another record" in str(refusal(whole, file))


def test_a_claim_that_another_record_contradicts_cannot_be_left_out(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    contradicting = incident(whole, "t:remark")["claims"] = [
        {
            "id": "t:rival",
            "text": "It was not so.",
            "nature": "fact",
            "certainty": "reported",
            "contradicts": ["t:c1"],
        }
    ]
    import_file(file(whole))
    protest(whole)["claims"] = [row for row in protest(whole)["claims"] if row["id"] != "t:c1"]
    whole["incidents"] = [protest(whole)]
    assert (
        contradicting
        and "claims: “t:c1” is left out, but a claim of another record contradicts it"
        in str(refusal(whole, file))
    )


def test_an_import_merges_no_actor_that_is_here(whole, file):  # noqa: F811 - the fixture
    import_file(WHOLE)
    change("actors", "t:desk", merged_into="t:mfa")(whole)
    assert "merged_into: “t:mfa” differs from what is on file here" in str(refusal(whole, file, update=True))
