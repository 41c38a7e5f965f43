"""Ask in the terminal what is asked before every session."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

import click

from kneadwell.cli.words import statement, with_numbers
from kneadwell.knowledge import Ask, Condition, Library, QuestionGroup, Scope
from kneadwell.screening import (
    Answer,
    Answers,
    AnswersError,
    Given,
    answers_from_json,
)
from kneadwell.vocabulary import Giver, in_language

_ANSWERS = {
    "y": Answer.YES,
    "yes": Answer.YES,
    "n": Answer.NO,
    "no": Answer.NO,
    "?": Answer.UNKNOWN,
}
_STANDS = {Answer.YES, Answer.UNKNOWN}


def typed(prompt: str) -> str:
    """Return the line that was typed; nothing when the input has ended."""
    click.echo(prompt, nl=False)
    return sys.stdin.readline().strip()


def check_today(answers: Answers, library: Library) -> Answers:
    """Return the answers as they stand now, after the cards of every session.

    A yes given earlier, and an "I can't tell", stay until the file is changed; every
    no is asked again. What is not answered with a key counts as not answered. A yes
    that stops everything ends the asking, so that help comes first.
    """
    given = dict(answers.given)
    given |= _cards(answers, library)
    for flag_id in _to_follow_up(given, library):
        flag = library.red_flags[flag_id]
        click.echo(f"\nIs this so now? {with_numbers(in_language(flag.say))}")
        given[flag_id] = Given(answer_to())
    return replace(answers, given=given)


def _cards(answers: Answers, library: Library) -> Iterator[tuple[str, Given]]:
    cards = [g for g in library.groups.values() if g.ask is Ask.EVERY_SESSION]
    click.echo(f"\n{len(cards)} short cards about today.")
    for number, card in enumerate(cards, 1):
        click.echo(f"\n{number} of {len(cards)}. {in_language(card.name)}")
        for condition, said in _card(card, answers, library):
            yield condition.id, said
            if condition.stops_all and said.answer is Answer.YES:
                return


def _card(
    card: QuestionGroup, answers: Answers, library: Library
) -> Iterator[tuple[Condition, Given]]:
    open_questions = []
    for condition in library.conditions.values():
        if condition.group == card.id and condition.ask is Ask.EVERY_SESSION:
            before = answers.given.get(condition.id)
            if before and before.answer in _STANDS:
                click.echo(f"Still so: {_said(condition, before)}")
            else:
                open_questions.append(condition)
    if not open_questions:
        return
    click.echo(in_language(card.question))
    answer = answer_to(
        f"n {in_language(card.none or card.name)}, y yes, ? I can't tell"
    )
    for condition in open_questions:
        one_by_one = answer in _STANDS
        yield condition, _question(condition, library) if one_by_one else Given(answer)


def _question(condition: Condition, library: Library) -> Given:
    click.echo(f"\n{in_language(condition.question)}")
    click.echo(f"Why we ask: {in_language(condition.why)}")
    answer = answer_to()
    if answer is not Answer.YES or condition.scope is Scope.SESSION:
        return Given(answer)
    while True:
        said = typed("Where? Like: left foot, right leg. Enter for everywhere.\n> ")
        where = [part.strip() for part in said.split(",") if part.strip()]
        try:
            return _given_at(condition, where, library)
        except AnswersError as error:
            click.echo(str(error))


def _given_at(condition: Condition, where: list[str], library: Library) -> Given:
    """Return a yes at these places, read as in an answers file."""
    yes = {"answer": Answer.YES.value, "where": where}
    file = {"giver": "self", "places": [], "answers": {condition.id: yes}}
    return answers_from_json(file, library).given[condition.id]


def _to_follow_up(given: dict[str, Given], library: Library) -> Iterator[str]:
    """Yield the red flags that a yes of the cards asks for in their own words."""
    asked = (
        condition.related_red_flag
        for condition in library.conditions.values()
        if condition.ask is Ask.EVERY_SESSION
        and condition.id in given
        and given[condition.id].answer is Answer.YES
    )
    for flag_id in dict.fromkeys(filter(None, asked)):
        if flag_id not in given or given[flag_id].answer not in _STANDS:
            yield flag_id


def answer_to(keys: str = "y yes, n no, ? I can't tell") -> Answer:
    """Return what was typed; anything else than an answer is none."""
    return _ANSWERS.get(typed(f"{keys}\n> ").lower(), Answer.UNANSWERED)


def _said(condition: Condition, given: Given) -> str:
    where = ", ".join(one.text for one in given.where)
    at = f", {where}" if where else ""
    return f"{in_language(condition.short)} ({given.answer}{at})"


def confirm(
    statements: Iterable[str], giver: Giver, library: Library
) -> tuple[str, ...]:
    """Return the statements that someone said a plain yes to."""
    confirmed = []
    for statement_id in statements:
        click.echo(f"\nPlease confirm: {statement(statement_id, giver, library)}")
        if answer_to("y yes, this is so now; n no") is Answer.YES:
            confirmed.append(statement_id)
    return tuple(confirmed)
