"""`/api/v1/payments/`."""

from django.urls import path

from . import views

app_name = "payments-api"
urlpatterns = [path("psp/callback", views.CallbackView.as_view(), name="callback")]
