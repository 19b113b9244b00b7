"""Names of circles, regions, divisions, districts and offices, brought to one spelling. Pure functions."""

import re
from functools import cache
from typing import Final

from offices.rules import Kind

ARMY: Final = "Army Postal Service"
NO_REGION: Final = "DivReportingCircle"  # the directory's word for "this division reports to the circle itself"

_CIRCLES: Final = {
    "CHATTISGARH": "Chhattisgarh",
    "TAMILNADU": "Tamil Nadu",
    "NORTH EASTERN": "North East",
    "JAMMU KASHMIR": "Jammu & Kashmir",
    "APS": ARMY,
    "ORISSA": "Odisha",
}
_DIVISIONS: Final = {
    "AURANGABADBIHAR": "Aurangabad (Bihar)",
    "A - N ISLANDS": "Andaman & Nicobar Islands",
    "B.DEOGHAR": "B. Deoghar",
    "ANNA ROAD H.O": "Anna Road HO",
    "FEROZPUR": "Ferozepur",
    "PHARBHANI": "Parbhani",
}
_STATES: Final = {
    "THE DADRA AND NAGAR HAVELI AND DAMAN AND DIU": "Dadra and Nagar Haveli and Daman and Diu",
    "ORISSA": "Odisha",
    "CHATTISGARH": "Chhattisgarh",
    "TAMILNADU": "Tamil Nadu",
}
# Words that stay in capitals though they have a vowel; words without one stay in capitals anyway (BSNL, CRPF, NTR).
_CAPITALS: Final = frozenset(
    "GPO CBPO CAT HO SO BO HQ IIT IIM IOC AIIMS BHEL HAL DRDO ISRO AFS ITI NIT IAF ONGC BARC ICAR IISC RAC ESI "
    "II III IV VI VII IX".split()
)
# Cities that many people still call by another name: search finds them by either.
RENAMED: Final = (
    ("mysuru", "mysore"),
    ("bengaluru", "bangalore"),
    ("kolkata", "calcutta"),
    ("mumbai", "bombay"),
    ("chennai", "madras"),
    ("belagavi", "belgaum"),
    ("mangaluru", "mangalore"),
    ("hubballi", "hubli"),
    ("kalaburagi", "gulbarga"),
    ("vijayapura", "bijapur"),
    ("ballari", "bellary"),
    ("shivamogga", "shimoga"),
    ("tumakuru", "tumkur"),
    ("chikkamagaluru", "chikmagalur"),
    ("thiruvananthapuram", "trivandrum"),
    ("kochi", "cochin"),
    ("kozhikode", "calicut"),
    ("kollam", "quilon"),
    ("thrissur", "trichur"),
    ("alappuzha", "alleppey"),
    ("palakkad", "palghat"),
    ("kannur", "cannanore"),
    ("puducherry", "pondicherry"),
    ("tiruchirappalli", "trichy"),
    ("thoothukudi", "tuticorin"),
    ("visakhapatnam", "vizag"),
    ("kadapa", "cuddapah"),
    ("vadodara", "baroda"),
    ("pune", "poona"),
    ("panaji", "panjim"),
    ("prayagraj", "allahabad"),
    ("varanasi", "banaras"),
    ("ayodhya", "faizabad"),
    ("kanpur", "cawnpore"),
    ("gurugram", "gurgaon"),
    ("shimla", "simla"),
    ("guwahati", "gauhati"),
    ("bardhaman", "burdwan"),
    ("odisha", "orissa"),
    ("chhatrapati sambhajinagar", "aurangabad"),
    ("dharashiv", "osmanabad"),
    ("narmadapuram", "hoshangabad"),
)
_RENAMED_PATTERNS: Final = tuple(
    (re.compile(rf"\b{word}\b"), other) for new, old in RENAMED for word, other in ((new, old), (old, new))
)
_RENAMED_ANY: Final = re.compile("|".join(rf"\b{name}\b" for pair in RENAMED for name in pair))

