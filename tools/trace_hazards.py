"""Tie each known hazard to the control in the code and to the tests that show it.

Reads docs/safety/hazards.toml, the knowledge, the code and the tests, and writes
docs/safety/traceability.md. With ``--check`` it writes nothing and compares.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError, IterableValidationError

from kneadwell.knowledge import Action, Library, load_library

ROOT = Path(__file__).parent.parent
HAZARDS = "docs/safety/hazards.toml"
TRACEABILITY = "docs/safety/traceability.md"

BARRING_EFFECTS = ("stop-all", "stop-technique", "pause-technique", "skip-area")
"""What a red flag does to a session when it bars a technique or a place."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """A way someone could come to harm, and what is done about it."""

    hazard: str
    harm: str
    cause: str
    control: str
    remains: str
    """What is left over."""
    where: tuple[str, ...]
    """``file::symbol``, or a whole file, that holds the control."""
    tests: tuple[str, ...]
    """``file::name`` of tests that must not go away."""
    rules: tuple[str, ...] = ()
    """Ids of conditions and red flags whose rules are part of the control."""


Marks = Mapping[str, frozenset[str]]
"""Every test as ``file::name``, with the ids of the hazards it is marked with."""


class HazardFileError(Exception):
    """The hazard file has a wrong shape; holds one line for each fault."""


def main(arguments: list[str]) -> int:
    """Trace the hazards of this project; 0 when nothing is wrong."""
    library, marks = load_library(), marked_tests(ROOT)
    try:
        hazards = read_hazards((ROOT / HAZARDS).read_text("utf-8"))
    except HazardFileError as error:
        print(error)
        return 1
    found = list(problems(hazards, marks, library, ROOT))
    text = traceability(hazards, marks, library)
    target = ROOT / TRACEABILITY
    if "--check" not in arguments:
        target.write_text(text, "utf-8")
    elif not target.exists() or target.read_text("utf-8") != text:
        found.append(f"{TRACEABILITY} is out of date; run: make trace")
    print(*(found or [f"{len(hazards)} hazards, each with its tests."]), sep="\n")
    return bool(found)


def read_hazards(text: str) -> dict[str, Hazard]:
    """Read the hazards by id.

    Raises:
        HazardFileError: It is no TOML, or a hazard lacks a part or has one too many.
    """
    try:
        tables = tomllib.loads(text)
        return Converter(forbid_extra_keys=True).structure(tables, dict[str, Hazard])
    except tomllib.TOMLDecodeError as error:
        message = f"{HAZARDS}: {error}"
        raise HazardFileError(message) from None
    except (ClassValidationError, IterableValidationError) as error:
        faults = (f"{HAZARDS}: {fault}" for fault in transform_error(error))
        raise HazardFileError("\n".join(faults)) from None


def marked_tests(root: Path) -> dict[str, frozenset[str]]:
    """Return every test below `root`, Python's and JavaScript's, with its marks."""
    found: dict[str, frozenset[str]] = {}
    for file in sorted(root.glob("tests/**/test_*.py")):
        for name, ids in _python_tests(file.read_text("utf-8")):
            found[f"{file.relative_to(root)}::{name}"] = ids
    for file in sorted(root.glob("tests/js/*.test.js")):
        for name in _JS_TEST.findall(file.read_text("utf-8")):
            found[f"{file.relative_to(root)}::{name}"] = frozenset(_ID.findall(name))
    return found


def problems(
    hazards: Mapping[str, Hazard], marks: Marks, library: Library, root: Path
) -> Iterator[str]:
    """Say what does not hold together, one line each."""
    for hazard_id, hazard in hazards.items():
        if not _ID.fullmatch(hazard_id):
            yield f"{hazard_id}: an id is H- and two digits"
        if not _tests_of(hazard_id, hazard, marks):
            yield f"{hazard_id} has no test"
        for gone in (test for test in hazard.tests if test not in marks):
            yield f"{hazard_id} names a test that is gone: {gone}"
        for gone in (place for place in hazard.where if not _is_there(root, place)):
            yield f"{hazard_id} names a control that is gone: {gone}"
    for test, ids in marks.items():
        for hazard_id in sorted(ids - hazards.keys()):
            yield f"{test} is marked with an unknown hazard: {hazard_id}"
    yield from _problems_of_rules(hazards, library)


def _problems_of_rules(
    hazards: Mapping[str, Hazard], library: Library
) -> Iterator[str]:
    for hazard_id, hazard in hazards.items():
        for rule in hazard.rules:
            if rule not in library.conditions and rule not in library.red_flags:
                yield f"{hazard_id} names no condition or red flag: {rule}"
    for rule, what in _barring(library).items():
        if not _standing_in(rule, hazards):
            yield f"{rule} stands in no hazard, and it bars {what}"


def traceability(hazards: Mapping[str, Hazard], marks: Marks, library: Library) -> str:
    """Return the page that leads from hazard to control to test, and from rule."""
    return "\n".join(
        (
            "# From hazard to control to test",
            "",
            "Written by `make trace`; edit [hazards.toml](hazards.toml) instead.",
            "Harm, cause and what remains of each hazard stand there too.",
            *(
                line
                for hazard_id, hazard in hazards.items()
                for line in _section(hazard_id, hazard, marks)
            ),
            "",
            "## From what bars a technique to its hazards",
            "",
            "Every condition with an avoid rule, and every red flag that bars.",
            "",
            "| condition or red flag | bars | hazards |",
            "|---|---|---|",
            *(
                f"| {rule} | {what} | {_list(_standing_in(rule, hazards))} |"
                for rule, what in _barring(library).items()
            ),
            "",
        )
    )


def _section(hazard_id: str, hazard: Hazard, marks: Marks) -> Iterator[str]:
    yield from ("", f"## {hazard_id} {hazard.hazard}", "", hazard.control, "")
    if hazard.rules:
        yield f"- rules: {_list(hazard.rules)}"
    yield from (f"- control: `{place}`" for place in hazard.where)
    yield from (f"- test: `{test}`" for test in _tests_of(hazard_id, hazard, marks))


def _tests_of(hazard_id: str, hazard: Hazard, marks: Marks) -> list[str]:
    """Return the tests that are named or marked, in the order of files."""
    return [
        test for test, ids in marks.items() if test in hazard.tests or hazard_id in ids
    ]


def _barring(library: Library) -> dict[str, str]:
    """Return what each condition and red flag bars, where it bars anything."""
    found = {}
    for condition in library.conditions.values():
        barred = [r.techniques for r in condition.rules if r.action is Action.AVOID]
        if condition.stops_all:
            found[condition.id] = "everything"
        elif None in barred:
            found[condition.id] = "all techniques"
        elif barred:
            names = {name for techniques in barred for name in techniques or ()}
            found[condition.id] = _list(t for t in library.techniques if t in names)
    for flag in library.red_flags.values():
        if flag.session_effect in BARRING_EFFECTS:
            found[flag.id] = f"{flag.session_effect}, a red flag"
    return found


def _standing_in(rule: str, hazards: Mapping[str, Hazard]) -> list[str]:
    return [name for name, hazard in hazards.items() if rule in hazard.rules]


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _is_there(root: Path, place: str) -> bool:
    path, _, symbol = place.partition("::")
    file = root / path
    if not file.is_file():
        return False
    return not symbol or _has_symbol(file.suffix, file.read_text("utf-8"), symbol)


def _has_symbol(suffix: str, text: str, symbol: str) -> bool:
    """Return whether a file defines a name; dots lead inside a class or table."""
    match suffix:
        case ".py":
            return symbol in _names(ast.parse(text))
        case ".toml":
            table: object = tomllib.loads(text)
            for key in symbol.split("."):
                if not isinstance(table, dict) or key not in table:
                    return False
                table = table[key]
            return True
        case ".js":
            return re.search(_JS_SYMBOL.format(re.escape(symbol)), text) is not None
        case _:
            return symbol in text


def _names(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
                yield from (f"{name}.{inner}" for inner in _names(node))
            case ast.Assign(targets=targets):
                for target in targets:
                    found = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
                    yield from found
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _python_tests(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    tree = ast.parse(text)
    of_all = [n for n in tree.body if isinstance(n, ast.Assign) and _is_pytestmark(n)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, frozenset(_hazards_in(*of_all, *node.decorator_list))


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)


def _hazards_in(*nodes: ast.AST) -> Iterator[str]:
    for call in (node for one in nodes for node in ast.walk(one)):
        match call:
            case ast.Call(
                func=ast.Attribute(attr="hazard"), args=[ast.Constant(value)]
            ):
                yield str(value)


_ID = re.compile(r"\bH-\d{2}\b")
_JS_TEST = re.compile(r"^\s*test\((?:\"(.+?)\"),", re.MULTILINE)
_JS_SYMBOL = r"(?m)\b(?:function|class|const)\s+{0}\b|^\s*(?:async |get |set )?{0}\("


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
