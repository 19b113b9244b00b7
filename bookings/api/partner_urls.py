"""`/api/v1/bookings/`: behind a key."""

from django.urls import path

from . import partner_views as views

app_name = "bookings-api"
urlpatterns = [
    path("", views.BookView.as_view(), name="book"),
    path("bulk", views.BulkBookView.as_view(), name="book-many"),
    path("labels", views.LabelsView.as_view(), name="labels"),
    path("pickups", views.PickupView.as_view(), name="pickup"),
    path("pickups/<str:code>", views.PickedUpView.as_view(), name="picked-up"),
    path("<str:number>/cancel", views.CancelView.as_view(), name="cancel"),
]
