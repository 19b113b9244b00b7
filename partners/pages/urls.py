"""Contract customers. What a contract has booked, owes and may number is the business of bookings (contracts:...)."""

from django.urls import path

from . import views

app_name = "partners"
urlpatterns = [
    path("", views.customers, name="customers"),
    path("new/", views.new_customer, name="new-customer"),
    path("<str:code>/", views.customer, name="customer"),
    path("<str:code>/person/", views.new_person, name="new-person"),
    path("<str:code>/contract/", views.new_contract, name="new-contract"),
    path("contracts/<str:code>/terms/", views.terms, name="terms"),
]
