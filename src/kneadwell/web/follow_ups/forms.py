"""What people tap after a session, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from kneadwell.diary import CheckedWhen, FollowUp, Found
from kneadwell.knowledge import Library
from kneadwell.web.follow_ups.shown import finding_text
from kneadwell.web.words import Shown, place_name

NOTHING, FOUND, UNSEEN = "nothing", "found", "unseen"


@dataclass(frozen=True, slots=True)
class Look:
    """What someone found, and where; nothing found is an answer too."""

    found: tuple[Found, ...]
    places: tuple[str, ...]

    def body(self, asked: FollowUp) -> Mapping[str, object]:
        """Return the diary entry that answers `asked`."""
        return {
            "session": str(asked.session),
            "when": asked.which.value,
            "found": [found.value for found in self.found],
            "places": list(self.places),
        }


class LookForm:
    """A short list to tap, and whatever was tapped so far."""

    def __init__(
        self, asked: FollowUp, library: Library, sent: QueryDict | None = None
    ) -> None:
        self._asked, self._library = asked, library
        self._sent = QueryDict() if sent is None else sent
        self._choices = (
            (Found.PAIN,) if asked.which is CheckedWhen.HOUR_1 else tuple(Found)
        )
        self._places = tuple(dict.fromkeys(str(place) for place in asked.places))
        self.error = ""

    @property
    def was_not_seen(self) -> bool:
        """Whether nobody could look; that is no answer, and is asked again."""
        return self._sent.get("answer") == UNSEEN and not self._found

    def look(self) -> Look | None:
        """Return what was found, or None with an `error` that says what is open."""
        answer, found = self._sent.get("answer"), self._found
        if self.was_not_seen:
            return None
        if answer == NOTHING and found:
            self.error = gettext(
                "You tapped something and “Nothing of these”. Which of them is right?"
            )
        elif answer != NOTHING and not found:
            self.error = gettext("Tap what you see or feel, or “Nothing of these”.")
        if self.error:
            return None
        where = tuple(p for p in self._places if p in self._sent.getlist("places"))
        # Found and not said where: it may be anywhere that was massaged.
        return Look(found, where or self._places)

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        return {
            "choices": [
                {
                    "value": found.value,
                    "label": finding_text(found),
                    "checked": found in self._found,
                }
                for found in self._choices
            ],
            "place_choices": [
                {
                    "value": str(place),
                    "label": place_name(place, self._library).capitalize(),
                    "checked": str(place) in self._sent.getlist("places"),
                }
                for place in self._asked.places
            ],
            "error": self.error,
            "was_not_seen": self.was_not_seen,
        }

    @property
    def _found(self) -> tuple[Found, ...]:
        sent = self._sent.getlist("found")
        return tuple(found for found in self._choices if found in sent)
