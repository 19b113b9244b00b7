"""Whether PIN, DIGIPIN and city of an address speak of one place. Pure."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# Our value: the nearest office to a point need not be the one that delivers there, so neighbours do not quarrel.
FAR_KM: Final = 10
_ALIKE: Final = 0.75  # "Bengalooru" and "bengaluru"; "Mysore" and "mysuru" through the directory's former names
_NOISE: Final = frozenset({"city", "town", "dist", "district", "po", "so", "ho", "bo", "taluk", "the", "new"})


@dataclass(frozen=True)
class Disagreement:
    """What the clerk must ask about. `pin_place`, `other_place`: as a person would name them."""

    about: str  # "digipin" or "city"
    pincode: str
    pin_place: str
    other_place: str
    other_pincode: str  # that of the DIGIPIN; empty for a city
    km: int | None = None


def same_town(city: str, known: Iterable[str]) -> bool:
    """Whether a typed city is one of the names that the directory knows around a PIN, forgiving its spelling.

    A text without a word to compare is no city at all, and no contradiction.
    """
    said = _words(city)
    names = {word for text in known for word in _words(text)}
    if not said or not names:
        return True
    return any(_alike(word, names) for word in said)


def _alike(word: str, names: set[str]) -> bool:
    return word in names or bool(difflib.get_close_matches(word, names, n=1, cutoff=_ALIKE))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > 2 and word not in _NOISE]


def settled(choice: str, found: Sequence[Disagreement], *, digipin: str) -> bool:
    """Whether `choice` ("pin:560004", "digipin:4P3JK852C9") was made about exactly this contradiction."""
    allowed = {f"pin:{one.pincode}" for one in found}
    allowed |= {f"digipin:{digipin}" for one in found if one.about == "digipin" and one.other_pincode}
    return choice in allowed
