"""Every address of the system."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView
from drf_spectacular.views import SpectacularAPIView

from apt import api_docs, guides, health, places
from apt.wiring import DETAILS, LEFT_AT, ON_APPROVAL, READINESS
from bookings import queries as bookings

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("digipin/", include("digipin.pages.urls"), {"places": places}),
    path("api/v1/digipin/", include("digipin.api.urls"), {"places": places}),
    path("tariff/", include("bookings.pages.tariff_urls")),
    path("api/v1/tariff/", include("bookings.api.urls")),
    path("api/v1/bookings/", include("bookings.api.partner_urls")),
    path("api/v1/deliveries/", include("deliveries.api.urls")),
    path("api/v1/offices/", include("offices.api.urls")),
    path("api/v1/payments/", include("payments.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", api_docs.docs, name="api-docs"),
    path("help/", guides.help_page, name="help"),
    path("help/<str:name>/", guides.guide, name="guide"),
    path("track/", include("tracking.pages.urls"), {"known": bookings.known_articles}),
    path("complaints/", include("tracking.pages.complaint_urls")),
    path("history/", include("tracking.pages.history_urls")),
    path("api/v1/tracking/", include("tracking.api.urls")),
    path("api/v1/", include("tracking.api.partner_urls")),
    path("counter/", include("bookings.pages.urls")),
    path("sms/", include("bookings.pages.notice_urls")),
    path("display/", include("bookings.pages.display_urls")),
    path("bulk/", include("bookings.pages.bulk_urls")),
    path("contracts/", include("bookings.pages.contract_urls")),
    path("pickups/", include("bookings.pages.pickup_urls")),
    path("console/", include("partners.pages.console_urls")),
    path("console/", include("tracking.pages.console_urls")),
    path("console/", include("bookings.pages.console_urls")),
    path("partners/", include("partners.pages.urls")),
    path("upi/", include("payments.pages.urls")),
    path("cod/", include("payments.pages.cod_urls")),
    path("money/", include("payments.pages.money_urls")),
    path("gst/", include("bookings.pages.gst_urls")),
    path("bags/", include("transit.pages.urls")),
    path("delivery/", include("deliveries.pages.urls")),
    path("staff/approvals/", include("offices.pages.approval_urls"), {"topics": ON_APPROVAL}),
    path("staff/roll-out/", include("offices.pages.rollout_urls"), {"providers": READINESS}),
    path("staff/offices/", include("offices.pages.tree_urls"), {"providers": LEFT_AT}),
    path("staff/figures/", include("offices.pages.figures_urls"), {"details": DETAILS}),
    path("", include("offices.pages.urls")),
    path("language/", include("django.conf.urls.i18n")),
    # Django's own door and password page know no second step.
    path("admin/login/", RedirectView.as_view(pattern_name="offices:sign-in", query_string=True), name="admin-sign-in"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="offices:password"), name="admin-password"),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
