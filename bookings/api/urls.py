"""`/api/v1/tariff/`."""

from django.urls import path

from . import views

app_name = "tariff-api"
urlpatterns = [
    path("", views.PriceView.as_view(), name="price"),
    path("serviceability", views.ServiceabilityView.as_view(), name="serviceability"),
    path("products", views.ProductsView.as_view(), name="products"),
]
