"""Search over the founding article as published: what each question finds, then and now."""

import pytest
from django.db import connection
from django.http import QueryDict

from actors.models import Actor, ActorName
from incidents.models import Incident
from record import codebook, ledger, search
from record.filters import IncidentFilter
from record.models import IncidentIndex
from record.parameters import FilterError
from record.publishing import publish_alone
from record.vectors import Written
from record.withdrawing import merge_actors
from tests.make import checked, make_actor, make_incident, make_statement, publish, publish_article
from tests.once import undone_after
from tests.record.founding_article import Article

LAVROV = {"INC-18", "INC-19", "INC-20"}
KYRGYZSTAN = {"INC-03", "INC-04", "INC-08", "INC-09", "INC-21"}


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    with undone_after(django_db_blocker):
        publish_article()
        yield Article.published()


@pytest.fixture
def article(imported, db):
    return imported


def filters(q, as_of="", **others):
    moment = ledger.moment(as_of)
    parameters = QueryDict(mutable=True)
    parameters.update({"q": q, **others})
    rows = IncidentIndex.objects.at(moment)
    return IncidentFilter(parameters, rows, codebook=codebook.at(moment), moment=moment)


def found(article, q, as_of="", **others):
    """Ids of the incidents that a question finds."""
    names = {ref: name for name, ref in article.refs.items()}
    return {names[row.ref] for row in filters(q, as_of, **others).selected()}


def names(q):
    """Codes of the names in a question."""
    asked = filters(q)
    asked.selected()
    return [name.lexeme for name, _ in asked.question.names]


# --- names --------------------------------------------------------------------------------------------------------


def test_a_person_is_found_in_every_spelling(article):
    assert found(article, "Sergei Lavrov") == LAVROV


@pytest.mark.parametrize("q", ["Лавров", "Лаврова", "Лавровым", "Сергея Лаврова"])
def test_a_name_in_other_letters_is_also_found_where_the_record_s_words_have_it(article, q):
    assert found(article, q) == found(article, "Lavrov") > LAVROV


@pytest.mark.parametrize(
    "q", ["Киргизия", "Киргизии", "Кыргызстан", "Кыргызстана", "Kyrgyzstan", "Kirgisistan", "c:KGZ"]
)
def test_a_country_is_found_in_every_script_and_case(article, q):
    assert found(article, q) == KYRGYZSTAN


@pytest.mark.parametrize("q", ["Umaro", "Умаро", "Umarov", "Темуром Умаровым"])
def test_the_beginning_of_a_name_is_enough(article, q):
    assert {"INC-05", "INC-07", "INC-27"} <= found(article, q)
    assert "INC-10" not in found(article, q)


def test_a_word_of_the_record_is_not_taken_for_the_beginning_of_a_name(article):
    rector = Actor.objects.get(name="Sherzodkhon Kudratkhodja")
    assert names("Kudrat") == [f"a:{rector.ref}"]
    publish(make_incident("A town called Kudrat"))
    assert names("Kudrat") == []


def test_two_names_must_both_be_there(article):
    assert found(article, "Лавров Узбекистан") == LAVROV | {"INC-05"}
    assert found(article, "Kyrgyzstan Lavrov") == set()
    assert found(article, "Лаврова OR Киргизия") == LAVROV | {"INC-05"} | KYRGYZSTAN


def test_the_longest_name_counts(article):
    assert names("South Africa") == ["c:ZAF"]
    assert names("South Sudan and Sudan") == ["c:SSD", "c:SDN"]
    assert names("Guinea Bissau") == ["c:GNB"]
    assert names("New Zealand law") == ["c:NZL"]


def test_a_code_may_be_written_as_one(article):
    asked = filters("c:kgz")
    asked.selected()
    ((name, excluded),) = asked.question.names
    assert (name.code, name.label, excluded) == ("KGZ", "Kyrgyzstan", False)
    assert found(article, f"a:{article.refs['PER-01']}") == LAVROV
    assert found(article, "migrants -c:KGZ") == found(article, "migrants -Киргизия")


