"""Pages of a list: every row once, in order, at one moment, in a fixed number of queries."""

import pytest
from django.http import QueryDict

from record import codebook, ledger, lists
from record.filters import IncidentFilter
from record.models import IncidentIndex
from record.parameters import FilterError
from tests.make import make_incident, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db

DATES = ["2025-05-02", "", "2025-04", "../2025-05-08", "2025-05-02", "", "2024-12", "2025-06/.."]


@pytest.fixture
@remembered
def eight():
    for number, date in enumerate(DATES):
        publish(make_incident(f"Incident {number}", date=date, level=2 + number % 2))


def walk(ordering, size=3, backwards=False, between=lambda: None):
    """All refs in the order of the pages; backwards walks to the end and returns by `previous`."""
    parameters, pages = QueryDict(mutable=True), []
    parameters["ordering"] = ordering
    while True:
        moment, cursor = lists.moment_of(parameters)
        page = lists.page(
            IncidentIndex.objects.at(moment),
            moment,
            ordering=ordering,
            size=size,
            cursor=cursor,
            selection=lists.selection_of(parameters),
        )
        pages.append([row.ref for row in page.rows])
        between()
        if backwards and page.next:
            parameters["cursor"] = page.next
            continue
        if backwards:
            return pages, previous_pages(page, parameters, ordering, size)
        if not page.next:
            return [ref for refs in pages for ref in refs]
        parameters["cursor"] = page.next


def previous_pages(page, parameters, ordering, size):
    found = [[row.ref for row in page.rows]]
    while page.previous:
        parameters["cursor"] = page.previous
        moment, cursor = lists.moment_of(parameters)
        page = lists.page(
            IncidentIndex.objects.at(moment),
            moment,
            ordering=ordering,
            size=size,
            cursor=cursor,
            selection=lists.selection_of(parameters),
        )
        found.insert(0, [row.ref for row in page.rows])
    return found


def test_a_walk_meets_every_row_once(eight, subtests):
    for ordering in ("-date", "date", "-published", "-level", "level"):
        for size in (1, 3, 8, 50):
            with subtests.test(ordering=ordering, size=size):
                found = walk(ordering, size)
                assert len(found) == len(set(found)) == 8


def test_newest_first_puts_undated_rows_last(eight):
    assert walk("-date") == ["DI-8", "DI-4", "DI-5", "DI-1", "DI-3", "DI-7", "DI-6", "DI-2"]


def test_oldest_first_puts_undated_rows_last_too(eight):
    assert walk("date") == ["DI-7", "DI-3", "DI-1", "DI-5", "DI-4", "DI-8", "DI-2", "DI-6"]


def test_walking_back_gives_the_same_pages(eight, subtests):
    for ordering in ("-date", "date", "level"):
        with subtests.test(ordering=ordering):
            there, back = walk(ordering, size=3, backwards=True)
            assert [ref for page in there for ref in page] == [ref for page in back for ref in page]


def test_a_walk_sees_one_state_while_others_publish(eight):
    count = iter(range(100))
    found = walk("-published", size=2, between=lambda: publish(make_incident(f"Meanwhile {next(count)}")))
    assert found == [f"DI-{number}" for number in range(8, 0, -1)]


@pytest.mark.parametrize(
    "cursor", ["x", "####", "e30", "W10", "WzEsICItZGF0ZSIsICIyMDI1IiwgMSwgZmFsc2UsICJ4Il0", "é"]
)
def test_a_damaged_cursor_is_refused(cursor):
    with pytest.raises(lists.CursorError, match="Start again"):
        lists.moment_of(QueryDict(f"cursor={cursor}"))


def test_a_cursor_of_another_selection_is_refused(eight):
    moment = ledger.moment()
    page = lists.page(
        IncidentIndex.objects.at(moment),
        moment,
        ordering="-date",
        size=2,
        cursor=None,
        selection=lists.selection_of(QueryDict("country=UZB")),
    )
    with pytest.raises(lists.CursorError, match="another selection"):
        lists.moment_of(QueryDict(f"country=KAZ&cursor={page.next}"))


def test_a_page_is_one_query(eight, django_assert_num_queries):
    moment = ledger.moment()
    with django_assert_num_queries(1):
        lists.page(
            IncidentIndex.objects.at(moment), moment, ordering="-date", size=5, cursor=None, selection=""
        )


def test_a_count_is_capped(eight, monkeypatch):
    assert lists.capped_count(IncidentIndex.objects.all()) == (8, False)
    monkeypatch.setattr(lists, "CAP", 5)
    assert lists.capped_count(IncidentIndex.objects.all()) == (5, True)


# --- filters ------------------------------------------------------------------------------------------------------


def refs(query):
    moment = ledger.moment()
    rows = IncidentFilter(
        QueryDict(query), IncidentIndex.objects.at(moment), codebook=codebook.at(moment), moment=moment
    ).selected()
    return sorted(rows.values_list("ref", flat=True))


