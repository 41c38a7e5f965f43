"""Read an answers file."""

import json
from collections.abc import Callable
from typing import TypeVar

import click

from kneadwell.knowledge import Library
from kneadwell.screening import Answers, AnswersError, answers_from_json
from kneadwell.vocabulary import KneadwellError

Command = TypeVar("Command", bound=Callable[..., object])


def answers_option(*, required: bool) -> Callable[[Command], Command]:
    """Return the option that names an answers file.

    Where it is required, someone sits at the standard input and is asked.
    """
    or_typed = "" if required else "; - reads it from the standard input"
    return click.option(
        "--answers",
        "answers_path",
        metavar="FILE",
        required=required,
        help=f"An answers file in JSON{or_typed}.",
    )


def read_answers(path: str, library: Library) -> Answers:
    """Return what the file at `path` says; ``-`` stands for the standard input.

    Raises:
        AnswersError: It cannot be read, is not JSON, has a key twice, or holds
            something nobody asked for.
    """
    return answers_from_json(read_json(path, AnswersError), library)


def read_json(path: str, wrong: Callable[[str, str], KneadwellError]) -> object:
    """Return the JSON of the file at `path`; ``-`` stands for the standard input.

    Args:
        path: Where it is.
        wrong: Makes the error that is raised from a name and what is wrong with it:
            it cannot be read, is not JSON, or has a key twice.
    """

    def each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Return a table; of two values for one key neither can be meant."""
        table: dict[str, object] = {}
        for key, value in pairs:
            if key in table:
                raise wrong(key, "is there twice; keep one")
            table[key] = value
        return table

    name = "the standard input" if path == "-" else path
    try:
        with click.open_file(path, "rb") as file:
            sent: object = json.loads(file.read(), object_pairs_hook=each_once)
    except OSError as error:
        problem = "cannot be read; name a file that is there, or - to type it"
        raise wrong(name, problem) from error
    except (ValueError, RecursionError) as error:
        raise wrong(name, f"is not JSON ({error})") from error
    return sent
