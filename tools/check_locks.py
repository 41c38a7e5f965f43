"""Hold the lock files to pyproject.toml.

A lock here names every package by version and hash, and no host: the packages come
from whatever index a machine knows, and the hashes make sure they are the same ones.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

RUN, DEV, UV = "requirements.lock", "requirements-dev.lock", "requirements-uv.lock"

LOCKS: Mapping[str, Sequence[str]] = {
    UV: ["uv"],
    RUN: ["dependencies", "build"],
    DEV: ["dependencies", "build", "dev"],
}
"""What each lock answers for: the project's dependencies and dependency groups."""


def problems(locks: Mapping[str, str], project: str) -> Iterator[str]:
    """Say what is wrong with the locks, one sentence each.

    Args:
        locks: The text of each file of `LOCKS`.
        project: The text of pyproject.toml.
    """
    for name, lock in locks.items():
        pins = []
        for line in lock.replace("\\\n", "").splitlines():
            package, *hashes = line.split(" --hash=sha256:")
            if "://" in line or "==" not in package or not hashes:
                yield f"{name}: not a package with one version and a hash: {package}"
            else:
                pins.append(Requirement(package))
        for wish in _wishes(project, LOCKS[name]):
            if not any(_grants(pin, wish) for pin in pins):
                yield f"{name} does not hold {wish}; run: make lock"
    if not set(locks[RUN].splitlines()) <= set(locks[DEV].splitlines()):
        yield f"{DEV} does not hold all of {RUN}; run: make lock"


def main() -> int:
    """Check the locks of this project; 0 when nothing is wrong."""
    locks = {name: (ROOT / name).read_text("utf-8") for name in LOCKS}
    found = list(problems(locks, (ROOT / "pyproject.toml").read_text("utf-8")))
    print(*(found or ["The locks agree with pyproject.toml."]), sep="\n")
    return bool(found)


def _wishes(project: str, parts: Sequence[str]) -> Iterator[Requirement]:
    table = tomllib.loads(project)
    groups = {
        "dependencies": table["project"]["dependencies"],
        **table["dependency-groups"],
    }
    for part in parts:
        yield from map(Requirement, groups[part])


def _grants(pin: Requirement, wish: Requirement) -> bool:
    version = str(pin.specifier).removeprefix("==")
    same_package = canonicalize_name(pin.name) == canonicalize_name(wish.name)
    return same_package and wish.specifier.contains(version)


if __name__ == "__main__":
    sys.exit(main())
