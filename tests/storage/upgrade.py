"""Walks a new database through every state that the tables ever had.

After each migration it puts rows into every table, by the models of that moment, and at
the end it looks for all of them: ``python -m tests.storage.upgrade FOLDER``.
"""

import datetime as dt
import os
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import django

MOMENT = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
BODIES = {
    "session": {"technique": "rolling-ball", "places": {"left foot": 60}},
    "score": {"session": str(uuid.UUID(int=7)), "when": "before", "scores": {}},
    "adverse-event": {"session": None, "places": ["left foot"], "what": "colour"},
    "skin-check": {"session": str(uuid.UUID(int=7)), "found": ["blister"]},
    "settled": {"places": ["left foot"], "answer": "yes"},
}
MOVED = {
    ("diary.entryrecord", "id"): "entry_id",
    ("sessions.sessionrecord", "cleared_at"): "checked_at",
}
"""Columns that have another name by now."""

Row = dict[str, Any]


def main() -> None:
    os.environ["KNEADWELL_DATA"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "kneadwell.web.settings"
    django.setup()
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    put: list[tuple[str, Row]] = []
    for migration, _ in executor.migration_plan(leaves):
        step = migration.app_label, migration.name
        MigrationExecutor(connection).migrate([step])
        loader = MigrationLoader(connection)
        state = loader.project_state(list(loader.applied_migrations))
        put += fill(state.apps, " ".join(step))
        print(*step)  # noqa: T201 - a test reads it

    for label, row in put:
        found = apps.get_model(label).objects.filter(
            **{MOVED.get((label, name), name): value for name, value in row.items()}
        )
        assert found.count() == 1, (label, row)
    print("all there:", len(put))  # noqa: T201


def fill(models: Any, step: str) -> Iterator[tuple[str, Row]]:
    """Put rows into each table of one moment, and yield them."""
    person = models.get_model("people", "Person").objects.create()
    for model in models.get_models():
        label = model._meta.label_lower  # noqa: SLF001 - Django's documented name
        if label in {"people.person", "diary.oldentryrecord"}:
            continue
        for kind, body in BODIES.items() if "entryrecord" in label else [("", {})]:
            row = {
                field.attname: value_of(field, person, step)
                for field in model._meta.concrete_fields  # noqa: SLF001
                if field.name != "is_at_home"
                and field.get_internal_type() != "BigAutoField"
            }
            if kind:
                row |= {"kind": kind, "body": body}
            made = model.objects.create(**row)
            # Moments that the row sets for itself have to be carried over too.
            yield label, {name: getattr(made, name) for name in row}


def value_of(field: Any, person: Any, step: str) -> object:  # noqa: PLR0911
    """Return something that a column takes, and that no other row has."""
    match field.get_internal_type():
        case "ForeignKey" | "OneToOneField":
            return person.pk
        case "UUIDField":
            return uuid.uuid4()
        case "CharField" | "TextField":
            return step[: field.max_length]
        case "JSONField":
            return {"of": step, "ä": [1, None, "\U0001f600"]}
        case "DateTimeField":
            return MOMENT
        case "DateField":
            return MOMENT.date()
        case "TimeField":
            return dt.time(7, 30)
        case "BooleanField":
            return True
        case _:
            return 3


if __name__ == "__main__":
    main()