def test_a_name_in_quotation_marks_is_words_only(article):
    assert names('"Киргизия"') == [] and found(article, '"Киргизия"') == set()


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("Turkey", ["c:TRK", "c:TUR"]),
        ("Niger", ["c:NER"]),
        ("Iran", ["c:IRN"]),
        ("Austria", ["c:AUT"]),
        ("Того", ["c:TGO"]),
        ("кроме того протест", []),
        ("tell us", []),
        ("US protest", ["c:USA"]),
    ],
)
def test_names_are_not_confused(article, q, codes):
    assert names(q) == codes


def test_a_name_that_is_not_public_changes_nothing(article):
    before = found(article, "Sekerina"), names("Sekerina"), names("Zhukovsky")
    checked(Actor(name="Ivan Zhukovsky", kind="person"))
    for actor in Actor.objects.exclude(ref="")[:1]:
        checked(ActorName(actor=actor, name="Ivan Zhukovsky"))
    assert (found(article, "Sekerina"), names("Sekerina"), names("Zhukovsky")) == before == (set(), [], [])


# --- words --------------------------------------------------------------------------------------------------------


def test_accents_do_not_matter(article):
    assert found(article, "démarche") == found(article, "demarche") == {"INC-25"}


def test_a_phrase_asks_for_its_words_in_their_order(article):
    assert found(article, '"Victory Day"') == {"INC-02"}
    assert found(article, '"Day Victory"') == set()


def test_a_minus_leaves_out(article):
    assert found(article, "mercenaries -Ukraine") == found(article, "mercenaries") - found(article, "Ukraine")
    assert found(article, "migrants -Киргизия") == found(article, "migrants") - KYRGYZSTAN != set()


def test_common_words_beside_others_do_not_count(article):
    assert found(article, "the migrants of") == found(article, "migrants")


def test_other_filters_hold_too(article):
    assert found(article, "migrants", country="KGZ") == found(article, "migrants") & KYRGYZSTAN


def test_what_nothing_has_finds_nothing(article):
    assert found(article, "xylophone") == found(article, "migrants xylophone") == set()


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("the", "in every text"),
        ("the or of", "in every text"),
        ("-migrants", "leave out"),
        ("law or -migrants", "leave out"),
        ("the -migrants", "leave out"),
        ('"', "no word"),
        ("?!… —", "no word"),
        ("x" * 501, "500"),
        ("\0", "Null"),
    ],
)
def test_what_cannot_be_answered_is_said(article, q, sentence):
    with pytest.raises(FilterError) as error:
        found(article, q)
    assert sentence in error.value.problems["q"][0]


@pytest.mark.parametrize(
    "q",
    [
        "'",
        "a & b | !c",
        "c:'; --",
        "\\",
        "'':*",
        "<->",
        "((((",
        '""""',
        "or",
        "a" * 500,
        "é" * 500,
        "a " * 250,
        "к " * 250,
    ],
)
def test_whatever_is_typed_is_answered_or_refused(article, q):
    try:
        list(filters(q).selected())
    except FilterError as error:
        assert list(error.problems) == ["q"]


# --- then and now -------------------------------------------------------------------------------------------------


def test_a_past_state_is_searched_as_it_was(article):
    before = ledger.moment().entry
    incident = Incident.objects.get(ref=article.refs["INC-25"])
    Incident.objects.filter(pk=incident.pk).update(narrative="Nothing to add about xylophones.")
    publish(incident, "Shortened.")
    assert (found(article, "démarche"), found(article, "xylophone")) == (set(), {"INC-25"})
    then = f"entry:{before}"
    assert (found(article, "démarche", then), found(article, "xylophone", then)) == ({"INC-25"}, set())


def test_a_past_state_knows_the_names_of_then(article):
    before = ledger.moment().entry
    lavrov = Actor.objects.get(ref=article.refs["PER-01"])
    checked(ActorName(actor=lavrov, name="Serghei Lawrow", language="de"))
    lavrov.refresh_from_db()
    publish_alone("actor", lavrov, user=None, revision=lavrov.revision, reason="Another spelling.")
    assert found(article, "Lawrow") == LAVROV
    assert found(article, "Lawrow", f"entry:{before}") == set()
    assert found(article, "Лаврова", f"entry:{before}") > LAVROV


