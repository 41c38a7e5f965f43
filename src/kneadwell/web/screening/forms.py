"""What people typed before a massage, as values; a mistake keeps what was typed."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.knowledge import Action, Condition, Library, RedFlag, Rule, Scope
from kneadwell.screening import Answer, Answers, ClinicianOk, Given, Where, ok_roles
from kneadwell.vocabulary import EVERYWHERE, Giver, Limb, Place, Region, lines_in
from kneadwell.web.people.models import ForWhom, Profile
from kneadwell.web.screening.intake import Intake, topic_key, topics
from kneadwell.web.screening.said import limb_names
from kneadwell.web.screening.touch import FEET, FELT, NOT_FELT, SKIPPED, TOES
from kneadwell.web.words import Shown, place_name, sources_shown, words

SAID = (Answer.YES, Answer.NO, Answer.UNKNOWN)
Named = TypeVar("Named", bound=str)
OLDEST = 130
"""Years."""


@dataclass
class Form:
    """What was sent, and what is the matter with it."""

    library: Library
    sent: QueryDict | None = None
    errors: list[dict[str, str]] = field(default_factory=list, init=False)

    def refuse(self, name: str, message: str) -> None:
        """Note what is the matter with a field."""
        self.errors.append({"field": name, "message": message})

    def text(self, name: str) -> str:
        """Return what was typed into a field, without space around it."""
        return (self.sent.get(name, "") if self.sent else "").strip()

    def places(self, name: str, offered: tuple[Place, ...]) -> tuple[Place, ...]:
        """Return which of the offered places were chosen."""
        ticked = self.sent.getlist(name) if self.sent else []
        return tuple(place for place in offered if str(place) in ticked)

    def day(self, name: str) -> dt.date | None:
        """Return the day in a field; None where it is empty or no day."""
        try:
            return dt.date.fromisoformat(self.text(name))
        except ValueError:
            return None


@dataclass
class WelcomeForm(Form):
    """For whom, whose hands, where, and how old."""

    profile: Profile | None = None

    def read(self) -> Profile | None:
        """Return what was chosen, or None with `errors`."""
        for_whom, giver = self.text("for_whom"), self.text("giver")
        places, age = self.places("places", EVERYWHERE), self.text("age")
        if for_whom not in ForWhom.values:
            self.refuse("for_whom", gettext("Choose who Kneadwell is for."))
        if giver not in set(Giver):
            self.refuse("giver", gettext("Choose whose hands give the massage."))
        if not places:
            self.refuse("places", gettext("Choose at least one place."))
        if age and not (age.isascii() and age.isdecimal() and int(age) <= OLDEST):
            self.refuse(
                "age", gettext("Write whole years, like 62, or leave it empty.")
            )
        if self.errors:
            return None
        return Profile(
            for_whom=for_whom,
            giver=giver,
            places=[str(place) for place in places],
            age=int(age) if age else None,
        )

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        earlier = self.profile
        chosen = self.sent.getlist("places") if self.sent else []
        for_whom, giver, age = (self.text(n) for n in ("for_whom", "giver", "age"))
        if self.sent is None and earlier:
            for_whom, giver, chosen = earlier.for_whom, earlier.giver, earlier.places
            age = "" if earlier.age is None else str(earlier.age)
        whom = {
            ForWhom.ME: gettext("Myself"),
            ForWhom.HELPED: gettext("Someone I help"),
            ForWhom.TREATED: gettext("Someone I treat"),
        }
        hands = {
            Giver.SELF: gettext("My own hands, on my own body"),
            Giver.HELPER: gettext("A helper’s hands"),
            Giver.PROFESSIONAL: gettext("A professional’s hands"),
        }
        return {
            "for_whom_choices": choices(whom, for_whom),
            "giver_choices": choices(hands, giver),
            "picker": picker(EVERYWHERE, chosen, self.library),
            "age": age,
            "is_not": lines_in(self.library.session.welcome.is_not),
            "errors": self.errors,
        }


@dataclass
class TopicsForm(Form):
    """A yes, no or “I do not know” to each topic."""

    def read(self) -> dict[str, Answer]:
        """Return what was answered, with `errors` for what is still open."""
        answers = {}
        for topic in topics(self.library):
            said = self.text(topic.id)
            if said in SAID:
                answers[topic.id] = Answer(said)
            else:
                message = gettext("Answer “%s”.") % words(topic.name)
                self.refuse(topic.id, message)
        return answers

    def shown(self, intake: Intake) -> Shown:
        """Return the topics as their page reads them."""
        open_fields = {error["field"] for error in self.errors}
        return {
            "topics": [
                {
                    "id": topic.id,
                    "name": words(topic.name),
                    "questions": _sentences(words(topic.question)),
                    "why": words(topic.why) if topic.why else "",
                    "choices": answer_choices(
                        self.text(topic.id) or intake.topic_answer(topic) or ""
                    ),
                    "standing": [
                        {
                            "id": name,
                            "short": words(self.library.conditions[name].short),
                        }
                        for name in intake.standing_in(topic)
                    ],
                    "is_proposed": any(
                        self.library.conditions[it.question].group == topic.id
                        for it in intake.proposals()
                    ),
                    "error": gettext("Please answer this one.")
                    if topic.id in open_fields
                    else "",
                }
                for topic in topics(self.library)
            ],
            "errors": self.errors,
        }


@dataclass
class QuestionForm(Form):
    """One question or sign, with where and since when."""

    asked: Condition | RedFlag = field(kw_only=True)
    today: dt.date = field(kw_only=True)

    @property
    def asks_since(self) -> bool:
        """Whether an OK to a yes has to wait some months after it began."""
        return any(
            self.library.instructions[rule.instruction].changes.not_before_months
            for rule in _rules(self.asked)
        )

    def read(self) -> Given | None:
        """Return the answer, or None with `errors`."""
        said, since = self.text("answer"), None
        if said not in SAID:
            self.refuse("answer", gettext("Choose yes, no or “I do not know”."))
            return None
        if said != Answer.YES:
            return Given(Answer(said))
        if self.asks_since and self.text("since"):
            since = self.day("since")
            if since is None or since > self.today:
                example = date_format(self.today, "Y-m-d")
                message = gettext("Write a day that is past, like %s.") % example
                self.refuse("since", message)
                return None
        ticked = self.sent.getlist("where") if self.sent else []
        where = [name for name in self._where_names() if name in ticked]
        return Given(Answer.YES, tuple(map(Where.parse, where)), since)

    def shown(self, earlier: Given | None, *, prefill: bool) -> Shown:
        """Return the question as its page reads it.

        Args:
            earlier: What was said before.
            prefill: Whether an earlier answer is chosen already.
        """
        said = self.text("answer")
        where = self.sent.getlist("where") if self.sent else []
        since = self.text("since")
        if self.sent is None and earlier and prefill:
            said = earlier.answer
            where = [one.text for one in earlier.where]
            since = earlier.since.isoformat() if earlier.since else ""
        asked = self.asked
        shown: Shown = {
            "id": asked.id,
            "choices": answer_choices(said),
            "errors": self.errors,
            "sources": sources_shown(asked.sources, self.library),
            "asks_since": self.asks_since,
            "since": since,
            "latest": self.today.isoformat(),
        }
        if isinstance(asked, RedFlag):
            shown["text"] = gettext("Is this so now?")
            shown["sign"] = words(asked.say)
            shown["why"] = gettext(
                "A yes needs help soon. We then tell you what to do."
            )
        else:
            shown["text"] = words(asked.question)
            shown["why"] = words(asked.why)
        scope = _scope(asked)
        if scope is Scope.REGION:
            shown["picker"] = picker(_offered(asked), where, self.library)
        elif scope is Scope.LIMB:
            names = limb_names(self.library)
            shown["limbs"] = [
                {
                    "value": name,
                    "label": names[name].capitalize(),
                    "checked": name in where,
                }
                for name in self._where_names()
            ]
        return shown

    def _where_names(self) -> list[str]:
        scope = _scope(self.asked)
        if scope is Scope.SESSION:
            return []
        places = _offered(self.asked)
        if scope is Scope.REGION:
            return [str(place) for place in places]
        limbs = (f"{place.side} {Limb.of(place.region)}" for place in places)
        return list(dict.fromkeys(limbs))


@dataclass
class TouchForm(Form):
    """Six toes, and a yes or no for each other place."""

    others: tuple[Place, ...] = ()
    """The places of this person that are no feet."""

    def read(self) -> tuple[dict[str, str], dict[Place, str]] | None:
        """Return what was found by toe and by place, or None with `errors`."""
        toes = {toe: self.text(_toe_field(toe)) for toe in TOES}
        for toe, found in toes.items():
            if found not in {FELT, NOT_FELT, SKIPPED}:
                message = gettext("%s: choose felt, not felt or skipped.")
                self.refuse(_toe_field(toe), message % toe_name(toe).capitalize())
        if self.errors:
            return None
        places = {
            place: found
            for place in self.others
            if (found := self.text(_place_field(place))) in {FELT, NOT_FELT}
        }
        if not places and set(toes.values()) == {SKIPPED}:
            message = gettext("Everything is skipped. Test a toe, or leave this page.")
            self.refuse(_toe_field(TOES[0]), message)
            return None
        return toes, places

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        found = {
            FELT: gettext("Felt"),
            NOT_FELT: gettext("Not felt"),
            SKIPPED: gettext("Skipped"),
        }
        errors = {error["field"]: error["message"] for error in self.errors}
        texts = self.library.session.touch_check
        return {
            "intro": lines_in(texts.intro),
            "steps": lines_in(texts.steps),
            "unfelt_rule": lines_in(texts.unfelt_rule),
            "why": words(texts.why),
            "toes": [
                {
                    "field": _toe_field(toe),
                    "name": toe_name(toe).capitalize(),
                    "choices": choices(found, self.text(_toe_field(toe))),
                    "error": errors.get(_toe_field(toe), ""),
                }
                for toe in TOES
            ],
            "others": [
                {
                    "field": _place_field(place),
                    "name": place_name(place, self.library).capitalize(),
                    "choices": choices(
                        {FELT: gettext("Yes"), NOT_FELT: gettext("No")},
                        self.text(_place_field(place)),
                    ),
                }
                for place in self.others
            ],
            "errors": self.errors,
        }


@dataclass
class OkForm(Form):
    """A clinician's OK to one hold."""

    condition: Condition = field(kw_only=True)
    technique: str = field(kw_only=True)
    offered: tuple[Place, ...] = field(kw_only=True)
    today: dt.date = field(kw_only=True)

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may give it."""
        return ok_roles(self.condition, self.technique, self.library)

    def read(self) -> ClinicianOk | None:
        """Return the OK, or None with `errors`."""
        by, on, until = self.text("by"), self.day("on"), self.day("until")
        places = self.places("places", self.offered)
        if by not in self.roles:
            self.refuse("by", gettext("Choose who gave the OK."))
        if on is None or on > self.today:
            self.refuse("on", gettext("Write the day of the OK. It may not be later."))
        if until is None or until < self.today:
            self.refuse(
                "until", gettext("Write the last day it holds, today or later.")
            )
        if not places:
            self.refuse("places", gettext("Choose the places it was given for."))
        if self.errors or on is None or until is None:
            return None
        return ClinicianOk(self.condition.id, self.technique, places, by, on, until)

    def shown(self, kept: Answers) -> Shown:
        """Return the form as its page reads it, with the OKs that were given."""
        title = self.library.change_words["ok_by"]
        given = [
            ok
            for ok in kept.oks
            if (ok.condition, ok.technique) == (self.condition.id, self.technique)
        ]
        return {
            "role_choices": choices(
                {role: words(title[role].title) for role in self.roles}, self.text("by")
            ),
            "place_choices": [
                {
                    "value": str(place),
                    "label": place_name(place, self.library).capitalize(),
                    "checked": place in self.places("places", self.offered),
                }
                for place in self.offered
            ],
            "on": self.text("on"),
            "until": self.text("until"),
            "today": self.today.isoformat(),
            "errors": self.errors,
            "given": [
                {
                    "by": ok.by,
                    "name": words(title[ok.by].title),
                    "places": ", ".join(place_name(p, self.library) for p in ok.places),
                    "on": ok.on,
                    "until": ok.until,
                    "is_over": ok.until < self.today,
                }
                for ok in given
            ],
        }


def choices(labels: Mapping[Named, str], chosen: str) -> list[Shown]:
    """Return answers to choose from."""
    return [
        {"value": str(value), "label": label, "checked": value == chosen}
        for value, label in labels.items()
    ]


def answer_choices(chosen: str) -> list[Shown]:
    """Return yes, no and “I do not know”."""
    labels: dict[str, str] = {
        Answer.YES.value: gettext("Yes"),
        Answer.NO.value: gettext("No"),
        Answer.UNKNOWN.value: gettext("I do not know"),
    }
    return choices(labels, chosen)


def picker(
    offered: tuple[Place, ...], chosen: list[str], library: Library
) -> list[Shown]:
    """Return the places to choose from, region by region, left before right."""
    regions = [region for region in PICKED if any(p.region is region for p in offered)]
    return [
        {
            "region": region.value,
            "name": words(library.body.regions[region]).capitalize(),
            "places": [
                {
                    "value": str(place),
                    "side": place.side.value,
                    "name": place_name(place, library).capitalize(),
                    "checked": str(place) in chosen,
                }
                for place in offered
                if place.region is region
            ],
        }
        for region in regions
    ]


PICKED = (Region.FOREARM, Region.HAND, Region.THIGH, Region.LOWER_LEG, Region.FOOT)
"""Down the body, as the picture shows them."""


def toe_name(toe: str) -> str:
    """Return a toe as people say it."""
    return {
        "left big": gettext("left big toe"),
        "left third": gettext("left third toe"),
        "left little": gettext("left little toe"),
        "right big": gettext("right big toe"),
        "right third": gettext("right third toe"),
        "right little": gettext("right little toe"),
    }[toe]


def others_of(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places that the toes do not tell about."""
    return tuple(place for place in places if place not in FEET)


