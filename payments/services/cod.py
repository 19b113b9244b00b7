"""Cash on delivery: paid at the door by QR or in cash, handed in at the office, paid to the sender, or given back."""

from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.services import emit
from offices.models import Office, User
from partners.models import Contract
from payments.errors import BadCodCount, CodNotPaid, CodTaken, MoveDecided, NothingCarried, OneHand
from payments.models import Case, CodCollection, CodHandIn, Journal, PaymentAttempt, UpiPayment
from payments.queries import account_of, carried_by, cod_of, single_handed
from payments.rules import Account, AttemptState, CaseKind, Line, MoveState, Place, Purpose, Why
from payments.rules.cod import COD, COD_MOVES, CodMode, CodState
from payments.rules.orders import MOST_PAISE
from payments.rules.upi import UNCLAIMED

from .attempts import lock_attempt, move_attempt
from .cases import open_case, open_cases
from .journal import post_journal
from .orders import Payee, Payer, send_order
from .places import machine_user, take_held
from .refunds import give_back_held, raise_refund
from .upi import release, request_upi

COD_OWED: Final = "payments.cod_owed"
STALE_A_ROUND: Final = 100
CARRIED: Final = "cash_carried"


def ask_cod_qr(*, article_number: str, paise: int, office: Office, by: User, now: datetime) -> PaymentAttempt:
    """A QR for what is due at the door of an article, shown by its postman; it needs no drawer.

    Not inside a transaction: the provider is told. Whether `by` carries the article is the caller's to know. Raises
    CodTaken, and what `request_upi` raises.
    """
    if cod_of(article_number):
        raise CodTaken(number=article_number)
    return request_upi(
        office=office, purpose=COD, ref=article_number, paise=paise, note=f"COD {article_number}", by=by, now=now
    )


@step
def keep_cod(*, attempt_id: int, by: User | None, now: datetime) -> CodCollection | None:
    """Money by UPI for an article that is at its door: owed to the sender from now on, once it is handed over.

    None when it is no such money, or the article is paid already; then it goes back by itself. The caller holds the
    article's row. `by` None: nobody decided it, the rule did.
    """
    attempt = lock_attempt(pk=attempt_id)
    if attempt.purpose != COD or attempt.state not in UNCLAIMED or cod_of(attempt.ref):
        return None
    by = by or machine_user()
    if take_held(attempt=attempt, by=by, now=now) is None:
        return None
    move_attempt(attempt=attempt, to=AttemptState.BOOKED)
    lines = [Line(Account.UPI_HELD, attempt.paise), Line(Account.COD_PAYABLE, -attempt.paise)]
    journal = post_journal(office=attempt.office, purpose=Purpose.COD_IN, ref=attempt.tr, lines=lines, by=by, now=now)
    return CodCollection.objects.create(
        article_number=attempt.ref, office=attempt.office, postman=attempt.opened_by, mode=CodMode.UPI,
        paise=attempt.paise, attempt=attempt, journal=journal, collected_at=now,
    )  # fmt: skip


@step
def check_cod(*, article_number: str, mode: CodMode) -> None:
    """What can be said before anything is judged at a door. Raises CodNotPaid (by UPI), CodTaken (in cash)."""
    paid = cod_of(article_number) or _unclaimed(article_number)
    if mode == CodMode.UPI and paid is None:
        raise CodNotPaid(number=article_number)
    if mode == CodMode.CASH and paid is not None:
        raise CodTaken(number=article_number)


@step
def take_cod(
    *, article_number: str, paise: int, office: Office, mode: CodMode, by: User, now: datetime
) -> CodCollection:
    """The article is handed over against its money: cash that the postman now carries, or what came by UPI.

    The caller holds the article's row. Raises CodNotPaid, CodTaken, UpiReceived (collect nothing again).
    """
    kept = cod_of(article_number)
    if mode == CodMode.UPI:
        if kept is None and (attempt := _unclaimed(article_number)):  # told a moment ago: no worker has seen it yet
            kept = keep_cod(attempt_id=attempt.pk, by=by, now=now)
        if kept is None or kept.mode != CodMode.UPI:
            raise CodNotPaid(number=article_number)
        lock_attempt(pk=kept.attempt_id or 0)
        kept.refresh_from_db(fields=["state"])  # it may have gone back while this waited
        if kept.state != CodState.COLLECTED:
            raise CodNotPaid(number=article_number)
        _move(kept, CodState.OWED)
        emit(topic=COD_OWED, refs=[str(kept.pk)], now=now)
        return kept
    if kept:
        raise CodTaken(number=article_number)
    release(purpose=COD, ref=article_number)
    lines = [Line(Account.WITH_POSTMEN, paise), Line(Account.COD_PAYABLE, -paise)]
    journal = post_journal(office=office, purpose=Purpose.COD_IN, ref=article_number, lines=lines, by=by, now=now)
    return CodCollection.objects.create(
        article_number=article_number, office=office, postman=by, mode=CodMode.CASH, paise=paise, journal=journal,
        collected_at=now,
    )  # fmt: skip