@pytest.fixture
@remembered
def three(grozin):
    """DI-1 Kazakhstan on Russia, 27 Apr 2025; DI-2 Uzbekistan on Russia, before 9 May 2025, twice at level 2; DI-3 undated."""
    second = make_incident("Second", date="../2025-05-08", type_id="V20", level=2, nature="pattern")
    second.themes.add("migrants")
    publish(second)
    publish(
        make_incident(
            "Third",
            sides=("RUS", "UZB"),
            date="",
            type_id="V10",
            level=2,
            certainty_override="disputed",
            certainty_reason="Two outlets differ.",
        )
    )


FINDS = [
    ("", ["DI-1", "DI-2", "DI-3"]),
    ("ref=di-1", ["DI-1"]),
    ("ref=DI-1&ref=DI-3", ["DI-1", "DI-3"]),
    ("country=KAZ", ["DI-1"]),
    ("country=kz&country=UZ", ["DI-1", "DI-2", "DI-3"]),
    ("country=cow:705", ["DI-1"]),
    ("initiator=RUS", ["DI-3"]),
    ("target=RUS", ["DI-1", "DI-2"]),
    ("dyad=UZB-RUS", ["DI-2", "DI-3"]),
    ("dyad=UZB>RUS", ["DI-2"]),
    ("dyad=rus>uz", ["DI-3"]),
    ("dyad=KAZ-UZB", []),
    ("actor=A-1", ["DI-1"]),
    ("source=SR-3", ["DI-1"]),
    ("type=P10", ["DI-1"]),
    ("type=P10&type=V20", ["DI-1", "DI-2"]),
    ("type_group=V", ["DI-2", "DI-3"]),
    ("theme=migrants", ["DI-2"]),
    ("step=3", ["DI-1"]),
    ("level=4", ["DI-1"]),
    ("level_min=3", ["DI-1"]),
    ("level_max=3", ["DI-2", "DI-3"]),
    ("certainty=disputed", ["DI-3"]),
    ("nature=pattern", ["DI-2"]),
    ("status=planned", []),
    ("counted=1", ["DI-1", "DI-3"]),
    ("counted=all", ["DI-1", "DI-2", "DI-3"]),
    ("from=2025-05-01", ["DI-2"]),
    ("to=2025-04-30", ["DI-1", "DI-2"]),
    ("from=2025-04-01&to=2025-04-30", ["DI-1", "DI-2"]),
    ("from=2025-04-01&to=2025-04-30&dates=within", ["DI-1"]),
    ("place_country=KAZ", ["DI-1"]),
    ("has=claims", ["DI-1"]),
    ("has=place&has=statements", ["DI-1"]),
    ("updated_since=2025-01-01", ["DI-1", "DI-2", "DI-3"]),
    ("updated_since=2999-01-01", []),
    ("exclude_type=P10", ["DI-2", "DI-3"]),
    ("exclude_country=KAZ", ["DI-2", "DI-3"]),
    ("exclude_theme=migrants", ["DI-1", "DI-3"]),
    ("exclude_actor=A-1", ["DI-2", "DI-3"]),
    ("exclude_certainty=disputed", ["DI-1", "DI-2"]),
    ("country=", ["DI-1", "DI-2", "DI-3"]),
]


def test_each_filter_finds_what_it_says(three, subtests):
    for query, found in FINDS:
        with subtests.test(query=query):
            assert refs(query) == found


BAD = [
    ("contry=KAZ", "contry"),
    ("hostility=3", "hostility"),
    ("country=Kazakhstan", "country"),
    ("dyad=KAZ", "dyad"),
    ("dyad=KAZ-KAZ", "dyad"),
    ("dyad=KAZ-XYZ", "dyad"),
    ("actor=Lavrov", "actor"),
    ("type=P99", "type"),
    ("type_group=Q", "type_group"),
    ("theme=nothing", "theme"),
    ("step=6", "step"),
    ("level=9", "level"),
    ("level_min=x", "level_min"),
    ("certainty=sure", "certainty"),
    ("nature=x", "nature"),
    ("status=x", "status"),
    ("counted=2", "counted"),
    ("from=2025-02-30", "from"),
    ("to=soon", "to"),
    ("dates=about", "dates"),
    ("has=x", "has"),
    ("updated_since=soon", "updated_since"),
    ("&".join(f"ref=DI-{n}" for n in range(1, 60)), "ref"),
]


def test_each_bad_parameter_is_named(subtests):
    for query, name in BAD:
        with subtests.test(query=query), pytest.raises(FilterError) as error:
            refs(query)
        assert list(error.value.problems) == [name]


def test_all_bad_parameters_are_named_at_once():
    with pytest.raises(FilterError) as error:
        refs("level=9&from=soon&type=X")
    assert sorted(error.value.problems) == ["from", "level", "type"]


@pytest.mark.django_db
def test_a_plus_sign_that_arrived_as_a_space_is_the_step():
    assert refs("step=+") == []
