"""An article as the partner API writes it, and as a row of a bulk file: one set of rules for both. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from apt.core.plain import is_clean, whole
from tracking.rules import Life

from .bulk import COLUMNS
from .bulk_rows import Expected, Fault

_TEXTS: Final = {"number": "BARCODE NO", "shape": "SHAPE OF ARTICLE", "reference": "BULK REFERENCE"}
_WHOLES: Final = {
    "weight_g": "PHYSICAL WEIGHT", "length_cm": "LENGTH", "breadth_cm": "BREADTH/DIAMETER", "height_cm": "HEIGHT",
}  # fmt: skip
_FLAGS: Final = {"otp": "OTP BASED DELIVERY", "acknowledgement": "ACK", "registered": "REGISTRATION"}
# Paise, as all money here; the post takes whole rupees of both.
_SUMS: Final = {
    "cod_paise": ("CODR/COD", "COD", "VALUE FOR CODR/COD"),
    "insured_paise": ("INSURANCE TYPE", "DOP", "VALUE OF INSURANCE"),
}
_PARTY: Final = {
    "name": "NAME", "company": "COMPANY", "line_1": "ADD LINE 1", "line_2": "ADD LINE 2", "city": "CITY",
    "state": "STATE", "pincode": "PINCODE", "mobile": "MOBILE NO", "gstin": "TAX REFERENCE",
}  # fmt: skip
_PARTIES: Final = {"sender": "SENDER", "receiver": "RECEIVER"}
_PLACES: Final = {column: place for place, column in enumerate(COLUMNS)}
# The column of a fault, as the API calls it.
FIELD_OF: Final[dict[str, str]] = {
    **{column: name for name, column in (_TEXTS | _WHOLES | _FLAGS).items()},
    **{column: name for name, columns in _SUMS.items() for column in (columns[0], columns[2])},
    **{
        f"{prefix} {column}": f"{side}.{name}"
        for side, prefix in _PARTIES.items()
        for name, column in _PARTY.items()
    },
}  # fmt: skip


def cells_of(row: Any, expected: Expected) -> tuple[list[str], str, Life | None, list[Fault]]:
    """A row of the API as the cells of a bulk file, its reference, the life asked for, and what is no such row at all.

    Types are taken literally: `"240"` is no weight, `true` no number, and a field that nobody knows is refused.
    """
    cells, faults = [""] * len(COLUMNS), list[Fault]()
    if not isinstance(row, dict):
        return cells, "", None, [Fault("", "row_not_an_object", {})]
    _put(cells, "DROP OFF PINCODE", expected.office_pin)
    life = None
    for name, value in row.items():
        if name in _TEXTS:
            _text(cells, faults, name, _TEXTS[name], value)
        elif name in _WHOLES:
            _whole(cells, faults, name, _WHOLES[name], value)
        elif name in _FLAGS:
            _flag(cells, faults, name, _FLAGS[name], value)
        elif name in _SUMS:
            _sum(cells, faults, name, value)
        elif name in _PARTIES:
            _party(cells, faults, name, value)
        elif name == "life" and value in Life.values:
            life = Life(value)
        elif name == "life":
            faults.append(Fault(name, "wrong_type", {}))
        else:
            faults.append(Fault(_shown(name), "row_unknown_field", {}))
    return cells, cells[_PLACES["BULK REFERENCE"]], life, faults


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:40]


def _put(cells: list[str], column: str, text: str) -> None:
    cells[_PLACES[column]] = text


def _text(cells: list[str], faults: list[Fault], name: str, column: str, value: Any) -> None:
    if not isinstance(value, str):
        faults.append(Fault(name, "wrong_type", {}))
    elif not is_clean(value):
        faults.append(Fault(name, "bad_character", {}))
    else:
        _put(cells, column, value.strip())


def _whole(cells: list[str], faults: list[Fault], name: str, column: str, value: Any) -> None:
    number = whole(value)
    if number is None or number < 0:
        faults.append(Fault(name, "wrong_type", {}))
    else:
        _put(cells, column, str(number))


def _flag(cells: list[str], faults: list[Fault], name: str, column: str, value: Any) -> None:
    if not isinstance(value, bool):
        faults.append(Fault(name, "wrong_type", {}))
    else:
        _put(cells, column, "TRUE" if value else "FALSE")


def _sum(cells: list[str], faults: list[Fault], name: str, value: Any) -> None:
    kind, code, column = _SUMS[name]
    paise = whole(value)
    if paise is None or paise < 0:
        faults.append(Fault(name, "wrong_type", {}))
    elif paise % 100:
        faults.append(Fault(name, "not_whole_rupees", {}))
    elif paise:
        _put(cells, kind, code)
        _put(cells, column, str(paise // 100))


def _party(cells: list[str], faults: list[Fault], side: str, value: Mapping[str, Any] | Any) -> None:
    if not isinstance(value, dict):
        faults.append(Fault(side, "wrong_type", {}))
        return
    for name, text in value.items():
        if name in _PARTY:
            _text(cells, faults, f"{side}.{name}", f"{_PARTIES[side]} {_PARTY[name]}", text)
        else:
            faults.append(Fault(f"{side}.{_shown(name)}", "row_unknown_field", {}))
