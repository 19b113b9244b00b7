from django.urls import path

from . import views

app_name = "transit"
urlpatterns = [
    path("", views.bags, name="bags"),
    path("begin/", views.begin, name="begin"),
    path("despatch/", views.despatch, name="despatch"),
    path("<str:number>/", views.bag, name="bag"),
    path("<str:number>/scan/", views.scan, name="scan"),
    path("<str:number>/take-out/", views.take_out, name="take-out"),
    path("<str:number>/scan-all/", views.scan_all, name="scan-all"),
    path("<str:number>/close/", views.close, name="close"),
    path("<str:number>/receive/", views.receive, name="receive"),
    path("<str:number>/open/", views.open_, name="open"),
]
