"""What makes the pages an app that stays, and the way out."""

from django.urls import path

from kneadwell.web.offline import views

urlpatterns = [
    path("service-worker.js", views.service_worker, name="service-worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("pocket/", views.pocket, name="pocket"),
    path("leave/", views.leave, name="leave"),
]
