"""The office tree changes as two people decide, takes along what hangs on it, and refuses what would be left behind."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apt.wiring import FIGURES, LEFT_AT, ON_APPROVAL
from bookings.models import Article
from bookings.services import take_over_late
from deliveries.models import Beat
from offices.access import get_duty_for
from offices.errors import (
    AlreadyThere,
    BelowItself,
    OfficeClosed,
    OfficeNotEmpty,
    OtherKind,
    OwnRequest,
    PinTaken,
    TopOffice,
    WrongAbove,
)
from offices.models import Approval, DayFigures, Office, OfficeChange, PincodeService, Posting, User
from offices.queries import left_at, office_delivering
from offices.rules import REPORTS_TO, Kind, Left, Role, path_below
from offices.services import ask_to_close, ask_to_merge, ask_to_move, ask_to_open, decide, roll_up
from payments.models import Shift
from tests.world import (
    BENGALURU_PIN,
    BRANCH_PIN,
    HASSAN_PIN,
    LONG_AGO,
    MYSURU_PIN,
    NOW,
    TODAY,
    booked,
    give_post,
    nothing_changes,
    statements,
)
from tracking.queries import timeline
from transit.models import MailSet


@pytest.fixture
def head(world) -> User:
    """The one who asks: the division's head, below whom all post offices lie."""
    person = User.objects.create(employee_id="10000091", name="Divisional Head", password="!")
    give_post(person, world.division, Role.DIVISIONAL_HEAD, number=91)
    return person


def approve(world, asked: Approval, *, by: User | None = None) -> Approval:
    person = by or world.administrator
    duty = get_duty_for(person, on=TODAY)
    return decide(
        approval_id=asked.pk, approve=True, reason="Agreed", duty=duty, by=person, now=NOW, topics=ON_APPROVAL
    )


def office(code: str) -> Office:
    return Office.objects.get(code=code)


def division(world, name: str = "Hassan Division") -> Office:
    return Office.objects.create(
        code="10000077", name=name, kind=Kind.DIVISION, reports_to=world.circle, reporting_basis="source",
        path=f"{world.circle.path}10000077/", opened_on=LONG_AGO, search_text=name.lower(),
    )  # fmt: skip


def empty(place: Office) -> None:
    """Nobody there any more, and nothing to deliver."""
    Posting.objects.filter(post__office=place).delete()
    Beat.objects.filter(office=place).delete()
    PincodeService.objects.filter(office=place).delete()


def test_a_move_takes_all_below_and_is_decided_by_another(world, head):
    new = division(world)
    asked = ask_to_move(office=world.mysuru, under=new, reason="Order 7", by=head, now=NOW)
    assert asked.office == world.circle  # the affair of both divisions
    with nothing_changes(), pytest.raises(OwnRequest):
        approve(world, ask_to_move(office=world.mysuru, under=new, reason="x", by=world.administrator, now=NOW))
    approve(world, asked)
    assert office(world.mysuru.code).path == f"{new.path}{world.mysuru.code}/"
    assert office(world.branch.code).path == f"{new.path}{world.mysuru.code}/{world.branch.code}/"
    assert office(world.hassan.code).path == world.hassan.path
    change = OfficeChange.objects.get()
    assert (change.before, change.after, change.asked_by, change.decided_by) == (
        world.division, new, head, world.administrator,
    )  # fmt: skip
    assert not get_duty_for(head, on=TODAY).reaches(office(world.branch.code), "read")


def test_accounts_follow_a_branch_and_wait_for_its_open_shift(world, head):
    asked = ask_to_move(office=world.branch, under=world.hassan, reason="Nearer", by=head, now=NOW)
    shift = Shift.objects.create(
        office=world.branch, counter_number=1, business_date=TODAY, clerk=world.idle, begun_at=NOW
    )
    with nothing_changes(), pytest.raises(OfficeNotEmpty) as refused:
        approve(world, asked)
    assert str(Left.SHIFTS.label) in refused.value.sentence()
    Shift.objects.filter(pk=shift.pk).update(ended_at=NOW, ended_by=world.idle)
    approve(world, asked)
    moved = office(world.branch.code)
    assert (moved.reports_to, moved.accounts_to) == (world.hassan, world.hassan)


@pytest.mark.parametrize(
    ("what", "where", "error"),
    [
        ("directorate", "circle", TopOffice),
        ("circle", "division", BelowItself),
        ("mysuru", "branch", BelowItself),
        ("mysuru", "hassan", WrongAbove),
        ("branch", "mysuru", AlreadyThere),
    ],
)
def test_a_move_is_refused(world, head, what, where, error):
    with nothing_changes(), pytest.raises(error):
        ask_to_move(office=getattr(world, what), under=getattr(world, where), reason="x", by=head, now=NOW)
    assert not Approval.objects.exists()


