"""What must be right about an article before it is booked or put into a basket. No writes; no queries."""

import re
from datetime import date
from typing import Final

from bookings.errors import (
    BadMobile,
    ContentsNotDeclared,
    MobileNotAsked,
    OtpNeedsMobile,
    SizeMissing,
    StudentCardMissing,
    StudentCardOver,
)
from bookings.queries import tariff_at_hand
from bookings.rules.contents import check_contents
from bookings.rules.tariff import in_force
from bookings.rules.tariff.names import said

from .items import Item, Party

STUDENT: Final = "STUDENT_"
_MOBILE: Final = re.compile(r"[6-9][0-9]{9}")
_ONE_DIGIT: Final = re.compile(r"(.)\1{9}")


def check_item(item: Item, *, on: date) -> None:
    """What holds for every booking, whoever sends it. Raises BadMobile, OtpNeedsMobile, StudentCardMissing,
    StudentCardOver."""
    for side, party in (("sender", item.sender), ("addressee", item.addressee)):
        if party.mobile and (not _MOBILE.fullmatch(party.mobile) or _ONE_DIGIT.fullmatch(party.mobile)):
            raise BadMobile(field=f"{side}_mobile")
    if "OTP" in item.asked.services and not item.addressee.mobile:
        raise OtpNeedsMobile(field="addressee_mobile")
    if item.asked.discount.startswith(STUDENT):
        _check_student(item, on=on)


def _check_student(item: Item, *, on: date) -> None:
    card = item.student
    if card is None or not card.institution or not card.id_number:
        raise StudentCardMissing(field="student_institution")
    if card.id_until < on:
        raise StudentCardOver(field="student_id_until", date=card.id_until)


def check_at_counter(item: Item, *, kind: str, declared: bool, on: date) -> None:
    """What a counter asks besides: mobile numbers or their refusal, the declaration of contents, insurance, size.

    Limits of weight, size and value are the price's to refuse. Raises what `check_item` raises, and MobileNotAsked,
    ContentsNotDeclared, MustBeInsured, CannotBeInsured, TooValuable, SizeMissing.
    """
    check_item(item, on=on)
    _check_asked("sender", item.sender)
    _check_asked("addressee", item.addressee)
    if not declared:
        raise ContentsNotDeclared(field="not_prohibited")
    asked, book = item.asked, tariff_at_hand()
    product = book.products[asked.product]
    insurance = in_force(book.services.get("INS", ()), on)
    check_contents(
        kind,
        product=said(product.name),
        offers_insurance="INS" in product.services,
        insured="INS" in asked.services,
        declared_paise=asked.declared_paise,
        notes_most_paise=insurance.sub_limits.get("currency_notes_max_paise") if insurance else None,
    )
    measured = bool(asked.length_cm and asked.breadth_cm)
    if not measured and (product.volumetric or asked.length_cm or asked.breadth_cm or asked.height_cm):
        raise SizeMissing(field="length", product=said(product.name))


def _check_asked(side: str, party: Party) -> None:
    if not party.mobile and not party.mobile_declined:
        raise MobileNotAsked(field=f"{side}_mobile")
