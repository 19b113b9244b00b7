"""A contract customer with terms and a range, and files as they upload them."""

import io
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from apt.demo.bulk_sample import HEADER, sample_rows, write_sample
from bookings.models import BulkBatch
from bookings.rules import COLUMNS
from bookings.services import book_batch, issue_range, upload_batch, work_on_due
from offices.models import Office, User
from partners.models import BookingPlace, Contract, Terms
from partners.rules import Payment, Scope
from partners.services import create_customer, open_contract
from tests.world import BENGALURU_PIN, HASSAN_PIN, MYSURU_PIN, NOW, TODAY, World

RUPEES = 100
PINS = (BENGALURU_PIN, MYSURU_PIN, HASSAN_PIN)


def make_contract(
    world: World, *, payment: Payment = Payment.BNPL, limit_rupees: int = 1_000_000, volume: bool = False,
    discount: str = "", numbers: int = 10_000, first: int = 0, office: Office | None = None, by: User | None = None,
    tells: bool = False, now: datetime = NOW,
) -> Contract:  # fmt: skip
    """In force today, booking at Mysuru, with approved terms and `numbers` of series AW to draw."""
    office, by = office or world.mysuru, by or world.supervisor
    customer = create_customer(
        name="Chamundi Finance", gstin="29AAGCB7383J1Z4", contact_name="P. Bhat", contact_mobile="9845000001",
        office=office, by=by, now=now,
    )  # fmt: skip
    contract = open_contract(
        customer=customer, office=office, places=[(office, "")], scope=Scope.OFFICE, payment=payment,
        document_product="SP_DOC", parcel_product="", begins_on=TODAY - timedelta(days=400), ends_on=None, by=by,
        tells_at_booking=tells, now=now,
    )  # fmt: skip
    approver = User.objects.exclude(pk=by.pk).order_by("pk")[0]
    Terms.objects.create(
        contract=contract, valid=(TODAY - timedelta(days=400), None), credit_limit_paise=limit_rupees * RUPEES,
        discount=discount, volume_discount=volume, asked_by=by, approved_by=approver, approved_at=now,
    )  # fmt: skip
    if numbers:
        issue_range(
            contract=contract, series="AW", first_serial=first, last_serial=first + numbers - 1,
            printed=False, by=by, now=now,
        )  # fmt: skip
    return contract


def place_of(contract: Contract) -> BookingPlace:
    return BookingPlace.objects.select_related("office", "contract").get(contract=contract)


def rows(count: int, *, pins: Sequence[str] = PINS, faulty_every: int = 0, seed: int = 7) -> list[list]:
    return list(sample_rows(count, pins=pins, drop_off=MYSURU_PIN, faulty_every=faulty_every, seed=seed))


def row(**cells: object) -> list:
    """One good row, with these cells instead: `row(**{"PHYSICAL WEIGHT": 20})`."""
    one = dict(zip(COLUMNS, rows(1, pins=[BENGALURU_PIN])[0], strict=True))
    assert cells.keys() <= one.keys()
    return list((one | cells).values())


def as_csv(lines: Sequence[Sequence], header: Sequence[str] = HEADER) -> bytes:
    return _written("file.csv", lines, header)


def as_workbook(lines: Sequence[Sequence], header: Sequence[str] = HEADER) -> bytes:
    return _written("file.xlsx", lines, header)


def _written(name: str, lines: Sequence[Sequence], header: Sequence[str]) -> bytes:
    with TemporaryDirectory() as folder:
        write_sample(Path(folder) / name, lines, header=header)
        return (Path(folder) / name).read_bytes()


def upload(contract: Contract, content: bytes, *, by: User, name: str = "june.csv", now: datetime = NOW) -> BulkBatch:
    return upload_batch(place=place_of(contract), file_name=name, content=io.BytesIO(content), by=by, now=now)[0]


def work(*, now: datetime = NOW, most: int = 200) -> int:
    """What the workers would do until nothing is due; how many steps it took."""
    for steps in range(most):
        if not work_on_due(now=now):
            return steps
    raise AssertionError("it never ends")


def checked(contract: Contract, content: bytes, *, by: User, now: datetime = NOW) -> BulkBatch:
    batch = upload(contract, content, by=by, now=now)
    work(now=now)
    batch.refresh_from_db()
    return batch


def booked_batch(contract: Contract, content: bytes, *, by: User, now: datetime = NOW) -> BulkBatch:
    batch = book_batch(batch=checked(contract, content, by=by, now=now), meant_again=False, by=by, now=now)
    work(now=now)
    batch.refresh_from_db()
    return batch


@contextmanager
def chunks_of(count: int):
    """Small chunks, so that a small file has several."""
    where = "bookings.services.bulk"
    with mock.patch(f"{where}_book.CHUNK", count), mock.patch(f"{where}_check.CHUNK", count):
        yield
