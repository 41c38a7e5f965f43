import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_profile"),
        ("sessions", "0002_check"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparedRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                ("technique", models.CharField(max_length=100)),
                ("giver", models.CharField(max_length=20)),
                ("places", models.JSONField()),
                ("planned", models.JSONField()),
                ("answers", models.JSONField()),
                ("confirmed", models.JSONField()),
                ("edition", models.CharField(max_length=100)),
                ("handed_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.person"
                    ),
                ),
            ],
        ),
    ]
