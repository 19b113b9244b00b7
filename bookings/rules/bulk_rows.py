"""One row of a bulk file: what its cells must be (operations.md, section 3.7), and what they say. Pure."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from bookings.errors import BadArticleNumber
from partners.errors import BadGstin
from partners.rules import clean_gstin

from .bulk import COLUMNS
from .numbers import parse_article_number

MAX_GRAMS: Final = 35_000
MAX_CM: Final = 150
MAX_COD_RUPEES: Final = 50_000  # tariff.md, section 5
MAX_INSURED_RUPEES: Final = 500_000
_MOBILE: Final = re.compile(r"[6-9][0-9]{9}")
_PIN: Final = re.compile(r"[1-9][0-9]{5}")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_FLAGS: Final = {"": False, "FALSE": False, "TRUE": True}
_SERVICES: Final = (("OTP BASED DELIVERY", "OTP"), ("ACK", "POD"), ("REGISTRATION", "REG"))

# What the error file says. Names and addresses are never repeated in it.
FAULTS: Final[dict[str, Any]] = {
    "missing": _("This must be filled in."),
    "too_short": _("At least {least} characters are needed."),
    "too_long": _("At most {most} characters are taken."),
    "not_whole": _("“{value}” is not a whole number; decimals and words are not taken."),
    "out_of_bounds": _("{value} lies outside {least} to {most}."),
    "not_a_flag": _("“{value}” is neither TRUE nor FALSE."),
    "bad_choice": _("“{value}” is not one of {choices}."),
    "row_bad_pin": _("“{value}” is not a PIN: six digits, the first not 0."),
    "row_bad_mobile": _("A mobile number has exactly ten digits and begins with 6, 7, 8 or 9."),
    "row_bad_gstin": _("{value} is not a GSTIN: its check character is wrong."),
    "bad_character": _("The row holds a character that cannot be stored."),
    "no_priority": _("Priority comes with the contract's product, not by the row: put FALSE."),
    "no_alternate": _("No column holds the alternate address: put FALSE; what is not delivered goes to the sender."),
    "no_pickup": _("Nothing is picked up for a bulk file: put FALSE, and drop the articles at {office}."),
    "no_such_delivery": _("{value} (OD: open delivery, SD: self) is not done here yet: put ND, or leave it empty."),
    "no_return_elsewhere": _("RTA wants an alternate address, which no column holds: put RTS, which is to the sender."),
    "no_prepayment": _(
        "Stamps and franking do not pay for bulk articles, the contract's account does: leave it empty."
    ),
    "other_office": _("The batch is booked at {office}; this row is to be dropped at {value}."),
    "product_not_agreed": _("The contract has no product for shape {value}."),
    "bad_number": _("“{value}” is not an article number, or its check digit is wrong."),
    "not_in_range": _("{value} does not belong to a range from which this contract mints numbers."),
    "number_twice": _("{value} stands on an earlier row of this file already."),
    "number_booked": _("{value} is a booked article already."),
    "number_spent": _("{value} was spoilt on {date}: a number is used once, so take a new one."),
    "row_not_an_object": _("Each article is a JSON object."),
    "row_unknown_field": _("There is no such field."),
    "wrong_type": _("The value has another type than this field."),
    "not_whole_rupees": _("Paise of whole rupees are wanted here."),
    "reference_booked": _("This reference is booked already, as {number}."),
    "reference_twice": _("This reference stands on an earlier row of this request already."),
    "only_in_sandbox": _("Only a sandbox article lives by a script: leave this out."),
    "no_range": _("The contract has no range to draw a number from."),
}


class Fault(NamedTuple):
    column: str
    code: str
    values: dict[str, str]


class Expected(NamedTuple):
    """What the contract and the office of the batch make of a row."""

    office: str  # its name
    office_pin: str
    office_code: str
    document_product: str
    parcel_product: str
    ranges: Sequence[tuple[str, int, int]]  # series, first and last serial that the customer mints from
    draws: bool  # whether there is a range to draw from


class RowSide(NamedTuple):
    name: str
    company: str
    lines: str
    city: str
    state: str
    pincode: str
    mobile: str
    gstin: str


class BulkItem(NamedTuple):
    """A row as it is understood. What a price depends on stands together: `asked`."""

    number: str
    product: str
    grams: int
    roll: bool
    length_cm: int | None
    breadth_cm: int | None
    height_cm: int | None
    services: tuple[str, ...]
    declared_paise: int
    cod_paise: int
    sender: RowSide
    receiver: RowSide
    reference: str

    @property
    def asked(self) -> tuple[Any, ...]:
        """Two rows with the same answer here cost the same. Much cheaper to compare than the question itself."""
        return (self.receiver.pincode, *self[1:10])


def read_row(cells: Sequence[str], expected: Expected) -> tuple[BulkItem, str, list[Fault]]:
    """A row in the order of COLUMNS: what it says, its number if it lies in a range of the customer, what is wrong.

    With a fault the item is not to be booked, and may hold blanks.
    """
    row = _Row(cells)
    if "\0" in "".join(cells):
        row.fault("", "bad_character")
    row.whole("SERIAL NUMBER", 0, 999_999_999)
    number = _number(row, expected)
    shape = row.choice("SHAPE OF ARTICLE", "DOC", "NROL", "ROLL", blank=False)
    product = expected.document_product if shape == "DOC" else expected.parcel_product
    if shape and not product:
        row.fault("SHAPE OF ARTICLE", "product_not_agreed", value=shape)
    _drop_off(row, expected)
    _what_is_not_offered(row, expected)
    services = [service for column, service in _SERVICES if row.flag(column)]
    declared = _worth(row, "INSURANCE TYPE", ("DOP",), "VALUE OF INSURANCE", MAX_INSURED_RUPEES)
    cod = _worth(row, "CODR/COD", ("COD",), "VALUE FOR CODR/COD", MAX_COD_RUPEES)
    services += [service for value, service in ((declared, "INS"), (cod, "COD")) if value]
    item = BulkItem(
        number=number,
        product=product,
        grams=row.whole("PHYSICAL WEIGHT", 1, MAX_GRAMS, blank=False) or 0,
        roll=shape == "ROLL",
        length_cm=row.whole("LENGTH", 0, MAX_CM) or None,
        breadth_cm=row.whole("BREADTH/DIAMETER", 0, MAX_CM) or None,
        height_cm=row.whole("HEIGHT", 0, MAX_CM) or None,
        services=tuple(sorted(services)),
        declared_paise=declared * 100,
        cod_paise=cod * 100,
        sender=_side(row, _SENDER),
        receiver=_side(row, _RECEIVER),
        reference=row.text("BULK REFERENCE", 0, 50),
    )
    return item, number, row.faults


def _number(row: "_Row", expected: Expected) -> str:
    """The number, if it is one and the customer's to mint; else an empty text, and a fault unless it is empty."""
    typed = row.cells["BARCODE NO"]
    if not typed:
        if not expected.draws:
            row.fault("BARCODE NO", "no_range")
        return ""
    try:
        series, serial = parse_article_number(typed)
    except BadArticleNumber:
        row.fault("BARCODE NO", "bad_number", value=typed[:20])
        return ""
    number = re.sub(r"\s", "", typed).upper()
    if not any(series == one and first <= serial <= last for one, first, last in expected.ranges):
        row.fault("BARCODE NO", "not_in_range", value=number)
        return ""
    return number


