"""The endpoint of the devices, and whatever anyone may send it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.conf import settings as house
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kneadwell.diary import Entry, EntryKind, entry_from_json
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.sync.openapi import document
from kneadwell.web.wsgi import application
from tests.effort import IS_LONG

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WHENEVER = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
]
IDS = [str(UUID(int=number)) for number in range(1, 5)]
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
NOT_PACKED = {"Accept-Encoding": "identity"}
ENTRIES = "diary_entryrecord"
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def people(ada: Person, bela: Person) -> tuple[Person, Person]:
    """Ada and Bela, both with entries, one of them under the same id."""
    for person, number in ((ada, 1), (ada, 2), (bela, 2), (bela, 3)):
        body = {"text": f"{number} of {person.id}"}
        PersonDiary(person).add([Entry(UUID(int=number), EntryKind.NOTE, AT, body)])
    return ada, bela


@pytest.fixture
def cookie(browser: Client) -> dict[str, str]:
    return {house.BROWSER_COOKIE: browser.cookies[house.BROWSER_COOKIE].value}


@pytest.fixture
def at_rest(people: tuple[Person, Person], browser: Client) -> Rows:
    return rows()


def cases(*modes: GenerationMode) -> st.SearchStrategy[Any]:
    """What the document allows, and what it does not."""
    told: Any = deepcopy(document())
    # A few entries a time find as much, and sooner.
    told["components"]["schemas"]["Batch"]["properties"]["entries"]["maxItems"] = 3
    schema = schemathesis.openapi.from_dict(told)
    schema.app = application
    send = schema["/sync/"]["POST"]
    return st.one_of(*(send.as_strategy(mode) for mode in modes))


def rows() -> Rows:
    """Return every row of everybody, by table, oldest first."""
    with connection.cursor() as cursor:
        return {
            name: cursor.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()  # noqa: S608
            for name in connection.introspection.table_names(cursor)
        }


@contextmanager
def nothing_else_changes(before: Rows, ada: Person) -> Iterator[list[Any]]:
    """Hold that no row changes but those that the answer says were kept.

    Yields:
        Where to put the answer: its status and its JSON.
    """
    answers: list[Any] = []
    with transaction.atomic():
        yield answers
        after = rows()
        new = EntryRecord.objects.order_by("id")[len(before[ENTRIES]) :]
        added = [(str(row.entry_id), row.person_id) for row in new]
        transaction.set_rollback(True)
    assert after.keys() == before.keys()
    for table, found in after.items():
        assert found[: len(before[table])] == before[table]
        assert table == ENTRIES or len(found) == len(before[table])
    outcomes = [one for _, told in answers for one in told.get("outcomes", [])]
    kept = [one["id"] for one in outcomes if one["outcome"] == "kept"]
    assert added == [(entry_id, ada.id) for entry_id in kept]


@settings(max_examples=10_000 if IS_LONG else 150, suppress_health_check=WHENEVER)
@given(case=st.deferred(lambda: cases(*GenerationMode)), data=st.data())
def test_whatever_the_document_leads_to_is_answered_as_it_says(
    people: tuple[Person, Person],
    at_rest: Rows,
    cookie: dict[str, str],
    case: schemathesis.Case,
    data: st.DataObject,
) -> None:
    ada, bela = people
    if isinstance(case.body, dict):
        whose = st.sampled_from([ada, ada, ada, bela])
        case.body["person"] = str(data.draw(whose).id)
        entries = case.body.get("entries")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and data.draw(st.booleans()):
                entry |= {"id": data.draw(st.sampled_from(IDS)), "at": AT.isoformat()}
    with nothing_else_changes(at_rest, ada) as answers:
        response = case.call(cookies=cookie, headers=NOT_PACKED)
        case.validate_response(response, checks=CHECKS)
        answers.append((response.status_code, response.json()))


@settings(suppress_health_check=WHENEVER)
@given(case=st.deferred(lambda: cases(GenerationMode.POSITIVE)))
def test_the_readers_take_what_the_document_allows(case: schemathesis.Case) -> None:
    for entry in as_written(case.body["entries"]):
        entry_from_json(entry | {"at": AT.isoformat()})


def as_written(value: Any) -> Any:
    """Return JSON as the words beside the document ask for it: 4 not 4.0, no NUL."""
    if isinstance(value, dict):
        return {as_written(name): as_written(told) for name, told in value.items()}
    if isinstance(value, list):
        return [as_written(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.replace("\0", "x") if isinstance(value, str) else value


JUNK = st.sampled_from(
    [
        *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"\\", b"\\ud800", b",", b":"),
        *(b"[", b"]", b"{", b"}", b"[" * 500, b'{"a":' * 500, b"null", b"true"),
        *(b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"-0", b"1.0", b'"id":1,'),
    ]
)


@settings(max_examples=2000 if IS_LONG else 60, suppress_health_check=WHENEVER)
@given(data=st.data())
def test_bytes_in_any_disorder_are_answered_plainly(
    browser: Client,
    people: tuple[Person, Person],
    at_rest: Rows,
    data: st.DataObject,
) -> None:
    ada, _ = people
    ids = st.sampled_from(IDS)
    entries = [
        {"id": name, "kind": "note", "at": AT.isoformat(), "body": {"text": "so"}}
        for name in data.draw(st.lists(ids, max_size=3))
    ]
    sent = json.dumps({"person": str(ada.id), "entries": entries}).encode()
    for _ in range(data.draw(st.integers(0, 3))):
        begin = data.draw(st.integers(0, len(sent)))
        end = data.draw(st.integers(begin, min(len(sent), begin + 40)))
        sent = sent[:begin] + data.draw(JUNK | st.binary(max_size=9)) + sent[end:]
    with nothing_else_changes(at_rest, ada) as answers:
        response = browser.post("/sync/", sent, content_type="application/json")
        answers.append((response.status_code, response.json()))

        assert response.status_code in {200, 400, 409}
