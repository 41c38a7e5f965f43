"""The diary as a file."""

from django.urls import path

from kneadwell.web.files import views

urlpatterns = [
    path("", views.diary_file, name="diary-file"),
    path("json/", views.as_json, name="diary-json"),
    path("csv/", views.as_csv, name="diary-csv"),
]
