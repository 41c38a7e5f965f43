"""What is asked after a session."""

from django.urls import path

from kneadwell.web.follow_ups import views

urlpatterns = [
    path("wrong/", views.wrong, name="wrong"),
    path("wrong/<slug:what>/", views.told, name="wrong-told"),
    path("settled/", views.settled, name="settled"),
    path("<uuid:session_id>/sugar/", views.sugar, name="sugar"),
    path("<uuid:session_id>/<slug:which>/", views.follow_up, name="follow-up"),
]
