"""The pages of imports: from upload to report and back, who may, and what is said when something is wrong."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.models import Import, ImportMapping, Job
from incidents.mapping.documents import committed
from incidents.models import Incident, Revision, Source
from incidents.tables.reading import read
from tests.desk.imports.conftest import HEAD, ROW, address, table

pytestmark = pytest.mark.django_db
EXCHANGE = {"format": "demarche-interchange", "version": 1}


def test_an_analyst_uploads_previews_applies_and_reads_the_report(analyst, bring, work):
    one = bring(analyst)
    assert "The template of incidents" in analyst.get(address(one)).content.decode()
    analyst.post(address(one), {"mapping": "incidents_table"})
    assert [job.state for job in work()] == ["done"]
    page = analyst.get(address(one)).content.decode()
    assert "Kazakhstan protests to Russia 1" in page
    assert "Apply this import" in page
    assert not Incident.objects.exists()
    analyst.post(address(one, "import_step", "apply"))
    work()
    assert Incident.objects.filter(external_id__in=["table:1", "table:2"], stage="draft").count() == 2
    page = analyst.get(address(one)).content.decode()
    assert "What was done" in page
    assert "Undo this import" in page


def test_the_history_says_who_imported(analyst, applied):
    applied(analyst)
    revision = Revision.objects.filter(kind="incident").first()
    assert revision.user == analyst.user
    assert revision.reason == "Imported from a.csv"


def test_three_bad_rows_are_named_by_their_cells_and_nothing_is_written(analyst, bring, work):
    bad = [
        ROW.format(3).replace("2025-05-02", "soon"),
        ROW.format(4).replace("KAZ,RUS", "KAZ,XXX"),
        ROW.format(5).replace(",3,", ",8,"),
    ]
    one = bring(analyst, ("a.csv", table(ROW.format(1), *bad)))
    analyst.post(address(one), {"mapping": "incidents_table"})
    work()
    one.refresh_from_db()
    assert one.state == "refused"
    places = [problem["place"] for problem in one.report["problems"]]
    assert places == [
        "a, row 3, column D “date”",
        "a, row 4, column H “targets”",
        "a, row 5, column F “level”",
    ]
    page = analyst.get(address(one)).content.decode()
    assert all(place in page for place in places)
    assert "Apply this import" not in page
    assert not Source.objects.exists()


def test_an_import_that_is_not_ready_is_not_applied(analyst, bring, work):
    one = bring(analyst)
    analyst.post(address(one, "import_step", "apply"))
    assert not Job.objects.exists()


def test_a_file_in_the_interchange_format_needs_no_mapping(analyst, bring, work):
    source = {"id": "x:1", "kind": "newspaper", "title": "Report"}
    one = bring(analyst, ("all.json", json.dumps({**EXCHANGE, "sources": [source]}).encode()))
    work()
    one.refresh_from_db()
    assert (one.state, one.report["counts"]["sources"]["new"]) == ("ready", 1)


def test_mistakes_in_an_interchange_file_are_named_as_the_importer_names_them(analyst, bring, work):
    one = bring(analyst, ("all.json", json.dumps({**EXCHANGE, "sources": [{"id": "x:1"}]}).encode()))
    work()
    one.refresh_from_db()
    assert {problem["place"] for problem in one.report["problems"]} == {
        "sources[0] (x:1), kind",
        "sources[0] (x:1), title",
    }


def test_a_file_that_cannot_be_read_is_refused_at_the_form_and_not_kept(analyst):
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")
    page = analyst.post(reverse("admin:imports"), {"uploads": [file]}).content.decode()
    assert "no XLSX workbook" in page
    assert not Import.objects.exists()


def test_no_file_is_asked_for(analyst):
    assert "errsum" in analyst.post(reverse("admin:imports"), {}).content.decode()


def test_a_mapping_is_remembered_for_the_same_columns_in_another_order(analyst, bring, work):
    one = bring(analyst)
    analyst.post(address(one), {"mapping": "incidents_table"})
    work()
    (table_,) = read("b.csv", table())
    lines = [",".join(reversed(cells)) for cells in [table_.columns, *(cells for _, cells in table_.rows)]]
    again = bring(analyst, ("b.csv", "\n".join(lines).encode()))
    assert again.document == ImportMapping.objects.get().document
    assert Job.objects.filter(subject=again.pk, kind="import-check").exists()


def test_a_mapping_of_ones_own_is_taken_or_refused_with_its_mistakes(analyst, bring):
    one = bring(analyst)
    page = analyst.post(address(one), {"document": '{"format": "demarche-mapping"}'}).content.decode()
    assert "“tables”" in page or "tables" in page
    assert "No mapping was taken" in page
    one.refresh_from_db()
    assert one.mapping == ""


def test_a_mapping_is_kept_in_the_order_in_which_it_was_written(analyst, bring, work):
    """The first of its tables is the usual one, and a database that sorts keys would make another the first."""
    one = bring(analyst)
    mapping = committed()["incidents_table"]
    tables = {"z_incidents": mapping["tables"]["incidents"], "a": {"columns": ["other"]}}
    sent = analyst.post(address(one), {"document": json.dumps(mapping | {"tables": tables})})
    assert sent.status_code == 302
    one.refresh_from_db()
    assert list(one.document["tables"]) == ["z_incidents", "a"]


def columns_form(content, **to):
    """What the form of columns sends: prefix and targets by the names of columns."""
    (found,) = read("a.csv", content)
    said = {
        "short_name": "mids",
        "type": "S10",
        "scheme": "cow",
        "dates": "D.M.YYYY",
        "unknown": "-9",
        "separator": ";",
    }
    return said | {f"column_{found.columns.index(name)}": target for name, target in to.items()}


MIDS = b"stday,styear,ccode2,what,dispnum,stmon,ccode1\n-9,1962,2,Fleets meet,7,10,365\n1,2015,640,Jet shot down,8,11,365\n"


def test_the_form_of_columns_makes_a_mapping_for_the_common_case(analyst, bring, work):
    one = bring(analyst, ("mids.csv", MIDS))
    page = analyst.get(address(one, "import_columns")).content.decode()
    assert "such as Fleets meet" in page
    to = {"stday": "day", "stmon": "month", "styear": "year", "what": "title", "dispnum": "id"}
    sent = columns_form(MIDS, **to, ccode1="initiator", ccode2="target")
    assert analyst.post(address(one, "import_columns"), sent).status_code == 302
    work()
    analyst.post(address(one, "import_step", "apply"))
    work()
    cuba, jet = Incident.objects.filter(external_id__in=["mids:7", "mids:8"]).order_by("external_id")
    assert (cuba.date, jet.date) == ("1962-10", "2015-11-01")
    assert [part.country_id for part in cuba.participations.order_by("order")] == ["SUN", "USA"]
    assert [part.country_id for part in jet.participations.order_by("order")] == ["RUS", "TUR"]


def test_two_columns_for_one_field_are_refused(analyst, bring):
    one = bring(analyst, ("mids.csv", MIDS))
    sent = columns_form(MIDS, what="title", dispnum="title")
    assert (
        "Another column goes there too" in analyst.post(address(one, "import_columns"), sent).content.decode()
    )


def test_a_table_without_a_title_is_refused(analyst, bring):
    one = bring(analyst, ("mids.csv", MIDS))
    assert (
        "which column has the title"
        in analyst.post(address(one, "import_columns"), columns_form(MIDS, dispnum="id")).content.decode()
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_goes_through_without_a_word(analyst, bring, work, ending):
    content = analyst.get(reverse("admin:import_template", args=[ending])).content
    one = bring(analyst, (f"incidents.{ending}", content))
    analyst.post(address(one), {"mapping": "incidents_table"})
    work()
    one.refresh_from_db()
    assert (one.state, one.report["counts"]["incidents"]["new"]) == ("ready", 1)


def test_the_frame_of_an_interchange_file_is_one(analyst, bring, work):
    one = bring(analyst, ("a.json", analyst.get(reverse("admin:import_template", args=["json"])).content))
    work()
    one.refresh_from_db()
    assert one.state == "ready"


def test_another_template_is_not_there(analyst):
    assert analyst.get(reverse("admin:import_template", args=["exe"])).status_code == 404


def test_people_without_a_group_and_strangers_see_nothing(sign_in, stranger, analyst, bring):
    one = bring(analyst)
    newcomer = sign_in("", "newcomer")
    for page in (reverse("admin:imports"), address(one), address(one, "import_progress")):
        assert newcomer.get(page).status_code == 403
        assert stranger.get(page).status_code == 302


def test_an_analyst_acts_on_their_own_imports_and_an_editor_on_any(analyst, editor, sign_in, applied):
    one = applied(analyst)
    colleague = sign_in("Analyst", "colleague")
    assert "Undo this import" not in colleague.get(address(one)).content.decode()
    assert colleague.post(address(one, "import_step", "undo")).status_code == 403
    assert colleague.get(address(one, "import_columns")).status_code == 403
    assert editor.post(address(one, "import_step", "undo")).status_code == 302
    assert Job.objects.filter(kind="import-undo").exists()


def test_steps_are_taken_by_post_alone_and_unknown_ones_are_not_there(analyst, bring):
    one = bring(analyst)
    assert analyst.get(address(one, "import_step", "apply")).status_code == 405
    assert analyst.post(address(one, "import_step", "eat")).status_code == 404


def test_the_line_of_progress_says_when_it_is_over(analyst, bring, work):
    one = bring(analyst)
    analyst.post(address(one), {"mapping": "incidents_table"})
    assert "Waiting for its turn" in analyst.get(address(one, "import_progress")).content.decode()
    work()
    assert "data-over" in analyst.get(address(one, "import_progress")).content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(analyst, bring, django_assert_max_num_queries):
    for _ in range(2):
        bring(analyst)
    with django_assert_max_num_queries(9):
        analyst.get(reverse("admin:imports"))
    for _ in range(6):
        bring(analyst)
    with django_assert_max_num_queries(9):
        analyst.get(reverse("admin:imports"))


def test_a_workbook_with_two_sheets_is_two_tables(analyst, bring):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append(["1"])
    other = book.create_sheet("Other")
    other.append(["b"])
    other.append(["2"])
    content = io.BytesIO()
    book.save(content)
    one = bring(analyst, ("two.xlsx", content.getvalue()))
    answer = analyst.get(address(one, "import_columns"), follow=True)
    assert "for one table" in answer.content.decode()


def test_the_head_of_the_template_is_the_one_of_these_tests(analyst):
    assert analyst.get(reverse("admin:import_template", args=["csv"])).content.decode().startswith(HEAD)
