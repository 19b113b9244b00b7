"""How a name sounds, whatever script it is written in: `ಮೈಸೂರು`, `मैसूर`, `மைசூரு`, `Mysuru` and `Mysore` are all `nsr`.

What a letter of an Indian script sounds like is read from its name in Unicode's own table (`KANNADA LETTER MA`, `TAMIL
VOWEL SIGN AI`), which Python keeps: the nine scripts of the Brahmi family that offices are written in are named alike.
Then vowels go, but for one at the beginning, and consonants that the scripts do not tell apart become one: Tamil has
one letter for k and g, Bengali one for b and v. Pure.
"""

import functools
import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

SCRIPTS: Final = (
    "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM",
)  # fmt: skip
_CONSONANT: Final = re.compile(r"LETTER ([BCDFGHJKLMNPRSTVWYZ]+)A$")
_CHILLU: Final = re.compile(r"LETTER CHILLU ([A-Z]+)$")
_VOWEL: Final = re.compile(r"(?:LETTER|VOWEL SIGN) (?:SHORT |CANDRA |VOCALIC )?([AEIOURL]+)$")
_NASAL: Final = ("SIGN ANUSVARA", "SIGN CANDRABINDU", "TIPPI", "SIGN BINDI", "SIGN ADAK BINDI")
_RULES: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("zh", "l"), ("[sc]h+", "s"), ("c(?=[eiy])", "s"), ("ck|[cq]", "k"), ("x", "ks"),
        ("[ao]w(?![aeiou])|au", "o"), ("(?<=s)[vw]", ""), ("(?<=.)[hy]", ""), ("^[aeiouy]+", "A"),
        ("(?<=.)[aeiou]", ""), ("[gk]", "k"), ("[jz]", "s"), ("d", "t"), ("[bfvwp]", "p"), ("m", "n"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


# Words that say what an office is, not where: they rank, but they need not match.
FILLERS: Final = frozenset(
    "po so bo ho gpo hpo post office branch sub head main city town cantt pin code division".split()
)


def script_of(text: str) -> str:
    """The first Indian script in a text, by its name in Unicode; empty if there is none."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text)
    return next((name for name in names if name in SCRIPTS), "")


def sounds_of(text: str) -> list[str]:
    """The sound of each word; and of all of them together, since a name is written in one word or in two."""
    words = re.findall("[a-z]+", _latin(text))
    found = [_sound(word) for word in words]
    return [*found, _sound("".join(words))] if len(words) > 1 else found


def sounds_of_name(search_text: str) -> list[str]:
    """The sounds under which an office is found, former names too: of what its `search_text` begins with, as a set."""
    words = [word for word in re.findall(r"[^\W_]+", search_text.partition("|")[0].lower()) if word not in FILLERS]
    return sorted({sound for sound in sounds_of(" ".join(words)) if sound})[:20]


def likeness(text: str, search_text: str) -> float:
    """How alike a text in an Indian script and a name are once the vowels count too: 0 to 1."""
    return SequenceMatcher(None, _latin(text), search_text.partition("|")[0].strip()).ratio()


def _latin(text: str) -> str:
    """A text in small Latin letters, consonants first of all: vowels are only told from none."""
    out: list[str] = []
    for letter in unicodedata.normalize("NFD", text.lower()):
        name = unicodedata.name(letter, "")
        if name.partition(" ")[0] not in SCRIPTS:
            out.append("" if unicodedata.combining(letter) else letter)
            continue
        part, inherent = _part(name)
        if part is None:
            out.append(" ")
            continue
        if name.endswith("NUKTA") and out and out[-1] == "ddha":
            out[-1] = "ra"  # Devanagari writes the r of Chandigarh as a dh with a dot
        if name.endswith("VIRAMA") or (" VOWEL SIGN " in name and out):
            out[-1] = out[-1].removesuffix("a") if out else ""
        out.append(part + ("a" if inherent else ""))
    return "".join(out)


@functools.cache
def _part(name: str) -> tuple[str | None, bool]:
    """What a letter sounds like, and whether an a follows that a sign may take away. None: it parts words."""
    if found := _CONSONANT.search(name):
        sound = found[1].lower()
        sound = {"ng": "n", "ny": "n", "c": "ch", "ss": "sh", "dddh": "r", "lll": "l"}.get(sound, sound)
        return sound, True
    if "LETTER RA WITH" in name:  # Assamese
        return "w" if name.endswith("LOWER DIAGONAL") else "r", True
    if found := _CHILLU.search(name):
        return found[1].lower(), False
    if found := _VOWEL.search(name):
        return {"r": "ri", "rr": "ri", "l": "li"}.get(found[1].lower(), found[1].lower()), False
    if name.endswith(_NASAL):
        return "n", False
    return (None, False) if " DIGIT " in name or "DANDA" in name else ("", False)


@functools.lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word