def holds(condition: Condition, technique_id: str) -> list[Rule]:
    """Return the rules of a condition that a clinician can open."""
    return [
        rule
        for rule in condition.rules
        if rule.action is Action.ASK_CLINICIAN
        and (rule.techniques is None or technique_id in rule.techniques)
    ]


def as_topic(topic_id: str, answer: Answer) -> dict[str, Given]:
    """Return the answer to a whole topic as it is kept."""
    return {topic_key(topic_id): Given(answer)}


def _rules(asked: Condition | RedFlag) -> tuple[Rule, ...]:
    return asked.rules if isinstance(asked, Condition) else ()


def _scope(asked: Condition | RedFlag) -> Scope:
    if isinstance(asked, Condition):
        return asked.scope
    return Scope.REGION if asked.session_effect == "skip-area" else Scope.SESSION


def _offered(asked: Condition | RedFlag) -> tuple[Place, ...]:
    """Return the places a yes can mean: those that some rule speaks about."""
    rules = _rules(asked)
    if not rules or any(rule.regions is None for rule in rules):
        return EVERYWHERE
    regions = {region for rule in rules for region in rule.regions or ()}
    return tuple(place for place in EVERYWHERE if place.region in regions)


def _sentences(text: str) -> list[str]:
    """Return each question of a topic, with the sentences that explain it."""
    sentences: list[str] = []
    for part in re.split(r"(?<=[?.])\s+", text):
        if part.endswith(".") and sentences:
            sentences[-1] += f" {part}"
        else:
            sentences.append(part)
    return sentences


def _toe_field(toe: str) -> str:
    return f"toe-{toe.replace(' ', '-')}"


def _place_field(place: Place) -> str:
    return f"felt-{place.side}-{place.region}"
