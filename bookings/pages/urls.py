from django.urls import path

from . import views

app_name = "bookings"
urlpatterns = [
    path("", views.counter, name="counter"),
    path("shift/", views.begin_shift, name="begin-shift"),
    path("price/", views.price, name="price"),
    path("receipts/<str:number>/", views.receipt, name="receipt"),
]