def _drop_off(row: "_Row", expected: Expected) -> None:
    pin, office = row.cells["DROP OFF PINCODE"], row.cells["DROPOFF/PICKUP OFFICE ID"]
    if not pin:
        row.fault("DROP OFF PINCODE", "missing")
    elif pin != expected.office_pin:
        row.fault("DROP OFF PINCODE", "other_office", office=expected.office, value=pin[:20])
    if office and office != expected.office_code:
        row.fault("DROPOFF/PICKUP OFFICE ID", "other_office", office=expected.office, value=office[:20])


def _what_is_not_offered(row: "_Row", expected: Expected) -> None:
    """What a file may ask for and this system does not do is refused, not forgotten.

    The columns of the sheets for pickup and alternate addresses are not published (operations.md, section 3.7), nor
    what such an address changes.
    """
    for column, code in (
        ("PRIORITY FLAG", "no_priority"),
        ("ALT ADDRESS FLAG", "no_alternate"),
        ("PICKUP ADDRESS FLAG", "no_pickup"),
    ):
        if row.flag(column):
            row.fault(column, code, office=expected.office)
    for column, offered, known, code in (
        ("DELIVERY INSTRUCTION", "ND", ("ND", "OD", "SD"), "no_such_delivery"),
        ("INSTRUCTION RTS", "RTS", ("RTS", "RTA"), "no_return_elsewhere"),
        ("PREPAYMENT CODE", "", ("PS", "FM", "SS"), "no_prepayment"),
    ):
        chosen = row.choice(column, *known)
        if chosen not in ("", offered):
            row.fault(column, code, value=chosen)


