import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_imports_and_jobs'),
        ('incidents', '0006_unchanged_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),  # similar titles and names
        migrations.CreateModel(
            name='Capture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, help_text='For reading at the desk; never published.', max_length=200000)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('set_aside', models.BooleanField(default=False, help_text='Nothing in it is an incident; it left the inbox.')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='capture', to='incidents.source')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Distinct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'distinct incidents',
                'ordering': ['-at'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='distinct_once', violation_error_message='These two are known to be distinct already.'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinct_older_first', violation_error_message='Name the older incident first; an incident is not distinct from itself.')],
            },
        ),
    ]
