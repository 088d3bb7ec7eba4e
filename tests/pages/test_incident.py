"""The page of one incident: from its envelope and nothing else."""

import re

import pytest
from django.template.loader import render_to_string

from actors.models import Actor
from incidents.models import ClaimPosition, Participation, Source, StatementText
from pages import citations
from pages.evidence import evidence
from pages.labels import Labels
from record import ledger
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


def page(reader, incident):
    publish(incident)
    return " ".join(reader.get(f"/incidents/{type(incident).objects.get(pk=incident.pk).ref}/").text.split())


def part(text, identity):
    """The element with an id, up to its end."""
    return re.search(rf'<(\w+)[^>]* id="{identity}".*?</\1>', text, re.DOTALL)[0]


@pytest.fixture
@remembered
def corrected(grozin):
    grozin.refresh_from_db()
    grozin.date = "2025-04-28"
    grozin.save()
    publish(grozin, "The day was wrong.")
    return grozin


def test_the_dates_are_written_out_with_their_reason(reader, grozin):
    text = " ".join(reader.get("/incidents/DI-1/").text.split())
    assert '27 Apr 2025<span class="fine">Year from the context of the article</span>' in text


def test_hostility_shows_the_step_on_the_tile_and_the_level_in_words(reader, grozin):
    text = reader.get("/incidents/DI-1/").text
    assert 'data-l="3"><b>3</b>Measure' in text
    assert "Targeted measure, level 4 on a scale of −2 to 8" in text


def test_marks_in_the_narrative_link_to_their_source(reader, grozin):
    text = reader.get("/incidents/DI-1/").text
    assert '<sup class="ref"><a href="#src-1" aria-label="Source 1">1</a></sup>' in text
    assert "Is Central Asia Shifting Its Tone on Russia?" in part(text, "src-1")


def test_a_mark_without_a_source_stays_text(reader):
    text = page(reader, make_incident(narrative="Said.[1] Not on file.[7]"))
    assert 'href="#src-1"' in text and "[7]" in text and "#src-7" not in text


def test_a_source_says_what_it_is_used_for_and_its_grade_in_words(reader, grozin):
    text = " ".join(part(reader.get("/incidents/DI-1/").text, "src-1").split())
    assert "Translation or republication. Used for type of act, date, participants, ST-1, 2 claims." in text
    assert "<b>C2</b><br>Fairly reliable; probably true" in text


def test_a_source_links_to_the_document_and_its_archived_copy(reader):
    source = make_source(url="https://example.org/report", archived_url="https://archive.example.org/report")
    text = page(reader, make_incident(source=source))
    assert 'href="https://example.org/report"' in text and 'href="https://archive.example.org/report"' in text


@pytest.mark.parametrize(
    ("mode", "machine", "marked"),
    [
        ("direct", False, True),
        ("direct", True, False),
        ("paraphrase", False, False),
        ("summary", False, False),
    ],
)
def test_quotation_marks_are_for_words_on_file(reader, mode, machine, marked):
    incident = make_incident()
    statement = make_statement(incident, "Nobody asked us.", mode=mode)
    StatementText.objects.filter(statement=statement).update(machine=machine)
    if machine:  # a machine translation alone is not published as direct
        StatementText.objects.create(
            statement=statement, language="uz", text="Hech kim so‘ramadi.", original=True
        )
    text = page(reader, incident)
    quoted = re.findall(r'data-mode="direct"[^>]*>([^<]*)<', text)
    assert ("Nobody asked us." in quoted) is marked
    assert "<q>" not in part(text, "ST-1")


def test_of_a_partial_quotation_only_the_marked_words_are_quoted(reader):
    incident = make_incident()
    statement = make_statement(incident, "Uzbekistan is <not> a colony & decides.", mode="partial")
    StatementText.objects.filter(statement=statement).update(quoted=["a colony & decides"])
    text = page(reader, incident)
    assert "Uzbekistan is &lt;not&gt; <q>a colony &amp; decides</q>." in text
    assert 'data-mode="direct"' not in text


