"""Writing contract customers: a person makes them; what they may owe and save needs a second one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apt.core.db import step, use_case
from apt.core.errors import NotFound
from apt.core.money import format_paise
from offices.models import Approval, Office, User
from offices.services import request_approval
from partners.errors import BadContactMobile, LastBeforeFirst, NoProduct, TermsOverlap
from partners.models import BookingPlace, Contract, Customer, Terms
from partners.queries import TERMS
from partners.rules import Discount, Payment, Scope, check_scope, clean_gstin, is_mobile

FIRST_CUSTOMER, FIRST_CONTRACT = 1_000_000_000, 40_000_000  # codes count from here; no public numbering is known


@dataclass(frozen=True)
class Wanted:
    """The terms that somebody asks for."""

    begins_on: date
    credit_limit_paise: int
    discount: str = ""
    volume_discount: bool = False


@use_case
def create_customer(
    *, name: str, gstin: str, contact_name: str, contact_mobile: str, office: Office, by: User, now: datetime
) -> Customer:
    """A new customer under the next code. Raises BadGstin, BadContactMobile."""
    gstin = clean_gstin(gstin)
    if not is_mobile(contact_mobile):
        raise BadContactMobile(field="contact_mobile")
    serial = _next_id(Customer)
    return Customer.objects.create(
        id=serial, code=str(FIRST_CUSTOMER + serial), name=name, gstin=gstin, contact_name=contact_name,
        contact_mobile=contact_mobile, office=office, made_by=by, made_at=now,
    )  # fmt: skip


@use_case
def open_contract(
    *,
    customer: Customer,
    office: Office,
    places: Sequence[tuple[Office, str]],
    scope: Scope,
    payment: Payment,
    document_product: str,
    parcel_product: str,
    begins_on: date,
    ends_on: date | None,
    by: User,
    now: datetime,
    tells_at_booking: bool = False,
) -> Contract:
    """A contract with the offices where it books, each with the customer's GSTIN there ("" is the customer's own).

    It books nothing until terms are approved. Raises OutsideScope, NoProduct, BadGstin, LastBeforeFirst.
    """
    if not document_product and not parcel_product:
        raise NoProduct(field="document_product")
    if ends_on and ends_on < begins_on:
        raise LastBeforeFirst(field="ends_on")
    check_scope(scope, {place.path for place, _ in places})
    serial = _next_id(Contract)
    contract = Contract.objects.create(
        id=serial, code=str(FIRST_CONTRACT + serial), customer=customer, office=office, scope=scope, payment=payment,
        document_product=document_product, parcel_product=parcel_product,
        valid=DateRange(begins_on, ends_on and ends_on + timedelta(days=1)), tells_at_booking=tells_at_booking,
        made_by=by, made_at=now,
    )  # fmt: skip
    BookingPlace.objects.bulk_create(
        BookingPlace(contract=contract, office=place, gstin=clean_gstin(gstin) or customer.gstin)
        for place, gstin in places
    )
    return contract


@use_case
def ask_for_terms(*, contract: Contract, wanted: Wanted, reason: str, by: User, now: datetime) -> Approval:
    """Ask that these terms hold from a day on; another person decides (apt.wiring.ON_APPROVAL)."""
    discounts = [str(Discount(wanted.discount).label)] if wanted.discount else []
    return request_approval(
        topic=TERMS,
        office=contract.office,
        payload={
            "contract": contract.code,
            "begins_on": wanted.begins_on.isoformat(),
            "credit_limit_paise": wanted.credit_limit_paise,
            "discount": wanted.discount,
            "volume_discount": wanted.volume_discount,
        },
        summary=" · ".join(
            [
                f"{contract.customer.name}, {contract.code}",
                f"{Payment(contract.payment).label} {format_paise(wanted.credit_limit_paise)}",
                *discounts,
                f"{wanted.begins_on:%d.%m.%Y} -",
            ]
        ),
        reason=reason,
        by=by,
        now=now,
    )


@step
def terms_as_approved(*, approval: Approval, by: User, now: datetime) -> Terms:
    """`partners.terms`, approved: earlier terms end the day before. Raises TermsOverlap when later ones stand."""
    payload = approval.payload
    contracts = Contract.objects.select_for_update(no_key=True)
    contract = contracts.filter(code=payload["contract"], office=approval.office).first()
    if contract is None:
        raise NotFound()
    begins_on = date.fromisoformat(payload["begins_on"])
    before = Terms.objects.filter(contract=contract, valid__contains=begins_on).first()
    try:
        with transaction.atomic():
            if before and before.valid.lower < begins_on:
                before.valid = DateRange(before.valid.lower, begins_on)
                before.save(update_fields=["valid"])
            return Terms.objects.create(
                contract=contract, valid=DateRange(begins_on, None), credit_limit_paise=payload["credit_limit_paise"],
                discount=payload["discount"], volume_discount=payload["volume_discount"], asked_by=approval.made_by,
                approved_by=by, approved_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise TermsOverlap() from error


def _next_id(model: type[Customer] | type[Contract]) -> int:
    """The next number of a table's own sequence, so that the printed code can be made from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])
