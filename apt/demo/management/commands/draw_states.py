"""`manage.py draw_states`: the tables of what may happen, as pictures in docs/states.md."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices
from django.utils import translation

from bookings.rules import ARTICLE_MOVES, BATCH_MOVES, SHEET_MOVES
from bookings.rules.pickups import PICKUP_MOVES
from offices.rules import WAVE_MOVES
from payments.rules import ATTEMPT_MOVES, MONEY_MOVES, REFUND_MOVES
from payments.rules.cod import COD_MOVES
from payments.rules.orders import ORDER_MOVES
from payments.rules.stock import INDENT_MOVES, POUCH_MOVES
from tracking.rules import ENDPOINT_MOVES
from transit.rules import BAG_MOVES

Moves = Mapping[Any, frozenset[Any]]

# Title, where the table stands, the table. The first status of a table is where a life begins.
TABLES: Final[tuple[tuple[str, str, Moves], ...]] = (
    ("An article", "bookings.rules.ARTICLE_MOVES", ARTICLE_MOVES),
    ("A tariff sheet", "bookings.rules.SHEET_MOVES", SHEET_MOVES),
    ("A bulk file", "bookings.rules.BATCH_MOVES", BATCH_MOVES),
    ("A pick-up that a customer asked for", "bookings.rules.pickups.PICKUP_MOVES", PICKUP_MOVES),
    ("An attempt to be paid by UPI", "payments.rules.ATTEMPT_MOVES", ATTEMPT_MOVES),
    ("Money that came by UPI", "payments.rules.MONEY_MOVES", MONEY_MOVES),
    ("A refund", "payments.rules.REFUND_MOVES", REFUND_MOVES),
    ("A money order", "payments.rules.orders.ORDER_MOVES", ORDER_MOVES),
    ("Cash and stamps that an office asks for", "payments.rules.stock.INDENT_MOVES", INDENT_MOVES),
    ("A pouch between two offices", "payments.rules.stock.POUCH_MOVES", POUCH_MOVES),
    ("Money collected at a door", "payments.rules.cod.COD_MOVES", COD_MOVES),
    ("A wave of the roll-out", "offices.rules.WAVE_MOVES", WAVE_MOVES),
    ("A bag", "transit.rules.BAG_MOVES", BAG_MOVES),
    ("An endpoint of a subscriber", "tracking.rules.ENDPOINT_MOVES", ENDPOINT_MOVES),
)


class Command(BaseCommand):
    help = "Draw the transition tables into docs/states.md; with --check, only say whether it is as drawn."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "states.md"
        with translation.override("en"):
            drawn = page()
        if options["check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError("docs/states.md is not what the tables say: make fix")
        else:
            path.write_text(drawn, encoding="utf-8")


def page() -> str:
    parts = ["# What may happen\n\nDrawn by `manage.py draw_states` (`make fix`) from the tables; edit those.\n"]
    parts += [f"## {title}\n\n`{where}`\n\n```mermaid\n{picture(moves)}\n```\n" for title, where, moves in TABLES]
    return "\n".join(parts)


def picture(moves: Moves) -> str:
    states: list[TextChoices] = list(moves)
    lines = ["stateDiagram-v2", *(f"    {state.value} : {state.label}" for state in states)]
    lines.append(f"    [*] --> {states[0].value}")
    for state in states:
        lines += [f"    {state.value} --> {to.value}" for to in states if to in moves[state]]
        lines += [] if moves[state] else [f"    {state.value} --> [*]"]
    return "\n".join(lines)
