"""Money of contract customers: what they may book for, and what they bring."""

import uuid
from datetime import datetime
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import User
from partners.access import hold_contract
from partners.models import Contract
from partners.rules import Payment
from payments.errors import BadAmount, DepositReused, NoShift, NotEnoughDeposit, OverCreditLimit
from payments.models import ContractBalance, Journal, Shift
from payments.queries import account_of, debits_of, standing_of
from payments.rules import Account, Line, Purpose

from .journal import post_journal

SUMMED_UP_AFTER: Final = 1_000  # entries


@step
def check_funds(*, contract: Contract, limit_paise: int, paise: int) -> None:
    """Hold the contract's row and see that it may book for `paise`: two statements, three after each thousand entries.

    Until the transaction ends no other booking of the contract is judged, so that two together cannot pass the limit.
    Raises NotEnoughDeposit, OverCreditLimit.
    """
    hold_contract(contract)
    debits = debits_of(contract)
    if debits.entries >= SUMMED_UP_AFTER:
        ContractBalance.objects.create(
            contract=contract, account=account_of(contract), last_entry=debits.last_entry, debits=debits.paise
        )
    available = standing_of(contract, limit_paise=limit_paise, debits=debits.paise).available_paise
    if paise > available:
        refusal = NotEnoughDeposit if contract.payment == Payment.ADVANCE else OverCreditLimit
        raise refusal(contract=contract.code, available=format_paise(available), wanted=format_paise(paise))


@use_case
def take_deposit(
    *, contract: Contract, paise: int, shift: Shift, request_id: uuid.UUID, by: User, now: datetime
) -> Journal:
    """Cash from a contract customer into the drawer: onto its advance deposit, or against what it owes.

    A repeat of `request_id` returns the first journal. Raises NoShift, BadAmount, DepositReused.
    """
    if first := _first_deposit(contract, paise, request_id):
        return first
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    if paise <= 0:
        raise BadAmount(field="rupees")
    # Two presses at once: the second waits here, and then finds the first.
    hold_contract(contract)
    if first := _first_deposit(contract, paise, request_id):
        return first
    lines = [Line(Account.CASH, paise), Line(account_of(contract), -paise)]
    return post_journal(
        office=shift.office, purpose=Purpose.DEPOSIT, ref=request_id.hex, lines=lines, shift=shift, contract=contract,
        by=by, now=now,
    )  # fmt: skip


def _first_deposit(contract: Contract, paise: int, request_id: uuid.UUID) -> Journal | None:
    first = Journal.objects.filter(purpose=Purpose.DEPOSIT, ref=request_id.hex).first()
    if first and not first.entries.filter(contract=contract, paise=-paise).exists():
        raise DepositReused()
    return first