def _worth(row: "_Row", kind: str, kinds: tuple[str, ...], value: str, most: int) -> int:
    """Rupees of an insurance or of COD; 0 without."""
    if row.choice(kind, *kinds):
        return row.whole(value, 1, most, blank=False) or 0
    return 0


class _SideNames(NamedTuple):
    email: str
    contact: str
    kyc: str
    line_1: str
    line_2: str
    name: str
    company: str
    city: str
    state: str
    pincode: str
    mobile: str
    tax: str


def _side_names(side: str) -> _SideNames:
    names = (
        "EMAILID", "ALT CONTACT", "KYC", "ADD LINE 1", "ADD LINE 2", "NAME", "COMPANY", "CITY", "STATE", "PINCODE",
        "MOBILE NO", "TAX REFERENCE",
    )  # fmt: skip
    return _SideNames(*(f"{side} {name}" for name in names))


_SENDER: Final = _side_names("SENDER")
_RECEIVER: Final = _side_names("RECEIVER")


def _side(row: "_Row", column: _SideNames) -> RowSide:
    row.text(column.email, 0, 80)
    row.text(column.contact, 0, 15)
    row.text(column.kyc, 0, 50)
    line_1, line_2 = row.text(column.line_1, 1, 50), row.text(column.line_2, 0, 50)
    return RowSide(
        row.text(column.name, 3, 80),
        row.text(column.company, 0, 80),
        f"{line_1}, {line_2}" if line_2 else line_1,
        row.text(column.city, 1, 30),
        row.text(column.state, 0, 30),
        row.pin(column.pincode),
        row.mobile(column.mobile),
        row.gstin(column.tax),
    )


class _Row:
    """The cells by name, and what is wrong with them so far."""

    __slots__ = ("cells", "faults")

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = dict(zip(COLUMNS, cells, strict=True))
        self.faults: list[Fault] = []

    def fault(self, column: str, code: str, **values: object) -> None:
        self.faults.append(Fault(column, code, {name: str(value) for name, value in values.items()}))

    def text(self, column: str, least: int, most: int) -> str:
        text = self.cells[column]
        if len(text) > most:
            self.fault(column, "too_long", most=most)
        elif len(text) < least:
            if text:
                self.fault(column, "too_short", least=least)
            else:
                self.fault(column, "missing")
        return text

    def whole(self, column: str, least: int, most: int, *, blank: bool = True) -> int | None:
        text = self.cells[column]
        if not text:
            if not blank:
                self.fault(column, "missing")
            return None
        if not _WHOLE.fullmatch(text):
            self.fault(column, "not_whole", value=text[:20])
            return None
        number = int(text)
        if not least <= number <= most:
            self.fault(column, "out_of_bounds", value=text, least=least, most=most)
        return number

    def flag(self, column: str) -> bool:
        text = self.cells[column]
        flag = _FLAGS.get(text.upper())
        if flag is None:
            self.fault(column, "not_a_flag", value=text[:20])
        return bool(flag)

    def choice(self, column: str, *choices: str, blank: bool = True) -> str:
        text = self.cells[column].upper()
        if not text and not blank:
            self.fault(column, "missing")
        elif text and text not in choices:
            self.fault(column, "bad_choice", value=text[:20], choices=", ".join(choices))
            return ""
        return text

    def pin(self, column: str) -> str:
        text = self.cells[column]
        if not _PIN.fullmatch(text):
            self.fault(column, "row_bad_pin", value=text[:20])
        return text

    def mobile(self, column: str) -> str:
        text = self.cells[column]
        if not _MOBILE.fullmatch(text):
            self.fault(column, "row_bad_mobile")
        return text

    def gstin(self, column: str) -> str:
        """A tax reference of fifteen characters is a GSTIN; others are not kept."""
        text = self.text(column, 0, 50)
        if len(text) != 15:
            return ""
        try:
            return clean_gstin(text)
        except BadGstin:
            self.fault(column, "row_bad_gstin", value=text)
            return ""
