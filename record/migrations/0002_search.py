"""Search: the words of incidents and the names of actors, with the text search configuration they are made with.

Rows that exist already get theirs when the indexes are rebuilt.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from lib import schema_operations
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("record", "0001_entries_documents_indexes")]

    operations = [
        UnaccentExtension(),
        # A copy of our own, because it stems ASCII words as English and Cyrillic ones as Russian whatever the default is.
        migrations.RunSQL(
            "CREATE TEXT SEARCH CONFIGURATION demarche (COPY = pg_catalog.russian)",
            "DROP TEXT SEARCH CONFIGURATION demarche",
        ),
        migrations.AddField(
            "incidentindex",
            "search",
            django.contrib.postgres.search.SearchVectorField(
                default="", help_text="Its words by weight, and codes of what it names: c:KGZ, a:A-12."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "thingindex",
            "search",
            django.contrib.postgres.search.SearchVectorField(
                default="", help_text="What of a question may be its name: see record/names.py."
            ),
            preserve_default=False,
        ),
        schema_operations.AddIndex(
            "incidentindex",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="incident_search"),
        ),
        schema_operations.AddIndex(
            "thingindex",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="thing_search"),
        ),
    ]
