"""The demonstration's contract customer: made by its partner manager, agreed to by the divisional head."""

from datetime import datetime
from typing import Final

from apt.core.clock import ist_date
from apt.wiring import ON_APPROVAL
from bookings.services import issue_range
from offices.access import get_duty_for
from offices.models import User
from offices.services import decide
from partners.models import Contract, Customer
from partners.rules import MemberRole, Payment, Scope
from partners.services import Wanted, add_member, ask_for_terms, create_customer, open_contract

from .people import PASSWORD

MANAGER, HEAD = "90000010", "90000008"
CUSTOMER: Final = "Chamundi Finance"
LIMIT_PAISE: Final = 2_00_00_000_00
DRAWN: Final = (0, 9_99_999)  # of series AW, for files without numbers
MINTED: Final = (50_00_000, 50_99_999)  # what the customer's own printer uses


def load_contract(*, now: datetime) -> list[str]:
    """A customer with a contract that pays later at the partner manager's office. Nothing when it stands already."""
    manager = User.objects.get(employee_id=MANAGER)
    if Customer.objects.filter(made_by=manager).exists():
        return []
    today = ist_date(now)
    duty = get_duty_for(manager, on=today)
    if duty is None:
        return []
    customer = create_customer(
        name=CUSTOMER, gstin="29AAGCB7383J1Z4", contact_name="P. Bhat", contact_mobile="9845000001",
        office=duty.office, by=manager, now=now,
    )  # fmt: skip
    contract = open_contract(
        customer=customer, office=duty.office, places=[(duty.office, "")], scope=Scope.OFFICE, payment=Payment.BNPL,
        document_product="SP_DOC", parcel_product="IPP_CONTRACT", begins_on=today, ends_on=None, by=manager, now=now,
    )  # fmt: skip
    _agree(contract, manager, now)
    for (first, last), printed in ((DRAWN, False), (MINTED, True)):
        issue_range(
            contract=contract, series="AW", first_serial=first, last_serial=last, printed=printed, by=manager,
            now=now,
        )  # fmt: skip
    owner, _password = add_member(
        customer=customer, name="Priya Bhat", mobile="9845000001", role=MemberRole.OWNER, by=manager, now=now
    )
    owner.user.set_password(PASSWORD)
    owner.user.is_demonstration, owner.user.must_change_password = True, False
    owner.user.save(update_fields=["password", "is_demonstration", "must_change_password"])
    return [f"{customer.name}: contract {contract.code} at {duty.office.name}, with terms and numbers"]


def _agree(contract: Contract, manager: User, now: datetime) -> None:
    head = User.objects.get(employee_id=HEAD)
    duty = get_duty_for(head, on=ist_date(now))
    wanted = Wanted(ist_date(now), LIMIT_PAISE, volume_discount=True)
    asked = ask_for_terms(contract=contract, wanted=wanted, reason="Monthly loan statements", by=manager, now=now)
    if duty:
        decide(
            approval_id=asked.pk, approve=True, reason="Agreement signed", duty=duty, by=head, now=now,
            topics=ON_APPROVAL,
        )  # fmt: skip
