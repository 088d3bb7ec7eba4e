"""`manage.py document_schema > data/schema/documents.json`: the JSON Schema of documents, which goes into every release."""

import json

from django.core.management.base import BaseCommand

from api.document_schema import document_schema


class Command(BaseCommand):
    help = "Prints the JSON Schema of the record's documents. Run it after a field of a document has changed."

    def handle(self, **options):
        self.stdout.write(json.dumps(document_schema(), ensure_ascii=False, indent=1))
