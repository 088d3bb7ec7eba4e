"""Reference data is loaded once, told about, and never overwrites what the desk edited."""

from io import StringIO

import pytest
from django.core.management import call_command

from actors.models import Actor, Country, Grouping, GroupingMember
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
