"""Which database an installation is on."""

import sys

import pytest

from kneadwell.web import env


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        (
            "postgresql://ada:s%40lt@db.example:5433/diary?sslmode=require",
            {
                "NAME": "diary",
                "USER": "ada",
                "PASSWORD": "s@lt",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgres:///diary?host=/run/postgresql",
            {
                "NAME": "diary",
                "USER": "",
                "PASSWORD": "",
                "HOST": "/run/postgresql",
                "PORT": "",
                "OPTIONS": {},
            },
        ),
    ],
)
def test_an_address_says_how_to_reach_it(
    monkeypatch: pytest.MonkeyPatch, address: str, reached: dict[str, object]
) -> None:
    monkeypatch.setenv("KNEADWELL_DATABASE", address)

    assert env.postgresql("DATABASE") == reached


def test_without_one_the_rows_live_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KNEADWELL_DATABASE", raising=False)

    assert env.postgresql("DATABASE") is None


@pytest.mark.parametrize(
    "odd",
    [
        "sqlite:///diary.sqlite3",
        "mysql://ada:secret@localhost/diary",
        "postgresql://ada:secret@localhost",
        "postgresql://ada:secret@localhost:port/diary?colour=red",
        "dbname=diary password=secret",
        "secret",
        " ",
    ],
)
def test_an_odd_address_is_refused_in_one_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.setenv("KNEADWELL_DATABASE", odd)

    with pytest.raises(env.SettingError) as refused:
        env.postgresql("DATABASE")

    said = str(refused.value)
    assert said.startswith("KNEADWELL_DATABASE is no address")
    assert "secret" not in said
    assert "\n" not in said


def test_what_speaks_to_postgresql_has_to_be_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KNEADWELL_DATABASE", "postgresql:///diary")
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(env.SettingError, match=r"install kneadwell\[postgresql\]"):
        env.postgresql("DATABASE")
