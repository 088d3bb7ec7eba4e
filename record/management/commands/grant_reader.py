"""`manage.py grant_reader`: the reader's role may read the record's tables, and nothing else."""

from django.core.management.base import BaseCommand

from record.grants import grant_reader


class Command(BaseCommand):
    help = "Creates the role that public requests read as, and grants it the record's tables. Changes nothing the second time."

    def handle(self, *args, **options):
        for change in grant_reader():
            self.stdout.write(f"changed {change}")
