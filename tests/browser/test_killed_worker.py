"""A worker that dies between commit and answer, and five presses over HTTP, against gunicorn with two workers."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bookings.models import Article, NumberBlock, Sale
from bookings.services import ARTICLE_SERIES
from payments.queries import drawer_paise
from tests.bookings.typing import COUNTER, PAY, hidden, typed
from tests.house.sources import ROOT


@dataclass
class Gunicorn:
    port: int
    flag: Path


@pytest.fixture
def gunicorn(transactional_db, tmp_path) -> Iterator[Gunicorn]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flag = tmp_path / "kill"
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    command = [
        sys.executable, "-m", "gunicorn", "tests.browser.killing:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--threads", "2",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "KILL_FLAG": str(flag),
        "DJANGO_SETTINGS_MODULE": "apt.settings",
    }
    log = (tmp_path / "gunicorn.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(port, process, tmp_path / "gunicorn.log")
        yield Gunicorn(port, flag)
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


class Browser:
    """A plain client with the session and the token of somebody signed in."""

    def __init__(self, server: Gunicorn, user) -> None:
        signed_in = Client()
        signed_in.force_login(user)
        self.server = server
        self.session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        self.csrf = "c" * 32

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, Location, body; raises when the connection breaks."""
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        headers = {"Cookie": cookies, "Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**form, "csrfmiddlewaretoken": self.csrf}) if form is not None else None
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        finally:
            link.close()


@pytest.fixture
def clerk(gunicorn, world, shift) -> Browser:
    return Browser(gunicorn, world.clerk)


def payment_of(clerk: Browser) -> dict[str, str]:
    status, location, body = clerk.ask("POST", COUNTER, typed(do="pay"))
    assert (status, location) == (302, PAY), body
    page = clerk.ask("GET", PAY)[2]
    return {name: hidden(page, name) for name in ("request_id", "version", "shown_paise")} | {"tendered": ""}


def only_once(world, shift) -> None:
    assert Sale.objects.count() == Article.objects.count() == 1
    assert NumberBlock.objects.get(office=world.mysuru, series=ARTICLE_SERIES).next_serial == 1
    assert drawer_paise(shift) == 5500


def test_worker_killed_between_commit_and_answer(gunicorn, clerk, world, shift):
    form = payment_of(clerk)
    gunicorn.flag.touch()
    with pytest.raises((http.client.HTTPException, OSError)):
        clerk.ask("POST", PAY, form)
    assert not gunicorn.flag.exists()
    only_once(world, shift)  # it was committed, and nobody was told
    receipt = f"/counter/receipts/{Sale.objects.get().receipt_number}/"
    assert clerk.ask("GET", f"/counter/outcome/{form['request_id']}/")[1] == receipt  # what the screen asks
    assert clerk.ask("POST", PAY, form)[1] == receipt  # the press after it
    assert "The basket is empty" in clerk.ask("GET", COUNTER)[2]  # the reload
    only_once(world, shift)


def test_five_presses_over_http(clerk, world, shift):
    form = payment_of(clerk)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: clerk.ask("POST", PAY, form)[:2], range(5)))
    receipt = f"/counter/receipts/{Sale.objects.get().receipt_number}/"
    assert answers == [(302, receipt)] * 5
    only_once(world, shift)
