"""Article numbers after UPU standard S10: two letters, eight digits, a check digit, two letters of the country."""

import re
from typing import Final

from bookings.errors import BadArticleNumber

_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE: Final = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


def check_digit(serial: int) -> int:
    """S10 check digit of an 8-digit serial: 11 - (weighted sum mod 11), where 10 becomes 0 and 11 becomes 5."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{serial:08d}", strict=True))
    digit = 11 - weighted % 11
    return {10: 0, 11: 5}.get(digit, digit)


def s10(prefix: str, serial: int, country: str = "IN") -> str:
    """`("EK", 12345678)` -> `EK123456785IN`."""
    return f"{prefix}{serial:08d}{check_digit(serial)}{country}"


def parse_article_number(text: str) -> tuple[str, int]:
    """`"ek 123456785 in"` -> `("EK", 12345678)`. Raises BadArticleNumber for a wrong shape or check digit."""
    number = re.sub(r"\s", "", text).upper()
    match = _SHAPE.fullmatch(number)
    if not match:
        raise BadArticleNumber(field="number", number=text[:20])
    serial = int(match[2])
    if check_digit(serial) != int(match[3]):
        raise BadArticleNumber(field="number", number=text[:20])
    return match[1], serial


def is_article_number(text: str) -> bool:
    try:
        parse_article_number(text)
    except BadArticleNumber:
        return False
    return True
