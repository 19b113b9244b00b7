"""`/api/v1/digipin/`. Include with `{"places": <a digipin.places.Places>}`."""

from django.urls import path

from . import views

app_name = "digipin-api"
urlpatterns = [
    path("encode", views.EncodeView.as_view(), name="encode"),
    path("decode", views.DecodeView.as_view(), name="decode"),
    path("offices", views.OfficesView.as_view(), name="offices"),
]
