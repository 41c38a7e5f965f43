"""The week."""

from django.urls import path, register_converter

from kneadwell.plan import Slot, Week, WeekError
from kneadwell.web.plans import views


class WeekConverter:
    """A week in an address, like ``2026-W49``."""

    regex = "[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        """Read it; one that is no week has no page."""
        try:
            return Week.parse(value)
        except WeekError as error:
            raise ValueError(value) from error

    def to_url(self, value: Week) -> str:
        """Write it."""
        return str(value)


class SlotConverter:
    """A part of a day in an address."""

    regex = "|".join(Slot)

    def to_python(self, value: str) -> Slot:
        """Read it."""
        return Slot(value)

    def to_url(self, value: Slot) -> str:
        """Write it."""
        return str(value)


register_converter(WeekConverter, "week")
register_converter(SlotConverter, "slot")

urlpatterns = [
    path("", views.week, name="week"),
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/minutes/", views.wishes_minutes, name="wishes-minutes"),
    path("<week:week>/", views.week, name="week-of"),
    path("<week:week>/plan/", views.plan_again, name="plan-again"),
    path("<week:week>/days/", views.say_of_days, name="plan-days"),
    path("<week:week>/progress/", views.progress, name="plan-progress"),
    path("<week:week>/print/", views.week_print, name="week-print"),
    path("<date:day>/<slot:slot>/", views.planned, name="planned"),
    path("<date:day>/<slot:slot>/start/", views.start_planned, name="start-planned"),
]
