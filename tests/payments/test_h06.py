"""H6: what lies in a basket is never sold by itself, and nothing is posted under a person's name without a press."""

import ast
from datetime import timedelta

from apt.celery import app
from apt.core.clock import clock_at
from bookings.models import BasketDraft, Sale
from bookings.services import put_in_basket
from offices.models import User
from offices.rules import Role
from payments.models import Entry, Journal
from payments.services import begin_shift
from tests.house.sources import ROOT, calls
from tests.world import MOBILE, NOW, give_post, item

IDLE = 20


def test_h06_idle_baskets_post_nothing_whatever_the_workers_do(world, psp):
    for number in range(1, IDLE + 1):
        clerk = User.objects.create(employee_id=f"{13000000 + number}", name="Idle", password="!")
        give_post(clerk, world.mysuru, Role.CLERK, number=100 + number)
        shift = begin_shift(office=world.mysuru, counter_number=number, by=clerk, now=NOW)
        put_in_basket(
            shift=shift,
            item=item(sender_mobile=MOBILE),
            kind="documents",
            declared=True,
            choice="",
            replacing="",
            by=clerk,
            now=NOW,
        )
    assert BasketDraft.objects.filter(total_paise__gt=0).count() == IDLE
    app.loader.import_default_modules()
    for later in (timedelta(minutes=1), timedelta(days=1), timedelta(days=40)):
        with clock_at(NOW + later):
            for sweep in app.conf.beat_schedule.values():
                app.tasks[sweep["task"]].apply(throw=True)
    assert (Sale.objects.count(), Journal.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_h06_every_sale_and_journal_is_keyed_by_what_was_pressed(world):
    request_id = Sale._meta.get_field("request_id")
    assert request_id.unique
    assert not request_id.null
    once = {tuple(one.fields) for one in Journal._meta.constraints if hasattr(one, "fields")}
    assert ("purpose", "ref") in once
    assert not Journal._meta.get_field("made_by").null


def test_h06_no_worker_acts_in_a_persons_name():
    """A task and a reaction know no person but the machine's: they pass no `by` of their own choosing."""
    found = []
    for path in [*ROOT.glob("*/tasks.py"), *ROOT.glob("*/reactions.py"), ROOT / "apt/tasks.py"]:
        for call, _name in calls(path):
            found += [
                f"{path.parent.name}/{path.name}:{call.lineno}: {ast.unparse(word.value)}"
                for word in call.keywords
                if word.arg == "by" and ast.unparse(word.value) not in ("None", "machine_user()")
            ]
    assert not found
