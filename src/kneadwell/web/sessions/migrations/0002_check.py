from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(
            model_name="sessionrecord",
            old_name="cleared_at",
            new_name="checked_at",
        ),
        migrations.AlterField(
            model_name="sessionrecord",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="wished_s",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="other_giver",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sessionrecord",
            name="confirmed",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="sessionrecord",
            name="planned",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="sessionrecord",
            name="answers",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="sessionrecord",
            name="edition",
            field=models.CharField(default="", max_length=100),
        ),
    ]
