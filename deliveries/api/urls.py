"""`/api/v1/deliveries/`: behind a key."""

from django.urls import path

from . import views

app_name = "deliveries-api"
urlpatterns = [path("<str:number>/proof", views.ProofView.as_view(), name="proof")]
