"""What a screen says of an attempt. Pure: the words are the template's."""

from enum import StrEnum

from .upi import AttemptState as S


class UpiFace(StrEnum):
    SCAN = "scan"  # the QR, and the seconds left
    AT_WORK = "at_work"  # the customer's bank
    UNKNOWN = "unknown"  # do not collect by UPI again; cash may be taken
    RECEIVED = "received"
    OVER = "over"  # failed, expired, cancelled: no money moved that we know of
    GOING_BACK = "going_back"
    GONE_BACK = "gone_back"


_FACES = {
    S.CREATED: UpiFace.SCAN, S.QR_SHOWN: UpiFace.SCAN, S.PENDING: UpiFace.AT_WORK, S.UNKNOWN: UpiFace.UNKNOWN,
    S.PAID: UpiFace.RECEIVED, S.LATE_PAID: UpiFace.RECEIVED, S.BOOKED: UpiFace.RECEIVED, S.FAILED: UpiFace.OVER,
    S.EXPIRED: UpiFace.OVER, S.CANCELLED: UpiFace.OVER, S.REFUND_DUE: UpiFace.GOING_BACK,
    S.REFUND_SENT: UpiFace.GOING_BACK, S.PART_REFUNDED: UpiFace.GONE_BACK, S.REFUNDED: UpiFace.GONE_BACK,
    S.REVERSED: UpiFace.GONE_BACK,
}  # fmt: skip
STILL = frozenset({UpiFace.OVER, UpiFace.GONE_BACK})  # nothing of it will change while somebody looks


def upi_face(state: str, *, seconds_left: int) -> UpiFace:
    """A QR whose time is up is not shown any more, whatever the provider will say of it: it is not known."""
    face = _FACES[S(state)]
    return UpiFace.UNKNOWN if face == UpiFace.SCAN and seconds_left <= 0 else face
