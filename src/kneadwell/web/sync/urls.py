"""Where devices send what they noted, and how to write one that does."""

from django.urls import path

from kneadwell.web.sync import views

urlpatterns = [
    path("sync/", views.sync, name="sync"),
    path("openapi.json", views.openapi, name="openapi"),
]
