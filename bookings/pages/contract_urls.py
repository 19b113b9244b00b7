"""Contracts and deposits."""

from django.urls import path

from . import contracts

app_name = "contracts"
urlpatterns = [
    path("deposit/", contracts.deposit, name="deposit"),
    path("deposit/<str:number>/", contracts.deposit_receipt, name="deposit-receipt"),
    path("bills/<str:number>/", contracts.bill, name="bill"),
    path("bills/<str:number>/pdf/", contracts.bill_paper, name="bill-pdf"),
    path("bills/<str:number>/csv/", contracts.bill_csv, name="bill-csv"),
    path("<str:code>/", contracts.contract, name="contract"),
    path("<str:code>/range/", contracts.issue_range, name="range"),
    path("<str:code>/bills/", contracts.make_bills, name="make-bills"),
]
