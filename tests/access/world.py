"""A tree of offices with the same things in each, marked so that any answer shows whose they were."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from apt.core.clock import ist_date, now
from bookings.access import notice_token
from bookings.models import Article, Bill, BulkBatch, TariffReplay, TariffSheet
from bookings.rules.notices import Side
from bookings.services import ARTICLE_SERIES, ask_to_cancel, cancel_article, make_display_code, put_in_basket
from deliveries.models import Beat, CallBack, SheetItem
from deliveries.services import acknowledge_sheet, close_sheet, make_sheet
from offices.models import Approval, DirectoryLoad, Office, PincodeService, User
from offices.rules import ROLES, Basis, Decision, Kind, Role, Work
from offices.services import POST_PERSON
from partners.models import BookingPlace, Contract
from partners.rules import Payment, Scope
from partners.services import create_customer, open_contract
from payments.models import Shift
from payments.services import (
    Payee,
    Payer,
    ask_cash,
    begin_shift,
    book_order,
    take_deposit,
)
from tests.access.stock import stock_at
from tests.world import LONG_AGO, book, give_block, give_post, item
from tracking.access import link_token
from tracking.models import Complaint, TrackingEvent
from tracking.rules import Subject
from transit.models import ErrorEntry, MailSet, SetDay
from transit.queries import due_lists
from transit.rules import BAG_SERIES, BagKind, Conveyance, Fault, Stop
from transit.services import begin_bag, close_bag, despatch_bags, make_schedule, scan_into_bag

from . import money, partners, programme, rounds

# key: kind, reports to. Under each office of a role lies a child, beside it a sister, above it a parent.
TREE = {
    "directorate": (Kind.DIRECTORATE, ""),
    "circle": (Kind.CIRCLE, "directorate"),
    "other_circle": (Kind.CIRCLE, "directorate"),
    "division": (Kind.DIVISION, "circle"),
    "sister_division": (Kind.DIVISION, "circle"),
    "head": (Kind.HEAD, "division"),
    "sister_head": (Kind.HEAD, "division"),
    "branch": (Kind.BRANCH, "head"),
    "sister_branch": (Kind.BRANCH, "head"),
    "branch_child": (Kind.BRANCH, "branch"),  # no such thing today: the rule must hold for it all the same
    "hub": (Kind.NATIONAL_HUB, "circle"),
    "sister_hub": (Kind.NATIONAL_HUB, "circle"),
    "hub_child": (Kind.LEVEL_2, "hub"),
    "other_head": (Kind.HEAD, "other_circle"),
    "sink": (Kind.NATIONAL_HUB, "other_circle"),  # where bags go and come from: nobody's relation
}
RELATIONS = {
    # own: sister, parent, child, other circle ("" where there can be none)
    "directorate": ("", "", "circle", "other_circle"),
    "circle": ("other_circle", "directorate", "division", "other_head"),
    "division": ("sister_division", "circle", "head", "other_head"),
    "head": ("sister_head", "division", "branch", "other_head"),
    "branch": ("sister_branch", "head", "branch_child", "other_head"),
    "hub": ("sister_hub", "circle", "hub_child", "other_head"),
}
RELATION_NAMES = ("own", "sister", "parent", "child", "other circle")
HOME = {
    Role.BRANCH_POSTMASTER: "branch", Role.ASSISTANT_BRANCH_POSTMASTER: "branch", Role.SET_IN_CHARGE: "hub",
    Role.SORTER: "hub", Role.CIRCLE_ADMINISTRATOR: "circle", Role.ADMINISTRATOR: "directorate",
    Role.INSPECTOR: "division", Role.DIVISIONAL_HEAD: "division", Role.AUDITOR: "division",
}  # fmt: skip
ABSENT = {
    **rounds.ABSENT, **partners.ABSENT,
    "receipt": "00000000-000000-00000", "bag": "EBK000000000000", "due_bag": "EBK000000000000",
    "article": "EK999999990IN", "lying": "EK999999990IN", "sheet": "00000000-000000-000",
    "own_sheet": "00000000-000000-000",
    "own_item": "EK999999990IN", "held": "EK999999990IN", "beat": "999999999",
    "office": "999999999", "service": "999999999", "load": "999999999",
    "office_code": "99999999", "office_search": "99999999", "service_search": "999999",
    "approval": "999999999", "request": "00000000-0000-4000-8000-000000000000", "basket_item": "ffffffff",
    "refunded": "EK999999990IN", "display_code": "x:y", "track_token": "EK999999990IN-AAAAAAAAAAAAAAAA",
    "customer": "9999999999", "contract": "99999999", "batch": "99999999-9999",
    "place": "999999999", "bill": "B99999999260101", "deposit": "00000000-000000",
    "upi_tr": "IP00000000ffffffffffffffffffff", "upi_case": "999999999",
    "upi_request": "00000000-0000-4000-8000-000000000000",
    "despatch": "D00000000-000000-ABCDEF", "bag_error": "999999999", "schedule": "NONE-00", "mail_set": "NONE-00",
    "notice_token": "EK999999990IN-s-AAAAAAAAAAAA",
    "complaint": "C99999999ABCDEF01", "entry": "999999999",
    "upi_refund": "Rffffffffffffffffffffffff",
    "tariff_sheet": "999999999", "shift": "999999999",
    "breach": "999999999", "incident": "999999999", "cod_tr": "IP00000000ffffffffffffffffffff",
    "hand_in": "999999999", "asked_correction": "999999999",
    "correction": "999999999", "defect": "999999999", "order": "9" * 18, "move": "999999999",
    "change_asked": "999999999", "guide": "nobody", "wave": "999", "training": "999999999",
    "stamp_move": "999999999", "stock_item": "NONE", "pouch": "PCH99999999",
    "indent": "999999999", "stamp_bill": "00000000-0000-4000-8000-000000000000", "stamp_receipt": "99999999-000001",
}  # fmt: skip
MARK = re.compile(r"(?:Kanari|98450000|Zilla)(\d\d)")


@dataclass
class Place:
    key: str
    office: Office
    index: int
    objects: dict[str, str] = field(default_factory=dict)
    owned: dict[tuple[int, str], str] = field(default_factory=dict)  # what one person carries


@dataclass
class Tree:
    places: dict[str, Place]
    people: dict[Role, User]
    idle: User  # is_staff, without any post
    numbers: dict[str, int] = field(default_factory=dict)  # printed number: whose

    def home(self, role: Role) -> Place:
        return self.places[HOME.get(role, "head")]

    def related(self, role: Role) -> dict[str, Place | None]:
        own = self.home(role)
        keys = (own.key, *RELATIONS[own.key])
        return {name: self.places.get(key) for name, key in zip(RELATION_NAMES, keys, strict=True)}


def make_tree() -> Tree:
    places: dict[str, Place] = {}
    for index, (key, (kind, above)) in enumerate(TREE.items(), start=1):
        parent = places[above].office if above else None
        code = f"{70000000 + index}"
        office = Office.objects.create(
            code=code, name=f"Office {key}", kind=kind, pincode=f"5600{index:02d}", reports_to=parent,
            reporting_basis=Basis.SOURCE, path=(parent.path if parent else "") + code + "/", delivers=True,
            district=f"Zilla{index:02d}", latitude=12.0 + index / 50, longitude=76.5, opened_on=LONG_AGO,
            rolled_out_on=LONG_AGO, search_text=f"office {key}",
        )  # fmt: skip
        places[key] = Place(key, office, index)
        give_block(office, ARTICLE_SERIES, index * 1_000, 1_000)
        give_block(office, BAG_SERIES, index * 1_000, 1_000)
        service = PincodeService.objects.create(
            pincode=office.pincode, office=office, valid=(LONG_AGO, None), basis=Basis.SOURCE
        )
        places[key].objects |= {
            "office": str(office.pk), "office_code": code, "office_search": code, "service": str(service.pk),
            "service_search": office.pincode,
        }  # fmt: skip
    sink = places["sink"].office
    Office.objects.update(sorted_at=sink)
    Office.objects.filter(kind=Kind.BRANCH).update(accounts_to=sink)
    load = DirectoryLoad.objects.create(
        sha256="0" * 64,
        source="test",
        loaded_at=now(),
        report={"faults": {}, "kinds": {}, "positions": {}, "circles": {}, "rows": 0},
    )
    sheet = TariffSheet.objects.create(sha256="0" * 64, source="test", loaded_at=now())
    people: dict[Role, User] = {}
    for serial, role in enumerate(Role, start=1):
        # All are staff in Django's sense, so that only the duty keeps them from the admin.
        people[role] = User.objects.create(
            employee_id=f"{20000000 + serial}", name=f"The {role.value}", password="!", is_staff=True
        )
        give_post(people[role], places[HOME.get(role, "head")].office, role, number=50 + serial)
    TariffReplay.objects.create(
        sheet=sheet, first_day=LONG_AGO, last_day=LONG_AGO, priced_on=LONG_AGO, asked_by=people[Role.ADMINISTRATOR],
        asked_at=now(), first_sale=0, last_sale=0, finished_at=now(),
    )  # fmt: skip
    idle = User.objects.create(employee_id="20000099", name="The idle", password="!", is_staff=True)
    tree = Tree(places, people, idle)
    for place in places.values():
        place.objects |= {"load": str(load.pk), "tariff_sheet": str(sheet.pk), "guide": "clerk"}
        if place.key != "sink":
            _fill(tree, place)
    return tree


def _fill(tree: Tree, place: Place) -> None:
    """A sale, a bag being filled, one on its way here, articles lying, a sheet out: as people would make them."""
    office, mark, sink = place.office, f"Kanari{place.index:02d}", tree.places["sink"].office
    moment = now()
    keeper = User.objects.create(employee_id=f"{21000000 + place.index}", name=f"Keeper {mark}", password="!")
    give_post(keeper, office, Role.CLERK, Role.POSTMAN, number=1)
    shift = begin_shift(office=office, counter_number=1, by=keeper, now=moment)
    carriers = [
        user for role, user in tree.people.items() if Work.CARRY in ROLES[role].works and tree.home(role) is place
    ]
    texts = {
        "sender_name": f"{mark} sender",
        "addressee_name": f"{mark} addressee",
        "addressee_address": f"12, {mark} street",
    }
    pins = [office.pincode] * (5 + len(carriers)) + [sink.pincode] * 2
    sale = book(shift, *[item(pin, 48, mobile=f"98450000{place.index:02d}", **texts) for pin in pins], now=moment)
    articles = list(Article.objects.filter(sale=sale).order_by("id"))
    numbers = [one.number for one in articles]
    kind = next(due.kind for due in due_lists(office)[0] if due.stop == sink)
    bag = begin_bag(office=office, destination=sink, kind=kind, by=keeper, now=moment)
    scan_into_bag(office=office, bag_number=bag.number, article_numbers=numbers[-1:], by=keeper, now=moment)
    due = _bag_from(sink, office, tree, mark)
    beat = Beat.objects.create(office=office, number=1, name=f"Beat {mark}")
    for position, carrier in enumerate([keeper, *carriers]):
        sheet = make_sheet(
            office=office, beat=beat, postman=carrier, article_numbers=[numbers[position]], by=keeper, now=moment
        )
        if carrier is not keeper:
            place.owned |= {(carrier.pk, "own_sheet"): sheet.number, (carrier.pk, "own_item"): numbers[position]}
            tree.numbers[sheet.number] = place.index
            continue
        acknowledge_sheet(number=sheet.number, by=carrier, now=moment)
        place.objects |= rounds.rounds_at(office, mark, carrier, numbers[position], moment)
        place.objects |= {"sheet": sheet.number, "own_sheet": sheet.number, "own_item": numbers[position]}
    place.objects |= {"held": _held(numbers[-4], beat, keeper), "beat": str(beat.pk)}
    place.objects |= _movement(tree, place, keeper)
    place.objects |= {
        "receipt": sale.receipt_number, "bag": bag.number, "due_bag": due, "article": numbers[0],
        "track_token": link_token(numbers[0]), "lying": numbers[-3],
        "notice_token": notice_token(numbers[0], Side.SENDER),
    }  # fmt: skip
    tree.numbers |= dict.fromkeys([*numbers, sale.receipt_number, bag.number, due, place.objects["sheet"]], place.index)
    asked = Approval.objects.create(
        topic=POST_PERSON, office=office, payload={}, summary=f"{mark} asks", reason="Vacant", made_by=keeper,
        made_at=moment, expires_at=moment + timedelta(days=7),
    )  # fmt: skip
    place.objects |= programme.programme_of(place.office, place.index, mark)
    _contract(place, mark, keeper, shift)
    tree.numbers |= {
        place.objects[kind]: place.index for kind in ("customer", "batch", "bill", "deposit", "endpoint", "pickup")
    }
    place.objects |= {"approval": str(asked.pk), **money.upi(tree, place, shift)}
    place.objects |= {
        "shift": str(shift.pk), "move": str(ask_cash(shift=shift, paise=100, by=keeper, now=moment).pk)
    }  # fmt: skip
    place.objects |= stock_at(office, shift, keeper, other=tree.idle, sink=sink, index=place.index)
    tree.numbers[place.objects["pouch"]] = place.index
    payer, payee = Payer(mark, f"98450000{place.index:02d}", mark), Payee(mark, mark, office.pincode)
    order = book_order(shift=shift, paise=100, payer=payer, payee=payee, request_id=uuid.uuid4(), by=keeper, now=moment)
    place.objects |= {"order": order.number}
    tree.numbers[order.number] = place.index
    place.objects |= money.dispute(tree, place, keeper)
    assert SheetItem.objects.filter(sheet__office=office).count() == 2 + len(carriers)
    place.objects |= {"hand_in": money.collected(tree, place, keeper, carriers)}
    place.objects |= {"request": str(sale.request_id), "refunded": _refunded(tree, place, shift, texts)}
    place.objects |= {
        "basket_item": _basket(place, shift, texts),
        # Lives two minutes, and the matrix takes longer on a busy machine.
        "display_code": make_display_code(shift=shift, by=keeper, now=moment + timedelta(hours=1)),
    }
    clerks = [user for role, user in tree.people.items() if Work.BOOK in ROLES[role].works and tree.home(role) is place]
    for counter, clerk in enumerate(clerks, start=2):
        theirs = begin_shift(office=office, counter_number=counter, by=clerk, now=moment)
        place.owned[clerk.pk, "basket_item"] = _basket(place, theirs, texts)


def _held(number: str, beat: Beat, keeper: User) -> str:
    """An article that was taken out and came back, and about which the addressee is rung."""
    sheet = make_sheet(office=beat.office, beat=beat, postman=keeper, article_numbers=[number], by=keeper, now=now())
    acknowledge_sheet(number=sheet.number, by=keeper, now=now())
    close_sheet(office=beat.office, number=sheet.number, with_postman=[], by=keeper, now=now())
    CallBack.objects.create(office=beat.office, drawn_on=ist_date(now()), item=SheetItem.objects.get(sheet=sheet))
    return number


def _movement(tree: Tree, place: Place, keeper: User) -> dict[str, str]:
    """A despatch of an account bag, an error in it, a schedule and a set that this office keeps."""
    office, sink, moment = place.office, tree.places["sink"].office, now()
    bag = begin_bag(office=office, destination=sink, kind=BagKind.ACCOUNT, by=keeper, now=moment)
    close_bag(office=office, number=bag.number, by=keeper, now=moment)
    (sent,) = despatch_bags(office=office, numbers=[bag.number], by=keeper, now=moment)
    assert sent.despatch
    error = ErrorEntry.objects.create(
        bag=bag, fault=Fault.DAMAGED, inner_kind=Subject.ARTICLE, inner_number="EK000000005IN", found_at=moment,
        found_in=sink, found_by=keeper, charged_to=office, likely_from=office, likely_to=office,
    )  # fmt: skip
    stops = [Stop(office.code, None, 600), Stop(sink.code, 900, None)]
    schedule = make_schedule(
        office=office, code=f"S-{office.code}", name="Night mail", conveyance=Conveyance.ROAD, days=range(1, 8),
        stops=stops, by=keeper, now=moment,
    )  # fmt: skip
    kept = MailSet.objects.create(
        office=office, code=f"W-{office.code}", begins_minute=0, ends_minute=1440, made_by=keeper, made_at=moment
    )
    kept.due.add(sink)
    SetDay.objects.create(mail_set=kept, office=office, on=ist_date(moment), opened_at=moment, opened_by=keeper)
    tree.numbers |= dict.fromkeys([bag.number, sent.despatch.number, schedule.code, kept.code], place.index)
    tree.numbers |= {(complaint := _complaint(place)): place.index}
    return {
        "complaint": complaint,
        "entry": str(TrackingEvent.objects.filter(office=office).latest("id").pk),
        "despatch": sent.despatch.number,
        "bag_error": str(error.pk),
        "schedule": schedule.code,
        "mail_set": kept.code,
    }


def _complaint(place: Place) -> str:
    """Somebody disputes what this office recorded."""
    event = TrackingEvent.objects.filter(office=place.office).order_by("-id")[0]
    made = Complaint.objects.create(
        number=f"C{place.office.code}0000000{place.index % 10}", event=event, article_number=event.subject_number,
        office=place.office, by_link=False, opened_at=now(),
    )  # fmt: skip
    return made.number


def _bag_from(origin: Office, destination: Office, tree: Tree, mark: str) -> str:
    """A bag on its way to `destination`, with one article in it."""
    moment, index = now(), tree.places["sink"].index
    keeper, new = User.objects.get_or_create(
        employee_id=f"{21000000 + index}", defaults={"name": "Sink", "password": "!"}
    )
    if new:
        give_post(keeper, origin, Role.CLERK, number=1)
    shift = keeper.shifts.filter(ended_at=None).first() or begin_shift(
        office=origin, counter_number=1, by=keeper, now=moment
    )
    texts = {
        "sender_name": f"{mark} sender",
        "addressee_name": f"{mark} addressee",
        "addressee_address": f"12, {mark} street",
    }
    sale = book(shift, item(destination.pincode, 48, mobile="9845000099", **texts), now=moment)
    bag = begin_bag(office=origin, destination=destination, by=keeper, now=moment)
    number = Article.objects.get(sale=sale).number
    scan_into_bag(office=origin, bag_number=bag.number, article_numbers=[number], by=keeper, now=moment)
    close_bag(office=origin, number=bag.number, by=keeper, now=moment)
    despatch_bags(office=origin, numbers=[bag.number], by=keeper, now=moment)
    return bag.number


def _refunded(tree: Tree, place: Place, shift: Shift, texts: dict[str, str]) -> str:
    """An article that was cancelled as a supervisor of somewhere else allowed."""
    moment = now()
    mobile = f"98450000{place.index:02d}"
    sale = book(shift, item(place.office.pincode, 48, mobile=mobile, **texts), now=moment)
    number = Article.objects.get(sale=sale).number
    asked = ask_to_cancel(office=place.office, number=number, reason=texts["sender_name"], by=shift.clerk, now=moment)
    Approval.objects.filter(pk=asked.pk).update(decision=Decision.APPROVED, decided_by=tree.idle, decided_at=moment)
    cancel_article(shift=shift, number=number, by=shift.clerk, now=moment)
    tree.numbers |= {number: place.index, sale.receipt_number: place.index}
    return number


def _basket(place: Place, shift: Shift, texts: dict[str, str]) -> str:
    """Something in hand at a counter."""
    draft = put_in_basket(
        shift=shift, item=item(place.office.pincode, 48, sender_mobile="9845000099", **texts), kind="documents",
        declared=True, choice="", replacing="", by=shift.clerk, now=now(),
    )  # fmt: skip
    return str(draft.items[0]["id"])


def _contract(place: Place, mark: str, keeper: User, shift: Shift) -> None:
    """A contract customer of this office, with a deposit taken, a file handed in and a month billed."""
    office, moment = place.office, now()
    today = ist_date(moment)
    customer = create_customer(
        name=f"{mark} Ltd", gstin="", contact_name=f"{mark} contact", contact_mobile=f"98450000{place.index:02d}",
        office=office, by=keeper, now=moment,
    )  # fmt: skip
    contract: Contract = open_contract(
        customer=customer, office=office, places=[(office, "")], scope=Scope.OFFICE, payment=Payment.ADVANCE,
        document_product="SP_DOC", parcel_product="", begins_on=today, ends_on=None, by=keeper, now=moment,
    )  # fmt: skip
    held = BookingPlace.objects.get(contract=contract)
    journal = take_deposit(contract=contract, paise=100, shift=shift, request_id=uuid.uuid4(), by=keeper, now=moment)
    batch = BulkBatch.objects.create(
        number=f"{contract.code}-0001", contract=contract, place=held, office=office, file_name=f"{mark}.csv",
        file_bytes=1, sha256=f"{place.index:064d}", uploaded_by=keeper, uploaded_at=moment, next_at=moment,
    )  # fmt: skip
    bill = Bill.objects.create(
        number=f"B{contract.code}261001", contract=contract, circle=office, month=date(2026, 10, 1), made_on=today,
        due_on=today, made_by=keeper, made_at=moment, total_paise=0,
    )  # fmt: skip
    place.objects |= {
        "customer": customer.code, "contract": contract.code, "place": str(held.pk), "batch": batch.number,
        "bill": bill.number, "deposit": f"{office.code}-{journal.number:06d}",
        **partners.of_customer(customer, keeper, moment),
    }  # fmt: skip
