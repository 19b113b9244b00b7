"""`/console/`: what of it is a customer's and no article's."""

from django.urls import path

from . import console

app_name = "console"
urlpatterns = [
    path("", console.home, name="home"),
    path("keys/", console.keys, name="keys"),
    path("keys/<str:prefix>/revoke/", console.revoke, name="revoke-key"),
    path("people/", console.people, name="people"),
    path("people/<int:member_id>/", console.member, name="member"),
]
