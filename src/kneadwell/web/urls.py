"""Every address of the house."""

from django.urls import include, path

from kneadwell.web.sessions.limits import limits_of

urlpatterns = [
    path("", include("kneadwell.web.pages.urls")),
    path("settings/", include("kneadwell.web.preferences.urls")),
    path("", include("kneadwell.web.screening.urls")),
    path("techniques/", include("kneadwell.web.techniques.urls")),
    path("", include("kneadwell.web.sessions.urls")),
    path(
        "follow-ups/",
        include("kneadwell.web.follow_ups.urls"),
        {"limits_of": limits_of},
    ),
    path("diary/", include("kneadwell.web.diary.urls")),
]
