"""Who may: whoever holds a receipt may follow its article, by a signed link; an office sees complaints about itself."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from apt.core.errors import NotFound
from offices.models import Office
from partners.models import Customer

from .errors import UnknownComplaint, UnknownEntry, UnknownNumber
from .models import Complaint, Endpoint, TrackingEvent

_SALT = "tracking.signed-link"
_BYTES = 12  # 96 bits: nobody guesses one


def link_token(number: str) -> str:
    """`EK123456785IN` -> `EK123456785IN-h3Kd...`: for the QR code of a receipt. It says nothing but the number."""
    digest = salted_hmac(_SALT, number, algorithm="sha256").digest()[:_BYTES]
    return f"{number}-{base64.urlsafe_b64encode(digest).decode()}"


def get_number_for(token: str) -> str:
    """The number whose link this is. Raises UnknownNumber for a link that we did not make."""
    number = token.partition("-")[0]
    if not constant_time_compare(token, link_token(number)):
        raise UnknownNumber(number=number[:20])
    return number


def get_entry_of(office: Office, entry: int) -> TrackingEvent:
    """Return an event that `office` recorded. Raises UnknownEntry for any other, absent and foreign alike.

    Without a lock, since events never change.
    """
    found = TrackingEvent.objects.filter(pk=entry, office=office).first()
    if found is None:
        raise UnknownEntry()
    return found


def get_complaint_at(office: Office, number: str) -> Complaint:
    """Lock and return a complaint about what `office` recorded. Raises UnknownComplaint."""
    found = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("event")
        .filter(number=number, office=office)
        .first()
    )
    if found is None:
        raise UnknownComplaint(number=number)
    return found


def get_endpoint_of(customer: Customer, code: str, *, live: bool | None = None, lock: bool = False) -> Endpoint:
    """An endpoint of this customer, with its feed; locked, it stays as it is until the transaction ends. `live`: only
    of that world.

    Raises NotFound, for absent and foreign alike.
    """
    if lock:
        list(Endpoint.objects.select_for_update(no_key=True).filter(code=code).values_list("pk"))
    found = Endpoint.objects.select_related("feed").filter(code=code, feed__customer=customer).first()
    if found is None or live not in (None, found.feed.live):
        raise NotFound()
    return found