def test_an_office_is_opened_under_the_next_code(world, head):
    asked = {"under": world.mysuru, "kind": Kind.BRANCH, "name": "Hosa Uru BO", "by": head, "now": NOW, "reason": "New"}
    with nothing_changes(), pytest.raises(PinTaken):
        ask_to_open(**asked, pincode=BENGALURU_PIN, delivers=True)
    with nothing_changes(), pytest.raises(WrongAbove):
        ask_to_open(**{**asked, "kind": Kind.DIVISION}, pincode="571002", delivers=False)
    approve(world, ask_to_open(**asked, pincode="571002", delivers=True))
    made = Office.objects.get(name="Hosa Uru BO")
    assert (made.code, made.path, made.accounts_to) == ("20000001", f"{world.mysuru.path}20000001/", world.mysuru)
    assert office_delivering("571002", TODAY) == made
    assert made.rolled_out_on is None
    assert OfficeChange.objects.get().office == made


def test_an_office_closes_when_it_is_empty(world, head):
    booked(world, pincode=HASSAN_PIN)
    with nothing_changes(), pytest.raises(OfficeNotEmpty) as refused:
        ask_to_close(office=world.hassan, reason="x", providers=LEFT_AT, by=head, now=NOW)
    for what in (Left.PINS, Left.PEOPLE, Left.COMING):
        assert str(what.label) in refused.value.sentence()
    empty(world.hassan)
    Article.objects.update(destination=world.bengaluru)
    kept = MailSet.objects.create(
        office=world.mysuru_hub, code="A", begins_minute=0, ends_minute=60, made_by=head, made_at=NOW
    )
    kept.due.set([world.hassan, world.mandya])
    approve(world, ask_to_close(office=world.hassan, reason="Empty", providers=LEFT_AT, by=head, now=NOW))
    assert office(world.hassan.code).closed_on == TODAY
    assert [one.name for one in kept.due.all()] == [world.mandya.name]
    with nothing_changes(), pytest.raises(OfficeClosed):
        ask_to_close(office=office(world.hassan.code), reason="x", providers=LEFT_AT, by=head, now=NOW)


def test_what_came_meanwhile_stops_the_decision(world, head):
    empty(world.hassan)
    asked = ask_to_close(office=world.hassan, reason="Empty", providers=LEFT_AT, by=head, now=NOW)
    PincodeService.objects.create(pincode=HASSAN_PIN, office=world.hassan, valid=(LONG_AGO, None), basis="source")
    booked(world, pincode=HASSAN_PIN)
    with nothing_changes(), pytest.raises(OfficeNotEmpty):
        approve(world, asked)
    assert Approval.objects.get(pk=asked.pk).decision == ""


def test_a_merger_takes_over_what_hangs_on_the_office(world, head):
    article = booked(world, pincode=HASSAN_PIN)[0]
    child = Office.objects.create(
        code="20000050", name="Child BO", kind=Kind.BRANCH, pincode="573202", reports_to=world.hassan,
        reporting_basis="source", accounts_to=world.hassan, path=f"{world.hassan.path}20000050/", opened_on=LONG_AGO,
        search_text="child bo",
    )  # fmt: skip
    kept = MailSet.objects.create(
        office=world.mysuru_hub, code="A", begins_minute=0, ends_minute=60, made_by=head, made_at=NOW
    )
    kept.due.set([world.hassan])
    merging = {"office": world.hassan, "into": world.mandya, "reason": "Order 9", "by": head, "now": NOW}
    with nothing_changes(), pytest.raises(OfficeNotEmpty) as refused:
        ask_to_merge(**merging, providers=LEFT_AT)
    assert str(Left.PEOPLE.label) in refused.value.sentence()
    assert str(Left.PINS.label) not in refused.value.sentence()
    Posting.objects.filter(post__office=world.hassan).delete()
    with nothing_changes(), pytest.raises(OtherKind):
        ask_to_merge(**{**merging, "into": world.branch}, providers=LEFT_AT)
    before = timeline(article.number)
    approve(world, ask_to_merge(**merging, providers=LEFT_AT))
    gone = office(world.hassan.code)
    assert (gone.closed_on, gone.merged_into) == (TODAY, world.mandya)
    assert office_delivering(HASSAN_PIN, TODAY) == world.mandya
    assert office_delivering(HASSAN_PIN, LONG_AGO) == world.hassan  # as it was
    assert Article.objects.get(pk=article.pk).destination == world.mandya
    assert timeline(article.number) == before
    assert list(kept.due.all()) == [world.mandya]
    child.refresh_from_db()
    assert (child.reports_to, child.accounts_to, child.path) == (
        world.mandya, world.mandya, f"{world.mandya.path}{child.code}/",
    )  # fmt: skip
    assert Client().get(reverse("offices:office", args=[gone.code])).status_code == 200


