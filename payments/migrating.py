"""For data migrations that touch money: every office's trial balance is the same afterwards, or the migration fails.

Wrap what `RunPython` runs: `RunPython(keeping_balances(work), RunPython.noop)`. A test finds migrations that do not.
"""

from collections.abc import Callable
from typing import Any, Final

Balances = dict[tuple[str, str, int | None, int | None], int]

_TRIAL: Final = """
    SELECT o.code, e.account, e.shift_id, e.contract_id, sum(e.paise)
    FROM payments_entry e JOIN payments_journal j ON j.id = e.journal_id JOIN offices_office o ON o.id = j.office_id
    GROUP BY 1, 2, 3, 4 HAVING sum(e.paise) <> 0
"""


class BalancesMoved(RuntimeError):
    """A migration would have changed what an office has; it is rolled back."""


def trial_balances(connection: Any) -> Balances:
    """Office, account, drawer, contract: paise. What is zero is left out. One query over all entries."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL)
        return {tuple(row[:4]): int(row[4]) for row in cursor.fetchall()}


def keeping_balances(work: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """`work`, proved. Raises BalancesMoved, which names the first office and account that differ."""

    def proved(apps: Any, editor: Any) -> None:
        before = trial_balances(editor.connection)
        work(apps, editor)
        after = trial_balances(editor.connection)
        moved = [key for key in before.keys() | after.keys() if before.get(key, 0) != after.get(key, 0)]
        if moved:
            key = min(moved, key=str)
            raise BalancesMoved(f"office {key[0]}, {key[1]}: {before.get(key, 0)} became {after.get(key, 0)} paise")

    return proved
