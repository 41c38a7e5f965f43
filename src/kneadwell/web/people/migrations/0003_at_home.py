from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def first_is_at_home(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    person = apps.get_model("people", "Person")
    first = person.objects.order_by("made_at", "id").first()
    if first:
        person.objects.filter(pk=first.pk).update(is_at_home=True)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_profile"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_at_home",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(first_is_at_home, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_at_home", True)),
                fields=("is_at_home",),
                name="one_person_at_home",
            ),
        ),
    ]
