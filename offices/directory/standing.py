"""The offices that stand, and which of them a new directory means."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from offices.models import Office
from offices.rules import MAIL_OFFICES, POST_OFFICES, Kind, PositionQuality

from .clean import natural_key
from .tree import NONE, Node, Tree

# What a directory decides about an office, as columns. Roll-out, class and opening day are not its business.
COLUMNS: Final = (
    "code", "name", "kind", "pincode", "reports_to_id", "reporting_basis", "accounts_to_id", "accounting_basis",
    "cash_from_id", "sorted_at_id", "path", "delivers", "district", "state", "latitude", "longitude",
    "position_quality", "basis", "search_text", "sounds",
)  # fmt: skip


@dataclass(slots=True)
class Stood:
    """An open office as the database has it. `values` are COLUMNS."""

    id: int
    values: tuple[Any, ...]
    key: tuple[str, ...] = ()
    division: str = ""
    circle: str = ""

    def value(self, column: str) -> Any:
        return self.values[COLUMNS.index(column)]


def standing_offices() -> list[Stood]:
    """All open offices, by code, each with the key that a directory would give it."""
    rows = Office.objects.filter(closed_on__isnull=True).order_by("code").values_list("id", *COLUMNS)
    stood = [Stood(row[0], row[1:]) for row in rows]
    by_code = {one.values[0]: one for one in stood}
    by_id = {one.id: one for one in stood}
    twins: defaultdict[tuple[str, ...], int] = defaultdict(int)
    kind_at, name_at = COLUMNS.index("kind"), COLUMNS.index("name")
    for one in stood:
        above = [by_code[code] for code in one.value("path").split("/") if code in by_code]
        named = {upper.values[kind_at]: upper.values[name_at] for upper in above}
        one.circle, one.division = named.get("CO", "").removesuffix(" Circle"), named.get("DO", "")
        kind, name = one.values[kind_at], one.values[name_at]
        if kind in POST_OFFICES:
            natural = natural_key(kind, name, one.value("pincode"), one.division)
            twins[natural] += 1
            one.key = (*natural, str(twins[natural]))
        else:
            one.key = _administrative_key(kind, name, one.circle)
    for one in stood:
        if one.values[kind_at] in MAIL_OFFICES and one.value("accounts_to_id") in by_id:
            one.key = (one.values[kind_at], *by_id[one.value("accounts_to_id")].key)
    return stood


def _administrative_key(kind: str, name: str, circle: str) -> tuple[str, ...]:
    if kind == Kind.DIRECTORATE:
        return (kind,)
    return (kind, circle, name) if kind == Kind.REGION else (kind, name)


def match(tree: Tree, stood: Sequence[Stood]) -> dict[int, Stood]:
    """Which node is which standing office: the same key first, then what moved, was regraded or renamed.

    The later rounds count only where the rest of the key is unique on both sides, so that a guess is never made.
    """
    by_key = {one.key: one for one in stood}
    found = {index: by_key[node.key] for index, node in enumerate(tree.nodes) if node.key in by_key}
    taken = {one.id for one in found.values()}
    rest_stood = [one for one in stood if one.id not in taken and one.value("kind") in POST_OFFICES]
    rest_nodes = [index for index, node in enumerate(tree.nodes) if node.row != NONE and index not in found]
    for of in _ROUNDS:
        olds = _unique(rest_stood, lambda one, of=of: of(*_stood_traits(one)))  # type: ignore[misc]
        news = _unique(rest_nodes, lambda index, of=of: of(*_node_traits(tree.nodes[index])))  # type: ignore[misc]
        for trait in olds.keys() & news.keys():
            found[news[trait]] = olds[trait]
        taken |= {olds[trait].id for trait in olds.keys() & news.keys()}
        rest_stood = [one for one in rest_stood if one.id not in taken]
        rest_nodes = [index for index in rest_nodes if index not in found]
    return found


Traits = tuple[str, str, str, str, Hashable]  # kind, natural name, PIN, division, place


def _stood_traits(one: Stood) -> Traits:
    good = one.value("position_quality") != PositionQuality.DERIVED
    place = (one.value("latitude"), one.value("longitude")) if good else None
    return (one.key[0], one.key[1], one.key[2], one.key[3], place)


def _node_traits(node: Node) -> Traits:
    good = node.quality != PositionQuality.DERIVED
    place = (node.latitude, node.longitude) if good else None
    return (node.key[0], node.key[1], node.key[2], node.key[3], place)


_ROUNDS: Final[tuple[Callable[[str, str, str, str, Hashable], Hashable | None], ...]] = (
    lambda kind, name, pin, division, place: (kind, name, division),  # another PIN
    lambda kind, name, pin, division, place: (kind, name, pin),  # another division
    lambda kind, name, pin, division, place: (name, pin, division),  # raised or lowered
    lambda kind, name, pin, division, place: None if place is None else (kind, pin, division, place),  # another name
)


def _unique(things: Sequence[Any], trait: Callable[[Any], Hashable | None]) -> dict[Hashable, Any]:
    groups: defaultdict[Hashable, list[Any]] = defaultdict(list)
    for thing in things:
        key = trait(thing)
        if key is not None:
            groups[key].append(thing)
    return {key: group[0] for key, group in groups.items() if len(group) == 1}
