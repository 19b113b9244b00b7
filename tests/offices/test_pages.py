"""The public pages of the directory."""

import pytest
from django.urls import reverse

from offices.models import Office
from tests.offices.directories import SMALL, line, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _directory(tmp_path):
    load(tmp_path, SMALL)


def page(name, client, **kwargs):
    query = kwargs.pop("query", "")
    return client.get(reverse(f"offices:{name}", kwargs=kwargs) + query)


def test_search_page(client):
    assert b"Type a name" in page("search", client).content
    found = page("search", client, query="?q=mysre+city").content.decode()
    assert found.index("Mysuru HO") < found.index("Mysuru Fort SO")
    assert b"No open office is called" in page("search", client, query="?q=zzzzqqq").content
    assert b"&lt;script&gt;" in page("search", client, query="?q=<script>").content


def test_office_page_shows_what_is_derived_and_assumed(client):
    office = Office.objects.get(name="Nowhere BO")
    text = page("office", client, code=office.code).content.decode()
    for words in (
        "derived by rule",
        "our assumption",
        "from its neighbours",
        "Reports to",
        "Accounts with",
        "Cash from",
    ):
        assert words in text


def test_an_unknown_office_is_not_found(client):
    assert page("office", client, code="99999999").status_code == 404


def test_quality_page(client):
    text = page("quality", client).content.decode()
    assert "Kind given as PO" in text
    assert "Sub post office" in text


def test_pages_cost_the_same_whatever_they_show(client, tmp_path, django_assert_num_queries):
    head = Office.objects.get(name="Mysuru HO")
    lonely = Office.objects.get(name="Karya BO")
    costs = {"office": 6, "search": 2}
    for office in (head, lonely):
        with django_assert_num_queries(costs["office"]):
            page("office", client, code=office.code)
    for text in ("karya", "mysuru"):
        with django_assert_num_queries(costs["search"]):
            page("search", client, query=f"?q={text}")
    load(tmp_path, [*SMALL, *(line(f"More {n} BO", "571315", "BO", ("12.06", "76.56")) for n in range(5))])
    crowded = Office.objects.get(name="Hura SO").code
    with django_assert_num_queries(costs["office"]):
        page("office", client, code=crowded)
