"""What a directory would change: offices opened, closed, moved, renamed; PINs that get another office."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from offices.rules import MAIL_OFFICES, SERIES, Kind, sounds_of_name

from .hubs import MailOffice, place_mail_offices
from .pins import Service, deliverers
from .standing import COLUMNS, Stood, match
from .tree import NONE, Node, Tree, search_text, write_paths

MOVED: Final = frozenset({"pincode", "reports_to_id"})


@dataclass
class Plan:
    """The tree with ids and codes, and how it differs from what stands."""

    tree: Tree
    day: date
    ids: list[int] = field(default_factory=list)  # of tree.nodes
    rows: list[tuple[Any, ...]] = field(default_factory=list)  # COLUMNS of tree.nodes
    opened: list[int] = field(default_factory=list)  # nodes
    closed: list[Stood] = field(default_factory=list)
    changed: dict[int, frozenset[str]] = field(default_factory=dict)  # node -> columns that differ
    before: dict[int, Stood] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    services_ended: list[str] = field(default_factory=list)  # PINs
    services_begun: list[Service] = field(default_factory=list)

    @property
    def moved(self) -> list[int]:
        return [index for index, columns in self.changed.items() if columns & MOVED]

    @property
    def renamed(self) -> list[int]:
        return [index for index, columns in self.changed.items() if "name" in columns or "kind" in columns]

    @property
    def corrected(self) -> list[int]:
        """Changed in anything else: district, position, delivery, hub, path."""
        return [index for index, columns in self.changed.items() if not columns & (MOVED | {"name", "kind"})]

    @property
    def is_empty(self) -> bool:
        return not (self.opened or self.closed or self.changed or self.services_ended or self.services_begun)


def plan_against(
    tree: Tree, stood: Sequence[Stood], served: dict[str, int], *, day: date, last_codes: dict[int, int], next_id: int
) -> Plan:
    """Compare `tree` with the offices that stand and the PINs they serve (PIN -> office id).

    New offices get ids from `next_id` on and codes after the last one of their series, in the order of the tree.
    """
    plan = Plan(tree, day)
    plan.before = match(tree, stood)
    by_id = {one.id: index for index, one in plan.before.items()}
    mails = [one for one in stood if one.value("kind") in MAIL_OFFICES]
    places = [
        MailOffice(one.value("kind"), one.value("name"), by_id.get(one.value("accounts_to_id"), NONE), one.circle)
        for one in mails
    ]
    for one, index in zip(mails, place_mail_offices(tree, places), strict=False):
        if index != NONE:
            plan.before[index] = one
    _number(plan, last_codes, next_id)
    write_paths(tree)
    plan.rows = [_values(plan, node) for node in tree.nodes]
    for index, values in enumerate(plan.rows):
        old = plan.before.get(index)
        if old is None:
            plan.opened.append(index)
        elif old.values != values:
            pairs = zip(COLUMNS, old.values, values, strict=True)
            plan.changed[index] = frozenset(column for column, was, now in pairs if was != now)
    still = {one.id for one in plan.before.values()}
    plan.closed = [one for one in stood if one.id not in still]
    _compare_pins(plan, served)
    return plan


def _number(plan: Plan, last_codes: dict[int, int], next_id: int) -> None:
    last = dict(last_codes)
    for index, node in enumerate(plan.tree.nodes):
        old = plan.before.get(index)
        if old is not None:
            node.code = old.value("code")
            plan.ids.append(old.id)
            continue
        series = SERIES[Kind(node.kind)]
        last[series] = last.get(series, series * 10_000_000) + 1
        node.code = f"{last[series]:08d}"
        plan.ids.append(next_id)
        next_id += 1


def _values(plan: Plan, node: Node) -> tuple[Any, ...]:
    def ref(index: int) -> int | None:
        return None if index == NONE else plan.ids[index]

    return (
        node.code, node.name, node.kind, node.pincode, ref(node.parent), node.reporting_basis, ref(node.accounts),
        node.accounting_basis, ref(node.cash), ref(node.hub), node.path, node.delivers, node.district, node.state,
        node.latitude, node.longitude, node.quality, node.basis, search_text(node),
        sounds_of_name(search_text(node)),
    )  # fmt: skip


def _compare_pins(plan: Plan, served: dict[str, int]) -> None:
    plan.services = deliverers(plan.tree)
    wanted = {service.pincode: plan.ids[service.office] for service in plan.services}
    plan.services_ended = sorted(pin for pin, office in served.items() if wanted.get(pin) != office)
    plan.services_begun = [one for one in plan.services if served.get(one.pincode) != wanted[one.pincode]]
