"""The techniques."""

from django.urls import path

from kneadwell.web.techniques import views

urlpatterns = [
    path("", views.techniques, name="techniques"),
    path("<slug:technique_id>/", views.technique, name="technique"),
    path("<slug:technique_id>/learn/", views.learn, name="learn"),
    path("<slug:technique_id>/learn/print/", views.learn_print, name="learn-print"),
]
