"""Every address of the house."""

from django.urls import include, path

from kneadwell.web.sessions.limits import limits_of

urlpatterns = [
    path("", include("kneadwell.web.pages.urls")),
    path("", include("kneadwell.web.devices.urls")),
    path("", include("kneadwell.web.offline.urls")),
    path("settings/", include("kneadwell.web.preferences.urls")),
    path("calendar/", include("kneadwell.web.calendars.urls")),
    path("programme/", include("kneadwell.web.prescriptions.urls")),
    path("", include("kneadwell.web.screening.urls")),
    path("techniques/", include("kneadwell.web.techniques.urls")),
    path("", include("kneadwell.web.sessions.urls")),
    path(
        "follow-ups/",
        include("kneadwell.web.follow_ups.urls"),
        {"limits_of": limits_of},
    ),
    path("diary/file/", include("kneadwell.web.files.urls")),
    path("diary/", include("kneadwell.web.diary.urls")),
    path("", include("kneadwell.web.check_ins.urls")),
    path("", include("kneadwell.web.sync.urls")),
    path("week/", include("kneadwell.web.plans.urls")),
    path("attention/", include("kneadwell.web.attention.urls")),
]

handler500 = "kneadwell.web.errors.on_our_side"
