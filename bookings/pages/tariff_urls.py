"""The public calculator, and the Directorate's tariff sheets."""

from django.urls import path

from . import tariff

app_name = "tariff"
urlpatterns = [
    path("", tariff.calculator, name="calculator"),
    path("sheets/", tariff.sheets, name="sheets"),
    path("sheets/<int:sheet_id>/", tariff.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/replay/", tariff.replay, name="replay"),
    path("sheets/<int:sheet_id>/replay.csv", tariff.replay_csv, name="replay-csv"),
    path("sheets/<int:sheet_id>/withdraw/", tariff.withdraw, name="withdraw"),
    path("sheets/<int:sheet_id>/propose/", tariff.propose, name="propose"),
]
