"""The techniques."""

from django.urls import path

from kneadwell.web.techniques import views

urlpatterns = [
    path("", views.techniques, name="techniques"),
    path("<slug:technique_id>/", views.technique, name="technique"),
]
