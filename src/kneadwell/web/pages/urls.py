"""Today, help now, and the front door."""

from django.urls import path

from kneadwell.web.pages import views

urlpatterns = [
    path("", views.today, name="today"),
    path("help-now/", views.help_now, name="help-now"),
    path(
        "help-now/offline/",
        views.help_now,
        {"is_offline": True},
        name="help-now-offline",
    ),
    path("enter/", views.enter, name="enter"),
    path("enter/<str:key>/", views.enter, name="enter-with-key"),
]
