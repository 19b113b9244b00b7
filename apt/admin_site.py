"""Which site `django.contrib.admin` is here: the one that asks for a duty (apt/staff_site.py)."""

from django.contrib.admin.apps import AdminConfig


class StaffAdmin(AdminConfig):
    default_site = "apt.staff_site.StaffSite"
