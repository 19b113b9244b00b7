"""Whether every paisa of a rehearsal is where the books say: pencil, bank and journal side by side."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Sum

from apt.core.money import format_paise
from bookings.models import Sale
from payments.models import Case, Entry, OfficeDay, PaymentAttempt, Refund, Shift, UpiPayment
from payments.queries import bad_checkpoint, bad_subtotal, drawer_paise, first_broken_number, held, treasury_stock
from payments.rules import Account, RefundState
from payments.rules.upi import OVER, AttemptState
from payments.services import sum_up_journals

from .rehearsal import Rehearsal
from .rehearsal_cast import Crew

INCOME = (Account.POSTAGE, Account.SERVICES, Account.CGST, Account.SGST, Account.ROUNDING)
AT_REST = OVER | {
    AttemptState.BOOKED, AttemptState.REFUNDED, AttemptState.PART_REFUNDED, AttemptState.REVERSED, AttemptState.UNKNOWN,
}  # fmt: skip


class Line(NamedTuple):
    """One comparison: what is compared, one source, the other."""

    what: str
    said: int
    found: int

    @property
    def agrees(self) -> bool:
        return self.said == self.found


def proof_of(play: Rehearsal) -> list[Line]:
    """Every comparison, the office's first, then those of the bank. Blocks of the journal are summed up before."""
    sum_up_journals(now=play.now)
    return [line for crew in play.crews for line in _of_office(crew)] + list(_of_bank(play))


def _of_office(crew: Crew) -> Iterator[Line]:
    office, name = crew.office, crew.office.name
    of = _balances(crew)
    yield Line(f"{name}: journals off the chain", 0, first_broken_number(office) or 0)
    yield Line(f"{name}: ended days that do not fit", 0, int(bad_checkpoint(office) is not None))
    yield Line(f"{name}: blocks that do not fit", 0, int(bad_subtotal(office) is not None))
    yield Line(f"{name}: sum of all entries", 0, sum(of.values()))
    yield Line(f"{name}: days that have not ended", 0, OfficeDay.objects.filter(office=office, ended_at=None).count())
    yield Line(f"{name}: safe, pencil and books", crew.safe, of.get(Account.TREASURY, 0))
    drawers = sum(abs(drawer_paise(shift)) for shift in Shift.objects.filter(office=office))
    yield Line(f"{name}: left in drawers", 0, drawers + abs(of.get(Account.CASH, 0)))
    pieces = treasury_stock(office)
    yield Line(f"{name}: stamps in the safe, pencil and books", crew.stamps, sum(pieces.values()))
    yield Line(
        f"{name}: stamps, pieces and value", sum(one.paise for one in held(pieces)), of.get(Account.STOCK_SAFE, 0)
    )
    yield Line(f"{name}: stamps left in drawers", 0, abs(of.get(Account.STOCK, 0)))
    on_the_way = Entry.objects.filter(journal__ref__in=crew.pouches, account=Account.IN_TRANSIT)
    yield Line(f"{name}: pouches on their way", 0, on_the_way.aggregate(sum=Sum("paise"))["sum"] or 0)
    differences = of.get(Account.SHORTAGE, 0) + of.get(Account.EXCESS, 0)
    rounding = Entry.objects.filter(journal__office=office, journal__purpose="difference", account=Account.ROUNDING)
    differences += rounding.aggregate(sum=Sum("paise"))["sum"] or 0
    yield Line(f"{name}: counted more or less", crew.off, -differences)
    sold = Sale.objects.filter(office=office).aggregate(sum=Sum("total_paise"))["sum"] or 0
    income = sum(of.get(account, 0) for account in INCOME) - (rounding.aggregate(sum=Sum("paise"))["sum"] or 0)
    yield Line(f"{name}: sales less cancellations", sold - crew.cancelled, -income)


def _of_bank(play: Rehearsal) -> Iterator[Line]:
    """The provider's memory against ours: each payment once, each refund once, the rest still with it."""
    bank, offices = play.bank, [crew.office.pk for crew in play.crews]
    ours = dict(UpiPayment.objects.filter(office__in=offices).values_list("payment_id", "paise"))
    theirs = {key: _paise(one["amount"]) for key, one in bank.payments.items()}
    yield Line("UPI: payments told otherwise than made, or not at all", 0, len(ours.items() ^ theirs.items()))
    refunded = {ref: _paise(one["amount"]) for ref, one in bank.refunds.items()}
    done = Refund.objects.filter(payment__office__in=offices, state=RefundState.DONE)
    yield Line(
        "UPI: refunds at the bank and here", sum(refunded.values()), done.aggregate(sum=Sum("paise"))["sum"] or 0
    )
    taken_back = sum(theirs[key] for key in play.reversed)
    holding = sum(theirs.values()) - sum(refunded.values()) - taken_back
    of = [_balances(crew) for crew in play.crews]
    yield Line("UPI: with the provider, and by the books", holding, sum(one.get(Account.UPI_CLEARING, 0) for one in of))
    yield Line("UPI: held for a bill", 0, sum(one.get(Account.UPI_HELD, 0) for one in of))
    yield Line("UPI: still to go back", 0, sum(one.get(Account.REFUNDS_DUE, 0) for one in of))
    gaps = Case.objects.filter(office__in=offices, kind="reversed", closed_at=None).aggregate(sum=Sum("paise"))["sum"]
    yield Line("UPI: in suspense, each with a case", gaps or 0, sum(one.get(Account.SUSPENSE, 0) for one in of))
    restless = PaymentAttempt.objects.filter(office__in=offices).exclude(state__in=AT_REST)
    yield Line("UPI: attempts that are not decided", 0, restless.count())


def unaccounted(lines: list[Line]) -> int:
    """Paise that one side knows of and the other does not; how many faults, where it is not money."""
    return sum(abs(line.said - line.found) for line in lines)


def summary(play: Rehearsal, lines: list[Line]) -> Iterator[str]:
    for crew in play.crews:
        sales = Sale.objects.filter(office=crew.office)
        sold = sales.aggregate(sum=Sum("total_paise"))["sum"] or 0
        cases = Case.objects.filter(office=crew.office, closed_at=None).count()
        yield (
            f"{crew.office.name} ({crew.office.code}): {sales.count()} sales, {format_paise(sold)}; cancelled "
            f"{format_paise(crew.cancelled)}; safe {format_paise(crew.safe)}; {cases} cases open"
        )
    yield ", ".join(f"{what} {count}" for what, count in sorted(play.told.items()))
    for line in lines:
        mark = "ok   " if line.agrees else "FAULT"
        yield f"{mark} {line.what}: {line.said} {'=' if line.agrees else 'against'} {line.found}"
    yield f"Unaccounted for: {format_paise(unaccounted(lines))}"


def _balances(crew: Crew) -> dict[str, int]:
    sums = Entry.objects.filter(journal__office=crew.office).values_list("account").annotate(Sum("paise"))
    return dict(sums.order_by())


def _paise(text: str) -> int:
    rupees, paise = text.split(".")
    return int(rupees) * 100 + int(paise)