@step
def release_cod(*, article_number: str, by: User, now: datetime) -> None:
    """The article was not delivered: what came for it by UPI goes back, and its QR is over. Harmless without either.

    The caller holds the article's row.
    """
    kept = cod_of(article_number)
    if kept and kept.attempt and kept.state == CodState.COLLECTED:
        _give_back(kept, by=by, now=now)
    elif attempt := _unclaimed(article_number):
        give_back_held(attempt=attempt, why=Why.UNDELIVERED, by=by, now=now)
    else:
        release(purpose=COD, ref=article_number)


def return_stale_cod(*, now: datetime) -> int:
    """Paid by UPI and not handed over for `settings.UPI["cod_kept"]`: it goes back. How many did.

    Each is its own transaction; a repeat finds nothing to do.
    """
    old = CodCollection.objects.filter(
        state=CodState.COLLECTED, mode=CodMode.UPI, collected_at__lte=now - settings.UPI["cod_kept"]
    )
    ids = list(old.order_by("id").values_list("pk", flat=True)[:STALE_A_ROUND])
    return sum(_return_stale(collection_id=one, by=machine_user(), now=now) for one in ids)


@use_case
def _return_stale(*, collection_id: int, by: User, now: datetime) -> bool:
    kept = CodCollection.objects.get(pk=collection_id)
    if kept.attempt_id:
        lock_attempt(pk=kept.attempt_id)  # who hands the article over has it meanwhile, or waits
    kept = CodCollection.objects.select_for_update().get(pk=collection_id)
    if kept.state != CodState.COLLECTED:
        return False
    _give_back(kept, by=by, now=now)
    return True


@step
def _give_back(kept: CodCollection, *, by: User, now: datetime) -> None:
    attempt = lock_attempt(pk=kept.attempt_id or 0)
    payment = UpiPayment.objects.get(attempt=attempt, place=Place.BOOKED)
    raise_refund(payment=payment, why=Why.UNDELIVERED, paise=kept.paise, by=by, now=now)
    lines = [Line(Account.COD_PAYABLE, kept.paise), Line(Account.REFUNDS_DUE, -kept.paise)]
    kept.end_journal = post_journal(
        office=kept.office, purpose=Purpose.COD_BACK, ref=attempt.tr, lines=lines, by=by, now=now
    )
    _move(kept, CodState.GONE_BACK)


# --- cash comes home -------------------------------------------------------------------------------------------------


@use_case
def hand_in_cod(*, office: Office, by: User, now: datetime) -> CodHandIn:
    """The postman hands in all cash that they collected for an office; nothing is posted before it is counted there.

    A second press is the first hand-in. Raises NothingCarried.
    """
    carried = carried_by(by, office=office).filter(hand_in__isnull=True)
    found = list(carried.select_for_update(of=("self",), no_key=True).select_related(None))
    if not found:
        first = CodHandIn.objects.filter(postman=by, office=office, state=MoveState.GIVEN).order_by("-id").first()
        if first is None:
            raise NothingCarried()
        return first
    made = CodHandIn.objects.create(postman=by, office=office, paise=sum(one.paise for one in found), given_at=now)
    CodCollection.objects.filter(pk__in=[one.pk for one in found]).update(hand_in=made)
    return made


@use_case
def answer_hand_in(*, hand_in: CodHandIn, counted_paise: int | None, by: User, now: datetime) -> CodHandIn:
    """The treasury has counted it, which posts it and makes the money owed to its senders; None: it takes nothing.

    What is less or more is its own entry and a case, nobody's debt. A second acknowledgement returns the first. A
    constant number of statements. Raises BadCodCount, MoveDecided, OneHand (where somebody else stands today).
    """
    accept = counted_paise is not None
    if counted_paise is not None and counted_paise < 0:
        raise BadCodCount(field="rupees")
    found = CodHandIn.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=hand_in.pk)
    if accept and found.state == MoveState.ACKNOWLEDGED:
        return found
    if found.state != MoveState.GIVEN:
        raise MoveDecided(state=found.get_state_display())
    if accept and found.postman_id == by.pk and not single_handed(found.office, by, on=ist_date(now)):
        raise OneHand()
    if counted_paise is None:
        CodCollection.objects.filter(hand_in=found).update(hand_in=None)
        found.state = MoveState.REFUSED
    else:
        found.journal = _count(found, counted_paise, by=by, now=now)
        found.state, found.counted_paise = MoveState.ACKNOWLEDGED, counted_paise
        ids = list(CodCollection.objects.filter(hand_in=found).order_by("id").values_list("pk", flat=True))
        CodCollection.objects.filter(pk__in=ids, state=CodState.COLLECTED).update(state=CodState.OWED)
        emit(topic=COD_OWED, refs=[str(one) for one in ids], now=now)
    found.answered_by, found.answered_at = by, now
    found.save(update_fields=["state", "counted_paise", "journal", "answered_by", "answered_at"])
    return found


