"""The page of coverage: months seen, set and published."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.utils.html import strip_tags

from desk.standing import standing, standings
from incidents.models import Coverage, Decision, Revision
from record.models import CoverageIndex
from tests.desk.browser import open_form
from tests.desk.states import everything, in_state
from tests.desk.things import put
from tests.make import checked

pytestmark = pytest.mark.django_db
PAGE = "/desk/coverage/"
KAZ = f"{PAGE}?country=KAZ&counterpart=&first=2024&last=2025"
PAIR = f"{PAGE}?country=KAZ&counterpart=RUS&first=2025&last=2025"
RUN = {"start": "2025-01", "end": "2025-03", "depth": "systematic", "note": "Two newspapers."}


def take(client, page=KAZ, form="run_form", **fields):
    said = {"public_reason": "Read."} if form == "public_form" else RUN
    return client.post(page, open_form(client, page, form) | said | fields)


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def cells(answer) -> list[str]:
    return ["".join(month.coded[0] for month in row) for _, row in answer.context["years"]]


def test_my_desk_leads_to_the_page_which_asks_whose(analyst):
    assert 'href="/desk/coverage/"' in analyst.get("/desk/").content.decode()
    assert "Whose coverage?" in text(analyst.get(PAGE))


def test_a_run_of_months_is_set_at_once_and_shown(analyst):
    assert take(analyst)["Location"] == KAZ
    row = Coverage.objects.get()
    assert (str(row.start), str(row.end), row.note) == ("2025-01-01", "2025-03-31", "Two newspapers.")
    assert cells(analyst.get(KAZ)) == ["n" * 12, "yyy" + "n" * 9]
    kept = Revision.objects.get(kind="coverage", object_id=row.pk)
    assert (kept.user, kept.reason) == (analyst.user, "Sources searched systematically, 2025-01 to 2025-03")


def test_a_pair_has_months_of_its_own(analyst):
    take(analyst, PAIR, depth="partial")
    assert Coverage.objects.get().counterpart_id == "RUS"
    assert cells(analyst.get(PAIR)) == ["ppp" + "n" * 9]


def test_an_editor_publishes_what_waits_and_only_that(editor, settings):
    settings.FOUR_EYES = False
    take(editor)
    assert take(editor, form="public_form").status_code == 302
    assert CoverageIndex.objects.get(until=None).depth == "systematic"
    assert "public_form" not in editor.get(KAZ).content.decode()
    take(editor, start="2025-02", end="2025-02", depth="none")
    assert len(editor.get(KAZ).context["waiting"]) == 3
    assert take(editor, form="public_form").status_code == 302
    assert sorted(CoverageIndex.objects.filter(until=None).values_list("depth", flat=True)) == [
        "none",
        "systematic",
        "systematic",
    ]


def test_nobody_publishes_what_they_set_themselves_where_four_eyes_are_on(editor, sign_in, settings):
    settings.FOUR_EYES = True
    take(editor)
    assert "somebody else has to publish it" in text(take(editor, form="public_form"))
    assert not CoverageIndex.objects.exists()
    assert take(sign_in("Editor", "second"), form="public_form").status_code == 302


def test_a_row_that_came_meanwhile_is_not_overwritten(analyst):
    form = open_form(analyst, KAZ, "run_form") | RUN
    checked(Coverage(country_id="KAZ", start="2025-02-01", end="2025-02-28", depth="none"))
    before = everything()
    assert "after you opened the page" in text(analyst.post(KAZ, form)) and everything() == before


def test_a_row_that_was_changed_meanwhile_is_not_published_unseen(editor):
    take(editor)
    form = open_form(editor, KAZ, "public_form") | {"public_reason": "Read."}
    Coverage.objects.update(note="Something else.")
    assert "Look at the page again" in text(editor.post(KAZ, form)) and not CoverageIndex.objects.exists()


def months_of(year: int) -> list[Coverage]:
    return [
        checked(
            Coverage(
                country_id="KAZ", start=f"{year}-{month:02}-01", end=f"{year}-{month:02}-20", depth="none"
            )
        )
        for month in range(1, 13)
    ]


def test_what_says_nothing_new_is_told_apart_and_waits_no_more(editor):
    row, other, *_ = months_of(2025)
    put("coverage", row)
    Coverage.objects.filter(pk=row.pk).update(note="For a moment.")
    Coverage.objects.filter(pk=row.pk).update(note="")
    Coverage.objects.exclude(pk__in=[row.pk, other.pk]).delete()
    answer = take(editor, form="public_form")
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == [
        "Published 1 row of coverage: 2025-02-01 to 2025-02-20.",
        "Said already what is public, so nothing was written: 2025-01-01 to 2025-01-20.",
    ]
    assert Decision.objects.filter(object_id=row.pk, action="unchanged").count() == 1
    assert not editor.get(KAZ).context["waiting"]


def test_a_row_that_the_database_refuses_is_told_by_its_days_and_the_others_are_public(editor):
    months_of(2025)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END' LANGUAGE plpgsql;"
            "CREATE TRIGGER planted BEFORE UPDATE ON incidents_coverage FOR EACH ROW"
            " WHEN (NEW.start = '2025-03-01') EXECUTE FUNCTION refuse()"
        )
    answer = take(editor, form="public_form")
    assert [one.split(":")[0] for one in answer.context["refused"]] == ["2025-03-01 to 2025-03-20"]
    assert "Published 11 rows of coverage: 2025-01-01 to 2025-01-20," in text(answer)
    assert CoverageIndex.objects.filter(until=None).count() == 11


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": "2025-05"}, "The run would end before it began."),
        ({"start": "2025-13"}, "Write a year and a month: 2025-04."),
        ({"start": ""}, "This field is required."),
        ({"depth": "all"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_meant_is_refused(analyst, fields, said):
    assert said in text(take(analyst, **fields)) and not Coverage.objects.exists()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?country=KAZ&counterpart=KAZ&first=2024&last=2025", "Choose another counterpart"),
        ("?country=KAZ&first=2025&last=2024", "the earlier year first"),
        ("?country=KAZ&first=1900&last=2100", "Choose a span of 1 to 30 years"),
        ("?country=XXX&first=2024&last=2025", "Select a valid choice"),
        ("?country=%00&first=2024&last=2025", "Null characters are not allowed"),
    ],
)
def test_an_odd_scope_is_told_so(analyst, query, said):
    assert said in text(analyst.get(PAGE + query))


def test_who_may_what(analyst, sign_in, stranger):
    newcomer = sign_in("")
    assert newcomer.get(KAZ).status_code == newcomer.post(KAZ, RUN).status_code == 403
    assert stranger.get(KAZ).status_code == 302
    take(analyst)
    assert "editors publish" in text(analyst.get(KAZ))
    assert analyst.post(KAZ, {"publish": "1", "public_reason": "x"}).status_code == 403


def test_many_years_ask_as_much_as_one(analyst, django_assert_num_queries):
    for page in (KAZ, KAZ.replace("2024", "2000")):
        with django_assert_num_queries(8):
            analyst.get(page)


def test_many_published_rows_ask_as_much_as_one(analyst, django_assert_num_queries):
    first, *more = months_of(2025)
    put("coverage", first)
    with django_assert_num_queries(11):
        analyst.get(KAZ)
    for row in more:
        put("coverage", row)
    with django_assert_num_queries(11):
        analyst.get(KAZ)


@pytest.mark.parametrize("state", ["draft", "published", "changed", "retracted"])
def test_many_stand_together_as_each_stands_by_itself(db, state):
    row, other = in_state("coverage", state), months_of(2024)[0]
    assert standings("coverage", [row, other]) == {
        row.pk: standing("coverage", row),
        other.pk: standing("coverage", other),
    }
