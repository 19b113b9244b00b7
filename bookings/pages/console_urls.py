"""`/console/`: what of it is about money."""

from django.urls import path

from . import console

app_name = "console-money"
urlpatterns = [
    path("money/", console.money, name="money"),
    path("money/bills/<str:number>/", console.bill, name="bill"),
]
