"""What someone said, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.knowledge import Library
from kneadwell.screening import Answer, Given, Where
from kneadwell.vocabulary import Limb, Place, Side
from kneadwell.web.words import place_name, words


def said_text(given: Given, library: Library) -> str:
    """Return an answer with where it holds and since when."""
    text = {
        Answer.YES: gettext("Yes"),
        Answer.NO: gettext("No"),
        Answer.UNKNOWN: gettext("I do not know"),
        Answer.UNANSWERED: gettext("Not answered"),
    }[given.answer]
    if given.where:
        text += ": " + ", ".join(where_text(where, library) for where in given.where)
    if given.since:
        text += ", " + gettext("since %s") % date_format(given.since, "j F Y")
    return text


def where_text(where: Where, library: Library) -> str:
    """Return where a yes holds: ``left foot``, ``right leg``."""
    if where.text in limb_names(library):
        return limb_names(library)[where.text]
    return place_name(Place.parse(where.text), library)


def limb_names(library: Library) -> dict[str, str]:
    """Return the arms and legs in words, by how files write them."""
    limbs = {Limb.ARM: gettext("arm"), Limb.LEG: gettext("leg")}
    return {
        f"{side} {limb}": f"{words(library.body.sides[side])} {name}"
        for limb, name in limbs.items()
        for side in Side
    }
