"""The way through the questions: what was asked, what is open, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from kneadwell.knowledge import Ask, Library, QuestionGroup
from kneadwell.screening import Answer
from kneadwell.web.people.models import Profile
from kneadwell.web.screening.cards import cards, questions_of
from kneadwell.web.screening.models import AnswerRecord
from kneadwell.web.screening.proposals import Proposal, proposals
from kneadwell.web.screening.touch import Touch

Step = tuple[str, ...]
"""The name of a page and what its address holds: ``("question", "diabetes")``."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How far one person has come with the questions."""

    library: Library
    profile: Profile | None
    said: Mapping[str, AnswerRecord]
    """The newest answers."""
    touch: Touch

    def step(self) -> Step | None:
        """Return the next page that has to be answered; None when nothing is left."""
        if self.profile is None:
            return ("welcome",)
        if any(self.topic_answer(topic) is None for topic in topics(self.library)):
            return ("questions",)
        for name in chain(self.opened(), self._card_flags()):
            if not self.is_answered(name):
                return ("question", name)
        for card in cards(self.library):
            if not all(map(self.is_answered, _ids(card, self.library))):
                return ("card", card.id)
        return ("proposals",) if self.proposals() else None

    def opened(self) -> list[str]:
        """Return the questions and signs of the topics that concern this person."""
        return [
            name
            for topic in topics(self.library)
            if self.is_open(topic)
            for asked in questions_of(topic, self.library)
            for name in self._with_flag(asked.id)
        ]

    def is_open(self, topic: QuestionGroup) -> bool:
        """Return whether the questions of a topic are asked one by one."""
        return self.topic_answer(topic) in {Answer.YES, Answer.UNKNOWN} or bool(
            self.standing_in(topic)
        )

    def topic_answer(self, topic: QuestionGroup) -> Answer | None:
        """Return what was said to a whole topic."""
        record = self.said.get(topic_key(topic.id))
        return Answer(record.answer) if record else None

    def standing_in(self, topic: QuestionGroup) -> list[str]:
        """Return the questions of a topic with a yes or an “I do not know”."""
        return [
            name
            for name in _ids(topic, self.library)
            if name in self.said
            and self.said[name].answer in {Answer.YES, Answer.UNKNOWN}
        ]

    def is_answered(self, name: str) -> bool:
        """Return whether a question has an answer, be it “I do not know”."""
        return name in self.said and self.said[name].answer != Answer.UNANSWERED

    def flag_after(self, question_id: str) -> str | None:
        """Return the sign that a yes to a question asks about in its own words."""
        asked = self.library.conditions.get(question_id)
        record = self.said.get(question_id)
        is_yes = record is not None and record.answer == Answer.YES
        return asked.related_red_flag if asked and is_yes else None

    def proposals(self) -> list[Proposal]:
        """Return the answers to confirm."""
        if self.profile is None:
            return []
        return list(proposals(self.profile, self.said, self.touch))

    def _with_flag(self, question_id: str) -> list[str]:
        flag = self.flag_after(question_id)
        return [question_id, flag] if flag else [question_id]

    def _card_flags(self) -> list[str]:
        return [
            flag
            for card in cards(self.library)
            for name in _ids(card, self.library)
            if (flag := self.flag_after(name))
        ]


def topics(library: Library) -> list[QuestionGroup]:
    """Return what is asked once, in the order of asking."""
    return [it for it in library.groups.values() if it.ask is Ask.PROFILE]


def topic_key(topic_id: str) -> str:
    """Return the name that the answer to a whole topic is kept under."""
    return f"group:{topic_id}"


def _ids(group: QuestionGroup, library: Library) -> list[str]:
    return [asked.id for asked in questions_of(group, library)]
