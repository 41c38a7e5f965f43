"""The questions before a massage, and their results."""

from django.urls import path

from kneadwell.web.screening import views

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("questions/", views.questions, name="questions"),
    path("questions/card/<slug:card_id>/", views.card, name="card"),
    path("questions/proposed/", views.proposed, name="proposals"),
    path("questions/<slug:question_id>/", views.question, name="question"),
    path("touch-check/", views.touch_check, name="touch-check"),
    path("results/", views.results, name="results"),
    path(
        "results/ok/<slug:condition_id>/<slug:technique_id>/",
        views.clinician_ok,
        name="clinician-ok",
    ),
]
