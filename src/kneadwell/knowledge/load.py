"""Read knowledge files into values, or say exactly what is wrong with them."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import cattrs
from cattrs.v import format_exception

from kneadwell.knowledge.changes import Changes, ChangeWord, Instruction
from kneadwell.knowledge.condition import Condition, ScreeningFacts
from kneadwell.knowledge.library import (
    Body,
    Library,
    Measure,
    RedFlag,
    SessionTexts,
    Source,
    TouchWords,
)
from kneadwell.knowledge.technique import Review, Technique
from kneadwell.vocabulary import KneadwellError

BUNDLED = Path(__file__).parent / "data"


class KnowledgeFileError(KneadwellError):
    """A knowledge file does not say what its shape asks for."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path, self.problems = path, problems
        super().__init__(f"{path.parent.name}/{path.name}: " + "; ".join(problems))


@dataclass(frozen=True, slots=True)
class _Sources:
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _Instructions:
    instructions: Mapping[str, Instruction]


@dataclass(frozen=True, slots=True)
class _Changes:
    modes: Mapping[str, Changes]
    words: Mapping[str, Mapping[str, ChangeWord]]


@dataclass(frozen=True, slots=True)
class _Edition:
    review: Review


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


class _Ordered(_HasId, Protocol):
    @property
    def order(self) -> int: ...


T = TypeVar("T")
Identified = TypeVar("Identified", bound=_HasId)
Orderly = TypeVar("Orderly", bound=_Ordered)


def load_library(folder: Path = BUNDLED) -> Library:
    """Read every knowledge file under `folder`.

    Args:
        folder: Holds ``techniques``, ``conditions``, ``red-flags``, ``measures``
            with one TOML file each, and the files that hold for all.

    Returns:
        A library whose edition is a digest of the files that made it, so that a
        session can always be traced to the exact words it was made from.

    Raises:
        KnowledgeFileError: A file is missing or not TOML, misses a key, has one
            too many, holds a value of another kind, or an id unlike its name.
    """
    screening = _read(folder / "screening.toml", ScreeningFacts)
    changes = _read(folder / "changes.toml", _Changes)
    instructions = _read(folder / "instructions.toml", _Instructions)
    return Library(
        edition=_edition(folder),
        review=_read(folder / "edition.toml", _Edition).review,
        techniques=_in_order(_read_all(folder / "techniques", Technique)),
        conditions=_in_order(_read_all(folder / "conditions", Condition)),
        red_flags=_in_order(_read_all(folder / "red-flags", RedFlag)),
        measures=_in_order(_read_all(folder / "measures", Measure)),
        body=_read(folder / "body.toml", Body),
        touch=_read(folder / "touch.toml", TouchWords),
        session=_read(folder / "session.toml", SessionTexts),
        screening=screening,
        groups={group.id: group for group in screening.groups},
        instructions=instructions.instructions,
        modes=changes.modes,
        change_words=changes.words,
        sources=_read(folder / "sources.toml", _Sources).sources,
    )


def _edition(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read_all(folder: Path, kind: type[Identified]) -> dict[str, Identified]:
    values = {}
    for path in sorted(folder.glob("*.toml")):
        value = _read(path, kind)
        if value.id != path.stem:
            problem = f"id is “{value.id}”; make it the file's name, “{path.stem}”"
            raise KnowledgeFileError(path, [problem])
        values[value.id] = value
    if not values:
        raise KnowledgeFileError(folder, ["no files found here"])
    return values


def _in_order(values: dict[str, Orderly]) -> dict[str, Orderly]:
    return {v.id: v for v in sorted(values.values(), key=lambda value: value.order)}


def _read(path: Path, kind: type[T]) -> T:
    try:
        return _CONVERTER.structure(tomllib.loads(path.read_text("utf-8")), kind)
    except OSError as error:
        raise KnowledgeFileError(path, ["cannot be read; is it there?"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeFileError(path, [f"is not TOML: {error}"]) from error
    except cattrs.BaseValidationError as error:
        problems = cattrs.transform_error(error, format_exception=_told)
        raise KnowledgeFileError(path, problems) from error
    except KneadwellError as error:
        raise KnowledgeFileError(path, [str(error)]) from error


def _strict_converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(dt.date, _date)
    # These stand for their subclasses too: text enums, and true and false.
    converter.register_structure_hook(str, _exactly)
    converter.register_structure_hook(int, _exactly)
    converter.register_structure_hook(float, _number)
    return converter


def _told(error: BaseException, kind: type | None) -> str:
    if isinstance(error, KneadwellError | TypeError | ValueError):
        return str(error)
    return format_exception(error, kind)


def _exactly(value: object, kind: type[T]) -> T:
    plain = str if issubclass(kind, str) else kind
    if type(value) is not plain:
        message = f"expected {plain.__name__}, not {value!r}"
        raise TypeError(message)
    return kind(value)  # type: ignore[call-arg]


def _number(value: object, _: type[float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"expected a number, not {value!r}"
        raise TypeError(message)
    return float(value)


def _date(value: object, _: type[dt.date]) -> dt.date:
    if not isinstance(value, dt.date):
        message = f"expected a TOML date such as 2026-11-23, not {value!r}"
        raise TypeError(message)
    return value


_CONVERTER = _strict_converter()
