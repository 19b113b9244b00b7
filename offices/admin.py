"""The directory in Django's admin: to look at, cheaply, on 1.7 lakh rows. Changes come by import."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from offices.models import DirectoryLoad, Office, PincodeService

if TYPE_CHECKING:  # the class takes a parameter in its stubs only
    _Admin = admin.ModelAdmin[Model]
else:
    _Admin = admin.ModelAdmin


class ReadOnlyAdmin(_Admin):
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Office)
class OfficeAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "pincode", "district", "reports_to", "delivers", "basis", "closed_on")
    list_select_related = ("reports_to",)
    list_filter = ("kind", "basis", "position_quality")
    search_fields = ("=code", "=pincode", "name__startswith")
    search_help_text = "Code, PIN or the beginning of the name"
    raw_id_fields = ("reports_to", "accounts_to", "cash_from", "sorted_at")
    ordering = ("code",)


@admin.register(PincodeService)
class PincodeServiceAdmin(ReadOnlyAdmin):
    list_display = ("pincode", "office", "valid", "basis")
    list_select_related = ("office",)
    search_fields = ("=pincode", "=office__code")
    raw_id_fields = ("office",)
    ordering = ("pincode", "pk")


@admin.register(DirectoryLoad)
class DirectoryLoadAdmin(ReadOnlyAdmin):
    list_display = ("source", "loaded_at", "sha256")
    ordering = ("-pk",)
