"""Incidents and pairs know whether who acted on whom is in doubt: their indexes are emptied, so that the next start makes them again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0011_entries_know_the_last_expunged'),
    ]

    operations = [
        # Every start fills indexes that are empty: what is new comes from the documents.
        migrations.RunSQL(
            "DELETE FROM record_incidentindex; DELETE FROM record_thingindex; DELETE FROM record_pairindex",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(
            model_name='pairindex',
            name='pair_now_newest',
        ),
        migrations.AddField(
            model_name='incidentindex',
            name='doubt',
            field=models.CharField(blank=True, help_text='Whether it is in doubt who acted or who was aimed at: contested, implied or nothing.', max_length=9),
        ),
        migrations.AddField(
            model_name='pairindex',
            name='doubted',
            field=models.BooleanField(default=False, help_text='In doubt as a whole, or who acted on whom.'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='pairindex',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['a', 'b', '-day_desc', '-number'], include=('side', 'since', 'ref', 'counted', 'step', 'level', 'doubted'), name='pair_now_newest'),
        ),
    ]