def test_who_was_merged_into_an_actor_is_found_by_its_name(article):
    double = make_actor("S. Lawroff", "person", "RUS")
    incident = make_incident("A minister speaks", sides=("RUS", "UZB"))
    make_statement(incident, speaker=double)
    publish(incident)
    before = ledger.moment().entry
    double.refresh_from_db()
    lavrov = Actor.objects.get(ref=article.refs["PER-01"])
    merge_actors(double, lavrov, user=None, revision=double.revision, reason="The same man.")
    incident.refresh_from_db()
    assert [row.ref for row in filters("Лаврова").selected() if row.ref == incident.ref] == [incident.ref]
    assert incident.ref not in {row.ref for row in filters("Лаврова", f"entry:{before}").selected()}
    assert names("Lawroff") == []


@pytest.mark.parametrize(("rare", "page"), [(0, 0), (0, 50), (10_000, 50)])
def test_few_some_and_many_hits_are_found_alike(article, monkeypatch, rare, page):
    monkeypatch.setattr(search, "RARE", rare)
    monkeypatch.setattr(search, "A_PAGE", page)
    assert found(article, "Киргизия") == KYRGYZSTAN
    assert found(article, "migrants", country="KGZ") == found(article, "migrants") & KYRGYZSTAN


# --- best first ---------------------------------------------------------------------------------------------------


def ranked(q):
    asked = filters(q)
    rows = asked.in_order(asked.selected(), "relevance")
    return [row.ref for row in rows.order_by("-relevance", "-number")]


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(article):
    names = {ref: name for name, ref in article.refs.items()}
    order = [names[ref] for ref in ranked("monument")]
    assert order[0] == "INC-19" and len(order) > 1


def test_hits_are_ranked_alike_however_many_there_are(article, monkeypatch):
    order = ranked("Russia")
    assert len(order) > 5
    monkeypatch.setattr(search, "RARE", 0)
    monkeypatch.setattr(search, "A_PAGE", 0)
    assert filters("Russia").selected().exists() and ranked("Russia") == order
    monkeypatch.setattr(search, "RANKED", 3)
    newest = filters("Russia").selected().order_by("-day_desc", "-number").values_list("ref", flat=True)
    assert sorted(ranked("Russia")) == sorted(newest[:3])


def test_only_the_newest_hits_are_ranked(article, monkeypatch):
    everything = filters("migrants").selected()
    newest = {row.ref for row in everything.order_by("-day_desc", "-number")[:3]}
    assert search.all_ranked(everything)
    monkeypatch.setattr(search, "RANKED", 3)
    assert set(ranked("migrants")) == newest and everything.count() > 3
    assert not search.all_ranked(everything)


def test_relevance_needs_a_question(article):
    asked = filters("")
    with pytest.raises(FilterError, match="give q"):
        asked.in_order(asked.selected(), "relevance")


# --- how ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "queries"),
    [("migrants", 3), ("Киргизия -Казахстан or the law", 3), ("Лаврова", 5), ("Lavrov Umarov or Grozin", 5)],
)
def test_a_question_takes_a_few_queries_before_the_list(article, django_assert_num_queries, q, queries):
    """Names of actors, words and hits; two more where actors are named, for those who were merged into them."""
    asked = filters(q)
    assert asked.codebook.lexicon  # made once for the process
    with django_assert_num_queries(queries):
        asked.selected()


def test_a_rare_word_is_looked_up_in_the_index(article):
    with connection.cursor() as cursor:
        columns = ", ".join(
            f.column
            for f in IncidentIndex._meta.concrete_fields
            if f.column not in ("id", "number", "ref", "search")
        )
        cursor.execute(
            f"INSERT INTO record_incidentindex (number, ref, search, {columns})"
            f" SELECT 1000 + n, 'DI-' || 1000 + n, to_tsvector('demarche', 'word' || n), {columns}"
            " FROM record_incidentindex, generate_series(1, 20000) AS n WHERE number = 1 AND until IS NULL"
        )
        cursor.execute("ANALYZE record_incidentindex")
    rows = IncidentIndex.objects.filter(until__isnull=True)
    hits = rows.filter(search=Written("'word777'")).order_by().values("pk")[: search.RARE + 1]
    assert "incident_search" in hits.explain()
    assert [row.number for row in filters("word777").selected()] == [1777]
