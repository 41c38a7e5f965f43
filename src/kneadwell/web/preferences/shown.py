"""The settings in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from kneadwell.atlas import Movement, Scene, load_atlas, scene_of
from kneadwell.vocabulary import Place
from kneadwell.web.preferences.models import SensesRecord


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to set.

    Attributes:
        tells: What it does.
        choices: By value, the word on it and a few more words, or none.
    """

    legend: str
    tells: str
    choices: Mapping[str, tuple[str, str]]


def slot_names() -> dict[str, str]:
    """Return the parts of a day in words, in their order."""
    return {
        "morning": gettext("Morning"),
        "midday": gettext("Midday"),
        "evening": gettext("Evening"),
        "bedtime": gettext("Bedtime"),
    }


def rows() -> dict[str, Row]:
    """Return each choice with what it does, in the order of the page."""
    on_off = {"yes": (gettext("On"), ""), "no": (gettext("Off"), "")}
    return {
        "text_size": Row(
            gettext("Text size"),
            gettext(
                "Letters grow on every page. The setting of your device counts too."
            ),
            {
                "100": (gettext("Usual"), ""),
                "125": (gettext("Large"), ""),
                "150": (gettext("Larger"), ""),
                "200": (gettext("Largest"), ""),
            },
        ),
        "theme": Row(
            gettext("Light or dark"),
            gettext("Dark pages are softer on the eyes at night."),
            {
                "device": (gettext("As my device"), ""),
                "light": (gettext("Light"), ""),
                "dark": (gettext("Dark"), ""),
            },
        ),
        "skin": Row(
            gettext("Skin in the pictures"),
            gettext("Hands and feet are drawn in this tone."),
            {
                "light": (gettext("Light"), ""),
                "medium": (gettext("Medium"), ""),
                "deep": (gettext("Deep"), ""),
            },
        ),
        "captions": Row(
            gettext("Words in a session"),
            gettext("All that the voice says stands on the screen too."),
            {
                "normal": (gettext("Usual"), gettext("The picture gets more room.")),
                "large": (gettext("Large"), gettext("The words get more room.")),
            },
        ),
        "voice": Row(
            gettext("Voice"),
            gettext("It reads each step, so you can close your eyes."),
            {
                "recorded": (gettext("Recorded voice"), ""),
                "device": (gettext("My device’s voice"), ""),
                "off": (gettext("No voice"), ""),
            },
        ),
        "tones": Row(
            gettext("Tones"),
            gettext("Three short beats come before each change."),
            on_off,
        ),
        "vibration": Row(
            gettext("Buzz"),
            gettext("The device shakes at each change. Not every device can."),
            on_off,
        ),
        "flash": Row(
            gettext("Flash"),
            gettext("The screen lights up at each change, for when you hear little."),
            on_off,
        ),
        "press_apart_ms": Row(
            gettext("When your hand shakes"),
            gettext("Two presses count as one when they come this close together."),
            {
                "400": (gettext("0.4 seconds"), gettext("Steady hands")),
                "700": (gettext("0.7 seconds"), gettext("The usual")),
                "1000": (gettext("1 second"), gettext("Some shaking")),
                "1500": (gettext("1.5 seconds"), gettext("Strong shaking")),
            },
        ),
        "start_delay_s": Row(
            gettext("Time to oil your hands"),
            gettext("After you press start, a session waits this long."),
            {
                "0": (gettext("No wait"), ""),
                "10": (gettext("10 seconds"), ""),
                "20": (gettext("20 seconds"), ""),
                "40": (gettext("40 seconds"), ""),
            },
        ),
        "language": Row(
            gettext("Language"),
            gettext("Kneadwell speaks only English so far."),
            {code: (name, "") for code, name in settings.LANGUAGES},
        ),
    }


def advice_on(found: SensesRecord, *, is_flash_on: bool) -> list[str]:
    """Return what this device leaves out for someone, and what to use in its place."""
    missing = [
        (
            found.heard,
            gettext("You do not hear it. Turn the sound up, or leave silent mode."),
        ),
        (found.seen, gettext("You do not see the flash.")),
        (found.felt, gettext("You do not feel it. Many devices cannot buzz.")),
    ]
    return [
        *(line for is_there, line in missing if not is_there),
        _instead(found, is_flash_on=is_flash_on),
    ]


def _instead(found: SensesRecord, *, is_flash_on: bool) -> str:
    if found.heard and found.seen and found.felt:
        return gettext("You can hear, see and feel each change. Nothing is missing.")
    if found.heard:
        return gettext("Tones and voice tell you each change.")
    if found.seen and is_flash_on:
        return gettext("The flash shows you each change.")
    if found.seen:
        return gettext("Turn on the flash in the settings. It shows you each change.")
    if found.felt:
        return gettext("The buzz tells you each change. The words are on the screen.")
    return gettext("Look at the screen now and then. It shows each step in big words.")


def skin_scene() -> Scene:
    """Return a picture with much skin: a foot, and a hand that strokes it."""
    stroke = Movement("glide", "flat-hand", "towards-heart", 20, None, 1)
    return scene_of(Place.parse("left foot"), "top-of-foot", stroke, load_atlas())
