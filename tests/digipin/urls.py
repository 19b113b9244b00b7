"""The project's addresses with the small directory behind DIGIPIN's."""

from django.urls import include, path

from apt.urls import urlpatterns as project_urls

from .fakes import directory

urlpatterns = [
    path("digipin/", include("digipin.pages.urls"), {"places": directory}),
    path("api/v1/digipin/", include("digipin.api.urls"), {"places": directory}),
    *project_urls,
]
