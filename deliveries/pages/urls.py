from django.urls import path, re_path

from . import round as rounds
from . import views, watch

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
    re_path(r"^round/proof/(?P<kind>photo|signature)/(?P<sha256>[0-9a-f]{64})/$", rounds.proof, name="proof"),
    path("round/<str:number>/acknowledge/", rounds.take_over, name="acknowledge"),
    path("watch/", watch.watch, name="watch"),
    path("watch/entries/<uuid:client_uuid>/", watch.decide, name="decide"),
    path("watch/phones/<uuid:key>/", watch.revoke, name="revoke"),
    re_path(r"^watch/proof/(?P<sha256>[0-9a-f]{64})/$", watch.proof, name="proof-file"),
]
