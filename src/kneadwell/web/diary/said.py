"""What entries say, in words for pages."""

from collections.abc import Mapping

from django.utils.translation import gettext

from kneadwell.diary import Change, CheckedWhen, Ended, HasSettled, Sugar


def change_texts() -> Mapping[Change, str]:
    """Return the steps of the impression of change, best first."""
    return {
        Change.VERY_MUCH_BETTER: gettext("Very much better"),
        Change.MUCH_BETTER: gettext("Much better"),
        Change.A_LITTLE_BETTER: gettext("A little better"),
        Change.NO_CHANGE: gettext("About the same"),
        Change.A_LITTLE_WORSE: gettext("A little worse"),
        Change.MUCH_WORSE: gettext("Much worse"),
        Change.VERY_MUCH_WORSE: gettext("Very much worse"),
    }


def settled_texts() -> Mapping[HasSettled, str]:
    """Return the answers to "Has it settled?"."""
    return {
        HasSettled.NO: gettext("No, not yet"),
        HasSettled.YES: gettext("Yes, all is as it was"),
        HasSettled.UNSURE: gettext("I can’t tell. Then it stays paused."),
    }


def sugar_texts() -> Mapping[Sugar, str]:
    """Return how blood sugar was."""
    return {
        Sugar.FINE: gettext("4 mmol/l or more."),
        Sugar.LOW: gettext("Under 4 mmol/l."),
        Sugar.NOT_MEASURED: gettext("Not measured."),
    }


def ended_texts() -> Mapping[Ended, str]:
    """Return how a session ended."""
    return {
        Ended.FINISHED: gettext("Finished."),
        Ended.FINISHED_EARLY: gettext("Finished early."),
        Ended.STOPPED: gettext("Stopped, because something was wrong."),
    }


def checked_texts() -> Mapping[CheckedWhen, str]:
    """Return which look at the skin it was."""
    return {
        CheckedWhen.AFTER: gettext("Looked at the skin right after"),
        CheckedWhen.MINUTES_20: gettext("Looked at the skin after 20 minutes"),
        CheckedWhen.HOUR_1: gettext("Asked again after 1 hour"),
        CheckedWhen.NEXT_DAY: gettext("Asked again on the next day"),
    }


def flag_texts() -> Mapping[str, str]:
    """Return what the server saw in an entry that it kept."""
    return {
        "not-cleared": gettext("This was not cleared."),
        "over-plan": gettext("More than was planned."),
        "over-dose": gettext("More than is allowed in a day."),
        "paused": gettext("A place was massaged that should rest."),
    }


def sleep_name() -> str:
    """Return the scale of the day that a session does not have."""
    return gettext("Sleep disturbed")
