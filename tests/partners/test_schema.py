"""Schemathesis calls the live server with what the schema allows and with what it does not, and finds nothing."""

import subprocess
from pathlib import Path
from sys import executable

import pytest
from django.test import Client

from tests.house.sources import ROOT
from tests.live import serving
from tests.partners.api import Partner, article
from tests.world import make_world

EXAMPLES = 8  # of each operation, drawn; besides those that cover its schema one by one
# All checks but those that would want to know what exists: a PIN of six digits need not be served.
CONFIG = """
[checks]
positive_data_acceptance.enabled = false
missing_required_header.enabled = false

[parameters]
"path.code" = ["{code}", "we_000000000000"]
"path.number" = ["{number}", "EK000000011IN"]
"path.pincode" = ["560004", "999999", "x"]
"""
# These answer 200 with a result for each row: what is wrong with a row is said in its own, not by the status.
BY_ROW = """
[[operations]]
include-path = "{path}"
checks.negative_data_rejection.enabled = false
"""
PATHS = ("/api/v1/bookings/bulk", "/api/v1/digipin/encode", "/api/v1/digipin/decode")


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("schema")
def test_schemathesis_finds_nothing(tmp_path, settings):
    settings.WEBHOOKS = settings.WEBHOOKS | {"to_this_machine": True}
    partner = Partner(make_world())
    code = partner.ask("post", "webhooks", {"url": "http://127.0.0.1:9/"}, sandbox=True).json()["code"]
    number = partner.ask("post", "bookings/", {"article": article()}, sandbox=True).json()["number"]
    by_row = "".join(BY_ROW.format(path=path) for path in PATHS)
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(code=code, number=number))
    config.write_text(config.read_text() + by_row)
    with serving(tmp_path, APT_WEBHOOKS_LOCAL="1") as url:
        command = [
            Path(executable).parent / "schemathesis", "--config-file", config, "run", f"{url}/api/schema/",
            "-H", f"Authorization: Bearer {partner.sandbox_key}", "--phases", "coverage,fuzzing", "--max-examples",
            str(EXAMPLES), "--seed", "12", "--workers", "2", "--generation-database", "none", "--no-color",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    assert f"{_operations()} selected" in done.stdout, done.stdout


def _operations() -> int:
    schema = Client().get("/api/schema/", headers={"Accept": "application/json"}).json()
    return sum(len({"get", "post", "patch", "put", "delete"} & set(entry)) for entry in schema["paths"].values())
