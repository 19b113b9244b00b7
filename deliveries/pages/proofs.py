"""A photo or signature, for whoever has a right to it: the office that booked the article, the holder of its link."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from deliveries.models import Proof
from deliveries.queries import proof_of
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from tracking.access import get_number_for


@require_GET
@shows_personal_data
@on_duty(Work.BOOK)
def booked(request: StaffRequest, sha256: str) -> HttpResponse:
    """For the sender who asks at the counter: of an article that this office booked."""
    return download(proof_of(sha256, origin=request.duty.office))


@require_GET
@never_cache
def by_link(request: HttpRequest, token: str, sha256: str) -> HttpResponse:
    """For whoever holds the receipt. Raises UnknownNumber for a link that we did not make."""
    return download(proof_of(sha256, number=get_number_for(token)))


def download(found: Proof | None) -> HttpResponse:
    """To keep, never to run. Raises NotFound."""
    if found is None:
        raise NotFound()
    suffix = found.media_type.partition("/")[2]
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.sha256[:16]}.{suffix}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
