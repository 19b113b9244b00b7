"""Django's admin behind a duty: who gets in, and by which door.

Apart from the apps' admin.py: the site must stand before the first model is registered with it.
"""

import functools
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from offices.access import StaffRequest
from offices.errors import NotYourDuty
from offices.rules import Work

# A redirect by content type and id would tell which ids exist; the rest has a page of its own for all staff.
_CLOSED = {"view_on_site", "autocomplete"}  # and nothing is chosen here, since nothing is written

# Django's own words on these pages that its catalogues lack in Hindi or Kannada: ours are looked into first.
WORDS = (
    _("View"), _("View %s"), _("View site"), _("Select %s to view"), _("Close"), _("Search"), _("Clear all filters"),
    _("Start typing to filter…"), _("Filter navigation items"), _("Toggle navigation"), _("Sidebar"), _("Breadcrumbs"),
    _("Skip to main content"), ngettext_lazy("%(counter)s result", "%(counter)s results"),
)  # fmt: skip


class StaffSite(admin.AdminSite):
    """Only for staff whose duty includes READ: others are refused, not sent to another sign-in."""

    site_header = site_title = index_title = _("Administration")

    def has_permission(self, request: HttpRequest) -> bool:
        duty = cast(StaffRequest, request).posting
        is_staff = request.user.is_active and getattr(request.user, "is_staff", False)
        return bool(is_staff and duty and duty.may(Work.READ))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        guarded = super().admin_view(view, cacheable)

        @functools.wraps(guarded)
        def refuse(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise NotYourDuty()
            staff = cast(StaffRequest, request)
            if staff.posting:
                staff.duty = staff.posting
                staff.recorded = True  # what is seen or done here is recorded where it happens, each with its number
            return cast(HttpResponse, guarded(request, *args, **kwargs))

        return refuse

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door for staff, with its guesses counted: not a second one here."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or "/admin/")
        if not self.has_permission(request):
            raise NotYourDuty()
        return redirect("admin:index")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Ours only: Django's own would bring groups, a second table of rights that can be edited here."""
        if admin_class and admin_class.__module__.startswith("django."):
            return
        super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [one for one in super().get_urls() if getattr(one, "name", None) not in _CLOSED]
