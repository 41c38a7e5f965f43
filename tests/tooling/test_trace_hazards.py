from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kneadwell.knowledge import load_library
from tools.trace_hazards import (
    HAZARDS,
    ROOT,
    Hazard,
    HazardFileError,
    marked_tests,
    problems,
    read_hazards,
    traceability,
)

LIBRARY = load_library()
SHIPPED = read_hazards((ROOT / HAZARDS).read_text("utf-8"))
BARRING = tuple({rule: None for one in SHIPPED.values() for rule in one.rules})

PYTHON_TEST = "tests/test_cloth.py::test_the_cloth_comes_off"
JS_TEST = "tests/js/cloth.test.js::H-02 the cloth comes off"
HAZARD = Hazard(
    "It is too hot.",
    "A burn.",
    "A hot cloth.",
    "The cloth comes off.",
    "A cloth at home.",
    ("src/cloth.py::Cloth.off",),
    (PYTHON_TEST,),
    BARRING,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "src/cloth.py": "HOT_C: int = 40\nclass Cloth:\n    def off(self): ...\n",
        "src/cloth.js": "class Cloth {\n  #off() {}\n}\nexport const HOT_C = 40\n",
        "src/cloth.toml": "[cloth]\nhot_c = 40\n",
        "src/cloth.html": "<b>Take it off</b>",
        "tests/test_cloth.py": (
            "import pytest\n"
            '@pytest.mark.hazard("H-01")\n'
            "def test_the_cloth_comes_off(): ...\n"
        ),
        "tests/js/cloth.test.js": 'test("H-02 the cloth comes off", () => {})\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def told(project: Path) -> Callable[[dict[str, Hazard]], list[str]]:
    marks = marked_tests(project)
    return lambda hazards: list(problems(hazards, marks, LIBRARY, project))


def test_every_known_hazard_has_a_control_and_a_test() -> None:
    assert list(problems(SHIPPED, marked_tests(ROOT), LIBRARY, ROOT)) == []


def test_a_hazard_with_control_and_test_needs_nothing(
    told: Callable[..., list[str]],
) -> None:
    assert told({"H-01": HAZARD, "H-02": replace(HAZARD, tests=(JS_TEST,))}) == []


def test_a_mark_is_enough_of_a_test(told: Callable[..., list[str]]) -> None:
    assert told({name: replace(HAZARD, tests=()) for name in ("H-01", "H-02")}) == []


def test_a_hazard_without_a_test_is_named(told: Callable[..., list[str]]) -> None:
    hazards = dict.fromkeys(("H-01", "H-02"), HAZARD)
    assert told({**hazards, "H-03": replace(HAZARD, tests=())}) == ["H-03 has no test"]


def test_a_test_that_is_gone_is_named(told: Callable[..., list[str]]) -> None:
    gone = replace(HAZARD, tests=("tests/test_cloth.py::test_gone",))
    assert told({"H-01": gone, "H-02": HAZARD}) == [
        "H-01 names a test that is gone: tests/test_cloth.py::test_gone"
    ]


@pytest.mark.parametrize(
    "place",
    [
        "src/cloth.py::HOT_C",
        "src/cloth.py::Cloth",
        "src/cloth.js::Cloth",
        "src/cloth.js::#off",
        "src/cloth.js::HOT_C",
        "src/cloth.toml::cloth.hot_c",
        "src/cloth.html::Take it off",
        "src/cloth.html",
    ],
)
def test_a_control_is_found_by_file_and_name(
    told: Callable[..., list[str]], place: str
) -> None:
    there, gone = replace(HAZARD, where=(place,)), replace(HAZARD, where=(f"{place}x",))
    assert told({"H-01": there, "H-02": HAZARD}) == []
    assert told({"H-01": gone, "H-02": HAZARD}) == [
        f"H-01 names a control that is gone: {place}x"
    ]


def test_a_mark_of_no_known_hazard_is_named(told: Callable[..., list[str]]) -> None:
    assert told({"H-01": HAZARD}) == [
        f"{JS_TEST} is marked with an unknown hazard: H-02"
    ]


def test_a_rule_of_nothing_known_is_named(told: Callable[..., list[str]]) -> None:
    odd = replace(HAZARD, rules=(*BARRING, "hiccups"))
    assert told({"H-01": odd, "H-02": HAZARD}) == [
        "H-01 names no condition or red flag: hiccups"
    ]


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("gout-flare", "everything"),
        ("broken-skin", "all techniques"),
        ("opioid-patch", "warm-compress"),
        ("callus-or-hard-skin", "skip-area, a red flag"),
    ],
)
def test_what_bars_a_technique_stands_in_a_hazard(
    told: Callable[..., list[str]], rule: str, what: str
) -> None:
    without = replace(HAZARD, rules=tuple(name for name in BARRING if name != rule))
    assert told({"H-01": without, "H-02": without}) == [
        f"{rule} stands in no hazard, and it bars {what}"
    ]


def test_an_odd_id_is_named(told: Callable[..., list[str]]) -> None:
    hazards = dict.fromkeys(("H-01", "H-02", "H-3"), HAZARD)
    assert told(hazards) == ["H-3: an id is H- and two digits"]


def test_marks_are_found_where_pytest_finds_them(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_marks.py").write_text(
        "import pytest\n"
        'pytestmark = pytest.mark.hazard("H-01")\n'
        "@pytest.mark.parametrize(\n"
        '    "place", [pytest.param("foot", marks=pytest.mark.hazard("H-02"))]\n'
        ")\n"
        "def test_a_place(place): ...\n"
        "def no_test(): ...\n",
        "utf-8",
    )
    assert marked_tests(tmp_path) == {
        "tests/test_marks.py::test_a_place": frozenset({"H-01", "H-02"})
    }


def test_a_page_leads_from_hazard_to_test_and_from_rule_to_hazard(
    project: Path,
) -> None:
    page = traceability({"H-01": HAZARD}, marked_tests(project), LIBRARY)
    assert "## H-01 It is too hot." in page
    assert "- control: `src/cloth.py::Cloth.off`" in page
    assert f"- test: `{PYTHON_TEST}`" in page
    assert "| opioid-patch | warm-compress | H-01 |" in page


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[H-01", "Expected ']'"),
        ('[H-01]\nhazard = "It is too hot."', "control"),
        ("[H-01]\nhot = 1", "hot"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_place(
    text: str, fault: str
) -> None:
    with pytest.raises(HazardFileError, match=HAZARDS) as error:
        read_hazards(text)
    assert fault in str(error.value)