def test_the_original_stands_before_its_translation_with_language_and_direction(reader):
    incident = make_incident()
    statement = make_statement(incident, "In our words.", mode="direct")
    StatementText.objects.create(statement=statement, language="fa", text="سخن", original=True)
    text = part(page(reader, incident), "ST-1")
    assert text.index('lang="fa" dir="rtl"') < text.index('lang="en" dir="ltr"')
    assert "Translation</p>" in text


@pytest.mark.parametrize(
    "capacity", ["official", "institutional", "expert", "personal", "anonymous", "unclear"]
)
def test_every_capacity_has_a_sign_of_its_own(reader, capacity):
    incident = make_incident()
    make_statement(incident, capacity=capacity)
    text = page(reader, incident)
    assert f'href="#o-{capacity}"' in part(text, "ST-1") and f'id="o-{capacity}"' in text


def test_an_answer_says_what_it_answers(reader):
    incident = make_incident()
    first = make_statement(incident, "First.")
    make_statement(incident, "Second.", replies_to=first, reply_kind="rejects")
    text = page(reader, incident)
    assert 'class="st st--reply"' in text and 'in reply to <a href="#ST-1">ST-1</a> (rejects)' in text


def test_claims_statements_and_participants_show_what_supports_them_where_and_how_credible(reader):
    incident = make_incident()
    claim = make_claim(incident, "Units move.", wording="is said to move units")
    said = make_statement(incident, "We watch the border.")
    report = make_source("Report from the border", language="ru")
    claim.citations.create(source=report, excerpt="Перебрасывают части", locator="line 9", credibility="3")
    claim.citations.create(source=report, excerpt="said to move")
    said.citations.create(source=report, excerpt="watch the border", locator="at 2:10")
    incident.participations.first().citations.create(source=report, locator="page 4")
    text = page(reader, incident)
    shown = claim_of(text, "Units move.")
    words = r'>2</a> \(<span>line 9</span>; possibly true\): <q lang="ru">Перебрасывают части</q>; <a href="#src-2">2</a>\.'
    assert re.search(words, shown)
    assert "<q>is said to move units</q>" in shown and shown.count("<q") == 2
    assert "2</a> (<span>at 2:10</span>)." in part(text, said.__class__.objects.get().ref)
    assert "2</a> (<span>page 4</span>)." in part(text, "who")
    assert "what each claim takes from it is judged there" in part(text, "src-2")
    ref = Source.objects.get(pk=report.pk).ref
    assert '<q lang="ru">Перебрасывают части</q> (line 9)' in reader.get(f"/sources/{ref}/").text


def test_a_rival_value_is_told_and_a_part_published_before_it_had_citations_names_its_sources():
    labels, numbers = Labels({"sources": {}, "scales": {}}), {"SR-1": 1}
    cited = {"source": "SR-1", "excerpt": None, "locator": None, "credibility": None, "asserted_value": "5"}
    (told,) = evidence({"citations": [cited], "sources": ["SR-1"]}, labels, numbers)
    assert "another value: 5" in render_to_string("c/evidence.html", {"evidence": [told]})
    older = render_to_string(
        "c/evidence.html", {"evidence": evidence({"sources": ["SR-1"]}, labels, numbers)}
    )
    assert older == 'Source <a href="#src-1">1</a>.'


def test_a_disputed_claim_leads_with_both_sides_at_equal_weight(reader):
    incident = make_incident()
    make_claim(incident, "Nobody doubts this.")
    claim = make_claim(
        incident, "The units are aimed at Russia.", certainty="disputed", reason="Sources differ."
    )
    for name, position in (
        ("Outlet one", "asserts"),
        ("Ministry two", "denies"),
        ("Capital three", "silent"),
    ):
        ClaimPosition.objects.create(claim=claim, actor=make_actor(name), position=position)
    text = page(reader, incident)
    assert text.index("The units are aimed") < text.index("Nobody doubts this")
    sides = re.search(r'<div class="sides">.*?Says so.*?Outlet one.*?Says otherwise.*?Ministry two', text)
    assert sides and "Capital three" not in sides[0]
    assert "Denied by Ministry two" in text


