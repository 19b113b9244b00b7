"""One article from the counter to the addressee, through the services that the pages use."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable

from django.conf import settings

from apt.core.clock import ist_date, now
from bookings.models import Article
from bookings.queries import Asked, quote_articles
from bookings.services import Item, Party, book_articles
from deliveries.queries import articles_to_deliver, beats_of
from deliveries.rules import Claim, Verdict
from deliveries.services import acknowledge_sheet, make_sheet, record_attempt
from offices.models import Office, Posting, User
from payments.queries import free_counters, open_shift_of
from payments.services import begin_shift
from transit.queries import departures_from, due_lists
from transit.services import begin_bag, close_bag, despatch_bags, open_bag, receive_bag, scan_into_bag

from .people import DELIVERY_PIN, PLAYERS

SMS_WAIT_S = 30.0
Say = Callable[[str], None]


class JourneyStopped(Exception):
    """The walk could not go on; the text says where and why."""


def walk_an_article(say: Say, *, mobile: str = "9845012345") -> str:
    """Book, bag, despatch, receive, put on a sheet, miss once with a wrong code, deliver. Returns the number."""
    clerk, mails, sorter, second_sorter, delivery, postman, *_ = (_player(p.employee_id) for p in PLAYERS)
    number = _book(clerk, mobile, say)
    for sender, receiver in ((mails, sorter), (sorter, second_sorter), (second_sorter, delivery)):
        _carry(number, sender, receiver, say)
    _deliver(number, mobile, delivery, postman, say)
    return number


def _player(employee_id: str) -> Posting:
    posting = (
        Posting.objects.select_related("user", "post__office")
        .filter(user__employee_id=employee_id)
        .order_by("id")
        .first()
    )
    if posting is None:
        raise JourneyStopped("The demonstration is not loaded: run `manage.py load_demo`.")
    return posting


def _book(clerk: Posting, mobile: str, say: Say) -> str:
    shift = open_shift_of(clerk.user) or begin_shift(
        office=clerk.post.office, counter_number=free_counters(clerk.post.office)[0], by=clerk.user, now=now()
    )
    asked = Asked(DELIVERY_PIN, 48, ("OTP",))
    quoted = quote_articles([asked], origin=shift.office, on=shift.business_date)[0]
    sale = book_articles(
        shift=shift,
        items=[
            Item(
                asked=asked,
                sender=Party("Walk Through"),
                addressee=Party("K. Addressee", "12, Gandhi Bazaar, Bengaluru", mobile),
            )
        ],
        shown_paise=quoted.price.total_paise,
        request_id=uuid.uuid4(),
        by=clerk.user,
        now=now(),
    )
    number = str(Article.objects.get(sale=sale).number)
    say(
        f"{clerk.post.office.name}: {number} booked for {quoted.destination.name}, {quoted.distance_km or 0:.0f} km, "
        f"receipt {sale.receipt_number}"
    )
    return number


def _carry(number: str, sender: Posting, receiver: Posting, say: Say) -> None:
    due, _ = due_lists(sender.post.office)
    stop = next((due_list.stop for due_list in due if number in {a.number for a in due_list.articles}), None)
    if stop != receiver.post.office:
        raise JourneyStopped(
            f"{number} should go from {sender.post.office} to {receiver.post.office}, but is due to {stop}."
        )
    office: Office = sender.post.office
    bag = begin_bag(office=office, destination=receiver.post.office, by=sender.user, now=now())
    scan_into_bag(office=office, bag_number=bag.number, article_numbers=[number], by=sender.user, now=now())
    close_bag(office=office, number=bag.number, by=sender.user, now=now())
    leaving = next((one for one in departures_from(office, now=now()) if receiver.post.office.pk in one.stops), None)
    if leaving is None:
        raise JourneyStopped(f"No schedule leads from {office} to {receiver.post.office}: run `manage.py load_demo`.")
    despatch_bags(office=office, numbers=[bag.number], departure=leaving.code, by=sender.user, now=now())
    receive_bag(office=receiver.post.office, number=bag.number, by=receiver.user, now=now())
    opened = open_bag(office=receiver.post.office, number=bag.number, by=receiver.user, now=now())
    say(f"{office.name}: bag {bag.number} despatched on {leaving.schedule}")
    say(f"{receiver.post.office.name}: bag {bag.number} from {office.name} opened, {len(opened)} article(s)")


def _deliver(number: str, mobile: str, delivery: Posting, postman: Posting, say: Say) -> None:
    office = delivery.post.office
    if number not in {article.number for article in articles_to_deliver(office)}:
        raise JourneyStopped(f"{number} did not arrive at {office}.")
    beat = beats_of(office)[0]
    sheet = make_sheet(
        office=office, beat=beat, postman=postman.user, article_numbers=[number], by=delivery.user, now=now()
    )
    acknowledge_sheet(number=sheet.number, by=postman.user, now=now())
    day = f"{ist_date(now()):%d %b %Y}"
    say(f"{office.name}: sheet {sheet.number}, beat {beat}, taken out by {postman.user.name} on {day}")
    code = _code_from_sms(number, mobile)
    say(f"SMS to {mobile}: the code arrived")
    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"
    refused = _try(number, wrong, postman.user)
    if refused != Verdict.WRONG_CODE:
        raise JourneyStopped(f"A wrong code was answered with {refused}.")
    say("At the door: a wrong code, refused and counted")
    accepted = _try(number, code, postman.user)
    if accepted != Verdict.DELIVERED:
        raise JourneyStopped(f"The right code was answered with {accepted}.")


def _try(number: str, code: str, postman: User) -> Verdict:
    moment = now()
    claim = Claim(uuid.uuid4(), number, delivered=True, happened_at=moment, code=code)
    return record_attempt(claim=claim, by=postman, now=moment).verdict


def _code_from_sms(number: str, mobile: str) -> str:
    """What the addressee would read on the phone: the SMS simulator's inbox, once the worker has sent it."""
    deadline = time.monotonic() + SMS_WAIT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{settings.SMS_GATEWAY_URL}/messages?to={mobile}", timeout=5) as answer:  # noqa: S310
                texts = [message["text"] for message in json.load(answer)]
        except urllib.error.URLError as error:
            raise JourneyStopped(
                f"The SMS gateway at {settings.SMS_GATEWAY_URL} does not answer: {error.reason}"
            ) from error
        for text in texts:
            if number in text and text.split()[0].isdecimal():  # others only tell of the article
                return str(text.split()[0])
        time.sleep(0.2)
    raise JourneyStopped(f"No SMS for {number} within {SMS_WAIT_S:.0f} s. Is a Celery worker running?")
