"""The labels of a batch: one document, or some, made while they are sent."""

import itertools
from unittest import mock

import pypdfium2
import pytest

from bookings.models import Article
from bookings.rules import Status
from offices.rules import Role
from tests.bookings.bulk import as_csv, booked_batch, checked, make_contract, rows
from tests.world import give_post, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(world, client):
    give_post(world.idle, world.mysuru, Role.PARTNER_MANAGER, number=90)
    client.force_login(world.idle)
    return client


def numbers_on(answer):
    document = pypdfium2.PdfDocument(b"".join(answer.streaming_content))
    texts = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    return [next(word for word in text.split() if word.startswith("AW")) for text in texts]


def booked(world, count, **kwargs):
    batch = booked_batch(make_contract(world, **kwargs), as_csv(rows(count, seed=count)), by=world.supervisor)
    return batch, list(
        Article.objects.filter(bulk__batch=batch).order_by("bulk__line").values_list("number", flat=True)
    )


def test_all_labels_of_a_batch_are_one_document(world, manager):
    batch, numbers = booked(world, 7)
    with mock.patch("bookings.paper.slips._LABELS_A_PART", 3):
        answer = manager.get(f"/bulk/{batch.number}/labels.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert numbers_on(answer) == numbers
    page = manager.get(f"/bulk/{batch.number}/").content.decode()
    assert page.count("/labels.pdf?part=") == 1
    assert "All labels (PDF)" in page


def test_a_large_batch_has_a_file_for_so_many(world, manager, monkeypatch):
    batch, numbers = booked(world, 5)
    monkeypatch.setattr("bookings.pages.paper.LABELS_A_FILE", 2)
    monkeypatch.setattr("bookings.pages.bulk.LABELS_A_FILE", 2)
    files = [numbers_on(manager.get(f"/bulk/{batch.number}/labels.pdf?part={part}")) for part in (1, 2, 3)]
    assert [len(one) for one in files] == [2, 2, 1]
    assert list(itertools.chain(*files)) == numbers
    page = manager.get(f"/bulk/{batch.number}/").content.decode()
    assert page.count("/labels.pdf?part=") == 3
    for beyond, status in (("4", 409), ("0", 404), ("x", 404), ("999999999999", 404)):
        assert manager.get(f"/bulk/{batch.number}/labels.pdf?part={beyond}").status_code == status


def test_what_is_cancelled_has_no_label(world, manager):
    batch, numbers = booked(world, 4)
    Article.objects.filter(number=numbers[0]).update(status=Status.CANCELLED)
    assert numbers_on(manager.get(f"/bulk/{batch.number}/labels.pdf")) == numbers[1:]
    Article.objects.update(status=Status.CANCELLED)
    assert manager.get(f"/bulk/{batch.number}/labels.pdf").status_code == 409


def test_what_is_not_booked_has_no_labels(world, manager):
    batch = checked(make_contract(world), as_csv(rows(3)), by=world.supervisor)
    assert manager.get(f"/bulk/{batch.number}/labels.pdf").status_code == 409
    assert "/labels.pdf" not in manager.get(f"/bulk/{batch.number}/").content.decode()


def test_labels_cost_the_same_statements_for_two_and_for_forty(world, manager):
    counted = []
    for count, first in ((2, 0), (40, 50_000)):
        batch, numbers = booked(world, count, first=first)
        with statements() as asked:
            assert len(numbers_on(manager.get(f"/bulk/{batch.number}/labels.pdf"))) == len(numbers)
        counted.append(asked.count)
    assert counted[0] == counted[1] < 12
