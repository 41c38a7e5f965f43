"""The calendar of a person, and the addresses that calendar programs look at."""

from django.urls import path

from kneadwell.web.calendars import views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("add/", views.add, name="add-calendar"),
    path("self-care.ics", views.file, name="calendar-file"),
    path("feed/<str:token>.ics", views.feed, name="calendar-feed"),
    path("<uuid:feed_id>/take-back/", views.take_back, name="take-back-calendar"),
]