def test_a_booking_that_slipped_past_a_merger_is_taken_over(world, head):
    late, done, other = booked(world, 2, HASSAN_PIN) + booked(world)
    Article.objects.filter(pk=done.pk).update(status="delivered")
    Office.objects.filter(pk=world.hassan.pk).update(closed_on=TODAY, merged_into=world.mandya)
    with statements() as asked:
        assert take_over_late(now=NOW) == 1
    assert asked.count == 1
    destinations = Article.objects.in_bulk([late.pk, done.pk, other.pk])
    assert destinations[late.pk].destination_id == world.mandya.pk
    assert destinations[done.pk].destination_id == world.hassan.pk  # it was delivered there
    assert destinations[other.pk].destination_id == world.bengaluru.pk
    assert take_over_late(now=NOW) == 0


def test_figures_follow_the_tree_from_the_day_of_the_move_on(world, head):
    def figures(place: Office, day: date) -> list[tuple[str, int]]:
        roll_up(sources=FIGURES, now=NOW)
        found = DayFigures.objects.filter(office=place, day=day, whole=True).values_list("counts", flat=True).first()
        return sorted((found or {}).items())

    booked(world)
    new, whole, had = division(world), figures(world.circle, TODAY), figures(world.division, TODAY)
    assert had
    approve(world, ask_to_move(office=world.mysuru, under=new, reason="x", by=head, now=NOW))
    assert figures(new, TODAY) == had
    assert figures(world.division, TODAY) == [], "no longer below it"
    assert figures(world.circle, TODAY) == whole


def test_what_is_left_costs_the_same_for_any_number(world):
    with statements() as one:
        left_at(world.hassan, on=TODAY, providers=LEFT_AT)
    booked(world, 3, HASSAN_PIN)
    with statements() as many:
        found = left_at(world.hassan, on=TODAY, providers=LEFT_AT)
    assert found[Left.COMING] == 3
    assert one.count == many.count


def test_a_move_costs_the_same_for_any_number_below(world, head):
    def cost(place: Office, under: Office) -> int:
        asked = ask_to_move(office=place, under=under, reason="x", by=head, now=NOW)
        with statements() as counted:
            approve(world, asked)
        return int(counted.count)

    new = division(world)
    assert cost(world.hassan, new) == cost(world.mysuru, new)  # nobody below, and a branch


def test_the_pages_show_the_tree_and_ask(world, head):
    client = Client()
    client.force_login(head)
    tree = client.get(reverse("tree:home")).content.decode()
    assert world.division.name in tree
    assert world.circle.name not in tree
    assert world.mysuru.name in client.get(reverse("tree:below", args=[world.division.code])).content.decode()
    assert world.branch.name in client.get(reverse("tree:home"), {"q": BRANCH_PIN}).content.decode()
    assert world.mysuru_hub.name not in client.get(reverse("tree:home"), {"q": MYSURU_PIN}).content.decode()  # beyond
    page = reverse("tree:place", args=[world.hassan.code])
    assert str(Left.PINS.label) in client.get(page).content.decode()
    refused = client.post(reverse("tree:ask", args=[world.hassan.code, "close"]), {"reason": "x"})
    assert refused.status_code == 422
    assert str(Left.PINS.label) in refused.content.decode()
    assert not Approval.objects.exists()
    new = division(world)
    typed = {"other": new.code, "reason": "Order 7"}
    for _press in range(2):
        assert client.post(reverse("tree:ask", args=[world.mysuru.code, "move"]), typed).status_code == 302
    asked = Approval.objects.get()
    client.force_login(world.administrator)
    assert client.get(reverse("tree:asked", args=[asked.pk])).status_code == 302
    inbox = client.get(reverse("approvals:inbox")).content.decode()
    assert world.mysuru.name in inbox
    client.post(reverse("approvals:decide", args=[asked.pk]), {"decision": "approved", "reason": "Yes"})
    assert new.name in client.get(reverse("tree:place", args=[world.mysuru.code])).content.decode()
    assert OfficeChange.objects.count() == 1


def test_kinds_report_upwards_only():
    ranks = list(Kind)
    for kind, above in REPORTS_TO.items():
        assert all(ranks.index(one) < ranks.index(kind) for one in above)
    assert path_below("1/2/3/", "1/2/4/") == "1/2/"
    assert path_below("1/2/", "1/2/4/") == "1/2/"
