from typing import Any

import pytest
from click.testing import CliRunner, Result

from kneadwell.cli import main, shell
from kneadwell.web import home_network


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the web was asked to serve."""
    calls: list[dict[str, Any]] = []

    def serve(host: str, port: int | None, *_: object, **home: Any) -> None:
        calls.append({"host": host, "port": port} | home)

    monkeypatch.setattr(shell, "load", lambda _: serve)
    return calls


def run(*options: str) -> Result:
    return CliRunner().invoke(main, ["serve", *options])


@pytest.mark.hazard("H-15")
def test_without_options_only_this_computer_is_answered(
    begun: list[dict[str, Any]],
) -> None:
    assert run().exit_code == 0

    usual = {"host": "127.0.0.1", "port": None}
    assert begun == [usual | {"home_network": False, "home_port": None}]


def test_phones_are_answered_when_they_are_wanted(begun: list[dict[str, Any]]) -> None:
    run("--home-network", "--home-port", "8500", "--port", "8100")

    wanted = {"host": "127.0.0.1", "port": 8100}
    assert begun == [wanted | {"home_network": True, "home_port": 8500}]


@pytest.mark.parametrize(
    "options",
    [
        ("--home-network", "--host", "0.0.0.0"),  # noqa: S104
        ("--home-network", "--host", "127.0.0.1"),
        ("--home-port", "8443"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(
    begun: list[dict[str, Any]], options: tuple[str, ...]
) -> None:
    result = run(*options)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert begun == []


def test_a_computer_in_no_network_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.delenv("KNEADWELL_HOME_ADDRESS", raising=False)
    monkeypatch.setattr(home_network, "_FAR_AWAY", ())

    result = run("--home-network", "--data", str(tmp_path / "data"))

    assert result.exit_code == 2
    assert "no address in a home network" in result.stderr
    assert not (tmp_path / "data").exists()
