"""The phones of this computer, and the way in for one."""

from django.urls import path

from kneadwell.web.devices import views

urlpatterns = [
    path("devices/", views.devices, name="devices"),
    path("devices/add/", views.add, name="add-device"),
    path("devices/<uuid:device_id>/take-back/", views.take_back, name="take-back"),
    path("pair/", views.pair, name="pair"),
    path("pair/trust/", views.trust, name="trust"),
    path("pair/trust/kneadwell.crt", views.certificate, name="certificate"),
    path("pair/<str:code>/", views.pair, name="pair-with-code"),
]
