from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import round as rounds
from . import views, watch


class Sha256(StringConverter):
    """The hash by which a photo or signature is known, in hex."""

    regex = "[0-9a-f]{64}"


register_converter(Sha256, "sha256")

app_name = "deliveries"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("sheets/<str:number>/", views.sheet, name="sheet"),
    path("round/", rounds.shell, name="round"),
    path("round/worker.js", rounds.worker, name="worker"),
    path("round/manifest.webmanifest", rounds.manifest, name="manifest"),
    path("round/day/", rounds.day, name="day"),
    path("round/phone/", rounds.meet, name="meet"),
    path("round/sync/", rounds.sync, name="sync"),
    path("round/photo/<sha256:sha256>/", rounds.proof, {"kind": "photo"}, name="photo"),
    path("round/signature/<sha256:sha256>/", rounds.proof, {"kind": "signature"}, name="signature"),
    path("round/<str:number>/acknowledge/", rounds.take_over, name="acknowledge"),
    path("round/<str:number>/qr/", rounds.qr, name="qr"),
    path("watch/", watch.watch, name="watch"),
    path("watch/entries/<uuid:client_uuid>/", watch.decide, name="decide"),
    path("watch/phones/<uuid:key>/", watch.revoke, name="revoke"),
    path("watch/proof/<sha256:sha256>/", watch.proof, name="proof-file"),
]
