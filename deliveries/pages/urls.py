from django.urls import path

from . import views

app_name = "deliveries"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("round/", views.my_round, name="round"),
    path("round/<str:number>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("door/<str:number>/", views.door, name="door"),
    path("door/<str:number>/qr/", views.qr, name="qr"),
    path("sheets/<str:number>/", views.sheet, name="sheet"),
]
