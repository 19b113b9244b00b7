"""What the postman's phone and the server say to each other, over HTTP; and what the office sees of it."""

import hashlib
import io
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from apt.core.clock import now
from bookings.models import Article
from deliveries.models import Attempt, KeptEntry, Phone, Proof
from deliveries.rules import AT_DOOR, Remark
from deliveries.services import code_for
from offices.models import Post
from tests.world import arrived, nothing_changes, out, sheet, statements

TEN = "2026-11-20T10:00:00Z"
KEY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def postman(client: Client, world) -> Client:
    client.force_login(world.postman)
    post(client, "phone", {"key": KEY, "label": "Redmi 9A"})
    return client


@pytest.fixture
def article(world):
    found = arrived(world, 1, "OTP", now=now())[0]
    out(world, [found], now=now())
    return found


def post(client, where, body):
    return client.post(f"/delivery/round/{where}/", body, content_type="application/json")


def entry(article, **said):
    told = {"id": str(uuid.uuid4()), "seq": 1, "number": str(article), "delivered": True, "at": now().isoformat()}
    return told | said


def sync(client, *entries, **said):
    return post(client, "sync", {"key": KEY, "now": now().isoformat(), "entries": list(entries)} | said)


def picture(kind="JPEG", size=(640, 480), *, blank=False, **options):
    drawn = Image.new("RGB", size, "white")
    if not blank:
        ImageDraw.Draw(drawn).line((10, 10, size[0] - 20, size[1] - 20), fill="black", width=6)
    kept = io.BytesIO()
    drawn.save(kept, kind, **options)
    return kept.getvalue()


def _exif():
    found = Image.Exif()
    found[0x010F] = "a camera"
    return found.tobytes()


def send(client, content, kind="photo", sha256=""):
    digest = sha256 or hashlib.sha256(content).hexdigest()
    return client.post(f"/delivery/round/{kind}/{digest}/", content, content_type="application/octet-stream")


# --- the day ---


def test_the_page_names_nobody_and_carries_what_it_needs_without_signal(postman, world, article):
    page = postman.get("/delivery/round/").content.decode()
    assert world.postman.get_full_name() not in page
    assert article.number not in page
    known = json.loads(page.partition('<script id="known" type="application/json">')[2].partition("</script>")[0])
    assert [one["code"] for one in known["remarks"]] == list(AT_DOOR)
    assert known["addresses"]["day"] == "/delivery/round/day/"
    worker = postman.get("/delivery/round/worker.js")
    assert worker["Content-Type"] == "text/javascript"
    for line in ("js/round/main", "js/round/store", "css/round", "zxing_reader"):
        assert line in worker.content.decode()
    assert json.loads(postman.get("/delivery/round/manifest.webmanifest").content)["display"] == "standalone"


def test_o6_the_day_holds_the_own_articles_and_nothing_of_their_codes(postman, world, article):
    other = arrived(world, 1, "OTP", now=now())
    out(world, other, postman=world.second_postman, now=now())
    answer = postman.get("/delivery/round/day/")
    bundle = answer.json()
    (item,) = bundle["sheets"][0]["items"]
    assert (item["number"], item["otp"], item["outcome"], item["name"]) == (article.number, True, "", "K. Sharma")
    text = answer.content.decode()
    assert other[0].number not in text
    assert code_for(article.number, 1) not in text
    digests = {hashlib.new(name, code_for(article.number, 1).encode()).hexdigest() for name in ("sha256", "md5")}
    assert not [digest for digest in digests if digest in text]
    assert answer["Cache-Control"].startswith("max-age=0")


def test_the_day_costs_the_same_for_one_and_three_sheets(postman, world):
    counts = []
    for size in (1, 2):
        for _ in range(size):
            out(world, arrived(world, size, "OTP", now=now()), now=now())
        with statements() as asked:
            assert postman.get("/delivery/round/day/").status_code == 200
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_a_sheet_is_taken_over_once(postman, world):
    made = sheet(world, arrived(world, 1, "OTP", now=now()), now=now())
    assert post(postman, f"{made.number}/acknowledge", {}).json() == {"taken": made.number}
    with nothing_changes():
        again = post(postman, f"{made.number}/acknowledge", {})
    assert (again.status_code, again.json()["code"]) == (409, "already_acknowledged")
    assert post(postman, "NONE/acknowledge", {}).status_code == 404


# --- entries ---


def test_a_code_is_judged_and_answered(postman, article):
    right = code_for(article.number, 1)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    said = sync(postman, entry(article, code=wrong), entry(article, code=right, seq=2)).json()
    assert [(one["verdict"], one["tries_left"]) for one in said["answers"]] == [("wrong_code", 2), ("delivered", None)]
    assert (said["received"], said["revoked"]) == (2, False)
    assert Article.objects.get().status == "delivered"


