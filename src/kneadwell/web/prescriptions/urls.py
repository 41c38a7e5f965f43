"""The programme that a therapist wrote."""

from django.urls import path

from kneadwell.web.prescriptions import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("write/", views.write_programme, name="write-programme"),
    path("end/", views.end_programme, name="end-programme"),
]
