"""Signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from . import rights, sign_in

urlpatterns = [
    path("rights/", rights.rights, name="rights"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/demonstration/", sign_in.sign_in_to_demonstration, name="demonstration"),
    path("sign-out/", LogoutView.as_view(next_page="home"), name="sign-out"),
]
