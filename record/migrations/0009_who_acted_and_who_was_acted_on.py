"""Indexes for initiator and target: pages of states count both sides."""

import django.contrib.postgres.indexes
from django.db import migrations

from lib.schema_operations import AddIndex


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0008_narrow_rows'),
    ]

    operations = [
        AddIndex(
            model_name='incidentindex',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initiators'], name='incident_initiators'),
        ),
        AddIndex(
            model_name='incidentindex',
            index=django.contrib.postgres.indexes.GinIndex(fields=['targets'], name='incident_targets'),
        ),
    ]
