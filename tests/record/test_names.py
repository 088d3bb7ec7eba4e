"""Names in a question: found in every script and case, and never a neighbour's."""

import re
from collections import defaultdict
from itertools import islice, product

import pytest

from actors.models import ActorName
from lib.russian_cases import DECLENSIONS, VOWELS
from record import codebook, ledger
from record.models import ThingIndex
from record.names import actor_keys, actors_named, folded
from tests.make import checked, make_actor, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return codebook.at(ledger.moment())


def codes(book, text):
    return [found.code for found in book.lexicon.find(text)]


def names_of(row):
    return {row["name"], row["official_name"] or "", *(other["name"] for other in row["names"])} - {""}


def owners(book):
    """Folded name to the countries that are called so: a state and its predecessor may share one."""
    found = defaultdict(set)
    for code, row in book.countries.items():
        for name in names_of(row):
            found[folded(name)].add(code)
    return found


def declined(name):
    """A Cyrillic name in its case forms, a few hundred at most."""
    words = [[word, *forms(word)] for word in name.split()]
    return (" ".join(chosen) for chosen in islice(product(*words), 300))


def forms(word):
    for nominative, cases in DECLENSIONS:
        if word.endswith(nominative) and (nominative or word[-1].lower() not in f"{VOWELS}йьъёіїәөүұ"):
            yield from (word.removesuffix(nominative) + case for case in cases.split())


def test_every_name_of_every_country_finds_exactly_those_who_bear_it(book):
    called = owners(book)
    assert len(called) > 4000
    wrong = {
        name: found
        for row in book.countries.values()
        for name in names_of(row)
        if set(found := codes(book, name)) != called[folded(name)]
    }
    assert wrong == {}


def test_only_states_of_different_times_share_a_name(book):
    for name, shared in owners(book).items():
        today = [code for code in shared if not book.countries[code]["valid_to"]]
        assert len(today) <= 1, (name, shared)


def test_no_case_form_of_a_name_finds_another_country(book):
    called, tried, wrong = owners(book), 0, []
    for code, row in book.countries.items():
        for name in names_of(row):
            if not re.search("[а-яё]", name.lower()):
                continue
            for form in declined(name):
                tried += 1
                strangers = (
                    set(codes(book, form)) - {code} - called[folded(name)] - called.get(folded(form), set())
                )
                wrong += [(code, form, strangers)] if strangers else []
    assert tried > 10_000 and wrong == []


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        (
            "KGZ",
            "Киргизия/Киргизии/Киргизию/Кыргызстан/Кыргызстана/Kyrgyzstan/Kirgisistan/Қырғызстан/Kırgızistan",
        ),
        ("UZB", "Uzbekistan/Oʻzbekiston/O'zbekiston/O’zbekiston/Ўзбекистон/Узбекистаном"),
        ("TUR", "Türkiye/Turkiye/Турции"),
        ("CIV", "Côte d’Ivoire/cote d'ivoire"),
        ("ZAF", "South Africa"),
        ("SSD", "South Sudan"),
        ("USA", "US/U.S./USA/usa/США/сша"),
        ("BIH", "Bosnia and Herzegovina/Bosnia & Herzegovina"),
        ("LCA", "St. Lucia/Saint Lucia"),
        ("KAZ", "Kazakhstan's/Kazakhstan’s/KAZAKHSTAN/Казахстане"),
        ("SUN", "СССР/Soviet Union/Советского Союза"),
        ("CHN", "中国/Китаю"),
    ],
)
def test_one_country_in_many_spellings(book, code, spellings):
    for text in spellings.split("/"):
        assert code in codes(book, text), text


@pytest.mark.parametrize(
    ("text", "not_meant"),
    [
        ("Turkey", "TKM"),
        ("Niger", "NGA"),
        ("Нигере", "NGA"),
        ("Nigeria", "NER"),
        ("Iran", "IRQ"),
        ("Iraq", "IRN"),
        ("Ирана", "IRQ"),
        ("Austria", "AUS"),
        ("Slovakia", "SVN"),
        ("Dominica", "DOM"),
        ("Guinea", "GNB"),
        ("Guinea-Bissau", "GIN"),
        ("Sudan", "SSD"),
        ("Guam", "GUAM"),
        ("Congo", "COD"),
    ],
)
def test_neighbours_in_the_alphabet_stay_apart(book, text, not_meant):
    assert not_meant not in codes(book, text) != []


