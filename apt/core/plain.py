"""What a machine sends, taken literally: whole numbers, and text that people will read.

Of text one pattern says what is taken, here and in the API's document. Refused are control characters, line separators
and those that turn the direction of writing. Joiners are kept: Indic scripts are not written without them (trust.md,
row 22).
"""

import re
from typing import Any, Final

_UNWANTED: Final = r"\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
CLEAN: Final = rf"^[^{_UNWANTED}]*$"
PLAIN: Final = rf"^[^{_UNWANTED}]*[^\s{_UNWANTED}][^{_UNWANTED}]*$"  # with a character that is no blank
_SEEN: Final = re.compile(rf"[{_UNWANTED}\ud800-\udfff]")  # halves of characters, which JSON can name, included


def is_clean(text: str) -> bool:
    """Whether text, which may be empty, holds nothing unwanted."""
    return not _SEEN.search(text)


def whole(value: Any) -> int | None:
    """A JSON integer, None for all else: `true`, `1.5`, `"1"`. `5.0` is one, as JSON Schema has it."""
    if type(value) is float and value.is_integer():
        return int(value)
    return value if type(value) is int else None
