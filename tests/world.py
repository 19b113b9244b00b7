"""A small postal world: two towns 122 km apart with a hub each, a branch office, and two foreign towns."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apt.core.models import OutboxMessage
from bookings.models import (
    Article,
    Bill,
    BulkBatch,
    BulkBooked,
    BulkFault,
    BulkRow,
    Cancellation,
    Notice,
    NumberBlock,
    Parties,
    PartnerBooking,
    Pickup,
    Reprint,
    Sale,
    SmsOptOut,
    SpoiltNumber,
)
from bookings.queries import Asked, quote_articles
from bookings.services import ARTICLE_SERIES, Item, Party, book_articles
from deliveries.models import (
    AddressPlace,
    Attempt,
    Batch,
    Beat,
    BeatArea,
    CallBack,
    DeliveryCode,
    Hold,
    KeptEntry,
    MobileChange,
    Phone,
    Proof,
    Redirection,
    SentBack,
    Sheet,
    SheetItem,
    ToLetterOffice,
    WindowDelivery,
)
from deliveries.rules import Claim, Position
from deliveries.services import Outcome, acknowledge_sheet, make_sheet, record_attempt
from offices.models import Office, OfficeChange, PincodeService, Post, Posting, User
from offices.models.rollout import Course, Seat, Trainer, TrainingBatch, Wave, WaveDecision
from offices.rules import Basis, Kind, Role
from partners.models import ApiKey, Contract, Customer, Member, Request, Terms
from payments.models import (
    Breach,
    Case,
    CashCount,
    CashMove,
    CodCollection,
    CodHandIn,
    ContractBalance,
    Correction,
    CorrectionNotice,
    DayBalance,
    Entry,
    Incident,
    Indent,
    IndentLine,
    Journal,
    KnownDefect,
    MoneyOrder,
    MoveLine,
    OfficeDay,
    OrderParties,
    PaymentAttempt,
    Pouch,
    PouchLine,
    PspNotice,
    PspPoll,
    Refund,
    Shift,
    StampBill,
    StockItem,
    StockMovement,
    TreasuryCount,
    UpiPayment,
)
from payments.services import begin_shift
from tracking.models import (
    Complaint,
    Enclosure,
    Endpoint,
    FanOut,
    Feed,
    FeedEntry,
    SandboxArticle,
    Subscription,
    TrackingEvent,
    WebhookCall,
)
from transit.models import Bag, BagScan, Despatch, ErrorEntry, MailSet, OpenScan, Schedule, SetDay
from transit.queries import due_lists
from transit.rules import BAG_SERIES
from transit.services import begin_bag, close_bag, despatch_bags, receive_bag, scan_into_bag

NOW = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)  # 11:00 in India
TODAY = date(2026, 11, 20)
LONG_AGO = date(2020, 1, 1)
MYSURU_PIN, BENGALURU_PIN, BRANCH_PIN, HASSAN_PIN = "570001", "560004", "571001", "573201"
MOBILE = "9845012345"

# Everything that a business act may write; a refusal must leave all of it alone.
BUSINESS_TABLES = (
    Sale, Article, Parties, Journal, Entry, TrackingEvent, Enclosure, Bag, BagScan, Sheet, SheetItem, DeliveryCode,
    Attempt, OutboxMessage, Shift, Cancellation, Reprint, SpoiltNumber, BulkBatch, BulkRow, BulkFault, BulkBooked, Bill,
    Customer, Contract, Terms, ApiKey, Member, Request, Feed, FeedEntry, FanOut, Subscription, Endpoint, WebhookCall,
    SandboxArticle, PartnerBooking, Pickup, PaymentAttempt, PspNotice, PspPoll, UpiPayment, Refund, Case, OfficeDay,
    DayBalance, CashCount, CashMove, Breach, Incident, CodCollection, CodHandIn, ContractBalance, Correction,
    CorrectionNotice, KnownDefect, MoneyOrder, OrderParties, StockItem, StockMovement, MoveLine, TreasuryCount, Pouch,
    PouchLine, StampBill, Indent, IndentLine, AddressPlace, Batch, Beat, BeatArea, CallBack, Redirection, SentBack,
    WindowDelivery, Hold, MobileChange, ToLetterOffice, Phone, Proof, KeptEntry, Despatch, ErrorEntry, OpenScan,
    Schedule, MailSet, SetDay, Complaint, Notice, SmsOptOut, Wave, WaveDecision, Trainer, Course, TrainingBatch, Seat,
    OfficeChange, Office, PincodeService,
)  # fmt: skip


@dataclass
class World:
    directorate: Office
    circle: Office
    division: Office
    mysuru: Office  # head office, books
    bengaluru: Office  # head office, delivers
    branch: Office  # branch office under Mysuru
    mysuru_hub: Office
    bengaluru_hub: Office
    hassan: Office  # a head office that has nothing to do with the others
    mandya: Office  # another
    clerk: User
    second_clerk: User
    mails: User
    sorter: User
    second_sorter: User
    delivery: User
    postman: User
    second_postman: User
    supervisor: User
    hassan_clerk: User
    hassan_mails: User
    mandya_postman: User
    administrator: User
    idle: User  # no posting at all
    beat: Beat


_OFFICES = (
    # name, kind, PIN, reports to, accounts to, hub, latitude, longitude
    ("directorate", "Directorate", Kind.DIRECTORATE, "", None, None, None, None),
    ("circle", "Karnataka Circle", Kind.CIRCLE, "", "directorate", None, None, None),
    ("division", "Mysuru Division", Kind.DIVISION, "", "circle", None, None, None),
    ("mysuru_hub", "NSH Mysuru", Kind.NATIONAL_HUB, MYSURU_PIN, "circle", None, 12.31, 76.65),
    ("bengaluru_hub", "ICH Basavanagudi", Kind.CIRCLE_HUB, BENGALURU_PIN, "circle", None, 12.94, 77.57),
    ("mysuru", "Mysuru HO", Kind.HEAD, MYSURU_PIN, "division", "mysuru_hub", 12.3077, 76.6531),
    ("bengaluru", "Basavanagudi HO", Kind.HEAD, BENGALURU_PIN, "division", "bengaluru_hub", 12.9430, 77.5735),
    ("branch", "Hale Uru BO", Kind.BRANCH, BRANCH_PIN, "mysuru", "mysuru_hub", 12.20, 76.70),
    ("hassan", "Hassan HO", Kind.HEAD, HASSAN_PIN, "division", "mysuru_hub", 13.0072, 76.0962),
    ("mandya", "Mandya HO", Kind.HEAD, "571401", "division", "mysuru_hub", 12.5223, 76.8975),
)
_PEOPLE = (
    ("clerk", "mysuru", Role.CLERK), ("second_clerk", "mysuru", Role.CLERK), ("mails", "mysuru", Role.MAILS),
    ("sorter", "mysuru_hub", Role.SORTER), ("second_sorter", "bengaluru_hub", Role.SORTER),
    ("delivery", "bengaluru", Role.DELIVERY), ("postman", "bengaluru", Role.POSTMAN),
    ("second_postman", "bengaluru", Role.POSTMAN), ("supervisor", "bengaluru", Role.SUPERVISOR),
    ("hassan_clerk", "hassan", Role.CLERK), ("hassan_mails", "hassan", Role.MAILS),
    ("mandya_postman", "mandya", Role.POSTMAN), ("administrator", "directorate", Role.ADMINISTRATOR),
    ("idle", None, None),
)  # fmt: skip


def make_world() -> World:
    offices: dict[str, Office] = {}
    for serial, (key, name, kind, pin, parent, hub, latitude, longitude) in enumerate(_OFFICES, start=1):
        above, code = offices.get(parent or ""), f"{serial:08d}"
        offices[key] = Office.objects.create(
            code=code,
            name=name,
            kind=kind,
            pincode=pin,
            reports_to=above,
            reporting_basis=Basis.SOURCE,
            accounts_to=above if kind == Kind.BRANCH else None,
            sorted_at=offices.get(hub or ""),
            path=(above.path if above else "") + code + "/",
            delivers=kind in (Kind.HEAD, Kind.BRANCH),
            latitude=latitude,
            longitude=longitude,
            opened_on=LONG_AGO,
            rolled_out_on=LONG_AGO,
            search_text=name.lower(),
        )
    delivering = {MYSURU_PIN: "mysuru", BENGALURU_PIN: "bengaluru", BRANCH_PIN: "branch", HASSAN_PIN: "hassan"}
    PincodeService.objects.bulk_create(
        PincodeService(pincode=pin, office=offices[key], valid=(LONG_AGO, None), basis=Basis.SOURCE)
        for pin, key in delivering.items()
    )
    people: dict[str, User] = {}
    for serial, (key, _, _) in enumerate(_PEOPLE, start=1):
        people[key] = User(employee_id=f"{10000000 + serial}", name=key.replace("_", " ").title(), password="!")
    User.objects.bulk_create(people.values())
    for serial, (key, place, role) in enumerate(_PEOPLE, start=1):
        if place and role:
            give_post(people[key], offices[place], role, number=serial)
    post = ("mysuru", "bengaluru", "branch", "hassan")
    for place, key in enumerate(post):
        give_block(offices[key], ARTICLE_SERIES, place * 10_000, 10_000)
    for place, key in enumerate((*post, "mysuru_hub", "bengaluru_hub")):
        give_block(offices[key], BAG_SERIES, place * 10_000, 10_000)
    beat = Beat.objects.create(office=offices["bengaluru"], number=1, name="Gandhi Bazaar")
    return World(**offices, **people, beat=beat)


def give_post(user: User, office: Office, *roles: Role, number: int, valid: tuple = (LONG_AGO, None)) -> Post:
    post = Post.objects.create(office=office, number=number, roles=list(roles), valid=valid)
    Posting.objects.create(user=user, post=post, valid=valid)
    return post


def give_block(office: Office, series: str, first: int, size: int) -> NumberBlock:
    return NumberBlock.objects.create(
        office=office, series=series, first_serial=first, next_serial=first, last_serial=first + size - 1
    )


# --- factories: each does one thing through the services, as people would -------------------------------------------


def item(pincode: str = BENGALURU_PIN, grams: int = 48, *services: str, mobile: str = MOBILE, **names: str) -> Item:
    """An article as a counter would have it; `sender_name`, `addressee_address` ... set what the parties say."""
    texts = {"sender_name": "A. Rao", "addressee_name": "K. Sharma", "addressee_address": "12, Gandhi Bazaar"} | names
    parties = {
        side: {name.removeprefix(f"{side}_"): text for name, text in texts.items() if name.startswith(side)}
        for side in ("sender", "addressee")
    }
    addressee = Party(**{"mobile": mobile} | parties["addressee"])
    return Item(asked=Asked(pincode, grams, services), sender=Party(**parties["sender"]), addressee=addressee)


def shift_of(user: User, *, counter: int = 1) -> Shift:
    found = Shift.objects.filter(clerk=user, ended_at=None).select_related("office").first()
    office = Posting.objects.select_related("post__office").get(user=user).post.office
    return found or begin_shift(office=office, counter_number=counter, by=user, now=NOW)


def price_of(shift: Shift, items: Sequence[Item]) -> int:
    quoted = quote_articles([one.asked for one in items], origin=shift.office, on=shift.business_date)
    return sum(one.price.total_paise for one in quoted)


def book(shift: Shift, *items: Item, request_id: uuid.UUID | None = None, now: datetime = NOW) -> Sale:
    return book_articles(
        shift=shift,
        items=items,
        shown_paise=price_of(shift, items),
        request_id=request_id or uuid.uuid4(),
        by=shift.clerk,
        now=now,
    )


def booked(
    world: World, count: int = 1, pincode: str = BENGALURU_PIN, *services: str, now: datetime = NOW
) -> list[Article]:
    """Articles that were booked at Mysuru and lie there."""
    sale = book(shift_of(world.clerk), *[item(pincode, 48, *services) for _ in range(count)], now=now)
    return list(Article.objects.filter(sale=sale).select_related("destination").order_by("id"))


def arrived(world: World, count: int = 1, *services: str, now: datetime = NOW) -> list[Article]:
    """Articles that were booked across the counter of Basavanagudi for its own delivery: no bags needed."""
    sale = book(shift_of(world.supervisor), *[item(BENGALURU_PIN, 48, *services) for _ in range(count)], now=now)
    return list(Article.objects.filter(sale=sale).order_by("id"))


def numbers_of(articles: Sequence[Article]) -> list[str]:
    return [article.number for article in articles]


def filled_bag(world: World, articles: Sequence[Article], *, now: datetime = NOW) -> Bag:
    """A bag from Mysuru to its hub, of the kind that the first of these articles goes into, with them scanned."""
    kinds = {one.number: due.kind for due in due_lists(world.mysuru)[0] for one in due.articles}
    kind = kinds.get(articles[0].number) if articles else None
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=kind, by=world.mails, now=now)
    scan_into_bag(
        office=world.mysuru, bag_number=bag.number, article_numbers=numbers_of(articles), by=world.mails, now=now
    )
    return bag


def received_bag(world: World, articles: Sequence[Article], *, now: datetime = NOW) -> Bag:
    """The same, closed, despatched and received at the hub, not opened."""
    bag = filled_bag(world, articles, now=now)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=now)
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=now)
    return receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=now)


def sheet(world: World, articles: Sequence[Article], *, postman: User | None = None, now: datetime = NOW) -> Sheet:
    return make_sheet(
        office=world.bengaluru,
        beat=world.beat,
        postman=postman or world.postman,
        article_numbers=numbers_of(articles),
        by=world.delivery,
        now=now,
    )


def out(world: World, articles: Sequence[Article], *, postman: User | None = None, now: datetime = NOW) -> Sheet:
    """The articles are out with the postman; OTP articles have their code."""
    made = sheet(world, articles, postman=postman, now=now)
    return acknowledge_sheet(number=made.number, by=made.postman, now=now)


SIGNED, SEEN = "5" * 64, "b" * 64  # hashes of a signature and of a photo that need not have arrived
AT_DOOR = Position(Decimal("12.94300"), Decimal("77.57350"), 12)


def claim(article: Article | str, *, now: datetime = NOW, **said: object) -> Claim:
    """A delivery to the addressee, signed; or, with a `remark`, no delivery, with whatever a remark may demand."""
    told: dict[str, object] = {"delivered": "remark" not in said, "position": AT_DOOR}
    if told["delivered"]:
        told |= {"received_by": "K. Sharma", "relation": "self", "signature": SIGNED}
    else:
        told |= {"photo": SEEN, "called_at": now}
    told |= {"client_uuid": uuid.uuid4(), "happened_at": now, **said}
    return Claim(article_number=str(article), **told)  # type: ignore[arg-type]


def attempt(by: User, article: Article | str, *, now: datetime = NOW, **said: object) -> Outcome:
    return record_attempt(claim=claim(article, now=now, **said), by=by, now=now)


# --- what tests ask -------------------------------------------------------------------------------------------------


def everything() -> dict[str, object]:
    """All business rows, to say that nothing changed."""
    rows: dict[str, object] = {model.__name__: list(model.objects.order_by("pk").values()) for model in BUSINESS_TABLES}
    return rows | {"blocks": list(NumberBlock.objects.order_by("pk").values("pk", "next_serial"))}


@contextlib.contextmanager
def nothing_changes() -> Iterator[None]:
    before = everything()
    yield
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()


@contextlib.contextmanager
def statements() -> Iterator[SimpleNamespace]:
    """Count what was asked of the database; opening and closing of transactions left out."""
    counted = SimpleNamespace(count=None, sql=[])
    with CaptureQueriesContext(connection) as captured:
        yield counted
    skip = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET CONSTRAINTS")
    counted.sql = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(skip)]
    counted.count = len(counted.sql)


def at_once(times: int, act: Callable[[int], object]) -> list[object]:
    """Run `act(0)`, `act(1)` ... in threads that start together; the answers in order, exceptions as answers."""
    start, answers = threading.Barrier(times), [None] * times

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(20)
            answers[place] = act(place)  # type: ignore[call-overload]
        except Exception as error:  # an answer like any other here
            answers[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers  # type: ignore[return-value]
