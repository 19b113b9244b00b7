"""The pictures of README and guides, taken over from what the browser tests saw: `make pictures`."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image

from tests.house.sources import ROOT

SHOTS: Final = ROOT / "var/shots"
KEPT: Final = ROOT / "docs/screenshots"
# The picture in docs/screenshots: what a test called it.
PICTURES: Final[Mapping[str, str]] = {
    "account": "account-paper",
    "office-tree": "office-tree",
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

GUIDES: Final = ROOT / "docs/guides/pictures"
WIDTH: Final = 1000  # of a guide's picture, at most; WebP, so that a guide loads on a slow line
# The picture in a guide: what a test called it.
GUIDE_PICTURES: Final[Mapping[str, str]] = {
    "counter": "counter-three",
    "upi": "upi-qr",
    "receipt": "receipt",
    "count": "count",
    "round-list": "round-list",
    "round-otp": "round-otp",
    "round-cod-qr": "round-cod-qr",
    "round-remark": "round-remark",
    "round-unsent": "round-unsent",
    "day-blockers": "day-blockers",
    "verify": "verify",
    "bag": "scan-fast",
    "sheet": "sheet",
    "window": "window",
    "people": "people",
    "board": "board",
    "admin-articles": "admin-articles",
    "admin-masked": "admin-masked",
    "audit": "audit",
    "office-tree": "office-tree",
    "office-place": "office-place",
    "wave": "wave",
    "training": "training",
    "console-key": "console-key",
    "bulk": "bulk-checked-desk",
    "webhooks": "console-webhooks-desk",
}


def main() -> None:
    wanted = {*PICTURES.values(), *GUIDE_PICTURES.values()}
    gone = sorted(shot for shot in wanted if not (SHOTS / f"{shot}.png").exists())
    if gone:
        sys.exit(f"no test made these pictures: {gone}")
    for kept, shot in PICTURES.items():
        shutil.copyfile(SHOTS / f"{shot}.png", Path(KEPT) / f"{kept}.png")
    guide_pictures()


def guide_pictures() -> None:
    GUIDES.mkdir(exist_ok=True)
    for kept, shot in GUIDE_PICTURES.items():
        with Image.open(SHOTS / f"{shot}.png") as picture:
            picture.thumbnail((WIDTH, 2 * WIDTH))
            picture.convert("RGB").save(GUIDES / f"{kept}.webp", quality=75, method=6)


if __name__ == "__main__":
    main()
