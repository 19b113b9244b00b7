from django.urls import path

from . import paper, views

app_name = "bookings"
urlpatterns = [
    path("", views.counter, name="counter"),
    path("shift/", views.begin_shift, name="begin-shift"),
    path("price/", views.price, name="price"),
    path("receipts/<str:number>/", views.receipt, name="receipt"),
    path("receipts/<str:number>/pdf/", paper.receipt, name="receipt-pdf"),
    path("receipts/<str:number>/labels/", paper.labels, name="labels-pdf"),
]