def test_a_clock_that_is_wrong_is_corrected_and_flagged(postman, article):
    code = code_for(article.number, 1)
    ahead = now() + timedelta(hours=26)
    said = sync(postman, entry(article, at=ahead.isoformat(), code=code), now=ahead.isoformat()).json()
    assert said["answers"][0]["verdict"] == "delivered"
    attempt = Attempt.objects.get()
    assert abs(attempt.happened_at - now()) < timedelta(minutes=1)
    assert "clock" in attempt.flags


BAD = [
    ({"number": "EK12"}, "bad_entry"),
    ({"delivered": "yes"}, "bad_entry"),
    ({"seq": 0}, "bad_entry"),
    ({"seq": True}, "bad_entry"),
    ({"at": "yesterday"}, "bad_entry"),
    ({"at": "2026-11-20T10:00:00"}, "bad_entry"),
    ({"at": "1970-01-01T00:00:00+00:00"}, "bad_entry"),
    ({"at": "9999-12-31T23:59:59+00:00"}, "bad_entry"),
    ({"id": "7"}, "bad_entry"),
    ({"steal": 1}, "bad_entry"),
    ({"photo": "../../etc/passwd"}, "bad_entry"),
    ({"received_by": "x" * 81}, "bad_entry"),
    ({"code": 123456}, "bad_entry"),
    ({"code": "12a456"}, "bad_code_shape"),
    ({"code": ""}, "code_needed"),
    ({"latitude": 91, "longitude": 77}, "position_outside"),
    ({"latitude": 12.9, "longitude": None}, "position_outside"),
    ({"latitude": 10.0, "longitude": 68.0}, "position_in_the_sea"),
    ({"latitude": 12.9, "longitude": 77.5, "accuracy_m": -1}, "bad_entry"),
    ({"delivered": False, "remark": "poste_restante"}, "remark_needed"),
    ({"delivered": False, "remark": "door_locked", "latitude": 12.943, "longitude": 77.5735}, "photo_needed"),
]


