"""Digits as people type them in India: Devanagari and Kannada ones count as their Latin twins."""

from typing import Final

_LATIN: Final = str.maketrans("०१२३४५६७८९೦೧೨೩೪೫೬೭೮೯", "01234567890123456789")


def latin_digits(text: str) -> str:
    """`"५७०००१"` -> `"570001"`; everything else stays as it is."""
    return text.translate(_LATIN)
