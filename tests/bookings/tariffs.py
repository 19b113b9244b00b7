"""The packaged tariff, changed for tests; and the worked examples."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bookings.rules.tariff import PACKAGED, Tariff, tariff_of

EXAMPLES_FILE = Path(__file__).parent / "tariff_examples.csv"
EXAMPLES = list(csv.DictReader(EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()))
TODAY = date(2026, 11, 22)
ANSWERS = ("chargeable_g", "base_paise", "discount_paise", "vas_paise", "taxable_paise", "gst_paise", "total_paise")


def raw() -> dict[str, Any]:
    return json.loads(PACKAGED.read_text(encoding="utf-8"))


def changed(change: Callable[[dict[str, Any]], object]) -> Tariff:
    """The packaged tariff after `change` was at its raw form."""
    found = raw()
    change(found)
    return tariff_of(found)


def product_in(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(product for product in found["products"] if product["code"] == code)


def raise_documents(
    found: dict[str, Any], *, by: int = 300, begins: str = "2027-01-01", ends: str = "2026-12-31"
) -> None:
    """Speed Post documents cost `by` paise more from a day on; what was before ends the day before."""
    versions = product_in(found, "SP_DOC")["versions"]
    newer = json.loads(json.dumps(versions[-1]))
    versions[-1]["effective_to"], newer["effective_from"] = ends, begins
    for slab in newer["tariff"]["slabs"]:
        slab["price_paise"] = {band: paise + by for band, paise in slab["price_paise"].items()}
    versions.append(newer)
