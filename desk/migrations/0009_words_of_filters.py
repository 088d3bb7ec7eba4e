from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_discarded_reports")]

    operations = [
        migrations.AddField(
            model_name="savedfilter",
            name="asks",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="The same in the words of the list, as they were when it was saved.",
            ),
            preserve_default=False,
        ),
    ]
