"""Who saw and did what: the office's own page, and the same for those who read a whole subtree."""

from django.urls import path

from . import audit

urlpatterns = [
    path("", audit.own_office, name="audit"),
    path("within/", audit.within, name="audit-within"),
    path("<str:code>/", audit.office, name="audit-of"),
]
