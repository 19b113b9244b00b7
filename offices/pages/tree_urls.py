"""The office tree. What an office still has is known above offices: it comes with the addresses, from apt/urls.py."""

from django.urls import path

from . import changes

app_name = "tree"
urlpatterns = [
    path("", changes.tree, name="home"),
    path("asked/<int:approval_id>/", changes.asked, name="asked"),
    path("<str:code>/", changes.place, name="place"),
    path("<str:code>/below/", changes.below, name="below"),
    path("<str:code>/ask/<str:change>/", changes.ask, name="ask"),
]
