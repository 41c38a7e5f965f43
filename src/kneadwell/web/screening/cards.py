"""The six cards that are asked before every session."""

from django.http import QueryDict
from django.utils.translation import gettext

from kneadwell.knowledge import Ask, Condition, Library, QuestionGroup
from kneadwell.screening import Answer, Answers, Given
from kneadwell.web.screening.said import said_text
from kneadwell.web.words import Shown, words

NONE = "none"


class CardsForm:
    """Each card asks for one press when there is nothing new.

    Nothing is ticked beforehand. What was said yes to, or is not known, stands on
    its card and stays; the press speaks of the rest.
    """

    def __init__(
        self, library: Library, standing: Answers, sent: QueryDict | None = None
    ) -> None:
        self._library, self._standing, self._sent = library, standing, sent

    def shown(self) -> list[Shown]:
        """Return the cards as ``screening/cards.html`` reads them."""
        return [
            card_shown(card, self._library, self._standing)
            | {
                "field": _field(card),
                "is_none": self._is_none(card),
                "error": self._error(card),
            }
            for card in cards(self._library)
        ]

    def answered(self) -> dict[str, Given] | None:
        """Return the noes to keep, by question; None when a card is still open."""
        if not all(self._is_none(card) for card in cards(self._library)):
            return None
        return {
            name: given
            for card in cards(self._library)
            for name, given in noes(card, self._library, self._standing).items()
        }

    def _is_none(self, card: QuestionGroup) -> bool:
        return self._sent is not None and self._sent.get(_field(card)) == NONE

    def _error(self, card: QuestionGroup) -> str:
        if self._sent is None or self._is_none(card):
            return ""
        return gettext("Press the answer here, or open the list.")


def cards(library: Library) -> list[QuestionGroup]:
    """Return the cards of every session, in the order of asking."""
    return [it for it in library.groups.values() if it.ask is Ask.EVERY_SESSION]


def questions_of(group: QuestionGroup, library: Library) -> list[Condition]:
    """Return the questions of a card or topic, in the order of asking."""
    return [it for it in library.conditions.values() if it.group == group.id]


def noes(card: QuestionGroup, library: Library, standing: Answers) -> dict[str, Given]:
    """Return a no to every question of a card that no yes or doubt stands on."""
    return {
        it.id: Given(Answer.NO)
        for it in questions_of(card, library)
        if not is_standing(it.id, standing)
    }


def is_standing(question_id: str, standing: Answers) -> bool:
    """Return whether a yes or an “I do not know” was given and not changed."""
    given = standing.given.get(question_id)
    return given is not None and given.answer is not Answer.NO


def card_shown(card: QuestionGroup, library: Library, standing: Answers) -> Shown:
    """Return one card in words, with what still stands on it."""
    asked = questions_of(card, library)
    return {
        "id": card.id,
        "name": words(card.name),
        "question": words(card.question),
        "none": words(card.none) if card.none else "",
        "picture": card.id,
        "picture_text": words(card.picture) if card.picture else "",
        "items": [
            {
                "id": it.id,
                "short": words(it.short),
                "said": said_text(standing.given[it.id], library),
            }
            for it in asked
            if is_standing(it.id, standing)
        ],
    }


def _field(card: QuestionGroup) -> str:
    return f"card-{card.id}"
