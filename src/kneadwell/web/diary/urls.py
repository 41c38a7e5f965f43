"""The diary."""

import datetime as dt

from django.urls import path, register_converter

from kneadwell.web.diary import views


class DateConverter:
    """A day in an address, like ``2026-11-23``."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        """Read it; one that is no day has no page."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """Write it."""
        return value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("", views.diary, name="diary"),
    path("<date:date>/", views.day, name="diary-day"),
    path("entry/<uuid:entry_id>/", views.entry, name="diary-entry"),
]
