"""The office tree made from cleaned rows: who reports to whom, whose accounts, whose cash. Pure; numpy where long.

What the source does not say is derived, and marked so: a sub office's head office and a branch office's account office
are the nearest of the same division, for a branch office those of its own PIN first.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from offices.rules import Basis, Kind, PositionQuality

from . import names
from .clean import Row
from .positions import km_between

DIRECTORATE: Final = "Directorate, Dak Bhawan"
NONE: Final = -1
# Circle headquarters (operations.md, section 1.2), in the spelling of the directory's head offices.
HEADQUARTERS: Final = {
    "Andhra Pradesh": "Vijayawada", "Assam": "Guwahati", "Bihar": "Patna", "Chhattisgarh": "Raipur",
    "Delhi": "New Delhi", "Gujarat": "Ahmedabad", "Haryana": "Ambala", "Himachal Pradesh": "Shimla",
    "Jammu & Kashmir": "Srinagar", "Jharkhand": "Ranchi", "Karnataka": "Bengaluru", "Kerala": "Thiruvananthapuram",
    "Madhya Pradesh": "Bhopal", "Maharashtra": "Mumbai", "North East": "Shillong", "Odisha": "Bhubaneswar",
    "Punjab": "Chandigarh", "Rajasthan": "Jaipur", "Tamil Nadu": "Chennai", "Telangana": "Hyderabad",
    "Uttar Pradesh": "Lucknow", "Uttarakhand": "Dehradun", "West Bengal": "Kolkata",
}  # fmt: skip


@dataclass(slots=True)
class Node:
    """An office to be: links are positions in the list of nodes, NONE where there is none."""

    key: tuple[str, ...]
    name: str
    kind: str
    parent: int
    basis: str
    reporting_basis: str
    circle: str
    region: str = ""
    division: str = ""
    pincode: str = ""
    delivers: bool = False
    district: str = ""
    state: str = ""
    latitude: float | None = None
    longitude: float | None = None
    quality: str = str(PositionQuality.MISSING)
    accounts: int = NONE
    accounting_basis: str = ""
    cash: int = NONE
    hub: int = NONE
    row: int = NONE  # the cleaned row it came from
    code: str = ""
    path: str = ""

    @property
    def single_handed(self) -> bool:
        """A branch office's postmaster is clerk and supervisor in one; which sub offices are class C is not known."""
        return self.kind == Kind.BRANCH


@dataclass
class Tree:
    """Nodes in an order where parents come first, and ways to find them."""

    nodes: list[Node] = field(default_factory=list)
    circles: dict[str, int] = field(default_factory=dict)
    regions: dict[tuple[str, str], int] = field(default_factory=dict)
    divisions: dict[str, int] = field(default_factory=dict)

    def add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def of_kind(self, *kinds: str) -> list[int]:
        return [index for index, node in enumerate(self.nodes) if node.kind in kinds]

    def points(self, indexes: Sequence[int]) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", ...]:
        """Latitudes and longitudes; NaN where unknown, and so further away than anything known."""
        return tuple(
            np.array([getattr(self.nodes[index], axis) for index in indexes], dtype=np.float64)
            for axis in ("latitude", "longitude")
        )

    def nearest(self, from_: Sequence[int], among: Sequence[int]) -> list[int]:
        """For each of `from_` the nearest of `among`; without positions, the first one of the same PIN prefix."""
        if not among:
            return [NONE] * len(from_)
        latitudes, longitudes = self.points(among)
        here = self.points(from_)
        km = km_between(here[0][:, None], here[1][:, None], latitudes[None, :], longitudes[None, :])
        # Where kilometres say nothing or are equal to 10 m, the PIN's leading digits decide, then the order of nodes.
        pins = np.array([int(self.nodes[index].pincode or 0) for index in among])
        own = np.array([int(self.nodes[index].pincode or 0) for index in from_])
        apart = np.abs(own[:, None] - pins[None, :]) / 1e9
        score = np.round(np.where(np.isnan(km), 1e5, km), 2) + apart
        return [among[choice] for choice in np.argmin(score, axis=1).tolist()]


def grow(rows: Sequence[Row]) -> Tree:
    """The administrative and post offices of `rows`, linked. Mail offices and PINs follow (hubs.py, pins.py)."""
    tree = Tree()
    _administration(tree, rows)
    _post_offices(tree, rows)
    _link(tree)
    _seat_administration(tree)
    return tree


def _administration(tree: Tree, rows: Sequence[Row]) -> None:
    top = tree.add(Node((str(Kind.DIRECTORATE),), DIRECTORATE, str(Kind.DIRECTORATE), NONE, "assumed", "assumed", ""))
    for circle in sorted({row.circle for row in rows}):
        name = f"{circle} Circle"
        tree.circles[circle] = tree.add(Node(("CO", name), name, "CO", top, "source", "source", circle))
    for circle, region in sorted({(row.circle, row.region) for row in rows if row.region}):
        tree.regions[circle, region] = tree.add(
            Node(("RO", circle, region), region, "RO", tree.circles[circle], "source", "source", circle, region)
        )
    for circle, region, division in sorted({(row.circle, row.region, row.division) for row in rows}):
        parent = tree.regions.get((circle, region), tree.circles[circle])
        tree.divisions[division] = tree.add(
            Node(("DO", division), division, "DO", parent, "source", "source", circle, region, division)
        )


