"""Every address of the system."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from apt import health

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("track/", include("tracking.pages.urls")),
    path("counter/", include("bookings.pages.urls")),
    path("bags/", include("transit.pages.urls")),
    path("delivery/", include("deliveries.pages.urls")),
    path("", include("offices.pages.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