_SPACE: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[A-Za-z']+")
_STRAY: Final = re.compile(r"[`\[\]]|\s*@\s*")
_GPO: Final = re.compile(r"\bG\s?\.?\s?P\s?\.?\s?O\b\.?", re.IGNORECASE)
# "B.O", "BO", "B. O.", "(S.O)", at the end or before a bracket: "Saligrama S.O (Mysuru)".
_SUFFIX: Final = re.compile(
    r"[\s.,]*\(?(?:(?<![A-Za-z])(?P<plain>[BSHP]) ?P?O|(?P<dotted>[BSHP])\s?\.\s?O)\b\.?\)?\s*(?=$|\()", re.IGNORECASE
)
_INNER: Final = re.compile(r" (?P<plain>[BSH])(\.O\.?|O) (?=\w)(?P<dotted>)")  # "Hatia SO Ranchi"


def squeeze(text: str) -> str:
    """One space where there were several, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def title_case(text: str) -> str:
    """`YADGIRI` -> `Yadgiri`; words of a text in mixed case are left as they are, except ones all in lower case."""
    if text != text.upper():
        return " ".join(word[:1].upper() + word[1:] if word.islower() else word for word in text.split(" "))
    return _WORD.sub(_title_word, text)


def _title_word(match: "re.Match[str]") -> str:
    word = match.group()
    if word in _CAPITALS or not re.search("[AEIOUY]", word):
        return word
    return word.capitalize()


@cache
def circle_name(text: str) -> str:
    """`Chattisgarh Circle` -> `Chhattisgarh`."""
    bare = re.sub(r"\s*CIRCLE$", "", squeeze(text).upper())
    return _CIRCLES.get(bare, _title(bare))


@cache
def region_name(text: str) -> str:
    """`JAMMU RN` -> `Jammu Region`; empty where the division reports to its circle or the source is silent."""
    name = squeeze(text)
    if name in ("", NO_REGION):
        return ""
    upper = name.upper()
    for pattern in (r"^REGIONAL OFFICE (.*)$", r"^(.*) REGIONAL OFFICE$", r"^(.*) RN$", r"^(.*) REGION$"):
        if found := re.match(pattern, upper):
            return _title(found.group(1)) + " Region"
    return _title(upper)


@cache
def division_name(text: str) -> str:
    """`YADGIRI DIVISION`, `Divisional Office Katihar`, `1CBPO DV` -> `Yadgiri Division` and the like."""
    upper = squeeze(text).upper()
    bare = re.sub(r"^DIVISIONAL OFFICE |\s*(DIVISION OFFICE|DIVISION|DN|DV)$", "", upper)
    return _DIVISIONS.get(bare, _title(bare)) + " Division"


@cache
def state_name(text: str) -> str:
    upper = squeeze(text).upper()
    return _STATES.get(upper, _title(upper))


@cache
def district_name(text: str, state: str) -> str:
    name = _title(squeeze(text).upper())
    if state == "Delhi" and re.fullmatch("(North|South|East|West|Central| )+", name):
        return f"{name} Delhi"
    return name


def _title(upper: str) -> str:
    return re.sub(r"(?<=\s)(And|Of)\b", lambda match: match.group().lower(), title_case(upper))


def bare_name(text: str) -> tuple[str, str]:
    """An office's name without its kind, and the kind's letter that was printed with it ("" if none).

    `Saligrama S.O (Mysuru)` -> (`Saligrama (Mysuru)`, `S`); `Chennai G.P.O.` -> (`Chennai GPO`, ``).
    """
    name = _GPO.sub("GPO", squeeze(_STRAY.sub(" ", text)))
    letter = ""
    found = _SUFFIX.search(name) or _INNER.search(name)
    if found and found.start() > 0:
        letter = (found.group("plain") or found.group("dotted")).upper()
        name = squeeze(name[: found.start()] + " " + name[found.end() :])
    if name.count("(") > name.count(")"):
        name += ")"
    return title_case(name.strip(" .,-") or squeeze(text)), letter


def printed_name(bare: str, kind: str) -> str:
    """The name on screens and forms: `Mysuru` + HO -> `Mysuru HO`; a GPO is not called HO as well."""
    return bare if kind == Kind.HEAD and bare.endswith("GPO") else f"{bare} {kind}"


def natural_name(printed: str) -> str:
    """What two spellings of one name share: capitals and digits, without the kind."""
    return re.sub(r"[^A-Z0-9]", "", re.sub(r" (HO|SO|BO)$", "", printed).upper())


def search_text(printed: str, district: str, pincode: str) -> str:
    """What search looks at, in lower case: names, former names, `|`, district and its former names, PIN."""
    return f"{_with_former(printed.lower())} | {_with_former(district.lower())} {pincode}"[:250]


def _with_former(text: str) -> str:
    if not _RENAMED_ANY.search(text):
        return text
    return " ".join(
        [text, *(other for pattern, other in _RENAMED_PATTERNS if pattern.search(text) and other not in text)]
    )
