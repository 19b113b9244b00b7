"""Another mobile number of the addressee: whoever has it gets the codes, so one asks and another allows it."""

import re
from datetime import datetime
from typing import Final

from apt.core.db import step, use_case
from apt.core.digits import latin_digits
from apt.core.services import emit
from bookings.errors import BadMobile
from bookings.services import change_mobile
from deliveries.access import get_held_article
from deliveries.errors import DocumentNeeded, MobileOfStaff, SameMobile
from deliveries.models import DeliveryCode, MobileChange
from deliveries.rules import Document, WhoAsks
from offices.models import Approval, Office, User
from offices.services import request_approval

MOBILE: Final = "deliveries.mobile"
MOBILE_CHANGED: Final = "deliveries.mobile_changed"


@use_case
def ask_mobile_change(
    *,
    office: Office,
    number: str,
    mobile: str,
    asked_by_whom: str,
    document: str,
    last4: str,
    by: User,
    now: datetime,
) -> Approval:
    """Ask for another number for an article on hold; the addressee or the sender stands there with a document.

    The same, asked again while it is open, is the first request. Raises UnknownHeld, BadMobile, SameMobile,
    MobileOfStaff (a code to one's own number: trust goal D9), DocumentNeeded.
    """
    article = get_held_article(office, number)
    wanted = re.sub(r"^(\+91|0)", "", re.sub(r"[\s-]", "", latin_digits(mobile)))
    if not re.fullmatch(r"[6-9][0-9]{9}", wanted):
        raise BadMobile(field="mobile")
    if wanted == article.parties.addressee_mobile:
        raise SameMobile(field="mobile", number=number)
    if User.objects.filter(mobile=wanted).exists():
        raise MobileOfStaff(field="mobile")
    if document not in Document.values or not re.fullmatch(r"[A-Z0-9]{4}", last4.strip().upper()):
        raise DocumentNeeded(field="last4")
    open_ones = MobileChange.objects.filter(article=article, mobile=wanted, made_by=by, allowed_at__isnull=True)
    change = open_ones.first() or MobileChange.objects.create(
        article=article,
        office=office,
        mobile=wanted,
        asked_by_whom=WhoAsks(asked_by_whom),
        document=document,
        last4=last4.strip().upper(),
        made_by=by,
        made_at=now,
    )
    return request_approval(
        topic=MOBILE,
        office=office,
        payload={"change": change.pk},
        summary=f"{number} ······{wanted[-4:]}",
        reason=f"{WhoAsks(asked_by_whom).label}, {Document(document).label} {change.last4}",
        by=by,
        now=now,
    )


@step
def allow_mobile_change(*, approval: Approval, by: User, now: datetime) -> None:
    """`deliveries.mobile`, approved: codes go to the new number from now on, and those that are on their way are dead.

    After commit the old number is told. Refused when the article is held no more.
    """
    change = MobileChange.objects.select_related("article").get(pk=approval.payload["change"])
    article = get_held_article(approval.office, change.article.number)
    change.old_mobile = change_mobile(article=article, mobile=change.mobile)
    change.mobile, change.allowed_by, change.allowed_at = "", by, now
    change.save(update_fields=["mobile", "old_mobile", "allowed_by", "allowed_at"])
    DeliveryCode.objects.filter(article=article, expires_at__gt=now).update(expires_at=now)
    emit(topic=MOBILE_CHANGED, refs=[str(change.pk)], now=now)


@use_case
def forget_old_number(*, change_id: int, now: datetime) -> None:
    """It was told; nothing keeps it here any longer. A repeat changes nothing."""
    MobileChange.objects.filter(pk=change_id).update(old_mobile="")
