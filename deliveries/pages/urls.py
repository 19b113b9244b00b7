from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import held, masters, proofs, scanning, sorting, verifying, views, watch, window
from . import round as rounds


class Sha256(StringConverter):
    """The hash by which a photo or signature is known, in hex."""

    regex = "[0-9a-f]{64}"


register_converter(Sha256, "sha256")

app_name = "deliveries"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("begin/", scanning.begin, name="begin"),
    path("sheets/<str:number>/", views.sheet, name="sheet"),
    path("sheets/<str:number>/scan/", scanning.scan, name="scan"),
    path("sheets/<str:number>/codes/", scanning.codes, name="codes"),
    path("sheets/<str:number>/off/", scanning.off, name="off"),
    path("sheets/<str:number>/bulk/", scanning.bulk, name="bulk"),
    path("code/<str:number>/", window.resend, name="resend-here"),
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
    path("round/<str:number>/code/", rounds.resend, name="resend"),
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
    path("hold/", held.hold, name="hold"),
    path("held/<str:number>/", window.held, name="held"),
    path("held/<str:number>/notice/", held.notice, name="notice"),
    path("held/<str:number>/ask/", window.ask, name="ask-window"),
    path("held/<str:number>/code/", window.code, name="window-code"),
    path("held/<str:number>/qr/", window.qr, name="window-qr"),
    path("held/<str:number>/mobile/", window.mobile, name="mobile"),
    path("held/<str:number>/redirect/", window.redirect_on, name="redirect"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/draw/", verifying.draw, name="draw-calls"),
    path("proof/<sha256:sha256>/", proofs.booked, name="proof-booked"),
    path("proof/<str:token>/<sha256:sha256>/", proofs.by_link, name="proof-by-link"),
    path("verify/call/<str:number>/", verifying.call, name="call"),
]
