"""docs/quickstart.md is run as a stranger would run it, from the key to a verified webhook."""

import json
import re
import socket
import subprocess
from contextlib import ExitStack

import pytest

from tests.house.sources import ROOT
from tests.live import Stack, environment, serving
from tests.partners.api import Partner
from tests.world import make_world

PAGE = ROOT / "docs" / "quickstart.md"
BLOCKS = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)


@pytest.mark.django_db(transaction=True)
def test_the_quick_start_leads_from_a_key_to_a_verified_webhook(tmp_path):
    partner = Partner(make_world())
    with ExitStack() as closing:
        stack = Stack(tmp_path)
        closing.callback(stack.stop)
        url = closing.enter_context(serving(tmp_path, REDIS_URL=stack.valkey.url, APT_WEBHOOKS_LOCAL="1"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        script = "set -eu\n" + "\n".join(BLOCKS.findall(PAGE.read_text(encoding="utf-8")))
        place = tmp_path / "stranger"
        place.mkdir()
        given = environment(API=f"{url}/api/v1", KEY=partner.sandbox_key, RECEIVER_PORT=str(port))
        done = subprocess.run(
            ["bash", "-c", script], cwd=place, env=given, capture_output=True, text=True, check=False, timeout=60
        )
        log = (tmp_path / "log").read_text()[-2000:]
    assert done.returncode == 0, done.stdout + done.stderr + log
    booked = json.loads((place / "booked-1.json").read_text())
    assert (place / "label.pdf").read_bytes().startswith(b"%PDF")
    assert (place / "events").read_text().startswith(f"1 ITEM_BOOK {booked['number']}")
    feed = json.loads((place / "feed.json").read_text())
    assert feed["events"][0]["data"]["articles"] == [booked["number"]]
    assert json.loads((place / "tracked.json").read_text())["events"][0]["event"] == "ITEM_BOOK"
    assert json.loads((place / "webhook.json").read_text())["state"] == "on"
    assert len(PAGE.read_text().splitlines()) <= 120  # one page