@pytest.fixture
def rivals():
    """A disputed claim of one newspaper, and another's claim that contradicts it."""
    incident = make_incident()
    first = make_claim(incident, "Because of Russia.", certainty="disputed", reason="Sources differ.")
    second = make_claim(incident, "Because of the border.")
    first.contradicts.add(second)
    for claim, name in ((first, "Outlet one"), (second, "Outlet two")):
        ClaimPosition.objects.create(claim=claim, actor=make_actor(name), position="asserts")
    return incident, first, second


def claim_of(text, words):
    return next(found for found in re.findall(r"<article.*?</article>", text) if f"<h3>{words}" in found)


def test_a_disputed_claim_shows_who_holds_the_claim_that_contradicts_it(reader, rivals):
    shown = claim_of(page(reader, rivals[0]), "Because of Russia.")
    says_so, says_otherwise = shown.split("Says otherwise")
    assert "Outlet one" in says_so and "Outlet two" not in says_so
    assert re.search(r'Outlet two.*Because of the border\. \(<a href="#CL-2">CL-2</a>\)', says_otherwise)


def test_a_contradicting_claim_that_nobody_is_named_for_still_shows_its_words(reader, rivals):
    rivals[2].positions.all().delete()
    shown = claim_of(page(reader, rivals[0]), "Because of Russia.").partition("Says otherwise")[2]
    assert "Not named" in shown and "Because of the border." in shown and "Nobody on record" not in shown


def test_a_claim_that_is_not_disputed_keeps_to_its_own_positions(reader, rivals):
    shown = claim_of(page(reader, rivals[0]), "Because of the border.")
    assert "Outlet one" not in shown and "Says otherwise" not in shown and 'href="#CL-1"' in shown


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("almost_certain", "Mandate: almost certainly coordinated, in the judgement of Weekly"),
        ("possible", "Mandate: possibly coordinated, in the judgement of Weekly"),
        ("none", "Mandate: no mandate, in the judgement of Weekly"),
    ],
)
def test_a_mandate_is_shown_in_words_with_who_judges_it(reader, level, words):
    incident = make_incident()
    make_statement(incident, mandate=level, mandate_assessed_by=make_actor("Weekly", "media", ""))
    assert f"{words}." in part(page(reader, incident), "ST-1")


def test_speech_inside_a_statement_stands_under_its_speaker_and_is_not_counted(reader):
    incident = make_incident()
    outer = make_statement(incident, "They would say so.", speaker=make_actor("An analyst", "person"))
    words = make_statement(incident, "Let us in.", speaker=make_actor("Nobody"))
    type(words).objects.filter(pk=words.pk).update(
        inside=outer, speaker=None, mode="constructed", capacity="unclear"
    )
    text = page(reader, incident)
    shown = part(text, "ST-2")
    assert "Worded by An analyst, attributed to nobody else" in shown and 'within <a href="#ST-1">' in shown
    assert "Speaker not named" not in shown and "1 on record" in text


def test_a_limited_person_is_called_by_a_description_everywhere(reader):
    person = make_actor(
        "Real Name", "person", "UZB", privacy="protected", description="a student of Tashkent"
    )
    incident = make_incident()
    make_statement(incident, speaker=person)
    text = page(reader, incident)
    assert "Real Name" not in text and "a student of Tashkent" in text


def test_participants_and_speakers_lead_to_their_pages_and_whoever_has_none_to_nothing(reader):
    incident = make_incident()
    speaker = make_actor("A spokesman", "person")
    Participation.objects.create(
        incident=incident, role="facilitator", actor=make_actor("A go-between"), order=3
    )
    Participation.objects.create(incident=incident, role="object", thing="a bridge", order=4)
    make_statement(incident, speaker=speaker)
    text = page(reader, incident)
    speaker.refresh_from_db()
    mediator = Actor.objects.get(name="A go-between")
    who, said = part(text, "who"), part(text, "ST-1")
    assert f'<a href="/actors/{mediator.ref}/">A go-between</a>' in who
    assert '<a href="/countries/UZB/">Uzbekistan</a>' in who and '<a href="/countries/RUS/">Russia</a>' in who
    assert "a bridge" in who and len(re.findall(r"<th [^>]*><a ", who)) == 3
    assert f'<a class="plain" href="/actors/{speaker.ref}/">A spokesman</a>' in said
    assert all(reader.get(f"/actors/{one.ref}/").status_code == 200 for one in (mediator, speaker))


