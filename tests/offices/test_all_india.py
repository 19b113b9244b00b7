"""The whole directory, once: what stands after the import that `manage.py load_offices` does."""

import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from offices.models import DirectoryRow, Office, PincodeService
from offices.queries import nearest_offices, office_dots, offices_matching
from offices.rules import MAIL_OFFICES, POST_OFFICES, Kind

pytestmark = pytest.mark.django_db


def test_all_india():
    with connection.cursor() as cursor:  # the test's own transaction idles while the files are read and cleaned
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    start = time.perf_counter()
    out = StringIO()
    call_command("load_offices", stdout=out)
    print(f"load_offices: {time.perf_counter() - start:.1f} s")

    kinds = dict(Office.objects.values_list("kind").annotate(count=Count("pk")))
    assert (kinds["HO"], kinds["SO"], kinds["BO"]) == (811, 24_546, 140_270)
    assert (kinds["DTE"], kinds["CO"], kinds["DO"]) == (1, 24, 482)
    assert (kinds["NSH"], kinds["ICH"], kinds["L1"], kinds["L2"]) == (93, 148, 91, 225)
    assert 166_000 < sum(kinds.values()) < 171_000

    posts = Office.objects.filter(kind__in=sorted(POST_OFFICES))
    assert not posts.filter(reports_to=None).exists()
    assert not posts.filter(sorted_at=None).exists()
    assert not posts.filter(latitude=None).exists()
    assert not posts.filter(kind="BO", accounts_to=None).exists()
    assert posts.filter(kind="SO", accounts_to=None).count() == 2  # the Army's two
    assert not posts.exclude(path__regex=r"^([0-9]{8}/){4,7}$").exists()
    assert Office.objects.filter(kind__in=sorted(MAIL_OFFICES)).exclude(basis="assumed").count() == 0
    hubs = Office.objects.filter(kind=Kind.NATIONAL_HUB).values("path")
    assert len({hub["path"].split("/")[1] for hub in hubs}) == 24  # every circle has one

    served = PincodeService.objects.filter(valid__contains=date(2026, 11, 22))
    assert served.count() == served.values("pincode").distinct().count() == posts.values("pincode").distinct().count()
    assert DirectoryRow.objects.filter(office=None).count() == 0
    assert DirectoryRow.objects.count() == 165_627

    assert offices_matching("mysre city")[0].name == "Mysuru HO"
    assert nearest_offices(12.30, 76.65, 1)[0].metres < 1_000
    assert len(office_dots()) % 4 == 0

    again = StringIO()
    start = time.perf_counter()
    call_command("load_offices", stdout=again)
    assert time.perf_counter() - start < 10
    assert "Nothing to do" in again.getvalue()
    assert Office.objects.count() == sum(kinds.values())
