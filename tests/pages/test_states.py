"""The pages of a state and of a pair: the numbers are those of the record, everything else is said to be missing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from incidents.models import Coverage, Participation
from record.models import Entry
from record.publishing import publish_alone
from tests.make import checked, make_actor, make_incident, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
PAGES = ["/countries/", "/countries/KAZ/", "/countries/KAZ/RUS/"]


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """Three acts of Kazakhstan on Russia, one back, one of others, and a plan."""
    made = [
        ("Kazakhstan protests", {"date": "2025-03-02", "level": 2}),
        ("Kazakhstan expels a diplomat", {"date": "2025-04-10", "level": 5, "type_id": "D50"}),
        ("Kazakhstan complains again", {"date": "2025-04-20", "level": 2}),
        ("Russia answers", {"date": "2025-05-01", "level": 3, "sides": ("RUS", "KAZ")}),
        ("Uzbekistan protests", {"date": "2025-05-02", "level": 2, "sides": ("UZB", "RUS")}),
        ("Kazakhstan means to close a centre", {"date": "2025-05-03", "status": "planned"}),
    ]
    with undone_after(django_db_blocker):
        for title, fields in made:
            publish(make_incident(title, **({"sides": ("KAZ", "RUS")} | fields)))
        yield


@pytest.fixture
def acts(published, db):
    return published


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_list_of_countries_has_each_party_with_its_numbers(reader, acts):
    text = plain(reader.get("/countries/").text)
    assert re.search(r"Russia 6 1 4 \d ?\w+", text) and re.search(r"Kazakhstan 5 3 1", text)
    assert text.index("Russia 6") < text.index("Kazakhstan 5") < text.index("Uzbekistan 1")


def test_the_list_has_a_state_with_nothing_that_counts_with_the_number_of_its_own_page(reader, db):
    publish(make_incident("Azerbaijan plans", sides=("AZE", "RUS"), status="planned"))
    assert re.search(r"Azerbaijan 1 0 0\b", plain(reader.get("/countries/").text))
    assert "1 incident on record" in plain(reader.get("/countries/AZE/").text)


def test_what_was_said_stands_on_the_pages_of_the_state_and_of_the_pair(reader, db):
    first = make_incident("Kazakhstan protests", sides=("KAZ", "RUS"))
    make_statement(first, "Not with us.", speaker=make_actor("A ministry", country="KAZ"))
    publish(first)
    for address, query in (("/countries/KAZ/RUS/", "dyad=KAZ-RUS"), ("/countries/KAZ/", "country=KAZ")):
        text = reader.get(address).text
        part = text[text.index('id="said-h"') : text.index('id="all-h"')]
        assert "Not with us." in part and f'/statements/?{query}"' in part
    assert "No statement is on record." in plain(reader.get("/countries/KAZ/UZB/").text)


def test_a_country_says_how_often_it_acted_and_was_acted_on(reader, acts):
    text = plain(reader.get("/countries/KAZ/").text)
    assert "5 incidents on record from 2 Mar 2025 to 3 May 2025" in text
    assert "Acting in 3 , acted on in 1 , plans" in text


def test_the_highest_step_of_a_pair_names_whose_act_it_was_in_which_incident(reader, acts):
    text = reader.get("/countries/KAZ/RUS/").text
    top = text[text.index("Highest step:") : text.index("Swap the sides")]
    assert '<abbr title="Kazakhstan">KZ</abbr>' in top and "acting on" in top
    assert re.search(r'<a href="/incidents/DI-\d+/">Kazakhstan expels a diplomat</a> \(10 Apr 2025\)', top)
    assert "Reported" in top and "target implied" not in top


def test_what_goes_beyond_the_highest_step_and_is_not_counted_is_named(reader, acts):
    assert "not counted:" not in reader.get("/countries/KAZ/RUS/").text
    war = make_incident(
        "Kazakhstan at war with Russia", sides=("KAZ", "RUS"), type_id="S30", level=8, nature="process"
    )
    publish(war)
    text = plain(reader.get("/countries/KAZ/RUS/").text)
    beyond = text[text.index("Higher, but not counted:") : text.index("Swap the sides")]
    assert "Kazakhstan at war with Russia (Long process)" in beyond and "expels" not in beyond
    row = plain(reader.get(f"/incidents/?ref={war.ref}").text)
    assert "Reported Long process Kazakhstan at war with Russia" in row


def test_an_implied_target_is_dashed_in_sentence_row_chart_lane_and_map(reader, acts):
    incident = make_incident(
        "Kazakhstan shuts a door", date="2025-06-01", sides=("KAZ", "UZB"), level=5, type_id="D50"
    )
    incident.participations.filter(role="target").update(basis="implied")
    publish(incident)
    text = reader.get("/countries/KAZ/UZB/").text
    top = text[text.index("Highest step:") : text.index("Swap the sides")]
    assert "#a-dash" in top and "target implied" in plain(top)
    assert 'class="tl tl--doubt"' in text and 'class="tile tile--doubt"' in text
    row = text[text.index('<article class="inc">') :]
    assert "#a-dash" in row and "#a-to" not in row and "acting on (implied)" in row
    assert (
        "stroke-dasharray"
        in re.findall(
            r'<path class="arc"[^>]*><title>Kazakhstan on Uzb', reader.get("/incidents/?view=map").text
        )[0]
    )


def test_a_pair_says_who_moved(reader, acts):
    text = plain(reader.get("/countries/KAZ/RUS/").text)
    assert "Kazakhstan → Russia: 3 acts; Russia → Kazakhstan: 1 , plans" in text


def test_swapping_the_sides_swaps_the_chart(reader, acts):
    one, other = (reader.get(f"/countries/{pair}/").text for pair in ("KAZ/RUS", "RUS/KAZ"))
    assert one.index("Kazakhstan → Russia</text>") < one.index("Russia → Kazakhstan</text>")
    assert other.index("Russia → Kazakhstan</text>") < other.index("Kazakhstan → Russia</text>")


def test_what_changed_names_each_first_at_a_higher_step_in_order(reader, acts):
    text = plain(reader.get("/countries/KAZ/RUS/").text)
    part = text[text.index("What changed") : text.index("Types of act, by side")]
    assert part.index("Kazakhstan protests") < part.index("Kazakhstan expels a diplomat")
    assert "Russia answers" not in part and "complains again" not in part


def test_a_plan_is_listed_but_not_drawn_and_the_note_says_so(reader, acts):
    text = reader.get("/countries/KAZ/RUS/").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "means to close" not in figure and "1 not counted" in figure
    assert "means to close" in text


def test_the_chart_has_its_numbers_as_a_table_and_its_data_as_csv(reader, acts):
    text = reader.get("/countries/KAZ/RUS/").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "Apr 2025 2 0" in plain(figure)
    for dyad in ("KAZ&gt;RUS", "RUS&gt;KAZ"):
        assert (
            f"/api/v1/series/?dyad={dyad}&amp;format=csv&amp;period=month&amp;split=step&amp;zeros=1"
            in figure
        )


def test_a_month_that_was_read_is_blank_and_another_is_hatched(reader, acts):
    publish(make_incident("Kazakhstan protests in August", sides=("KAZ", "RUS"), date="2025-08-02"))
    hatched = 'fill="url(#'
    assert hatched in reader.get("/countries/KAZ/RUS/").text  # nobody has read June and July
    row = checked(Coverage(country_id="KAZ", start="2025-01-01", end="2025-12-31", depth="systematic"))
    publish_alone("coverage", row, user=None, revision=row.revision, reason="Read.")
    text = reader.get("/countries/KAZ/RUS/").text
    assert "1 Jan 2025 – 31 Dec 2025" in text and hatched not in text


def test_measures_in_force_on_a_day_are_shown(reader, db):
    made = make_incident(
        "Kazakhstan closes a border post", sides=("KAZ", "RUS"), date="2025-03-02", nature="measure"
    )
    made.effective, made.ended, made.status = "2025-03-02", "2025-04-01", "ended"
    made.save()
    publish(made)
    held = reader.get("/countries/KAZ/RUS/?in_force=2025-03-20").text
    later = reader.get("/countries/KAZ/RUS/?in_force=2025-05-20").text
    assert "No measure of one on the other" not in held and "No measure of one on the other" in later


def test_a_day_that_is_none_is_an_error_that_says_how_to_write_it(reader, acts):
    answer = reader.get("/countries/KAZ/RUS/?in_force=tomorrow")
    assert answer.status_code == 400 and "Write a day such as 2025-06-30" in answer.text


@pytest.mark.parametrize(
    ("written", "address"),
    [("kz", "KAZ"), ("KZ", "KAZ"), ("cow:705", "KAZ"), ("kaz/ru", "KAZ/RUS")],
)
def test_other_spellings_lead_to_the_address(reader, db, written, address):
    answer = reader.get(f"/countries/{written}/?as_of=entry:1")
    assert (answer.status_code, answer["Location"]) == (302, f"/countries/{address}/?as_of=entry:1")


@pytest.mark.parametrize("address", ["XXX", "KAZ/XXX", "KAZ/KAZ", "%00", "KAZ/%00"])
def test_what_is_no_state_or_no_pair_is_not_found(reader, db, address):
    assert reader.get(f"/countries/{address}/").status_code == 404


def test_an_organisation_has_a_page_of_its_own_acts(reader, acts):
    assert reader.get("/countries/EU/").status_code == 200


def test_an_organisation_has_the_same_numbers_in_the_list_and_on_its_own_page(reader, acts):
    union = Actor.objects.get(party_code="EU")
    acted, hit = (
        make_incident("The Union sanctions"),
        make_incident("The Union is rebuked", date="2025-05-06"),
    )
    for incident, role in ((acted, "initiator"), (hit, "target")):
        incident.participations.filter(role=role).delete()
        through = "state" if role == "initiator" else ""
        checked(Participation(incident=incident, role=role, actor=union, through=through, order=7))
        publish(incident)
    assert re.search(r"European Union 2 1 1\b", plain(reader.get("/countries/").text))
    text = plain(reader.get("/countries/EU/").text)
    assert "2 incidents on record" in text and "Acting in 1 , acted on in 1 ," in text
    listed = reader.get("/incidents/?country=EU").text
    assert "The Union sanctions" in listed and "The Union is rebuked" in listed
    assert "Kazakhstan protests" not in listed
    others = reader.get("/incidents/?exclude_country=EU").text
    assert "Kazakhstan protests" in others and "The Union" not in others


@pytest.mark.parametrize(
    "address", [*(f"{page}?as_of=entry:1" for page in PAGES), "/countries/ISL/", "/countries/ISL/PRY/"]
)
def test_without_incidents_a_page_says_so(reader, db, address):
    text = reader.get(address).text
    assert "No incident" in text and "<figure" not in text


@pytest.mark.parametrize("address", PAGES)
def test_an_unknown_parameter_is_an_error_that_names_it(reader, acts, address):
    answer = reader.get(f"{address}?country=KAZ")
    assert answer.status_code == 400 and "There is no parameter" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_it_answers_304_until_something_is_published(reader, acts, address):
    tag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another", sides=("KAZ", "RUS"), date="2025-05-09"))
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_past_state_shows_nothing_that_came_later(reader, acts, address):
    text = reader.get(f"{address}?as_of=entry:2").text
    assert "You read the record as it stood" in text and "Russia answers" not in text


@pytest.mark.parametrize(
    ("address", "queries"), [("/countries/", 6), ("/countries/KAZ/", 28), ("/countries/KAZ/RUS/", 38)]
)
def test_the_number_of_queries_does_not_grow(reader, acts, address, queries):
    for number in range(3):
        publish(make_incident(f"More {number}", sides=("KAZ", "RUS"), date=f"2025-06-0{number + 1}"))
    reader.get(address)
    with CaptureQueriesContext(connection) as found:
        reader.get(address)
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) == queries


def test_a_pair_has_a_lane_for_each_side_with_plans_too(reader, acts):
    text = " ".join(reader.get("/countries/KAZ/RUS/").text.split())
    lanes = text.partition('id="acts-h"')[2].partition("</section>")[0]
    kazakhstan, russia = (re.search(rf"<h3>{name}<.*?</ol>", lanes)[0] for name in ("Kazakhstan", "Russia"))
    assert "Kazakhstan means to close a centre" in kazakhstan and "Russia answers" in russia
    assert "Uzbekistan protests" not in lanes and "The newest" not in lanes


def test_of_a_pair_with_many_incidents_the_newest_are_drawn(reader, acts, monkeypatch):
    monkeypatch.setattr("pages.states.ACTS", 2)
    lanes = reader.get("/countries/KAZ/RUS/").text.partition('id="acts-h"')[2].partition("</section>")[0]
    assert "The newest 2." in lanes and "Russia answers" in lanes and "Kazakhstan protests" not in lanes


@pytest.mark.parametrize(
    ("address", "what"), [("/countries/KAZ/", "Kazakhstan"), ("/countries/KAZ/RUS/", "Kazakhstan and Russia")]
)
def test_a_page_of_figures_is_cited_with_its_entry_and_an_address_that_shows_it_for_ever(
    reader, published, db, address, what
):
    head = Entry.objects.latest("number")
    text = plain(reader.get(address).text)
    link = re.search(
        rf"Cite this page Demarche \({head.at.year}\)\. {what}\. Record of \d+ \w+ \d+, entry"
        rf" {head.number}\. \S+?({address}\?as_of=entry:{head.number})",
        text,
    )[1]
    assert reader.get(link).status_code == 200


def test_a_state_is_not_headlined_with_what_others_did_on_its_ground(reader, acts):
    struck = make_incident(
        "An airplane is shot down", sides=("TJK", "AZE"), type_id="P10", level=4, date="2025-02-01"
    )
    checked(Participation(incident=struck, role="host", country_id="KAZ", order=3))
    publish(struck)
    text = plain(reader.get("/countries/KAZ/").text)
    head, changed = text[: text.index("Over time")], text.partition("What changed")[2].partition("trend")[0]
    assert "6 incidents on record" in head and "shot down" not in head + changed
    assert "Kazakhstan expels a diplomat" in head and "First on record: Kazakhstan protests" in changed


def test_a_first_whose_days_overlap_with_others_is_first_perhaps(reader, db):
    publish(make_incident("A visit", sides=("TJK", "TKM"), date="[2025-04-01..2025-05-08]", level=2))
    publish(make_incident("Concern", sides=("TJK", "TKM"), date="2025-05-02", level=3))
    part = plain(reader.get("/countries/TJK/TKM/").text).partition("What changed")[2]
    assert "Perhaps the first on record: A visit" in part and "First to reach 2" in part
    assert "First on record" not in part


def test_a_first_is_surely_first_only_before_those_whose_first_day_is_not_on_record(reader, acts):
    publish(make_incident("At some time", sides=("KAZ", "RUS"), date="[..2025-05-08]", level=3))
    part = plain(reader.get("/countries/KAZ/RUS/").text).partition("What changed")[2]
    assert "Perhaps the first on record: Kazakhstan protests" in part


def test_a_pair_tells_how_many_name_both_in_other_roles_and_which(reader, acts):
    visit = make_incident("A minister visits", sides=("RUS", "KAZ"), date="2025-05-04")
    visit.participations.filter(role="target").update(role="affected")
    publish(visit)
    part = plain(reader.get("/countries/KAZ/RUS/").text).partition("Swap the sides")[0]
    assert "5 incidents on record" in part
    assert "1 more names both in other roles, as host, affected or side by side" in part
    assert "A minister visits" in part.partition("1 more names both")[2]


def test_a_month_in_which_an_act_of_unsure_date_may_lie_is_not_hatched(reader, db):
    publish(make_incident("A visit", sides=("TJK", "TKM"), date="[2025-04-01..2025-05-08]"))
    publish(make_incident("Concern", sides=("TKM", "TJK"), date="2025-05-02"))
    figure = reader.get("/countries/TJK/TKM/").text.partition("<figure")[2].partition("</figure>")[0]
    assert "acts of unsure date may lie here" in figure and "“Date unsure”" in figure


def test_the_matrix_says_in_words_which_of_its_numbers_are_in_doubt(reader, db):
    for title, certainty in (
        ("Sure", {}),
        ("Said", {"certainty_override": "alleged", "certainty_reason": "Why."}),
    ):
        publish(make_incident(title, sides=("TJK", "TKM"), **certainty))
    publish(
        make_incident("Said too", sides=("TKM", "TJK"), certainty_override="alleged", certainty_reason="Why.")
    )
    text = reader.get("/").text
    assert "2 incidents, Tajikistan on Turkmenistan" in text and "1 of them in doubt" in text
    assert re.search(
        r'class="doubt"><a [^>]*aria-label="1 incident, Turkmenistan on Tajikistan[^"]*, in doubt"', text
    )


def test_the_note_on_plans_stands_only_where_one_is_drawn(reader, db):
    publish(make_incident("Tajikistan protests", sides=("TJK", "TKM")))
    note = "Plans, patterns and others that are not counted elsewhere stand here too."
    assert note not in reader.get("/countries/TJK/TKM/").text
    publish(make_incident("Tajikistan means to", sides=("TJK", "TKM"), status="planned"))
    assert note in reader.get("/countries/TJK/TKM/").text
