"""A session, from the choice of places to its record."""

from django.urls import path

from kneadwell.web.sessions import prepared_views, views

urlpatterns = [
    path("techniques/<slug:technique_id>/start/", views.start, name="start"),
    path("sessions/<uuid:session_id>/check/", views.check, name="check"),
    path(
        "sessions/<uuid:session_id>/without/<slug:technique_id>/",
        views.without,
        name="without",
    ),
    path("sessions/<uuid:session_id>/before/", views.before, name="before"),
    path("sessions/<uuid:session_id>/", views.player, name="player"),
    path("sessions/<uuid:session_id>/done/", views.done, name="done"),
    path("sessions/<uuid:session_id>/after/", views.after, name="after"),
    path("prepared/<slug:technique_id>/", prepared_views.check, name="prepared"),
    path(
        "prepared/<slug:technique_id>/before/",
        prepared_views.before,
        name="prepared-before",
    ),
    path(
        "prepared/<slug:technique_id>/play/",
        prepared_views.play,
        name="prepared-play",
    ),
    path(
        "prepared/<slug:technique_id>/after/",
        prepared_views.after,
        name="prepared-after",
    ),
]
