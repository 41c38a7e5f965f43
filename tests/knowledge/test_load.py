import shutil
from pathlib import Path

import pytest

from kneadwell.knowledge import BUNDLED, KnowledgeFileError, load_library
from tests.strategies import LIBRARY

BALL = "techniques/rolling-ball.toml"
SKIN = "conditions/broken-skin.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "data"))


def mended(folder: Path, name: str, old: str, new: str) -> str:
    """Return what loading says once `old` became `new` in one file."""
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeFileError) as refused:
        load_library(folder)
    assert refused.value.path.name == path.name
    return str(refused.value)


def test_a_copied_folder_is_the_same_edition(folder: Path) -> None:
    assert load_library(folder).edition == LIBRARY.edition


def test_one_changed_word_is_another_edition(folder: Path) -> None:
    path = folder / SKIN
    path.write_text(path.read_text("utf-8").replace("Rubbing", "Kneading"), "utf-8")

    assert load_library(folder).edition != LIBRARY.edition


def test_a_misspelt_key_is_named_with_its_file(folder: Path) -> None:
    said = mended(folder, BALL, "evidence_grade =", "evidence_grad =")

    assert "techniques/rolling-ball.toml" in said
    assert "evidence_grad" in said


@pytest.mark.parametrize("part", ["article", "minutes", "frequency", "caps", "review"])
def test_a_missing_part_is_named(folder: Path, part: str) -> None:
    said = mended(folder, BALL, f"[{part}]", f"[{part}_gone]")

    assert "techniques/rolling-ball.toml" in said
    assert part in said
    assert "required field missing" in said


def test_a_missing_key_in_a_step_is_named_with_its_place(folder: Path) -> None:
    said = mended(folder, BALL, "tempo_per_min", "tempo_a_min")

    assert "tempo_per_min" in said
    assert "steps" in said


def test_a_step_without_a_reason_is_not_loaded(folder: Path) -> None:
    said = mended(folder, BALL, 'why.en = [\n  "Sitting', 'why_not.en = [\n  "Sitting')

    assert "why" in said
    assert "required field missing" in said


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (BALL, "least = 2", 'least = "2"', "expected int, not '2'"),
        (BALL, "least = 2", "least = 2.5", "expected int, not 2.5"),
        (BALL, "pressure = 1", "pressure = true", "expected int, not True"),
        (BALL, "self_ok = true", 'self_ok = "no"', "expected bool, not 'no'"),
        (BALL, 'per = "place"', 'per = "fortnight"', "fortnight"),
        (BALL, "[regions.foot]", "[regions.nose]", "nose"),
        (SKIN, 'ask = "every-session"', "ask = 1", "expected str, not 1"),
        ("edition.toml", "on = 2026-11-23", 'on = "soon"', "date such as 2026"),
    ],
)
def test_a_value_of_another_kind_is_named_with_what_belongs_there(
    folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    assert expected in mended(folder, name, old, new)


def test_steps_that_do_not_fill_the_time_are_told(folder: Path) -> None:
    assert "add up to 1" in mended(folder, BALL, "share = 0", "share = 1")


def test_an_id_unlike_its_file_name_is_told_with_the_right_one(folder: Path) -> None:
    said = mended(folder, SKIN, 'id = "broken-skin"', 'id = "broken-skn"')

    assert "“broken-skn”; make it the file's name, “broken-skin”" in said


def test_a_file_that_is_not_toml_is_told_with_the_line(folder: Path) -> None:
    assert "is not TOML" in mended(folder, SKIN, "id =", "id :")
    assert "line 1" in mended(folder, SKIN, "id :", "id ;")


def test_a_file_that_is_not_text_is_told(folder: Path) -> None:
    (folder / "touch.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(KnowledgeFileError, match=r"touch\.toml: is not TOML"):
        load_library(folder)


@pytest.mark.parametrize(
    "name",
    [
        *("body", "touch", "session", "sources", "edition"),
        *("screening", "changes", "instructions"),
    ],
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.toml").unlink()

    with pytest.raises(KnowledgeFileError, match=f"{name}.toml: cannot be read"):
        load_library(folder)


@pytest.mark.parametrize("name", ["techniques", "conditions", "red-flags", "measures"])
def test_an_empty_shelf_is_told(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name)

    with pytest.raises(KnowledgeFileError, match=f"{name}: no files found"):
        load_library(folder)
