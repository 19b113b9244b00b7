"""Contract customers: made by one person, their terms agreed to by another."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from apt.core.errors import NotFound
from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.errors import OwnRequest
from offices.models import Approval, User
from offices.rules import Role
from offices.services import decide
from partners.errors import BadContactMobile, BadGstin, ContractEnded, LastBeforeFirst, NoProduct, NoTerms, TermsOverlap
from partners.models import BookingPlace, Contract, Customer, Terms
from partners.queries import terms_asked_for, terms_in_force
from partners.rules import Payment, Scope
from partners.services import Wanted, ask_for_terms, create_customer, open_contract
from tests.bookings.bulk import make_contract
from tests.world import NOW, TODAY, give_post, nothing_changes


def customer(world, **changes):
    values = {
        "name": "Chamundi Finance", "gstin": "29AAGCB7383J1Z4", "contact_name": "P. Bhat",
        "contact_mobile": "9845000001", "office": world.mysuru, "by": world.supervisor, "now": NOW,
    }  # fmt: skip
    return create_customer(**values | changes)


def contract(world, **changes):
    values = {
        "office": world.mysuru, "places": [(world.mysuru, "")], "scope": Scope.OFFICE, "payment": Payment.BNPL,
        "document_product": "SP_DOC", "parcel_product": "", "begins_on": TODAY, "ends_on": None,
        "by": world.supervisor, "now": NOW,
    }  # fmt: skip
    return open_contract(customer=changes.pop("customer", None) or customer(world), **values | changes)


@pytest.fixture
def manager(world):
    return _person(world.mysuru, Role.PARTNER_MANAGER, "10000071")


@pytest.fixture
def head(world):
    return _person(world.division, Role.DIVISIONAL_HEAD, "10000072")


def _person(office, role, employee_id):
    user = User.objects.create(employee_id=employee_id, name=role.label, password="!")
    give_post(user, office, role, number=90)
    return user


def settle(approval, by, *, approve=True):
    duty = get_duty_for(by, on=TODAY)
    return decide(
        approval_id=approval.pk, approve=approve, reason="seen", duty=duty, by=by, now=NOW, topics=ON_APPROVAL
    )


def test_codes_are_ten_and_eight_digits_and_never_the_same(world):
    codes = {customer(world).code for _ in range(3)}
    assert len(codes) == 3
    assert all(len(code) == 10 for code in codes)
    assert len(contract(world).code) == 8


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"gstin": "29AAGCB7383J1Z5"}, BadGstin), ({"contact_mobile": "12345"}, BadContactMobile)]
)
def test_a_customer_is_refused(world, changes, refusal):
    with nothing_changes(), pytest.raises(refusal):
        customer(world, **changes)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"document_product": ""}, NoProduct),
        ({"ends_on": TODAY - timedelta(days=1)}, LastBeforeFirst),
        ({"gstin": "x"}, BadGstin),
    ],
)
def test_a_contract_is_refused(world, changes, refusal):
    made = customer(world)
    if "gstin" in changes:
        changes = {"places": [(world.mysuru, "29AAGCB7383J1Z5")]}
    with nothing_changes(), pytest.raises(refusal):
        contract(world, customer=made, **changes)


def test_a_contract_books_nothing_before_its_terms_are_approved(world):
    made = contract(world)
    with pytest.raises(NoTerms):
        terms_in_force(made, on=TODAY)
    with pytest.raises(ContractEnded):
        terms_in_force(made, on=TODAY - timedelta(days=1))
    assert BookingPlace.objects.get(contract=made).gstin == "29AAGCB7383J1Z4", (
        "the customer's own, if no other is given"
    )


def test_a_contracts_last_day_is_its_last(world):
    made = contract(world, ends_on=TODAY)
    with pytest.raises(NoTerms):
        terms_in_force(made, on=TODAY)
    with pytest.raises(ContractEnded):
        terms_in_force(made, on=TODAY + timedelta(days=1))


def test_terms_hold_once_a_second_person_agrees(world, manager, head):
    made = contract(world)
    asked = ask_for_terms(
        contract=made, wanted=Wanted(TODAY, 5_000, "BULK_NEW_5", True), reason="x", by=manager, now=NOW
    )
    assert terms_asked_for(made) == [asked]
    assert "₹50.00" in asked.summary
    with nothing_changes(), pytest.raises(OwnRequest):
        settle(asked, manager)
    settle(asked, head)
    terms = terms_in_force(made, on=TODAY)
    assert (terms.credit_limit_paise, terms.discount, terms.volume_discount) == (5_000, "BULK_NEW_5", True)
    assert (terms.asked_by, terms.approved_by, terms.approved_at) == (manager, head, NOW)
    assert terms_asked_for(made) == []


def test_refusing_terms_changes_nothing(world, manager, head):
    made = contract(world)
    asked = ask_for_terms(contract=made, wanted=Wanted(TODAY, 5_000), reason="x", by=manager, now=NOW)
    settle(asked, head, approve=False)
    assert not Terms.objects.exists()


def test_only_somebody_who_manages_partners_there_decides(world, manager):
    made = contract(world)
    asked = ask_for_terms(contract=made, wanted=Wanted(TODAY, 5_000), reason="x", by=manager, now=NOW)
    for stranger in (world.supervisor, _person(world.hassan, Role.PARTNER_MANAGER, "10000073")):
        with nothing_changes(), pytest.raises(NotFound):
            settle(asked, stranger)


def test_new_terms_end_the_old_ones_the_day_before(world, manager, head):
    made = contract(world)
    later = TODAY + timedelta(days=10)
    for begins_on, limit in ((TODAY, 100), (later, 200)):
        asked = ask_for_terms(contract=made, wanted=Wanted(begins_on, limit), reason="x", by=manager, now=NOW)
        settle(asked, head)
    assert terms_in_force(made, on=later - timedelta(days=1)).credit_limit_paise == 100
    assert terms_in_force(made, on=later).credit_limit_paise == 200
    for begins_on in (TODAY, later, later - timedelta(days=5)):
        asked = ask_for_terms(contract=made, wanted=Wanted(begins_on, 300), reason="x", by=manager, now=NOW)
        before = list(Terms.objects.order_by("id").values())
        with nothing_changes(), pytest.raises(TermsOverlap):
            settle(asked, head)
        assert list(Terms.objects.order_by("id").values()) == before
        assert Approval.objects.get(pk=asked.pk).decision == "", "the request stays open"


def test_the_database_refuses_terms_of_one_person_and_two_at_a_time(world):
    made = make_contract(world, numbers=0)
    values = {"contract": made, "approved_at": NOW, "credit_limit_paise": 1}
    for other, match in (
        (
            {"valid": (date(2020, 1, 1), date(2020, 2, 1)), "asked_by": world.clerk, "approved_by": world.clerk},
            "two_people",
        ),
        ({"valid": (TODAY, None), "asked_by": world.clerk, "approved_by": world.mails}, "one_terms_at_a_time"),
    ):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Terms.objects.create(**values | other)


@pytest.mark.parametrize("model", [Customer, Contract, Terms])
def test_contracts_are_never_deleted(world, model):
    make_contract(world, numbers=0)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
