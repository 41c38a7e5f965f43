from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0003_prepared"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionrecord",
            name="then",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="handed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="planned_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="planned_slot",
            field=models.CharField(default="", max_length=20),
        ),
    ]
