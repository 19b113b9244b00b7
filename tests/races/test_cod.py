"""Races about cash on delivery: "hand in" pressed on two phones at once; cash at the door against money by QR."""

import time

from deliveries.services import ask_qr_at_door, keep_cod_money
from payments.errors import CodTaken, UpiReceived
from payments.models import CodCollection, CodHandIn, Refund
from payments.rules.cod import CodState
from payments.services import apply_notice, hand_in_cod
from tests.deliveries.test_cod import DUE, _psp, deliver, due, psp, react  # noqa: F401  # the provider runs here too
from tests.payments.upi import all_money_is_somewhere, notice
from tests.races.conftest import slowly, without_constraints
from tests.world import NOW, at_once


def twice(world):
    (article,) = due(world)
    deliver(world, article)
    with slowly("payments_codhandin"):
        at_once(2, lambda _place: hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW))
    return list(CodHandIn.objects.values_list("paise", flat=True))


def test_control_without_locks_the_same_cash_is_handed_in_twice(world, without_locks):
    with without_locks():
        assert twice(world) == [DUE, DUE]


def test_cash_is_handed_in_once(world):
    assert twice(world) == [DUE]


def cash_against_qr(world):
    """A QR stands at the door; the postman takes cash while the provider says that it is paid."""
    (article,) = due(world)
    asked = ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)

    def paid_by_qr():
        apply_notice(notice=notice(asked), now=NOW)
        return keep_cod_money(attempt_id=asked.pk, now=NOW)

    def paid_in_cash():
        time.sleep(0.15)  # looks while the provider's word is being written, and writes when it is committed
        return deliver(world, article, "cash")

    acts = (paid_by_qr, paid_in_cash)
    with slowly("payments_paymentattempt", 300, verb="UPDATE"):
        answers = at_once(2, lambda place: acts[place]())
    return article, answers


def test_control_without_locks_the_addressee_pays_twice(world, without_locks, psp):  # noqa: F811
    with without_constraints("payments_cod_once"), without_locks():
        cash_against_qr(world)
        assert set(CodCollection.objects.values_list("mode", flat=True)) == {"cash", "upi"}


def test_the_addressee_pays_once(world, psp):  # noqa: F811
    _article, answers = cash_against_qr(world)
    react()
    kept = CodCollection.objects.exclude(state=CodState.GONE_BACK).get()
    refused = [one for one in answers if isinstance(one, CodTaken | UpiReceived)]
    assert (kept.mode, len(refused), Refund.objects.count()) in {("cash", 0, 1), ("upi", 1, 0)}
    all_money_is_somewhere()
