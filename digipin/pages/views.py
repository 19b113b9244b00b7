"""'My DIGIPIN': the page, and the post offices as dots for its map."""

import gzip
import hashlib
import re
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from apt.core.errors import Refusal
from digipin import queries
from digipin.places import Places

DOTS_MAX_AGE_S = 24 * 60 * 60
_METRES = re.compile(r"[0-9]{1,6}", re.ASCII)


@require_safe
def page(request: HttpRequest, places: Places) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("digipin", "lat", "lon")}
    accuracy = request.GET.get("accuracy", "")
    context = {"asked": asked, "accuracy_m": int(accuracy) if _METRES.fullmatch(accuracy) else None}
    if not any(asked.values()):
        return render(request, "digipin/page.html", context)
    try:
        spot = queries.spot_named(places, **asked)
    except Refusal as refusal:
        return render(request, "digipin/page.html", {**context, "refusal": refusal}, status=refusal.http_status)
    return render(request, "digipin/page.html", {**context, "spot": spot})


@require_safe
def dots(request: HttpRequest, places: Places) -> HttpResponse:
    packed, etag = _packed(places.office_dots())
    response = HttpResponse(packed, content_type="application/octet-stream", headers={"Content-Encoding": "gzip"})
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(gzip.decompress(packed), content_type="application/octet-stream")
    elif request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=DOTS_MAX_AGE_S)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@lru_cache(maxsize=2)
def _packed(content: bytes) -> tuple[bytes, str]:
    # Two, so that yesterday's directory and today's may overlap; compressing 1.6 lakh dots takes a tenth of a second.
    packed = gzip.compress(content, mtime=0)
    return packed, f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
