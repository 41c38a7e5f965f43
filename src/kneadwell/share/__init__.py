"""What leaves the house, as bytes that other programs read.

Door: `updated` and `to_icalendar`. Gives: a calendar file that tells nothing of
why somebody takes the time.
"""

from kneadwell.share.icalendar import (
    Appointment,
    CalendarEvent,
    NotOurCalendarError,
    Quiet,
    Reminders,
    planned,
    published,
    to_icalendar,
    updated,
)

__all__ = [
    "Appointment",
    "CalendarEvent",
    "NotOurCalendarError",
    "Quiet",
    "Reminders",
    "planned",
    "published",
    "to_icalendar",
    "updated",
]