def _post_offices(tree: Tree, rows: Sequence[Row]) -> None:
    rank = {str(Kind.HEAD): 0, str(Kind.SUB): 1, str(Kind.BRANCH): 2}
    order = sorted(
        range(len(rows)),
        key=lambda i: (
            rank[rows[i].kind], tree.divisions[rows[i].division], rows[i].natural, rows[i].district, rows[i].raw,
        ),
    )  # fmt: skip
    twins: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for index in order:
        row = rows[index]
        twins[row.natural] += 1
        tree.add(
            Node(
                key=(*row.natural, str(twins[row.natural])),
                name=row.name,
                kind=row.kind,
                parent=tree.divisions[row.division],
                basis=str(Basis.SOURCE),
                reporting_basis=str(Basis.SOURCE if row.kind == Kind.HEAD else Basis.DERIVED),
                circle=row.circle,
                region=row.region,
                division=row.division,
                pincode=row.pincode,
                delivers=row.delivers,
                district=row.district,
                state=row.state,
                latitude=row.latitude,
                longitude=row.longitude,
                quality=row.quality,
                row=index,
            )
        )


def _link(tree: Tree) -> None:
    by_division: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    heads = tree.of_kind(Kind.HEAD)
    for index, node in enumerate(tree.nodes):
        if node.row != NONE:
            by_division[node.division][node.kind].append(index)
    for division in tree.divisions:
        kinds = by_division[division]
        own_heads, subs, branches = kinds["HO"], kinds["SO"], kinds["BO"]
        place = tree.nodes[tree.divisions[division]]
        # Accounts may leave a division that has no head office; reporting never does.
        among = own_heads or _near_heads(tree, heads, place)
        for sub, head in zip(subs, tree.nearest(subs, among), strict=True):
            _hang(tree, sub, head, reports=bool(own_heads))
        _link_branches(tree, branches, own_heads + subs, among)


def _link_branches(tree: Tree, branches: Sequence[int], offices: Sequence[int], heads: Sequence[int]) -> None:
    """A branch office's account office: of its PIN, delivering ones first, then the nearest; else the nearest."""
    at_pin: defaultdict[str, list[int]] = defaultdict(list)
    for index in offices:
        at_pin[tree.nodes[index].pincode].append(index)
    groups: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    everyone = tuple(offices or heads)
    for branch in branches:
        here = at_pin.get(tree.nodes[branch].pincode, [])
        groups[tuple([i for i in here if tree.nodes[i].delivers] or here) or everyone].append(branch)
    for among, members in groups.items():
        for branch, account in zip(members, tree.nearest(members, among), strict=True):
            _hang(tree, branch, account, reports=bool(offices))


def _hang(tree: Tree, index: int, upper: int, *, reports: bool) -> None:
    if upper == NONE:
        return
    node = tree.nodes[index]
    if reports:
        node.parent = upper
    node.accounts = node.cash = upper
    node.accounting_basis = str(Basis.DERIVED)


def _near_heads(tree: Tree, heads: Iterable[int], place: Node) -> list[int]:
    """Head offices that may keep the accounts of a division without one: its region's, else its circle's."""
    in_circle = [index for index in heads if tree.nodes[index].circle == place.circle]
    in_region = [index for index in in_circle if tree.nodes[index].region == place.region]
    return in_region or in_circle


def _seat_administration(tree: Tree) -> None:
    """Put each administrative office at a head office: of its headquarters, else of its name, else the biggest."""
    size: defaultdict[int, int] = defaultdict(int)
    for node in tree.nodes:
        size[node.accounts] += 1
    heads: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index in tree.of_kind(Kind.HEAD) or tree.of_kind(Kind.SUB):
        node = tree.nodes[index]
        for level in (("CO", node.circle), ("RO", node.circle + node.region), ("DO", node.division)):
            heads[level].append(index)
    for node in tree.nodes:
        if node.row != NONE:
            break
        where = {"CO": node.circle, "RO": node.circle + node.region, "DO": node.division}.get(node.kind, "")
        among = heads[node.kind, where] or (heads["CO", "Delhi"] if node.kind == Kind.DIRECTORATE else [])
        city = HEADQUARTERS.get(node.circle, "") if node.kind == Kind.CIRCLE else node.name.split(" ")[0]
        if node.kind == Kind.DIRECTORATE:
            city = HEADQUARTERS["Delhi"]
        seat = min(among, key=lambda i: (not tree.nodes[i].name.startswith(city), -size[i], i), default=NONE)
        if seat != NONE:
            at = tree.nodes[seat]
            node.district, node.state, node.latitude, node.longitude = at.district, at.state, at.latitude, at.longitude
            node.quality = str(PositionQuality.DERIVED if at.latitude is not None else PositionQuality.MISSING)


def write_paths(tree: Tree) -> None:
    """Chains of codes from the Directorate down. Parents stand before children in the list."""
    for node in tree.nodes:
        above = tree.nodes[node.parent].path if node.parent != NONE else ""
        node.path = f"{above}{node.code}/"


def search_text(node: Node) -> str:
    return names.search_text(node.name, node.district, node.pincode)
