"""Schemathesis calls the live server with what the schema allows and with what it does not, and finds nothing."""

import json
import subprocess
from pathlib import Path
from sys import executable

import pytest
from django.test import Client

from tests.house.sources import ROOT
from tests.live import serving
from tests.partners.api import Partner, article, pickup
from tests.world import make_world

EXAMPLES = 8  # of each operation, drawn; besides those that cover its schema one by one
# What is asked about must exist for anything to be seen beyond "not found".
CONFIG = """
[parameters]
"path.code" = "{code}"
"path.number" = "{number}"
"path.pincode" = "560004"
"""
OPERATION = """
[[operations]]
include-operation-id = "{name}"
"""
# These answer 200 with a result for each row: what is wrong with a row is said in its own, not by the status.
BY_ROW = ("book_articles", "digipin_encode_many", "digipin_decode_many")
# What a schema cannot say is refused with 422: which PIN is served, which number comes next, what fits a product. Where
# the schema allows what is then called malformed (400), one of them is wrong; but for cursors, which only we can make.
REFUSING = {
    422: (
        "add_webhook", "ask_for_pickup", "book_article", "book_articles", "cancel_article", "digipin_decode",
        "digipin_offices", "events", "pin", "replay", "serviceability", "tariff_price",
    ),
    400: ("offices", "webhook_calls"),
}  # fmt: skip
ACCEPTED = ["2xx", 401, 403, 404, 409, 429]


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_nothing(tmp_path, settings):
    settings.WEBHOOKS = settings.WEBHOOKS | {"to_this_machine": True}
    partner = Partner(make_world())
    code = partner.ask("post", "webhooks", {"url": "http://127.0.0.1:9/"}, sandbox=True).json()["code"]
    number = partner.ask("post", "bookings/", {"article": article()}, sandbox=True).json()["number"]
    pickup_code = partner.ask("post", "bookings/pickups", pickup(), sandbox=True).json()["code"]
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(code=code, number=number) + _operations_told(pickup_code))
    with serving(tmp_path, APT_WEBHOOKS_LOCAL="1") as url:
        command = [
            Path(executable).parent / "schemathesis", "--config-file", config, "run", f"{url}/api/schema/",
            "-H", f"Authorization: Bearer {partner.sandbox_key}", "--phases", "coverage,fuzzing,stateful",
            "--max-examples", str(EXAMPLES), "--seed", "12", "--workers", "2", "--generation-database", "none",
            "--no-color",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    assert f"{_operations()} selected" in done.stdout, done.stdout


def _operations_told(pickup_code: str) -> str:
    told = {"pickup": f'parameters = {{ "path.code" = "{pickup_code}" }}\n'}
    for status, names in REFUSING.items():
        for name in names:
            told[name] = f"checks.positive_data_acceptance.expected-statuses = {json.dumps([*ACCEPTED, status])}\n"
    for name in BY_ROW:
        told[name] = told.get(name, "") + "checks.negative_data_rejection.enabled = false\n"
    return "".join(OPERATION.format(name=name) + more for name, more in told.items())


def _operations() -> int:
    schema = Client().get("/api/schema/", headers={"Accept": "application/json"}).json()
    return sum(len({"get", "post", "patch", "put", "delete"} & set(entry)) for entry in schema["paths"].values())
