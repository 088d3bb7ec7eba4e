"""`manage.py load_reference`: countries, groupings, types and themes; publishes the first version of the codebook."""

import pghistory
from django.core.management.base import BaseCommand
from django.db import transaction

import actors.reference
import codebook.reference
from record.models import Entry
from record.publishing import publish_codebook

FIRST = "First version of the codebook."


class Command(BaseCommand):
    help = "Loads reference data. What was edited at the desk stays, unless --update is given; the second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--update",
            action="store_true",
            help="Overwrite rows that differ from the files, edits at the desk included.",
        )

    @transaction.atomic
    def handle(self, *args, update: bool, **options):
        with pghistory.context(reason="reference data"):
            reports = [*codebook.reference.load(update=update), *actors.reference.load(update=update)]
        lines = [line for report in reports for line in report.lines()]
        if not Entry.objects.filter(kind="codebook").exists():
            entry = publish_codebook(user=None, reason=FIRST)
            lines.append(f"Codebook published as entry {entry.number}")
        elif any(report.created or report.changed for report in reports):
            lines.append(
                "The public codebook stays as it is until an administrator publishes it at the desk."
            )
        for line in lines or ["Reference data is up to date."]:
            self.stdout.write(line)
