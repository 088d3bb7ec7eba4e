"""Reference data is loaded once, told about, and never overwrites what the desk edited."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actors.models import Actor, Country, Grouping, GroupingMember
from codebook import reference
from codebook.models import IncidentType, Theme
from record import codebook, ledger
from record.models import Entry

pytestmark = pytest.mark.django_db


def load(**options):
    out = StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue()


def test_the_second_run_changes_nothing():
    entries, events = Entry.objects.count(), Country.pgh_event_model.objects.count()
    assert load() == "Reference data is up to date.\n"
    assert (Entry.objects.count(), Country.pgh_event_model.objects.count()) == (entries, events)


def test_all_of_it_is_there():
    assert IncidentType.objects.count() == 56
    assert Country.objects.filter(valid_to="").count() == 250
    assert Country.objects.get(code="SUN").successors.filter(code="UZB").exists()
    assert Country.objects.get(code="KAZ").borders.filter(code="RUS").exists()
    assert Country.objects.get(code="KGZ").names.filter(name="Киргизия", language="ru").exists()
    assert {"UN", "OSCE", "ICC", "OPCW", "AU", "LAS", "IAEA", "WTO"} <= set(
        Grouping.objects.values_list("code", flat=True)
    )
    assert Actor.objects.get(party_code="EU").kind == "igo"


def test_members_are_those_of_the_day():
    from datetime import date

    def members(code, day):
        return set(
            GroupingMember.objects.on_date(day)
            .filter(grouping=code, status="member")
            .values_list("country", flat=True)
        )

    assert "GBR" in members("EU", date(2019, 1, 1)) and "GBR" not in members("EU", date(2021, 1, 1))
    assert "FIN" not in members("NATO", date(2022, 1, 1)) and "FIN" in members("NATO", date(2024, 1, 1))


def test_a_country_that_comes_back_is_its_neighbours_neighbour_and_its_predecessors_successor():
    GroupingMember.objects.filter(country="KGZ").delete()
    Country.objects.get(code="KGZ").delete()
    assert "Countries: 1 added" in load()
    assert Country.objects.get(code="KGZ").borders.filter(code="KAZ").exists()
    assert Country.objects.get(code="KAZ").borders.filter(code="KGZ").exists()
    assert Country.objects.get(code="SUN").successors.filter(code="KGZ").exists()


def test_a_border_that_was_removed_at_the_desk_stays_removed():
    kazakhstan = Country.objects.get(code="KAZ")
    kazakhstan.borders.remove("UZB")
    GroupingMember.objects.filter(country="KGZ").delete()
    Country.objects.get(code="KGZ").delete()
    load()
    assert not kazakhstan.borders.filter(code="UZB").exists()


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The files in a place where a test may spoil them."""
    monkeypatch.setattr(reference, "DATA", shutil.copytree(reference.DATA, tmp_path / "data"))
    return tmp_path / "data"


def spoil(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_state_with_an_unreadable_date_stops_the_load(files):
    spoil(files / "reference/historical_states.csv", "1922-12-30", "1922-13-30")
    with pytest.raises(CommandError, match=r"^Countries, SUN: '1922-13-30' is not a date we can read"):
        load()


def test_a_member_with_an_unreadable_date_stops_the_load(files):
    Grouping.objects.get(code="CSTO").delete()
    spoil(files / "reference/memberships.csv", "CSTO,KAZ,member,1992-05-15", "CSTO,KAZ,member,15.05.1992")
    with pytest.raises(
        CommandError, match=r"^Members, KAZ in CSTO from 15\.05\.1992: '15\.05\.1992' is not a date"
    ):
        load()
    assert not Grouping.objects.filter(code="CSTO").exists()


def test_a_member_that_left_before_it_joined_stops_the_load(files):
    Grouping.objects.get(code="CSTO").delete()
    spoil(files / "reference/memberships.csv", "1992-05-15,day,2024-02-21", "2024-05-15,day,2024-02-21")
    with pytest.raises(
        CommandError, match=r"^Members, ARM in CSTO from 2024-05-15: The membership would end"
    ):
        load()


def test_an_edit_at_the_desk_stays_and_is_told():
    IncidentType.objects.filter(code="D20").update(definition="Edited at the desk.")
    assert "1 differ from the files and were kept (D20)" in load()
    assert IncidentType.objects.get(code="D20").definition == "Edited at the desk."


def test_on_request_the_files_win():
    IncidentType.objects.filter(code="D20").update(definition="Edited at the desk.")
    assert "1 changed (D20)" in load(update=True)
    assert IncidentType.objects.get(code="D20").definition != "Edited at the desk."


def test_what_was_removed_comes_back_and_waits_for_an_administrator():
    Theme.objects.filter(code="migrants").delete()
    out = load()
    assert "Themes: 1 added" in out and "until an administrator publishes" in out


def test_the_first_version_of_the_codebook_is_public():
    book = codebook.at(ledger.moment())
    assert book.version == 1 and len(book.types) == 56
    assert book.scale_label("certainty", "disputed") == "Disputed"
    assert (
        book.country_code("kz"),
        book.country_code("KAZ"),
        book.country_code("cow:365"),
        book.country_code("zz"),
    ) == (
        "KAZ",
        "KAZ",
        "RUS",
        None,
    )


def test_a_failure_leaves_nothing_half_loaded(monkeypatch):
    Theme.objects.filter(code="migrants").delete()
    monkeypatch.setattr("actors.reference.load", lambda update: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load()
    assert not Theme.objects.filter(code="migrants").exists()
