"""Weight that is charged, and the limits of size: whole millimetres, sides in any order."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bookings.errors import SizeOutsideLimits

from .facts import Product, Volumetric
from .names import said

MM_IN_CM: Final = 10
ROLL_PER_MILLE: Final = 785  # 0.785 x D x D x L, as the older official page counts a roll
GRAMS_IN_KG: Final = 1000


def volumetric_grams(size_mm: Sequence[int], *, roll: bool, divisor: int) -> int:
    """Grams that a size counts as: each side rounded up to a whole centimetre, the grams rounded up.

    A box is length, breadth, height; a roll length and diameter. `divisor`: cubic centimetres a kilogram.
    """
    sides = [_up(side, MM_IN_CM) for side in size_mm]
    if roll:
        length, diameter = sides[0], sides[1]
        return _up(ROLL_PER_MILLE * diameter * diameter * length, divisor)
    length, breadth, height = sides
    return _up(length * breadth * height * GRAMS_IN_KG, divisor)


def chargeable_grams(
    product: Product, rule: Volumetric | None, grams: int, size_mm: Sequence[int] | None, *, roll: bool
) -> int:
    """The larger of weight and volumetric weight. Before the first `rule`, and for letters and books, the weight."""
    if not product.volumetric or rule is None or size_mm is None:
        return grams
    return max(grams, volumetric_grams(size_mm, roll=roll, divisor=rule.divisor))


def check_size(product: Product, size_mm: Sequence[int], *, roll: bool) -> None:
    """Raises SizeOutsideLimits, naming the limits. A product whose limits nobody published takes any size."""
    limits = product.size
    if roll and "roll" in limits:
        allowed = _roll_within(size_mm, limits["roll"])
    elif roll:
        # A roll where the tariff speaks of boxes only: it lies in a box; how thin it may be is not said.
        length, diameter = size_mm[0], size_mm[1]
        allowed = _box_within((length, diameter, diameter), (), limits.get("max_mm", ()), 0)
    else:
        tolerance = limits.get("tolerance_mm", 0)
        boxes = [_box_within(size_mm, least, most, tolerance) for least, most in _boxes(limits)]
        allowed = any(boxes) and sum(size_mm) <= limits.get("max_sum_mm", sum(size_mm))
    if not allowed:
        raise SizeOutsideLimits(
            field="size", product=said(product.name), limits=limits_in_words(product, roll=roll), size=in_words(size_mm)
        )


def _boxes(limits: Mapping[str, Any]) -> list[tuple[Sequence[int], Sequence[int | None]]]:
    """Pairs of smallest and largest; fitting one of them is enough (a letter card is posted folded)."""
    if exact := limits.get("exact_mm"):
        return [(exact, exact)]
    if "folded_max_mm" in limits:
        return [
            (limits["folded_min_mm"], limits["folded_max_mm"]),
            (limits["unfolded_min_mm"], limits["unfolded_max_mm"]),
        ]
    return [(limits.get("min_mm", ()), limits.get("max_mm", ()))]


def _box_within(size_mm: Sequence[int], least: Sequence[int], most: Sequence[int | None], tolerance: int) -> bool:
    sides = sorted(size_mm, reverse=True)
    tops = sorted((side for side in most if side is not None), reverse=True)
    if any(side > top + tolerance for side, top in zip(sides, tops, strict=False)):
        return False
    # A side counts as the whole centimetre that it is rounded up to.
    bottoms = sorted(least, reverse=True)
    return all(
        _up(side, MM_IN_CM) * MM_IN_CM + tolerance >= bottom for side, bottom in zip(sides, bottoms, strict=False)
    )


def _roll_within(size_mm: Sequence[int], limits: Mapping[str, int]) -> bool:
    length, diameter = size_mm[0], size_mm[1]
    together = length + 2 * diameter
    longest = limits.get("max_single_mm", limits.get("max_length_mm", length))
    return (
        max(length, diameter) <= longest
        and max(length, diameter) >= limits.get("min_single_mm", 0)
        and together <= limits.get("max_length_plus_2d_mm", together)
        and together >= limits.get("min_length_plus_2d_mm", 0)
    )


def limits_in_words(product: Product, *, roll: bool = False) -> str:
    """`140 × 90 × 10 to 1500 × 1500 × 1500 mm`: for an error, and for the list of products."""
    limits = product.size
    if roll and (rules := limits.get("roll")):
        return ", ".join(f"{name.removesuffix('_mm').replace('_', ' ')} {value} mm" for name, value in rules.items())
    if exact := limits.get("exact_mm"):
        return in_words(exact)
    words = [
        (in_words(least) + " – " if least else "") + in_words(most) for least, most in _boxes(limits) if least or most
    ]
    if "max_sum_mm" in limits:
        words.append(f"L + B + H ≤ {limits['max_sum_mm']} mm")
    return ", ".join(words)


def in_words(size_mm: Sequence[int | None]) -> str:
    return " × ".join("…" if side is None else str(side) for side in size_mm) + " mm"


def _up(amount: int, by: int) -> int:
    return -(-amount // by)
