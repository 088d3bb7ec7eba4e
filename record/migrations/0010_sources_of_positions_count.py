"""Incidents rest on the sources of positions too: their index is emptied, so that the next start makes it again."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0009_who_acted_and_who_was_acted_on'),
    ]

    operations = [
        # Every start fills indexes that are empty: what is new comes from the documents.
        migrations.RunSQL(
            "DELETE FROM record_incidentindex; DELETE FROM record_thingindex",
            migrations.RunSQL.noop,
        ),
    ]