@pytest.mark.parametrize(("said", "code"), BAD)
def test_each_wrong_entry_has_its_code_and_the_rest_goes_through(postman, world, article, said, code):
    (other,) = arrived(world, 1, now=now())
    out(world, [other], now=now())
    good = entry(other, received_by="K. Sharma", relation="self", signature="5" * 64)
    answers = sync(postman, entry(article, **{"code": code_for(article.number, 1)} | said), good).json()["answers"]
    assert (answers[0]["state"], answers[0]["code"]) == ("refused", code)
    assert answers[0]["text"]
    assert answers[1]["verdict"] == "delivered"
    assert Attempt.objects.count() == 1
    article.refresh_from_db()
    assert article.status == "out"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 422, "bad_entry"),
        (b"[]", 422, "bad_entry"),
        (b"[" * 100_000, 422, "bad_entry"),
        (b'{"key": "x"}', 422, "bad_entry"),
        (json.dumps({"key": KEY, "now": "x", "entries": []}).encode(), 422, "bad_entry"),
        (json.dumps({"key": KEY, "now": TEN, "entries": {}}).encode(), 422, "bad_entry"),
        (json.dumps({"key": KEY, "now": TEN, "entries": [0] * 101}).encode(), 413, "too_many_entries"),
        (b" " * 200_001, 413, "too_many_entries"),
    ],
)  # fmt: skip
def test_a_message_that_is_none_changes_nothing(postman, body, status, code):
    with nothing_changes():
        answer = postman.post("/delivery/round/sync/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_entry_that_is_no_object_is_answered_in_its_place(postman, article):
    answers = sync(postman, 7, entry(article, code=code_for(article.number, 1))).json()["answers"]
    assert [one["state"] for one in answers] == ["refused", "recorded"]


def test_articles_of_another_postman_are_kept_not_delivered(client, world, article):
    client.force_login(world.second_postman)
    post(client, "phone", {"key": KEY})
    (answer,) = sync(client, entry(article, code=code_for(article.number, 1))).json()["answers"]
    assert (answer["state"], answer["why"]) == ("kept", "not_on_sheet")
    article.refresh_from_db()
    assert article.status == "out"


def test_an_entry_is_small(article):
    longest = entry(
        article, code="123456", received_by="x" * 80, relation="authorised", photo="a" * 64, signature="b" * 64,
        latitude=12.94301, longitude=77.57351, accuracy_m=100, called_at=now().isoformat(),
    )  # fmt: skip
    assert len(json.dumps(longest)) < 2_000


# --- pictures ---


def test_a_photo_is_kept_once_under_its_hash(postman):
    content = picture()
    assert send(postman, content).status_code == 200
    with nothing_changes():
        assert send(postman, content).status_code == 200
    proof = Proof.objects.get()
    assert (bytes(proof.content), proof.media_type, proof.kind) == (content, "image/jpeg", "photo")


@pytest.mark.parametrize(
    ("content", "kind", "code", "status"),
    [
        (b"x" * 20_000_000, "photo", "proof_too_big", 413),
        (picture() + b" " * 2_000_000, "photo", "proof_too_big", 413),
        (b"x" * 100_001, "signature", "proof_too_big", 413),
        (b"", "photo", "bad_proof", 422),
        (b"GIF89a" + b"\0" * 100, "photo", "bad_proof", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo", "bad_proof", 422),
        (picture()[:-200], "photo", "bad_proof", 422),
        (picture() + b"<script>", "photo", "bad_proof", 422),
        (picture(size=(8, 8)), "photo", "bad_proof", 422),
        (picture(exif=_exif()), "photo", "proof_has_metadata", 422),
        (picture("PNG", (300, 160), blank=True), "signature", "empty_signature", 422),
    ],
)
def test_each_wrong_picture_has_its_code(postman, content, kind, code, status):
    with nothing_changes():
        answer = send(postman, content, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_picture_is_what_was_announced(postman):
    with nothing_changes():
        assert send(postman, picture(), sha256="a" * 64).json()["code"] == "proof_differs"
    assert send(postman, picture("PNG", (300, 160)), "signature").status_code == 200


# --- what the office sees ---


def test_the_office_looks_decides_and_revokes(postman, client, world, article):
    content = picture()
    send(postman, content)
    digest = hashlib.sha256(content).hexdigest()
    wrong = f"{(int(code_for(article.number, 1)) + 1) % 10**6:06d}"
    sync(postman, entry(article, code=wrong))
    (locked,) = arrived(world, 1, now=now())
    out(world, [locked], now=now())
    far = {"latitude": 13.3, "longitude": 77.5735, "remark": "door_locked", "photo": digest}
    sync(postman, entry(locked, seq=2, delivered=False, **far))
    client.force_login(world.supervisor)
    page = client.get("/delivery/watch/").content.decode()
    assert article.number in page
    assert "far from the address" in page
    assert "Redmi 9A" in page
    shown = client.get(f"/delivery/watch/proof/{digest}/")
    assert shown.content == content
    assert shown["Content-Disposition"].startswith("attachment")
    assert client.get(f"/delivery/watch/proof/{'0' * 64}/").status_code == 404
    client.post(f"/delivery/watch/phones/{KEY}/", {"reason": "stolen"})
    assert Phone.objects.get().revoked_because == "stolen"
    client.force_login(world.postman)
    (answer,) = sync(client, entry(article, delivered=False, remark="refused", latitude=12.943, longitude=77.5735))\
        .json()["answers"]  # fmt: skip
    assert (answer["state"], answer["why"]) == ("kept", "revoked")
    assert post(client, "phone", {"key": KEY}).json()["code"] == "phone_revoked"
    kept = KeptEntry.objects.get()
    client.force_login(world.supervisor)
    assert Remark.REFUSED.value == kept.said["remark"]
    client.post(f"/delivery/watch/entries/{kept.client_uuid}/", {"decision": "accept", "reason": "asked him"})
    article.refresh_from_db()
    assert article.status == "held"


def test_a_photo_of_another_office_is_not_found(postman, client, world, article):
    content = picture()
    send(postman, content)
    digest = hashlib.sha256(content).hexdigest()
    (locked,) = arrived(world, 1, now=now())
    out(world, [locked], now=now())
    sync(postman, entry(locked, delivered=False, remark="refused", latitude=12.943, longitude=77.5735, photo=digest))
    client.force_login(world.supervisor)
    assert client.get(f"/delivery/watch/proof/{digest}/").status_code == 200
    Post.objects.filter(postings__user=world.supervisor).update(office=world.mandya)
    assert client.get(f"/delivery/watch/proof/{digest}/").status_code == 404


def test_looking_costs_the_same_for_one_and_three(postman, client, world):
    counts = []
    for size in (1, 2):
        found = arrived(world, size, now=now())
        out(world, found, now=now())
        for place, one in enumerate(found):
            sync(postman, entry(one, seq=place + 1, delivered=False, remark="refused", latitude=13.3, longitude=77.5))
        client.force_login(world.supervisor)
        client.get("/delivery/watch/")
        with statements() as asked:
            client.get("/delivery/watch/")
        counts.append(asked.count)
        client.force_login(world.postman)
    assert counts[0] == counts[1]
