"""The rows of the roll-out, of training and of the figures: as in `routes`."""

from typing import Final

from offices.rules import Work

from .rows import PUBLIC, SUBTREE, Row

_WAVE: Final = {"reason": "Ready", "opens_on": "2027-01-05", "a_second": "300", "measured_on": "2026-11-20"}
PROGRAMME: Final[tuple[Row, ...]] = (
    Row("offices:roll-out", PUBLIC),
    Row("rollout:waves", Work.MANAGE_OFFICES, post=True, scope=SUBTREE),
    Row("rollout:wave", Work.MANAGE_OFFICES, "wave", scope=SUBTREE),
    *(
        Row(f"rollout:{name}", Work.MANAGE_OFFICES, "wave", scope=SUBTREE, get=False, post=True, body=_WAVE)
        for name in ("capacity", "go", "again", "back", "withdraw")
    ),
    Row("offices:training", Work.MANAGE_PEOPLE, post=True, scope=SUBTREE),
    Row("offices:training-of", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE, post=True),
    Row("offices:training-batch", Work.MANAGE_PEOPLE, "training", scope=SUBTREE, post=True),
    Row("offices:audit-within", Work.READ, scope=SUBTREE),
    Row("tree:home", Work.READ, scope=SUBTREE),
    Row("tree:place", Work.READ, "office_code", scope=SUBTREE),
    Row("tree:below", Work.READ, "office_code", scope=SUBTREE),
    Row("tree:asked", Work.MANAGE_OFFICES, "change_asked", scope=SUBTREE),
    Row("tree:ask", Work.MANAGE_OFFICES, "office_code", scope=SUBTREE, get=False, post=True, body={"reason": "x"}),
    Row("figures:own", Work.READ, scope=SUBTREE),
    Row("figures:of", Work.READ, "office_code", scope=SUBTREE),
    Row("figures:map", Work.READ, "office_code", scope=SUBTREE),
    Row("figures:behind", Work.READ, "office_code", scope=SUBTREE),
    Row("figures:file", Work.READ, "office_code", scope=SUBTREE),
)
