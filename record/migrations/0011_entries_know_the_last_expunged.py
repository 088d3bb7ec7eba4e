"""An index for the last entry that took content away: what pages keep is kept under its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0010_sources_of_positions_count")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("action", "expunged")), fields=["-number"], name="entry_expunged"
            ),
        ),
    ]
