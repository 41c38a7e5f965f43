"""What is written down between sessions."""

from django.urls import path

from kneadwell.web.check_ins import views

urlpatterns = [
    path("check-in/", views.check_in, name="check-in"),
    path("note/", views.note, name="note"),
    path("change/", views.change, name="change"),
]
