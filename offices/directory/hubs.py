"""Mail offices placed at head offices, and each post office's hub. All of it is assumed: no public list gives places.

The counts are those of June 2022 (operations.md, section 1.3): 93 national and 148 intra-circle hubs, 91 L1 and
225 L2, two national hubs and two L1 with the Army. How many parcel hubs and transit offices there are is not known; one
of each a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from offices.rules import SORTING_HUBS, Basis, Kind, PositionQuality

from .names import ARMY
from .positions import km_between
from .tree import HEADQUARTERS, NONE, Node, Tree

ARMY_HUBS: Final = 2  # of the national hubs and of the L1
NATIONAL_HUBS: Final = 93
CIRCLE_HUBS: Final = 148
LEVEL_1: Final = 91
LEVEL_2: Final = 225
CITY_KM: Final = 12.0  # departmental offices this near a head office measure its city
APART_KM: Final = 60.0  # national hubs of one circle keep this distance while they can


@dataclass(frozen=True)
class MailOffice:
    """A mail office that stands already: it stays where it is as long as its host (a node, or NONE) does."""

    kind: str
    name: str
    host: int
    circle: str


def place_mail_offices(tree: Tree, standing: Sequence[MailOffice] = ()) -> list[int]:
    """Add the mail offices to `tree` and set every post office's hub; return the nodes of `standing`, in its order.

    The assumed places are chosen once, at the first import; later ones keep what stands.
    """
    kept = [_keep(tree, mail) for mail in standing]
    if not standing:
        _place(tree)
    _assign_hubs(tree)
    return kept


def _keep(tree: Tree, mail: MailOffice) -> int:
    host = mail.host
    if host == NONE:  # it closed: the circle's first head office takes the mail office in
        host = next((i for i, n in enumerate(tree.nodes) if n.kind == Kind.HEAD and n.circle == mail.circle), NONE)
    return _add(tree, mail.kind, host, mail.name) if host != NONE else NONE


def _place(tree: Tree) -> None:
    heads = tree.of_kind(Kind.HEAD)
    ranked = _ranked(tree, heads)
    circles = sorted({tree.nodes[index].circle for index in heads})
    army = [i for i in tree.of_kind(Kind.HEAD, Kind.SUB) if tree.nodes[i].circle == ARMY][:ARMY_HUBS]
    # A small directory (a test's, one circle's) gets no more hubs than a share of its head offices.
    share = min(1.0, len(heads) / 811)
    weight = Counter(tree.nodes[index].circle for index in heads)
    quota = _shares({c: weight[c] for c in circles}, _at_least(NATIONAL_HUBS - ARMY_HUBS, share, len(circles)))
    national = [i for circle in circles for i in _spread(tree, ranked[circle], quota[circle])]
    taken = set(national)
    for host in national:
        _add(tree, Kind.NATIONAL_HUB, host)
    for host in army:
        _add(tree, Kind.NATIONAL_HUB, host)
        _add(tree, Kind.LEVEL_1, host)
    rest = _one_a_division(tree, [i for circle in circles for i in ranked[circle] if i not in taken])
    quota = _shares(Counter(tree.nodes[i].circle for i in rest), round(CIRCLE_HUBS * share))
    local = [
        i for circle in circles for i in [r for r in rest if tree.nodes[r].circle == circle][: quota.get(circle, 0)]
    ]
    for host in local:
        _add(tree, Kind.CIRCLE_HUB, host)
    # The order of June 2022 put registered sorting into the speed post hubs: L1 with national, L2 with the others.
    size = _sizes(tree)
    upper = sorted(national, key=lambda i: (-size[i], i))[: round((LEVEL_1 - ARMY_HUBS) * share) or 1]
    for host in upper:
        _add(tree, Kind.LEVEL_1, host)
    lower = [i for i in [*national, *local] if i not in set(upper)]
    more = [i for i in rest if i not in set(local)]
    more += [i for i in heads if i not in taken and i not in set(rest)]
    for host in (lower + more)[: round(LEVEL_2 * share)]:
        _add(tree, Kind.LEVEL_2, host)
    for circle in circles:
        _add(tree, Kind.PARCEL_HUB, ranked[circle][0])
        _add(tree, Kind.TRANSIT, ranked[circle][0])


def _at_least(count: int, share: float, least: int) -> int:
    return max(round(count * share), least)


def _sizes(tree: Tree) -> Counter[int]:
    """Offices in each head office's account group, branch offices of its sub offices included."""
    size: Counter[int] = Counter()
    for node in tree.nodes:
        head = node.accounts
        if head != NONE and tree.nodes[head].kind == Kind.SUB:
            head = tree.nodes[head].accounts
        size[head] += 1
    return size


