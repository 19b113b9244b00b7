"""The pictures of README and guides, taken over from what the browser tests saw: `make pictures`."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.house.sources import ROOT

SHOTS: Final = ROOT / "var/shots"
KEPT: Final = ROOT / "docs/screenshots"
# The picture in docs/screenshots: what a test called it.
PICTURES: Final[Mapping[str, str]] = {
    "account": "account-paper",
    "day": "day-blockers",
    "exceptions": "upi-exceptions",
    "explain": "explain",
    "qr-clerk": "upi-qr",
    "qr-customer": "upi-qr-customer",
    "received": "upi-received",
    "stamps": "stamps-receipt",
    "round-list": "round-list",
    "round-map": "round-map",
    "round-otp": "round-otp",
    "round-wrong-code": "round-wrong-code",
    "round-remark": "round-remark",
    "round-cod-qr": "round-cod-qr",
    "round-unsent": "round-unsent",
    "round-offline": "round-offline",
    "sheet": "sheet",
    "sheet-scan": "sheet-scan",
    "undelivered": "undelivered",
    "suspicious": "suspicious",
    "webhooks": "console-webhook-desk",
    "sandbox": "console-sandbox-desk",
    "api-docs": "api-docs-tried",
}


def main() -> None:
    gone = [shot for shot in PICTURES.values() if not (SHOTS / f"{shot}.png").exists()]
    if gone:
        sys.exit(f"no test made these pictures: {gone}")
    for kept, shot in PICTURES.items():
        shutil.copyfile(SHOTS / f"{shot}.png", Path(KEPT) / f"{kept}.png")


if __name__ == "__main__":
    main()
