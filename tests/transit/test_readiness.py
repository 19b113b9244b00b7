"""Each missing mapping, number and schedule is named before the day; the due mail list of an office."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from bookings.models import NumberBlock
from offices.models import Office
from offices.rules import Role
from tests.world import LONG_AGO, NOW, TODAY, give_post, statements
from transit.models import Schedule
from transit.queries import due_mail_list, gaps_of
from transit.rules import BAG_SERIES, Conveyance, Lack, Stop
from transit.services import end_schedule, make_schedule

MORROW = TODAY + timedelta(days=1)  # a Saturday


def run(world, *offices, days=(1, 2, 3, 4, 5, 6, 7), code="RUN-1", begins=600):
    stops = [
        Stop(office.code, None if place == 0 else begins + 60 * place, begins + 60 * place + 10)
        for place, office in enumerate(offices)
    ]
    return make_schedule(
        office=offices[0],
        code=code,
        name="x",
        conveyance=Conveyance.ROAD,
        days=days,
        stops=stops,
        by=world.mails,
        now=NOW,
    )


def gaps(world, *offices, on=MORROW):
    found = gaps_of(Office.objects.filter(pk__in=[office.pk for office in offices]), on=on)
    return [(gap.office.name, gap.lack, gap.towards and gap.towards.name) for gap in found]


def test_a_post_office_needs_a_schedule_to_its_hub_and_its_branches(world):
    assert gaps(world, world.mysuru) == [
        ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru"), ("Mysuru HO", Lack.SCHEDULE, "Hale Uru BO"),
    ]  # fmt: skip
    run(world, world.mysuru, world.mysuru_hub)
    assert gaps(world, world.mysuru) == [("Mysuru HO", Lack.SCHEDULE, "Hale Uru BO")]
    run(world, world.mysuru, world.branch, code="RUN-2")
    assert gaps(world, world.mysuru) == []


def test_a_hub_needs_one_to_every_hub_and_every_office_that_it_serves(world):
    lacks = {towards for _office, lack, towards in gaps(world, world.mysuru_hub) if lack == Lack.SCHEDULE}
    assert lacks == {"ICH Basavanagudi", "Mysuru HO", "Hassan HO", "Mandya HO"}
    run(world, world.mysuru_hub, world.mandya, world.bengaluru_hub)
    lacks = {towards for _office, lack, towards in gaps(world, world.mysuru_hub) if lack == Lack.SCHEDULE}
    assert lacks == {"Mysuru HO", "Hassan HO"}


def test_the_other_way_is_another_way(world):
    run(world, world.mysuru_hub, world.mysuru)
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") in gaps(world, world.mysuru)


def test_the_day_counts(world):
    run(world, world.mysuru, world.mysuru_hub, days=[5])  # Fridays
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") in gaps(world, world.mysuru, on=MORROW)
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") not in gaps(world, world.mysuru, on=TODAY)


def test_a_schedule_that_leaves_after_midnight_leaves_on_the_next_day(world):
    run(world, world.mysuru, world.mysuru_hub, days=[5], begins=25 * 60)
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") not in gaps(world, world.mysuru, on=MORROW)
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") in gaps(world, world.mysuru, on=TODAY)


def test_an_ended_schedule_leads_nowhere(world):
    run(world, world.mysuru, world.mysuru_hub)
    end_schedule(office=world.mysuru, code="RUN-1", by=world.mails, now=NOW)
    assert ("Mysuru HO", Lack.SCHEDULE, "NSH Mysuru") in gaps(world, world.mysuru)


def test_missing_mappings_and_numbers_are_named(world):
    Office.objects.filter(pk=world.hassan.pk).update(sorted_at=None)
    Office.objects.filter(pk=world.branch.pk).update(accounts_to=None)
    NumberBlock.objects.filter(office=world.mysuru, series=BAG_SERIES).update(next_serial=F("last_serial") + 1)
    assert ("Hassan HO", Lack.HUB, None) in gaps(world, world.hassan)
    assert ("Hale Uru BO", Lack.ACCOUNT_OFFICE, None) in gaps(world, world.branch)
    assert ("Mysuru HO", Lack.NUMBERS, None) in gaps(world, world.mysuru)
    assert ("Hassan HO", Lack.NUMBERS, None) not in gaps(world, world.hassan)


def test_one_office_and_all_cost_the_same(world):
    counts = []
    for scope in (Office.objects.filter(pk=world.mysuru_hub.pk), Office.objects.all()):
        with statements() as asked:
            gaps_of(scope, on=MORROW)
        counts.append(asked.count)
    assert counts == [7, 7]


def test_the_due_mail_list_says_for_whom_and_by_what(world):
    run(world, world.mysuru, world.mysuru_hub)
    found = [(one.stop.name, one.kinds, one.schedules) for one in due_mail_list(world.mysuru, on=MORROW)]
    assert found == [("NSH Mysuru", ["TD bag", "NTD bag"], ["RUN-1"]), ("Hale Uru BO", ["BO bag"], [])]


def test_the_page_of_the_office_and_of_whoever_answers_for_it(client, world):
    client.force_login(world.mails)
    page = client.get("/bags/readiness/", {"on": str(MORROW)}).content.decode()
    assert "no schedule leads there on that day" in page
    assert "Due mail list" in page
    run(world, world.mysuru, world.mysuru_hub)
    run(world, world.mysuru, world.branch, code="RUN-2")
    assert "Nothing is missing" in client.get("/bags/readiness/", {"on": "nonsense"}).content.decode()
    assert client.get(f"/bags/readiness/{world.circle.code}/").status_code in (403, 404)
    give_post(world.idle, world.circle, Role.CIRCLE_ADMINISTRATOR, number=9, valid=(LONG_AGO, None))
    client.force_login(world.idle)
    page = client.get(f"/bags/readiness/{world.circle.code}/").content.decode()
    assert "Hassan HO" in page
    assert "NSH Mysuru" in page


def test_the_command_names_them_and_fails(world, capsys):
    with pytest.raises(CommandError, match="schedule 3"):
        call_command("readiness", world.mysuru.code, on=MORROW)
    assert "Mysuru HO (00000006) -> NSH Mysuru (00000004): no schedule" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no office"):
        call_command("readiness", "99999999")
    run(world, world.mandya, world.mysuru_hub)
    first = 90_000
    NumberBlock.objects.create(
        office=world.mandya, series=BAG_SERIES, first_serial=first, next_serial=first, last_serial=first
    )
    call_command("readiness", world.mandya.code, on=MORROW)
    assert "nothing is missing" in capsys.readouterr().out
    assert Schedule.objects.count() == 1
