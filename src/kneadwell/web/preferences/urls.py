"""What someone set, and what they notice of a device."""

from django.urls import path

from kneadwell.web.preferences import views

urlpatterns = [
    path("", views.preferences, name="settings"),
    path("check/", views.senses_check, name="senses-check"),
]