@use_case
def note_carried(*, now: datetime) -> int:
    """Cash of doors that is with a postman for longer than `settings.UPI["cod_carried"]` is a case at its office, one a
    postman and day: something to ask about, nobody's debt. How many there are. Two statements.
    """
    old = CodCollection.objects.filter(
        mode=CodMode.CASH, state=CodState.COLLECTED, collected_at__lte=now - settings.UPI["cod_carried"]
    )
    sums: dict[tuple[int, str], int] = {}
    for one in old.select_related("postman").order_by("id"):
        key = (one.office_id, f"{one.postman.employee_id}, {ist_date(one.collected_at)}")
        sums[key] = sums.get(key, 0) + one.paise
    cases = [Case(kind=CARRIED, about=about, office_id=office, paise=paise) for (office, about), paise in sums.items()]
    open_cases(cases=cases, now=now)
    return len(cases)


@step
def _count(found: CodHandIn, counted: int, *, by: User, now: datetime) -> Journal:
    over = counted - found.paise
    lines = [
        Line(Account.TREASURY, counted),
        Line(Account.WITH_POSTMEN, -found.paise),
        Line(Account.EXCESS if over > 0 else Account.SHORTAGE, -over),
    ]
    journal = post_journal(
        office=found.office, purpose=Purpose.COD_HANDED, ref=str(found.pk), lines=lines, by=by, now=now
    )
    if over:
        open_case(
            kind=CaseKind.EXCESS if over > 0 else CaseKind.SHORTAGE, about=str(found), office=found.office,
            paise=abs(over), journal=journal, now=now,
        )  # fmt: skip
    return journal


# --- to the sender ---------------------------------------------------------------------------------------------------


class SentTo(NamedTuple):
    """Where the money of a collection goes: a contract's account, or a money order from the payer to the payee."""

    contract: Contract | None = None
    payer: Payer | None = None
    payee: Payee | None = None
    paying_office: Office | None = None


@use_case
def send_cod(*, collection_id: int, to: SentTo, by: User | None, now: datetime) -> CodCollection | None:
    """Pay what is owed to the sender: onto the account of a contract customer, or by money order free of commission
    (ours: the fee of the service was paid at booking). None when it is paid already, not owed yet, or more than a
    money order takes: then it is a case.
    """
    kept = CodCollection.objects.select_for_update(of=("self",)).select_related("office").get(pk=collection_id)
    if kept.state != CodState.OWED:
        return None
    by = by or machine_user()
    if to.contract:
        lines = [Line(Account.COD_PAYABLE, kept.paise), Line(account_of(to.contract), -kept.paise)]
        kept.end_journal = post_journal(
            office=kept.office, purpose=Purpose.COD_OUT, ref=kept.article_number, lines=lines, contract=to.contract,
            by=by, now=now,
        )  # fmt: skip
    elif to.payer and to.payee and to.paying_office and kept.paise <= MOST_PAISE:
        order = send_order(
            office=kept.office, paying_office=to.paying_office, paise=kept.paise, payer=to.payer, payee=to.payee,
            ref=kept.article_number, by=by, now=now,
        )  # fmt: skip
        kept.end_journal = order.journal
    else:
        open_case(kind="cod_unsent", about=kept.article_number, office=kept.office, paise=kept.paise, now=now)
        return None
    _move(kept, CodState.SENT)
    return kept


@step
def _move(kept: CodCollection, to: CodState) -> None:
    if to not in COD_MOVES[CodState(kept.state)]:
        raise ValueError(f"{kept}: {kept.state} does not lead to {to}")
    kept.state = to
    kept.save(update_fields=["state", "end_journal"])


def _unclaimed(article_number: str) -> PaymentAttempt | None:
    found = PaymentAttempt.objects.filter(purpose=COD, ref=article_number, state__in=UNCLAIMED)
    return found.order_by("-id").first()
