"""Statements are found by what their incident is, things by their words, counterparts by the second of a pair."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from lib import schema_operations
from django.db import migrations, models


def codes(length: int, meaning: str):
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=length), default=list, help_text=meaning, size=None
    )


def gin(column: str) -> migrations.AddIndex:
    index = django.contrib.postgres.indexes.GinIndex(fields=[column], name=f'statement_{column}')
    return schema_operations.AddIndex(model_name='statementindex', index=index)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0005_groups_by_letter_links_by_end'),
    ]

    operations = [
        # Every start fills indexes that are empty: what is new comes from the documents.
        migrations.RunSQL(
            "DELETE FROM record_incidentindex; DELETE FROM record_thingindex; DELETE FROM record_statementindex",
            migrations.RunSQL.noop,
        ),
        *(
            migrations.AddField(
                model_name='statementindex', name=name, field=codes(length, meaning), preserve_default=False
            )
            for name, length, meaning in (
                ('about', 16, 'Actor or state spoken of.'),
                ('addressed', 16, 'Actor or state spoken to.'),
                ('pairs', 25, 'Of its incident: KAZ>RUS.'),
                ('themes', 40, 'Of its incident.'),
            )
        ),
        migrations.AddField(
            model_name='statementindex',
            name='type',
            field=models.CharField(blank=True, help_text='Of its incident; none in an episode.', max_length=8),
        ),
        migrations.AddField(
            model_name='thingindex',
            name='words',
            field=django.contrib.postgres.search.SearchVectorField(default='', help_text='The words of its names, title, summary: what q of its own list looks in.'),
            preserve_default=False,
        ),
        schema_operations.AddIndex(
            model_name='pairindex',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['b'], include=('a', 'side', 'counted', 'level'), name='pair_now_of_b'),
        ),
        *(gin(column) for column in ('addressed', 'about', 'themes', 'pairs', 'sources')),
        schema_operations.AddIndex(
            model_name='statementindex',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['type', '-day_desc', '-number'], name='statement_now_type'),
        ),
        migrations.AddField(
            model_name='thingindex',
            name='span',
            field=django.contrib.postgres.fields.ranges.DateRangeField(help_text='Of an episode or a source: its days; null if undated.', null=True),
        ),
        schema_operations.AddIndex(
            model_name='thingindex',
            index=django.contrib.postgres.indexes.GistIndex(fields=['span'], name='thing_span'),
        ),
        schema_operations.AddIndex(
            model_name='thingindex',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='thing_words'),
        ),
    ]
