"""Which office delivers at each PIN. The source marks delivering offices; one of them is chosen for the whole PIN."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from offices.rules import Basis, Kind

from .tree import NONE, Tree


@dataclass(frozen=True, slots=True)
class Service:
    """`office` (a position in the tree's nodes) delivers at `pincode`."""

    pincode: str
    office: int
    basis: str


def deliverers(tree: Tree) -> list[Service]:
    """Exactly one office for every PIN of the directory, in order of PIN.

    Rules: the only head or sub office that delivers there (from the source); of several, the head office, else the one
    nearest to the middle of the PIN's offices (derived); if none delivers, a branch office that does, likewise (from
    the source if it is the only one); if nobody delivers, the division's nearest delivering head or sub office
    (derived).
    """
    at_pin: defaultdict[str, list[int]] = defaultdict(list)
    in_division: defaultdict[str, list[int]] = defaultdict(list)
    for index, node in enumerate(tree.nodes):
        if node.row != NONE:
            at_pin[node.pincode].append(index)
            if node.delivers and node.kind != Kind.BRANCH:
                in_division[node.division].append(index)
    services = []
    for pincode in sorted(at_pin):
        offices = at_pin[pincode]
        delivering = [index for index in offices if tree.nodes[index].delivers]
        departmental = [index for index in delivering if tree.nodes[index].kind != Kind.BRANCH]
        candidates = departmental or delivering
        basis = Basis.SOURCE if len(candidates) == 1 else Basis.DERIVED
        if not candidates:
            chosen = tree.nearest([offices[0]], in_division[tree.nodes[offices[0]].division])[0]
        else:
            chosen = candidates[0] if len(candidates) == 1 else _middle_one(tree, candidates, offices)
        if chosen != NONE:
            services.append(Service(pincode, chosen, str(basis)))
    return services


def _middle_one(tree: Tree, candidates: list[int], offices: list[int]) -> int:
    latitudes, longitudes = tree.points(offices)
    known = ~np.isnan(latitudes)
    middle = (float(np.median(latitudes[known])), float(np.median(longitudes[known]))) if known.any() else (0.0, 0.0)

    def far(index: int) -> float:
        node = tree.nodes[index]
        if node.latitude is None or node.longitude is None:
            return float("inf")
        return (node.latitude - middle[0]) ** 2 + (node.longitude - middle[1]) ** 2

    return min(candidates, key=lambda index: (tree.nodes[index].kind != Kind.HEAD, far(index), index))