def test_a_draft_leads_to_no_page_of_its_people(reader):
    incident = make_incident()
    make_statement(incident, speaker=make_actor("A spokesman", "person"))
    page(reader, incident)
    envelope = {**reader.get("/api/v1/incidents/DI-1/").json(), "ref": "", "version": None, "published": None}
    text = render_to_string("incident.html", {"envelope": {**envelope, "cite": None, "newest_version": None}})
    assert "A spokesman" in part(text, "who") + part(text, "ST-1")
    assert "<a " not in part(text, "who") and "/actors/" not in part(text, "ST-1")


def test_revisions_say_what_changed_and_why(reader, corrected):
    text = " ".join(part(reader.get("/incidents/DI-1/").text, "revs").split())
    assert "Corrected: The day was wrong." in text and "Changed: date." in text
    assert text.index("@2") < text.index("@1") and 'href="/incidents/DI-1@1/"' in text


def test_an_old_version_says_so_and_links_to_the_newest(reader, corrected):
    text = reader.get("/incidents/DI-1@1/").text
    assert "You read version 1 of DI-1. Version 2 is the newest." in " ".join(text.split())
    assert text.index("You read version 1") < text.index('class="doc"'), "above the facts, on a phone too"
    assert '<meta name="robots" content="noindex">' in text and "27 Apr 2025" in text
    assert "noindex" not in reader.get("/incidents/DI-1/").text


def test_the_canonical_address_is_the_sites_own(reader, corrected, settings):
    settings.SITE_URL = "https://record.example.org"
    newest, old = reader.get("/incidents/DI-1/").text, reader.get("/incidents/DI-1@1/").text
    assert '<link rel="canonical" href="https://record.example.org/incidents/DI-1/">' in newest
    assert '<link rel="canonical" href="https://record.example.org/incidents/DI-1@1/">' in old


def test_it_can_be_cited_by_a_permanent_link(reader, grozin, settings):
    text = part(reader.get("/incidents/DI-1/").text, "cite-link")
    assert f"{settings.SITE_URL}/incidents/DI-1@1/" in text


def test_it_names_its_json(reader, grozin):
    assert (
        '<link rel="alternate" type="application/json" href="/api/v1/incidents/DI-1@1/">'
        in reader.get("/incidents/DI-1/").text
    )


def test_what_was_retracted_is_gone_with_its_title_struck_and_the_reason(reader, grozin):
    ledger.append("incident", "DI-1", "retracted", "The source withdrew its report.")
    answer = reader.get("/incidents/DI-1/")
    assert answer.status_code == 410
    assert "The source withdrew its report." in answer.text
    assert "<s>Kazakhstan turns back Russian analyst Andrei Grozin</s>" in answer.text
    assert "Orda" not in answer.text and "Targeted measure" not in answer.text


def test_what_was_retracted_leads_to_its_versions(reader, grozin):
    ledger.append("incident", "DI-1", "retracted", "The source withdrew its report.")
    text = reader.get("/incidents/DI-1/").text
    assert 'href="/incidents/DI-1@1/"' in text and "DI-1@2" not in text and "DI-1/changes/" not in text


def test_a_version_of_what_was_retracted_stays_readable_with_a_notice(reader, grozin):
    ledger.append("incident", "DI-1", "retracted", "The source withdrew its report.")
    answer = reader.get("/incidents/DI-1@1/")
    assert answer.status_code == 200
    assert "The source withdrew its report." in answer.text and "noindex" in answer.text


def test_what_was_merged_moves_for_good(reader, grozin):
    publish(make_incident())
    ledger.append("incident", "DI-1", "merged", "The same event.", {"merged_into": "DI-2"})
    answer = reader.get("/incidents/DI-1/")
    assert answer.status_code == 301 and answer["Location"] == "/incidents/DI-2/"


