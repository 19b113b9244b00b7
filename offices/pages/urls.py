"""The addresses of offices: the public directory, and signing in and out."""

from django.urls import include, path

from . import rollout, views

app_name = "offices"
urlpatterns = [
    path("offices/", views.search, name="search"),
    path("offices/quality/", views.quality, name="quality"),
    path("offices/<str:code>/", views.office, name="office"),
    path("roll-out/", rollout.public, name="roll-out"),
    path("staff/training/", include("offices.pages.training_urls")),
    path("staff/people/", include("offices.pages.people_urls")),
    path("staff/audit/", include("offices.pages.audit_urls")),
    path("staff/", include("offices.pages.staff_urls")),
]
