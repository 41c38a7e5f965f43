"""Every address of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("kneadwell.web.pages.urls")),
    path("techniques/", include("kneadwell.web.techniques.urls")),
    path("", include("kneadwell.web.sessions.urls")),
    path("diary/", include("kneadwell.web.diary.urls")),
]
