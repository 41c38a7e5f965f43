"""An entry is known by its person and its id; the row gets a key of its own.

A primary key cannot be exchanged in place on every database, so the rows move to a new
table. One transaction: an upgrade that breaks off leaves the old table as it was.
"""

from uuid import UUID

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AT_ONCE = 500


def carry_over(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    old = apps.get_model("diary", "OldEntryRecord")
    new = apps.get_model("diary", "EntryRecord")
    rows = (
        new(
            person_id=row.person_id,
            entry_id=row.id,
            kind=row.kind,
            at=row.at,
            local=row.local,
            body=row.body,
            about=UUID(row.body["session"]) if row.body.get("session") else None,
            lasting=row.kind in {"adverse-event", "settled"}
            or bool(row.kind == "skin-check" and row.body["found"]),
            kept_at=row.kept_at,
        )
        for row in old.objects.order_by("kept_at", "id").iterator()
    )
    new.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("diary", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="entryrecord", name="entries_of_a_person"),
        migrations.RenameModel("EntryRecord", "OldEntryRecord"),
        migrations.CreateModel(
            name="EntryRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(primary_key=True, serialize=False),
                ),
                ("entry_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("local", models.CharField(max_length=40)),
                ("body", models.JSONField()),
                ("about", models.UUIDField(null=True)),
                ("lasting", models.BooleanField()),
                ("flags", models.JSONField(default=list)),
                # Set by itself only from the end on: the old moments are carried over.
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "at"], name="entries_in_time"),
                    models.Index(
                        fields=["person", "about"], name="entries_about_others"
                    ),
                    models.Index(
                        condition=models.Q(("lasting", True)),
                        fields=["person", "at"],
                        name="entries_that_last",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "entry_id"), name="one_entry_of_each_id"
                    )
                ],
            },
        ),
        migrations.RunPython(carry_over),
        migrations.DeleteModel("OldEntryRecord"),
        migrations.AlterField(
            "entryrecord", "kept_at", models.DateTimeField(auto_now_add=True)
        ),
    ]
