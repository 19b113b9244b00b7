"""`python -m benchmarks.rls`: row-level security as a second wall, tried on the two hottest tables.

Books through the service as a role that is no superuser, with and without policies, in alternating runs on a durable
server of its own; then asks whether the policies let the post work. Decided in docs/adr/0007-row-level-security.md.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from apt.stack.run import ROOT
from apt.stack.servers import Children, Postgres

RUNS = 5
BOOKINGS = 400

ROLE = """
DO $$ BEGIN CREATE ROLE apt_walled NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO apt_walled;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO apt_walled;
"""
# One path a transaction; the office of the row lies beneath it. Tracking is public to read, so only writing is walled.
POLICIES = """
CREATE POLICY wall ON bookings_article USING (EXISTS (
    SELECT 1 FROM offices_office o WHERE o.id = at_office_id
    AND o.path LIKE current_setting('apt.path', true) || '%'));
CREATE POLICY public_read ON tracking_trackingevent FOR SELECT USING (true);
CREATE POLICY wall ON tracking_trackingevent FOR INSERT WITH CHECK (EXISTS (
    SELECT 1 FROM offices_office o WHERE o.id = office_id
    AND o.path LIKE current_setting('apt.path', true) || '%'));
"""
TABLES = ("bookings_article", "tracking_trackingevent")


def main() -> None:
    children = Children()
    postgres = Postgres(ROOT / "var" / "bench-rls", children)
    try:
        postgres.start()
        name = f"rls{int(time.time())}"
        postgres.create_database(name)
        os.environ |= {
            "DATABASE_URL": postgres.url(name), "REDIS_URL": "redis://127.0.0.1:1/0", "APT_SECRET_KEY": "bench",
            "APT_OTP_MASTER_KEY": "bench", "PSP_KEY": "bench", "PSP_CALLBACK_SECRET": "bench",
             "DJANGO_SETTINGS_MODULE": "apt.settings", "APT_LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        import django

        django.setup()
        _measure()
    finally:
        children.stop()


def _measure() -> None:
    from django.core.management import call_command

    import apt.core.services
    from tests.world import make_world, shift_of

    call_command("migrate", verbosity=0)
    apt.core.services.nudge = lambda: None  # no broker here: its absence would be measured instead
    world = make_world()
    shift = shift_of(world.clerk)
    _sql(ROLE + POLICIES)
    _book(shift, BOOKINGS)
    rates: dict[bool, list[float]] = {False: [], True: []}
    for run in range(RUNS):
        for walled in (False, True) if run % 2 else (True, False):
            with _wall(world.mysuru.path if walled else ""):
                begun = time.monotonic()
                _book(shift, BOOKINGS)
                rates[walled].append(BOOKINGS / (time.monotonic() - begun))
    without, behind = (statistics.median(rates[walled]) for walled in (False, True))
    lost = statistics.median(1 - b / a for a, b in zip(rates[False], rates[True], strict=True))
    print("bookings/s without:", *(f"{rate:.0f}" for rate in rates[False]), f"median {without:.1f}")
    print("bookings/s behind: ", *(f"{rate:.0f}" for rate in rates[True]), f"median {behind:.1f}")
    print(f"a booking loses {1 - behind / without:.1%} (medians), {lost:.1%} (median of pairs)")
    _does_the_post_still_work(world)


def _does_the_post_still_work(world) -> None:  # type: ignore[no-untyped-def]
    from django.db import DatabaseError, connection, transaction

    from bookings.models import Article
    from tests.world import booked, close_bag, despatch_bags, filled_bag, receive_bag
    from tracking.queries import timeline
    from transit.services import open_bag

    articles = booked(world)
    bag = filled_bag(world, articles)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=_now())
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=_now())
    receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=_now())
    with _wall(world.hassan.path):
        with transaction.atomic():
            print("foreign rows seen with the application's filter removed:", Article.objects.count())
        print("public timeline behind the wall:", len(timeline(articles[0].number)), "lines")
    with _wall(world.mysuru_hub.path):
        try:
            opened = open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=_now())
            at = Article.objects.filter(pk__in=[one.pk for one in opened], at_office=world.mysuru_hub).count()
            print(
                f"the hub opens a bag from elsewhere: {len(opened)} of {len(articles)} articles handed over, {at} moved"
            )
        except Exception as error:
            print(f"the hub opens a bag from elsewhere: {type(error).__name__}: {error}")
    with _wall(world.mysuru.path):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE bookings_article SET at_office_id = %s WHERE number = %s",
                    [world.mysuru_hub.pk, articles[0].number],
                )
                print("an office hands an article on:", cursor.rowcount, "row")
        except DatabaseError as error:
            print("an office hands an article on:", str(error).splitlines()[0])


def _now():  # type: ignore[no-untyped-def]
    from tests.world import NOW

    return NOW


def _book(shift, times: int) -> None:  # type: ignore[no-untyped-def]
    from tests.world import book, item

    for _ in range(times):
        book(shift, item())


def _sql(text: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)


@contextmanager
def _wall(path: str) -> Iterator[None]:
    """Work as the walled role; with a path, behind the policies, the path set anew in every transaction."""
    from django.db import connection
    from django.db.backends.postgresql.base import DatabaseWrapper

    verb = "ENABLE" if path else "DISABLE"
    _sql("".join(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY;" for table in TABLES) + "SET ROLE apt_walled")
    begin = DatabaseWrapper._set_autocommit

    def begin_with_path(self: DatabaseWrapper, autocommit: bool) -> None:  # noqa: FBT001  # Django's signature
        begin(self, autocommit)
        if not autocommit:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('apt.path', %s, true)", [path])

    if path:
        DatabaseWrapper._set_autocommit = begin_with_path
    try:
        yield
    finally:
        DatabaseWrapper._set_autocommit = begin
        connection.set_autocommit(True)
        _sql("RESET ROLE")


if __name__ == "__main__":
    sys.exit(main())
