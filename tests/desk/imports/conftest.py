"""Files brought to the desk, and the jobs that they make, done as the worker does them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk import jobs
from desk.models import Import

HEAD = "id,title,summary,date,type,level,initiators,targets,place,place_country,themes,source_title,source_url,note\n"
ROW = "{0},Kazakhstan protests to Russia {0},One note.,2025-05-02,D10,3,KAZ,RUS,Astana,KAZ,,Report {0},,\n"


def table(*rows):
    """The template of incidents with these rows, or with two good ones."""
    return (HEAD + "".join(rows or (ROW.format(1), ROW.format(2)))).encode()


def address(one, name="import", *more):
    return reverse(f"admin:{name}", args=[one.pk, *more])


@pytest.fixture
def bring():
    """Uploads files as somebody and returns the import."""

    def bring(client, *files):
        named = [SimpleUploadedFile(name, content) for name, content in files or [("a.csv", table())]]
        answer = client.post(reverse("admin:imports"), {"uploads": named})
        assert answer.status_code == 302, answer.context["form"].errors
        return Import.objects.first()

    return bring


@pytest.fixture
def work():
    """Does every job that waits."""

    def work():
        done = []
        while job := jobs.work_one():
            done.append(job)
        return done

    return work


@pytest.fixture
def applied(bring, work):
    """An import of two incidents, brought and applied by this browser."""

    def applied(client, content=None):
        one = bring(client, ("a.csv", content or table()))
        client.post(address(one), {"mapping": "incidents_table"})
        work()
        client.post(address(one, "import_step", "apply"))
        work()
        one.refresh_from_db()
        return one

    return applied
