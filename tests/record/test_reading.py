"""Finding one published thing, now and then."""

import pytest

from record import codebook, envelopes, ledger, reading
from record.models import Entry
from tests.make import make_incident, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def corrected(grozin):
    """Published with 27 April, corrected to 26 April."""
    grozin.date = "2025-04-26"
    grozin.full_clean()
    grozin.save()
    publish(grozin, "The refusal was on 26 April.")
    return grozin


def date_of(address, as_of=""):
    return reading.read(address, "incident", ledger.moment(as_of)).document["date"]["edtf"]


def test_a_ref_names_the_newest_version(corrected):
    assert date_of(corrected.ref) == "2025-04-26"


def test_a_version_stays_for_ever(corrected):
    assert date_of(f"{corrected.ref}@1") == "2025-04-27"


def test_an_earlier_moment_shows_what_was_public_then(corrected):
    newest = Entry.objects.count()
    assert date_of(corrected.ref, f"entry:{newest - 1}") == "2025-04-27"


@pytest.mark.parametrize(
    "address", ["DI-999", "DI-1@9", "DI-0", "di-1", "A-1", "", "DI-1@", "DI-1@0", "DI-99999999999"]
)
def test_what_is_not_public_is_not_found(corrected, address):
    with pytest.raises(reading.NotPublic):
        reading.read(address, "incident", ledger.moment())


def test_a_draft_is_not_found(corrected):
    make_incident("A draft")
    with pytest.raises(reading.NotPublic):
        reading.read("DI-2", "incident", ledger.moment())


def test_before_it_was_published_it_is_not_found(corrected):
    with pytest.raises(reading.NotPublic):
        reading.read(corrected.ref, "incident", ledger.moment("entry:1"))


def test_what_was_retracted_is_withdrawn_but_its_versions_stay(corrected):
    ledger.append("incident", corrected.ref, "retracted", "The report was withdrawn.")
    with pytest.raises(reading.Withdrawn) as gone:
        reading.read(corrected.ref, "incident", ledger.moment())
    assert gone.value.entry.reason == "The report was withdrawn."
    found = reading.read(f"{corrected.ref}@2", "incident", ledger.moment())
    assert found.withdrawn.reason == "The report was withdrawn."


def test_an_earlier_moment_tells_that_the_thing_was_withdrawn_since(corrected):
    then = ledger.moment()
    ledger.append("incident", corrected.ref, "retracted", "The report was withdrawn.")
    found = reading.read(corrected.ref, "incident", ledger.moment(f"entry:{then.entry}"))
    assert found.withdrawn.reason == "The report was withdrawn."


def test_what_was_merged_lives_on_elsewhere(corrected):
    ledger.append("incident", corrected.ref, "merged", "The same event.", {"merged_into": "DI-7"})
    with pytest.raises(reading.MergedInto, match="DI-7"):
        reading.read(corrected.ref, "incident", ledger.moment())
    with pytest.raises(reading.MergedInto, match="DI-7"):
        reading.read(f"{corrected.ref}@3", "incident", ledger.moment())


def test_changes_come_in_order_behind_a_number(corrected):
    found = reading.changes(3, 4)
    assert [entry.number for entry, _ in found] == [4, 5, 6, 7]
    assert all(text for _, text in found)


def test_an_envelope_has_words_for_every_code_and_names_for_every_ref(corrected):
    moment = ledger.moment()
    answer = envelopes.envelope(reading.read(corrected.ref, "incident", moment), codebook.at(moment), moment)
    assert list(answer) == [
        "ref",
        "version",
        "entry",
        "published",
        "withdrawn",
        "merged_into",
        "newest_version",
        "sha256",
        "url",
        "cite",
        "labels",
        "links",
        "document",
    ]
    assert answer["labels"]["types"] == {"P10": "Refusal of entry to a person"}
    assert answer["labels"]["countries"]["KAZ"]["alpha2"] == "KZ"
    assert answer["labels"]["scales"]["claim_positions"] == {"asserts": "Says so"}
    cited = {row["source"] for row in answer["document"]["citations"]}
    assert cited <= answer["labels"]["sources"].keys()
    assert answer["cite"]["url"].endswith(f"/incidents/{corrected.ref}@2/")


def test_reading_one_thing_takes_a_fixed_number_of_queries(corrected, django_assert_num_queries):
    moment = ledger.moment()
    book = codebook.at(moment)
    with django_assert_num_queries(4):
        envelopes.envelope(reading.read(corrected.ref, "incident", moment), book, moment)
