"""Money of each office in the tree: QRs, cases, refunds, cash of a postman, a correction and a defect."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings

from apt.core.clock import now
from bookings.services import BASKET
from offices.models import Approval, User
from offices.rules import Decision
from payments.models import (
    Breach,
    Case,
    CodHandIn,
    Correction,
    CorrectionNotice,
    Incident,
    Journal,
    KnownDefect,
    Shift,
)
from payments.rules import Account, Line, Why
from payments.rules.cod import COD
from payments.services import apply_notice, ask_to_correct, give_back, open_attempt
from tests.payments.upi import notice as upi_notice
from tests.world import LONG_AGO

if TYPE_CHECKING:
    from .world import Place, Tree


def upi(tree: "Tree", place: "Place", shift: Shift) -> dict[str, str]:
    """A QR that waits, a case of money in suspense, a refund on its way."""
    ids = [uuid.uuid4() for _ in range(3)]
    opened = [
        open_attempt(shift=shift, purpose=BASKET, ref=ids[number].hex, paise=5500, note="x", by=shift.clerk, now=now())
        for number in range(3)
    ]
    for number, (attempt, paise) in enumerate(zip(opened[:2], (5500, 5400), strict=True)):
        payment = f"{place.index:06d}{number:06d}"
        word = upi_notice(attempt, payment=payment, paise=paise)._replace(payee=settings.UPI_VPA)
        apply_notice(notice=word, now=now())
    refund = give_back(attempt=opened[0], why=Why.UNCLAIMED, by=None, now=now())
    assert refund
    case = Case.objects.get(tr=opened[1].tr)
    tree.numbers |= {opened[2].tr: place.index, refund.ref: place.index, case.about: place.index}
    return {"upi_tr": opened[2].tr, "upi_request": str(ids[2]), "upi_case": str(case.pk), "upi_refund": refund.ref}


def collected(tree: "Tree", place: "Place", keeper: User, carriers: list[User]) -> str:
    """A QR at the door for each who carries, and cash that was handed in."""
    moment = now()
    for who in [keeper, *carriers]:
        attempt = open_attempt(
            office=place.office, purpose=COD, ref=f"{place.index}-{who.pk}", paise=100, note="x", by=who, now=moment
        )
        tree.numbers[attempt.tr] = place.index
        if who is keeper:
            place.objects |= {"cod_tr": attempt.tr}
        else:
            place.owned[who.pk, "cod_tr"] = attempt.tr
    made = CodHandIn.objects.create(postman=keeper, office=place.office, paise=100, given_at=moment)
    return str(made.pk)


def dispute(tree: "Tree", place: "Place", keeper: User) -> dict[str, str]:
    """A correction of which the office was told; a defect that is everybody's to read."""
    office, moment, mark = place.office, now(), f"Kanari{place.index:02d}"
    correction = ask_to_correct(
        office=office, number=Journal.objects.filter(office=office, purpose="deposit").latest("id").number,
        lines=[Line(Account.SUSPENSE, 100), Line(Account.POSTAGE, -100)], reason=f"{mark} wrong", evidence=b"x",
        evidence_name=f"{mark}.txt", request_id=uuid.uuid4(), by=keeper, now=moment,
    )  # fmt: skip
    Approval.objects.filter(pk=correction.approval_id).update(
        decision=Decision.APPROVED, decided_by=tree.idle, decided_at=moment
    )
    CorrectionNotice.objects.create(correction=correction, office=office, approved_by=tree.idle, told_at=moment)
    defect, _ = KnownDefect.objects.get_or_create(
        title="Counts twice", words="x", kinds=["excess"], since=LONG_AGO,
        defaults={"noted_by": tree.idle, "noted_at": moment},
    )  # fmt: skip
    breach, _ = Breach.objects.get_or_create(
        invariant="I1", about="x", defaults={"found_at": moment, "seen_at": moment}
    )
    incident, _ = Incident.objects.get_or_create(kind="excess", paise=1, offices=5, defaults={"opened_at": moment})
    assert Correction.objects.filter(office=office).count() == 1
    return {
        "correction": str(correction.pk),
        "asked_correction": str(correction.approval_id),
        "defect": str(defect.pk),
        "breach": str(breach.pk),
        "incident": str(incident.pk),
    }
