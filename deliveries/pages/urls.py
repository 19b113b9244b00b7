from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import held, masters, sorting, verifying, views, watch
from . import round as rounds


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
    path("beats/", masters.beats, name="beats"),
    path("beats/area/", masters.area, name="area"),
    path("beats/<int:master_id>/<str:kind>/end/", masters.end, name="end-master"),
    path("sort/", sorting.sort, name="sort"),
    path("sort/place/", sorting.place, name="place"),
    path("sheets/<str:number>/returns/", held.returns, name="returns"),
    path("undelivered/", held.undelivered, name="undelivered"),
    path("undelivered/back/", held.back, name="send-back"),
    path("held/<str:number>/", held.held, name="held"),
    path("held/<str:number>/notice/", held.notice, name="notice"),
    path("held/<str:number>/ask/", held.ask, name="ask-window"),
    path("held/<str:number>/redirect/", held.redirect_on, name="redirect"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/draw/", verifying.draw, name="draw-calls"),
    path("verify/call/<str:number>/", verifying.call, name="call"),
]
