"""Invented rows for a bulk file, and the two kinds of file that carry them."""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from apt.core.workbook import write_workbook
from bookings.rules import COLUMNS

SHEET: Final = "ArticleDetails"
HEADER: Final = tuple(f"{name} " if name == "LENGTH" else name for name in COLUMNS)  # as the template really has it
Cell = str | int | bool
_GIVEN: Final = "Asha Ravi Meera Kiran Farida Joseph Lakshmi Suresh Anita Imran Divya Mohan".split()
_FAMILY: Final = "Rao Kumar Nair Gowda Begum Sharma Patel Iyer Das Singh Hegde Khan".split()
_STREETS: Final = "Gandhi Road,Station Road,Temple Street,Market Street,Church Street,MG Road,Lake View".split(",")
_FAULTS: Final = (("RECEIVER PINCODE", 12345), ("PHYSICAL WEIGHT", "about 40"), ("RECEIVER MOBILE NO", 12345))


def sample_rows(
    count: int, *, pins: Sequence[str], drop_off: str, faulty_every: int = 0, seed: int = 7
) -> Iterator[list[Cell]]:
    """Speed Post documents of one sender to invented people at `pins`, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # invented people, not secrets
    for serial in range(1, count + 1):
        row: dict[str, Cell] = dict.fromkeys(COLUMNS, "")
        row |= {
            "SERIAL NUMBER": serial, "PHYSICAL WEIGHT": chance.randint(10, 500), "SHAPE OF ARTICLE": "DOC",
            "LENGTH": 24, "BREADTH/DIAMETER": 12, "HEIGHT": 1, "PRIORITY FLAG": False, "DELIVERY INSTRUCTION": "ND",
            "INSTRUCTION RTS": "RTS", "SENDER NAME": "Chamundi Finance", "SENDER COMPANY": "Chamundi Finance Ltd",
            "SENDER ADD LINE 1": "14, Sayyaji Rao Road", "SENDER CITY": "Mysuru", "SENDER STATE": "Karnataka",
            "SENDER PINCODE": int(drop_off), "RECEIVER NAME": f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}",
            "RECEIVER ADD LINE 1": f"{chance.randint(1, 400)}, {chance.choice(_STREETS)}", "RECEIVER CITY": "Town",
            "RECEIVER PINCODE": int(chance.choice(pins)), "ALT ADDRESS FLAG": False, "PICKUP ADDRESS FLAG": False,
            "DROP OFF PINCODE": int(drop_off), "SENDER MOBILE NO": 9845000001,
            "RECEIVER MOBILE NO": chance.randint(6_000_000_000, 9_999_999_999), "ACK": False,
            "REGISTRATION": chance.random() < 0.3, "OTP BASED DELIVERY": chance.random() < 0.2,
            "BULK REFERENCE": f"LOAN-{serial:06d}",
        }  # fmt: skip
        if faulty_every and serial % faulty_every == 0:
            column, cell = _FAULTS[serial // faulty_every % len(_FAULTS)]
            row[column] = cell
        yield [row[name] for name in COLUMNS]


def write_sample(path: Path, rows: Iterable[Sequence[Cell]], *, header: Sequence[str] = HEADER) -> None:
    """As CSV, or as a workbook when the name ends in .xlsx."""
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as file:
            write_workbook(file, SHEET, header, rows)
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(header)
        sheet.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Cell) -> str:
    return str(cell).upper() if isinstance(cell, bool) else str(cell)
