"""`manage.py audit_journal [--office CODE]`: prove every chain and every checkpoint again; name the first bad row."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from offices.models import Office
from payments.models import Chain
from payments.queries import bad_checkpoint, bad_contract_balance, bad_subtotal, first_broken_number


class Command(BaseCommand):
    help = (
        "Prove hash chains, balances of ended days and of contracts, and subtotals again."
        " Exit code 1 when a row does not fit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", default="", help="the code of one office; without it, all that have a chain")

    def handle(self, *, office: str, **_: object) -> None:
        offices = Office.objects.filter(pk__in=Chain.objects.values("office")).order_by("code")
        if office:
            offices = offices.filter(code=office)
        proved = bad = 0
        for one in offices.iterator():
            faults = list(_faults(one))
            for fault in faults:
                self.stdout.write(f"{one.code} {one.name}: {fault}")
            bad += bool(faults)
            proved += not faults
        self.stdout.write(f"{proved} offices proved, {bad} with a bad row.")
        if bad or (office and not proved):
            sys.exit(1)


def _faults(office: Office) -> list[str]:
    found = []
    if number := first_broken_number(office):
        found.append(f"journal {number} does not fit the chain, or is missing")
    if wrong := bad_checkpoint(office):
        found.append(f"the day {wrong.day.business_date} says {wrong.what} {wrong.said}, found {wrong.found}")
    if wrong_block := bad_subtotal(office):
        found.append("the block to journal {} says of {} something else than its entries".format(*wrong_block))
    if code := bad_contract_balance(office):
        found.append(f"a balance of the contract {code} says something else than its entries")
    return found
