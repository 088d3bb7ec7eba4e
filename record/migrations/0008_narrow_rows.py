"""Cards and search vectors stand beside the rows of indexes, so that what counts rows reads a quarter of the pages."""

from django.db import migrations

TABLES = ("record_incidentindex", "record_statementindex", "record_thingindex")


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0007_statements_know_what_they_answer'),
    ]

    operations = [
        migrations.RunSQL(
            [f"ALTER TABLE {table} SET (toast_tuple_target = 512)" for table in TABLES],
            [f"ALTER TABLE {table} RESET (toast_tuple_target)" for table in TABLES],
        ),
    ]