def _ranked(tree: Tree, heads: Sequence[int]) -> dict[str, list[int]]:
    """Each circle's head offices, the biggest city first: headquarters, GPO, then departmental offices around."""
    offices = tree.of_kind(Kind.HEAD, Kind.SUB)
    latitudes, longitudes = tree.points(offices)
    around = {}
    for index in heads:
        node = tree.nodes[index]
        km = km_between(_number(node.latitude), _number(node.longitude), latitudes, longitudes)
        around[index] = int((km < CITY_KM).sum())
    ranked: defaultdict[str, list[int]] = defaultdict(list)

    def rank(index: int) -> tuple[bool, bool, int, int]:
        node = tree.nodes[index]
        seat = node.name.startswith(HEADQUARTERS.get(node.circle, "\0"))
        first = node.name.split(" ")[0]
        of_the_city = first in (node.district.split(" ")[0], node.division.split(" ")[0])
        return (not seat, not node.name.endswith("GPO"), -around[index] * (3 if of_the_city else 2), index)

    for index in sorted(heads, key=rank):
        ranked[tree.nodes[index].circle].append(index)
    return ranked


def _number(degrees: float | None) -> float:
    return float("nan") if degrees is None else degrees


def _shares(weights: dict[str, int], total: int) -> dict[str, int]:
    """`total` divided by weight, at least one each (as far as it goes), largest remainders first."""
    whole = sum(weights.values()) or 1
    exact = {name: total * weight / whole for name, weight in weights.items()}
    given = {name: max(int(value), 1) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (-(exact[name] - given[name]), name))
    position = 0
    while order and sum(given.values()) < total:
        given[order[position % len(order)]] += 1
        position += 1
    while sum(given.values()) > total and max(given.values(), default=0) > 1:
        given[max(given, key=lambda name: (given[name] - exact[name] if given[name] > 1 else -1, name))] -= 1
    return given


def _spread(tree: Tree, ranked: Sequence[int], count: int) -> list[int]:
    chosen: list[int] = []
    for index in ranked:
        if len(chosen) < count and all(_apart(tree, index, other) >= APART_KM for other in chosen):
            chosen.append(index)
    return chosen + [index for index in ranked if index not in chosen][: count - len(chosen)]


def _apart(tree: Tree, one: int, other: int) -> float:
    here, there = tree.points([one]), tree.points([other])
    return float(km_between(here[0], here[1], there[0], there[1])[0])


def _one_a_division(tree: Tree, ranked: Iterable[int]) -> list[int]:
    seen: set[str] = {tree.nodes[i].division for i in tree.of_kind()}
    chosen = []
    for index in ranked:
        if tree.nodes[index].division not in seen:
            seen.add(tree.nodes[index].division)
            chosen.append(index)
    return chosen


def _add(tree: Tree, kind: str, host: int, name: str = "") -> int:
    at = tree.nodes[host]
    city = at.name.removesuffix(" HO").removesuffix(" SO").removesuffix(" GPO")
    upper = tree.regions.get((at.circle, at.region), tree.circles[at.circle])
    assumed = str(Basis.ASSUMED)
    return tree.add(
        Node(
            key=(str(kind), *at.key),
            name=name or f"{kind} {city}",
            kind=str(kind),
            parent=upper,
            basis=assumed,
            reporting_basis=assumed,
            circle=at.circle,
            region=at.region,
            pincode=at.pincode,
            district=at.district,
            state=at.state,
            latitude=at.latitude,
            longitude=at.longitude,
            quality=str(PositionQuality.DERIVED if at.latitude is not None else PositionQuality.MISSING),
            accounts=host,
            accounting_basis=assumed,
            cash=host,
        )
    )


def _assign_hubs(tree: Tree) -> None:
    """A head office's hub is the nearest of its circle; everybody else has that of the head office they account to."""
    hubs: defaultdict[str, list[int]] = defaultdict(list)
    for index in tree.of_kind(*SORTING_HUBS):
        hubs[tree.nodes[index].circle].append(index)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for index, node in enumerate(tree.nodes):
        # Head offices, and the few sub or branch offices without one (the Army's).
        if node.row != NONE and node.accounts == NONE:
            members[node.circle].append(index)
    every_hub = [index for circle in hubs.values() for index in circle]
    for circle, offices in members.items():
        _each(tree, offices, tree.nearest(offices, hubs[circle] or every_hub))
    for kind in (Kind.SUB, Kind.BRANCH):
        for index in tree.of_kind(kind):
            node = tree.nodes[index]
            if node.accounts != NONE:
                node.hub = tree.nodes[node.accounts].hub
    national = [index for index in every_hub if tree.nodes[index].kind == Kind.NATIONAL_HUB]
    for circle, indexes in hubs.items():
        local = [index for index in indexes if tree.nodes[index].kind == Kind.CIRCLE_HUB]
        own = [index for index in national if tree.nodes[index].circle == circle]
        _each(tree, local, tree.nearest(local, own or national))


def _each(tree: Tree, offices: Sequence[int], chosen: Sequence[int]) -> None:
    for index, hub in zip(offices, chosen, strict=True):
        tree.nodes[index].hub = hub
