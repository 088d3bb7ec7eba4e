"""data/schema/documents.json: what every release carries is what the API says of documents."""

import json
from io import StringIO

from django.core.management import call_command

from config.postgres import PROJECT

FILE = PROJECT / "data" / "schema" / "documents.json"


def test_the_file_is_the_schema_of_today():
    out = StringIO()
    call_command("document_schema", stdout=out)
    assert FILE.read_text(encoding="utf-8") == out.getvalue(), (
        "run: manage.py document_schema > data/schema/documents.json"
    )


def test_it_leads_only_to_what_it_has():
    text = FILE.read_text(encoding="utf-8")
    found = json.loads(text)["$defs"]
    assert "components" not in text
    assert all(name.split('"')[0] in found for name in text.split("#/$defs/")[1:])


def test_no_object_has_more_than_is_listed():
    assert all(
        shape["additionalProperties"] is False
        for shape in json.loads(FILE.read_text())["$defs"].values()
        if "properties" in shape
    )