def test_a_version_of_what_was_merged_says_where_it_lives_on(reader, grozin):
    publish(make_incident())
    ledger.append("incident", "DI-1", "merged", "The same event.", {"merged_into": "DI-2"})
    text = " ".join(reader.get("/incidents/DI-1@1/").text.split())
    assert "DI-1 was merged into DI-2 on" in text and "Reason: <span>The same event.</span>" in text
    assert '<a href="/incidents/DI-2/">Read DI-2</a>' in text
    assert "is the newest" not in text
    assert "DI-1: объединено с DI-2" in reader.get("/ru/incidents/DI-1@1/").text


def test_the_version_that_took_out_what_was_reinstated_leads_to_it(reader, grozin):
    ledger.append("incident", "DI-1", "retracted", "In error.")
    ledger.append("incident", "DI-1", "reinstated", "It did happen.", {"title": "Grozin is turned back"})
    answer = reader.get("/incidents/DI-1@2/")
    assert answer.status_code == 410 and "In error." in answer.text
    assert '<a href="/incidents/DI-1/">It is public again.</a>' in answer.text
    assert "<s>" not in answer.text and "Grozin is turned back" in answer.text


@pytest.mark.parametrize("address", ["DI-99", "DI-1@9", "A-1", "di-1", "draft 57", "DI-0", "%3Cscript%3E"])
def test_what_is_not_public_is_not_found_in_the_same_bytes(reader, grozin, address):
    make_incident("A draft")
    answer = reader.get(f"/incidents/{address}/")
    assert answer.status_code == 404
    assert answer.content == reader.get("/incidents/DI-12345/").content


def test_a_draft_can_be_shown_by_the_same_template(grozin, reader):
    """The desk has a document, labels, and no place in the record yet."""
    envelope = reader.get("/api/v1/incidents/DI-1/").json()
    draft = {
        **envelope,
        "ref": "",
        "version": None,
        "published": None,
        "cite": None,
        "newest_version": None,
        "url": "",
    }
    text = render_to_string("incident.html", {"envelope": draft})
    assert "Andrei Grozin" in text and 'id="cite"' not in text and 'id="revs"' not in text


def test_what_an_incident_lacks_is_said_not_left_blank(reader):
    text = page(reader, make_incident(date=""))
    assert "date not known" in text and "No statement is on record for this incident." in text
    assert "No claim is on record for this incident." in text and "not recorded" in text


@pytest.mark.parametrize("language", ["", "ru/"])
def test_an_error_is_reported_with_its_number_from_below_the_citation_at_every_width(
    reader, grozin, settings, language
):
    settings.REPORTS = True
    text = reader.get(f"/{language}incidents/DI-1/").text
    below = text.partition('<section id="cite">')[2].partition("</section>")[0]
    assert f'href="/desk/report/{language}?about=DI-1"' in below and "data-print" in below
    assert text.count(f'href="/desk/report/{language}?about=DI-1"') >= 2


def test_where_no_reports_are_taken_the_page_says_whom_to_write_to(reader, grozin, settings):
    settings.REPORTS = False
    text = reader.get("/incidents/DI-1/").text
    assert 'href="/corrections/#report"' in text and "/desk/report/" not in text


def test_a_source_of_many_claims_says_how_many():
    claims = [{"ref": f"CL-{n}", "sources": ["SR-1"], "positions": [{"sources": ["SR-1"]}]} for n in range(8)]
    said = [{"ref": f"ST-{n}", "sources": ["SR-1"]} for n in range(3)]
    cited = [{"source": "SR-1", "supports": []}]
    document = {"citations": cited, "participants": [], "statements": said, "claims": claims}
    words = ["the whole", "3 statements", "8 claims", "positions on 8 claims"]
    assert citations.used_for("SR-1", document) == words
    document["claims"] = [*claims[:1], {"ref": "CL-9", "sources": [], "positions": []}]
    assert citations.used_for("SR-1", document)[2:] == ["CL-0", "a position on CL-0"]


def test_what_a_source_is_used_for_is_named_in_the_language_of_the_page(reader, grozin):
    text = " ".join(part(reader.get("/ru/incidents/DI-1/").text, "src-1").split())
    assert "вид действия, дата, участники инцидента, ST-1, 2 утверждения" in text
    source = reader.get("/ru/sources/SR-3/").text
    assert (
        "вид действия" in source
        and "type" not in source.partition('class="use"')[2].partition("</article>")[0]
    )
