"""The published code's recorded answers."""

import csv
import json
from pathlib import Path

DATA = Path(__file__).parent / "data"


def encode_rows() -> list[dict[str, str]]:
    with (DATA / "digipin_vectors.csv").open(newline="") as source:
        return list(csv.DictReader(source))


def decode_rows() -> list[dict[str, str]]:
    with (DATA / "digipin_decode_vectors.csv").open(newline="") as source:
        return list(csv.DictReader(source))


def told(row: dict[str, str]) -> object:
    """The JSON value that the published decoder was given."""
    return None if row["digipin_json"] == "undefined" else json.loads(row["digipin_json"])
