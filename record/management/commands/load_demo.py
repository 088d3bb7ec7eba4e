"""`manage.py load_demo history`: more than the founding article, to see the pages with many incidents over a long time."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandParser, call_command

from incidents.mapping.converting import convert, write
from incidents.mapping.documents import committed
from incidents.models import Incident
from incidents.tables.reading import read

SAMPLES = Path(settings.BASE_DIR, "data", "samples")
# Name to the mapping and the files that it is made from; licences are in data/LICENSES.md.
DEMOS = {"history": ("us_relations_events", ["us_relations_events.csv"])}
OVERRIDE = "The people named held offices, and most have long been dead."


class Command(BaseCommand):
    help = "Imports and publishes a demo, unless it is here already; `make run DEMO=history` calls it."

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("demo", choices=sorted(DEMOS))

    def handle(self, *, demo: str, **options):
        name, files = DEMOS[demo]
        mapping = committed()[name]
        found = convert(
            mapping, [table for file in files for table in read(file, (SAMPLES / file).read_bytes())]
        )
        ids = [record["id"] for record in found.records["incidents"]]
        if Incident.objects.filter(external_id__in=ids).exists():
            return
        self.stdout.write(f"Importing and publishing “{mapping['title']}” …")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{demo}.json")
            write(mapping, found, path)
            call_command(
                "import_incidents",
                path,
                publish=True,
                reason="First publication.",
                override=OVERRIDE,
                stdout=self.stdout,
            )
