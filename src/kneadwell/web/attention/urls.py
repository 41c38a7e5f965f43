"""Notes of this device that are not in the diary."""

from django.urls import path

from kneadwell.web.attention import views

urlpatterns = [path("", views.attention, name="attention")]
