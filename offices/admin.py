"""The directory in Django's admin: to look at, cheaply, on 1.7 lakh rows, within one's reach. Changes come by import.

Whoever is staff and whose duty includes READ may look (apt/staff_site.py). Django's own table of permissions is not
asked, so that what a person may do is said in one place, offices/rules/roles.py.
"""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from apt.core.errors import NotFound
from offices.access import Duty, StaffRequest
from offices.models import DirectoryLoad, Office, PincodeService
from offices.rules import Work

if TYPE_CHECKING:  # the class takes a parameter in its stubs only
    _Admin = admin.ModelAdmin[Model]
else:
    _Admin = admin.ModelAdmin


def duty_of(request: HttpRequest) -> Duty | None:
    return cast(StaffRequest, request).posting


class ReadOnlyAdmin(_Admin):
    show_full_result_count = False
    list_per_page = 50
    view_on_site = False
    actions = None
    office_field = ""  # the way from a row to its office; "pk" on offices themselves

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Model]":
        """Lists, counts, search, autocomplete and single rows begin here: what lies within the reach of READ."""
        rows, duty = super().get_queryset(request), duty_of(request)
        if duty is None:
            return rows.none()
        if not self.office_field:
            return rows
        within = duty.reach(Work.READ)
        if self.office_field == "pk":
            return rows.filter(within)
        return rows.filter(**{f"{self.office_field}__in": Office.objects.filter(within)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise NotFound()  # Django would send to the index and say the id; every other page here says 404


@admin.register(Office)
class OfficeAdmin(ReadOnlyAdmin):
    office_field = "pk"
    list_display = ("code", "name", "kind", "pincode", "district", "reports_to", "delivers", "basis", "closed_on")
    list_select_related = ("reports_to",)
    list_filter = ("kind", "basis", "position_quality")
    search_fields = ("=code", "=pincode", "name__startswith")
    search_help_text = "Code, PIN or the beginning of the name"
    raw_id_fields = ("reports_to", "accounts_to", "cash_from", "sorted_at")
    ordering = ("code",)


@admin.register(PincodeService)
class PincodeServiceAdmin(ReadOnlyAdmin):
    office_field = "office"
    list_display = ("pincode", "office", "valid", "basis")
    list_select_related = ("office",)
    search_fields = ("=pincode", "=office__code")
    raw_id_fields = ("office",)
    ordering = ("pincode", "pk")


@admin.register(DirectoryLoad)
class DirectoryLoadAdmin(ReadOnlyAdmin):
    """All of India's, and public on the page about its quality: no office to reach."""

    list_display = ("source", "loaded_at", "sha256")
    ordering = ("-pk",)
