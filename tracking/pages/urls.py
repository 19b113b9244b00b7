from django.urls import path

from . import views

app_name = "tracking"
urlpatterns = [
    path("", views.track, name="track"),
    path("words/", views.words, name="words"),
    path("s/<str:token>/", views.signed, name="signed"),
    path("s/<str:token>/not-received/", views.complain_by_link, name="complain-by-link"),
    path("<str:number>/", views.article, name="article"),
    path("<str:number>/not-received/", views.complain, name="complain"),
]
