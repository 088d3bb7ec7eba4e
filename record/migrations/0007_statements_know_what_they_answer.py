"""Statements know what they answer at home, so that threads are found; lists of them are sorted by publication."""

from django.db import migrations, models

NOW = models.Q(('until__isnull', True))


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0006_statements_know_their_home'),
    ]

    operations = [
        # Every start fills indexes that are empty: what is new comes from the documents.
        migrations.RunSQL(
            "DELETE FROM record_incidentindex; DELETE FROM record_thingindex; DELETE FROM record_statementindex",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='statementindex',
            name='answers',
            field=models.CharField(blank=True, help_text='The statement of the same home that it answers.', max_length=16),
        ),
        migrations.AddIndex(
            model_name='statementindex',
            index=models.Index(condition=models.Q(('answers__gt', '')), fields=['answers'], name='statement_answers'),
        ),
        migrations.AddIndex(
            model_name='statementindex',
            index=models.Index(condition=NOW, fields=['-published_at', '-number'], name='statement_now_published'),
        ),
    ]
