import pytest

from tools.check_locks import DEV, LOCKS, ROOT, RUN, UV, problems

PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.fixture
def locks() -> dict[str, str]:
    return {name: (ROOT / name).read_text("utf-8") for name in LOCKS}


def test_the_locks_agree_with_the_project(locks: dict[str, str]) -> None:
    assert list(problems(locks, PROJECT)) == []


def test_every_lock_file_is_looked_at() -> None:
    locks = {path.name for path in ROOT.glob("*.lock")}
    assert locks == set(LOCKS)


@pytest.mark.parametrize(
    "name", [*LOCKS, "package.json", "package-lock.json", ".npmrc"]
)
def test_no_lock_names_a_host(name: str) -> None:
    file = ROOT / name
    assert not file.exists() or "://" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "left-pad==1.0",
        "left-pad --hash=sha256:00",
        "left-pad @ https://packages.example/left-pad.whl --hash=sha256:00",
    ],
)
def test_a_line_that_is_not_pinned_is_named(locks: dict[str, str], line: str) -> None:
    locks[UV] += f"{line}\n"
    (problem,) = problems(locks, PROJECT)
    assert UV in problem


def test_a_wish_that_no_lock_holds_is_named(locks: dict[str, str]) -> None:
    wished = PROJECT.replace('"click>=8.1"', '"click>=999"')
    assert list(problems(locks, wished)) == [
        f"{RUN} does not hold click>=999; run: make lock",
        f"{DEV} does not hold click>=999; run: make lock",
    ]


def test_the_two_main_locks_may_not_drift_apart(locks: dict[str, str]) -> None:
    locks[DEV] = locks[DEV].replace("attrs==", "attrs==9")
    assert list(problems(locks, PROJECT)) == [
        f"{DEV} does not hold all of {RUN}; run: make lock"
    ]


def test_node_is_told_to_keep_hosts_out_of_its_lock() -> None:
    settings = (ROOT / ".npmrc").read_text("utf-8").splitlines()
    assert "omit-lockfile-registry-resolved=true" in settings
