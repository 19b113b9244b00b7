"""The addresses of offices: the public directory, and signing in and out."""

from django.urls import include, path

from . import views

app_name = "offices"
urlpatterns = [
    path("offices/", views.search, name="search"),
    path("offices/quality/", views.quality, name="quality"),
    path("offices/<str:code>/", views.office, name="office"),
    path("staff/people/", include("offices.pages.people_urls")),
    path("staff/audit/", include("offices.pages.audit_urls")),
    path("staff/", include("offices.pages.staff_urls")),
]
