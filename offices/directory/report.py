"""What an import found and would change, as JSON to keep and as lines to read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from apt.core.money import group_indian
from offices.rules import Basis, Kind, PositionQuality

from .clean import FAULTS, Row
from .diff import Plan
from .tree import NONE

NAMED: Final = 200  # offices of each list that the report keeps by name


@dataclass(frozen=True)
class LoadReport:
    """`status` is "loaded", "dry-run", "nothing-to-do"; `facts` is what DirectoryLoad keeps."""

    status: str
    facts: dict[str, Any]

    def lines(self) -> Iterator[str]:
        """A table for a terminal."""
        if not self.facts:
            yield _("Nothing to do: this directory is already loaded.")
            return
        changes = self.facts["changes"]
        yield _("Offices")
        yield from _table((_kind(code), count) for code, count in self.facts["kinds"].items())
        yield from _table([(_("All offices"), sum(self.facts["kinds"].values()))])
        yield _("Faults found in {rows} lines, and what was done").format(rows=group_indian(self.facts["rows"]))
        yield from _table((str(FAULTS[code]), count) for code, count in self.facts["faults"].items())
        yield _("Positions of post offices")
        yield from _table((str(PositionQuality(code).label), count) for code, count in self.facts["positions"].items())
        yield _("PINs, by how their delivering office is known")
        yield from _table((str(Basis(code).label), count) for code, count in self.facts["pins"].items())
        yield _("Changes") if self.status == "loaded" else _("Changes it would make")
        yield from _table((str(label), changes[name]["count"]) for name, label in _changes().items())
        for name, label in _changes().items():
            for text in changes[name]["some"][:20]:
                yield f"  {label}: {text}"


def _changes() -> dict[str, str]:
    return {
        "opened": _("opened"),
        "closed": _("closed"),
        "moved": _("moved (other PIN or other office above)"),
        "renamed": _("renamed or regraded"),
        "corrected": _("corrected otherwise"),
        "pins": _("PINs with another delivering office"),
    }


def _kind(code: str) -> str:
    return str(Kind(code).label)


def _table(pairs: Iterable[tuple[str, int]]) -> Iterator[str]:
    for label, count in pairs:
        yield f"  {label:<72} {group_indian(count):>10}"


def facts_of(plan: Plan, rows: Sequence[Row]) -> dict[str, Any]:
    """Counts of everything, and the names behind the changes (not of a first load: everything opens there)."""
    nodes = plan.tree.nodes
    kinds = Counter(node.kind for node in nodes)
    faults = Counter(fault for row in rows for fault in row.faults)
    pins = Counter(service.basis for service in plan.services)
    return {
        "day": plan.day.isoformat(),
        "rows": len(rows),
        "kinds": {code: kinds[code] for code in Kind.values if kinds[code]},
        "circles": dict(sorted(Counter(node.circle for node in nodes if node.row != NONE).items())),
        "faults": {code: faults[code] for code in FAULTS if faults[code]},
        "positions": dict(sorted(Counter(row.quality for row in rows).items())),
        "pins": {code: pins[code] for code in Basis.values if pins[code]},
        "changes": _facts_of_changes(plan),
    }


def _facts_of_changes(plan: Plan) -> dict[str, Any]:
    def node(index: int) -> str:
        one = plan.tree.nodes[index]
        return f"{one.code} {one.name} {one.pincode}"

    names = {one.id: str(one.value("name")) for one in [*plan.before.values(), *plan.closed]}

    def change(index: int) -> str:
        old, new = plan.before[index], plan.tree.nodes[index]
        was = f"{old.value('name')} {old.value('pincode')} < {names.get(old.value('reports_to_id'), '-')}"
        now = f"{new.name} {new.pincode} < {plan.tree.nodes[new.parent].name if new.parent != NONE else '-'}"
        detail = f"{was} -> {now}" if was != now else f"{now}: {', '.join(sorted(plan.changed[index]))}"
        return f"{new.code} {detail}"

    first = not plan.before
    lists: dict[str, list[str]] = {
        "opened": [] if first else [node(index) for index in plan.opened[:NAMED]],
        "closed": [f"{o.value('code')} {o.value('name')} {o.value('pincode')}" for o in plan.closed[:NAMED]],
        "moved": [change(index) for index in plan.moved[:NAMED]],
        "renamed": [change(index) for index in plan.renamed[:NAMED]],
        "corrected": [change(index) for index in plan.corrected[:NAMED]],
        "pins": [] if first else [f"{one.pincode} {node(one.office)}" for one in plan.services_begun[:NAMED]],
    }
    counts = {
        "opened": len(plan.opened),
        "closed": len(plan.closed),
        "moved": len(plan.moved),
        "renamed": len(plan.renamed),
        "corrected": len(plan.corrected),
        "pins": len({one.pincode for one in plan.services_begun} | set(plan.services_ended)),
    }
    return {name: {"count": counts[name], "some": some} for name, some in lists.items()}
