"""The diary."""

from django.urls import path

from kneadwell.web.diary import views

urlpatterns = [
    path("", views.diary, name="diary"),
]