@pytest.mark.parametrize(
    "text", ["us", "сад", "данных", "малых", "куб", "Kyrg", "Turk", "United", "republic", "!", ""]
)
def test_words_that_are_no_names(book, text):
    assert codes(book, text) == []


def test_an_organisation_is_found_by_name_and_code(book):
    assert codes(book, "NATO") == codes(book, "nato") == ["NATO"]
    assert codes(book, "European Union") == ["EU"]


# --- actors -------------------------------------------------------------------------------------------------------


def published(*actors):
    """Makes actors public by an incident in which they speak."""
    incident = make_incident("Everybody speaks")
    for actor in actors:
        make_statement(incident, speaker=actor)
    publish(incident)


def lavrov(**fields):
    actor = make_actor("Sergey Lavrov", "person", "RUS", **fields)
    for name, language in (("Sergei Lavrov", "en"), ("Сергей Лавров", "ru")):
        checked(ActorName(actor=actor, name=name, language=language))
    return actor


def who(text):
    """Names of the actors that a text names."""
    rows = ThingIndex.objects.filter(until__isnull=True)
    return [found.label for found in actors_named([text], rows).find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov",
        "lavrov",
        "Lavrov's",
        "Лавров",
        "Лаврова",
        "Лавровым",
        "Sergei Lavrov",
        "Сергея Лаврова",
        "Сергею",
        "LAVROV",
    ],
)
def test_a_person_is_found_by_every_name_and_by_a_part_of_it(text):
    published(lavrov())
    assert who(text) == ["Sergey Lavrov"]


@pytest.mark.parametrize("text", ["Lavr", "Lavrow", "Лавр", "Sergey Petrov", "Sergei Лавровский"])
def test_what_is_only_alike_is_nobody(text):
    published(lavrov())
    assert who(text) == []


def test_the_beginning_of_a_name_is_told_apart_from_the_name():
    published(lavrov())
    named = actors_named(["Lavr"], ThingIndex.objects.all())
    assert [found.code for found in named.beginning_with("Lavr")] == ["A-1"]
    assert named.beginning_with("Lav") == named.beginning_with("avro") == []


def test_a_body_is_found_by_its_whole_name_only():
    published(make_actor("Ministry of Foreign Affairs of Uzbekistan"))
    assert who("ministry of foreign affairs of Uzbekistan") == ["Ministry of Foreign Affairs of Uzbekistan"]
    assert who("Ministry") == who("Uzbekistan") == who("Foreign Affairs") == []


def test_an_office_is_no_personal_name():
    published(make_actor("Ambassador of Russia (unnamed)", "person", "RUS"))
    assert who("Russia") == who("Ambassador") == []


def test_a_name_that_many_share_names_nobody():
    published(*(make_actor(f"Sergey Number{n}", "person", "") for n in range(11)))
    assert who("Sergey") == []
    assert who("Sergey Number3") == ["Sergey Number3"]


def test_a_name_that_is_not_public_is_not_found():
    make_actor("Andrei Draftov", "person", "")
    hidden = make_actor("Pyotr Protectedov", "person", "", privacy="protected", description="A teacher")
    checked(ActorName(actor=hidden, name="Пётр Защищенов", language="ru"))
    published(hidden)
    assert who("Draftov") == who("Protectedov") == who("Защищенов") == who("Pyotr Protectedov") == []


def test_a_name_added_at_the_desk_is_found_when_it_is_public():
    actor = lavrov()
    published(actor)
    checked(ActorName(actor=actor, name="Serghei Lawrow", language="de"))
    assert who("Lawrow") == []


def test_keys_hold_whole_names_roughly_and_the_parts_of_personal_ones():
    assert actor_keys(["Sergey Lavrov"], "person") == ["=ser lav", "lavrov", "sergey"]
    assert actor_keys(["Ministry of Labour", "GKNB"], "ministry") == ["=gkn", "=min of lab", "gknb"]


def test_the_code_of_a_country_is_a_name_of_it_in_capitals(book):
    for code in book.countries.keys() - {"AND"}:  # a word that names leave out
        assert code in codes(book, code)
    assert codes(book, "KAZ") == ["KAZ"]
    assert [codes(book, word) for word in ("kaz", "can", "Per", "nor")] == [[], [], [], []]
