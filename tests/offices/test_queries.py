"""Search, nearest, PINs, routes on a small directory."""

import struct
from datetime import date

import pytest

from offices import queries
from offices.errors import UnknownPin
from offices.models import Office
from tests.offices.directories import SMALL, line, load

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)

BENGALURU = {"division": "Bengaluru GPO Division", "district": "BENGALURU URBAN"}
MORE = [
    line("Bengaluru G.P.O.", "560001", "HO", ("12.98", "77.6"), **BENGALURU),
    line("Bengaluru City S.O", "560002", "PO", ("12.96", "77.57"), **BENGALURU),
    line("Electronics City S.O", "560100", "PO", ("12.84", "77.66"), **BENGALURU),
    line("Hubballi H.O", "580020", "HO", ("15.35", "75.13"), division="Dharwad Division", district="DHARWAD"),
]


@pytest.fixture(autouse=True)
def _directory(tmp_path):
    load(tmp_path, [*SMALL, *MORE])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("mysre city", "Mysuru HO"),
        ("mysore", "Mysuru HO"),
        ("MYSURU HO", "Mysuru HO"),
        ("bangalor gpo", "Bengaluru GPO"),
        ("bengaluru city", "Bengaluru City SO"),
        ("hubli", "Hubballi HO"),
        ("lakshmipurm", "Lakshmipuram (Mysuru) SO"),
        ("fort mysore", "Mysuru Fort SO"),
        ("571315", "Hura SO"),
        ("5713", "Nanjangud HO"),
        ("571 301", "Nanjangud HO"),
    ],
)
def test_search_forgives(text, first):
    assert queries.offices_matching(text)[0].name == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ಮೈಸೂರು", "Mysuru HO"),
        ("मैसूर", "Mysuru HO"),  # by its former name
        ("மைசூரு", "Mysuru HO"),
        ("మైసూరు", "Mysuru HO"),
        ("মহীশূর", "Mysuru HO"),
        ("ಮೈಸೂರು ಕೋಟೆ", "Mysuru HO"),  # of two words one is not its name: by the other
        ("ಹುಬ್ಬಳ್ಳಿ", "Hubballi HO"),
        ("ലക്ഷ്മിപുരം", "Lakshmipuram (Mysuru) SO"),
        ("બેંગલુરુ", "Bengaluru GPO"),
        ("ਨੰਜਨਗੂਡ", "Nanjangud HO"),
        ("ಲಕ್ಷ್ಮಿ ಪುರಂ", "Lakshmipuram (Mysuru) SO"),  # written in two
        ("५७१३१५", "Hura SO"),
    ],
)
def test_search_hears_names_in_indian_scripts(text, first, client):
    assert queries.offices_matching(text)[0].name == first
    assert first in client.get("/offices/", {"q": text}).content.decode()
    assert client.get("/api/v1/offices/search", {"q": text}).json()["offices"][0]["name"] == first


def test_a_name_that_nobody_has_is_not_heard():
    assert (
        queries.offices_matching("கன்னியாகுமரி") == queries.offices_matching("ಅ") == queries.offices_matching("।") == []
    )


@pytest.mark.parametrize("text", ["", "  ", "%", "zzzzqqq", "'; drop table", "()"])
def test_search_finds_nothing_quietly(text):
    assert queries.offices_matching(text) == []


def test_search_leaves_closed_offices_out_and_keeps_to_the_limit():
    Office.objects.filter(name="Mysuru HO").update(closed_on=TODAY)
    assert "Mysuru HO" not in [one.name for one in queries.offices_matching("mysuru")]
    assert len(queries.offices_matching("mysuru", limit=2)) == 2


def test_nearest_offices_come_with_metres():
    near = queries.nearest_offices(12.302, 76.653, 3)
    assert [one.office.name for one in near] == ["Mysuru Fort SO", "Lakshmipuram (Mysuru) SO", "Mysuru HO"]
    assert near[0].metres == 0
    assert 900 < near[1].metres < 1150
    assert queries.nearest_offices(8.0, 65.0, 1)


def test_who_delivers():
    assert queries.office_delivering("570004", TODAY).name == "Lakshmipuram (Mysuru) SO"
    assert queries.office_delivering_at(12.302, 76.653, TODAY).name == "Lakshmipuram (Mysuru) SO"
    with pytest.raises(UnknownPin):
        queries.office_delivering("999999", TODAY)
    with pytest.raises(UnknownPin):
        queries.office_delivering("570004", date(2020, 1, 1))


def test_the_subtree_is_one_condition():
    division = Office.objects.get(name="Dharwad Division")
    assert [one.name for one in queries.subtree_of(division)] == ["Dharwad Division", "Hubballi HO"]


def test_routes_pass_each_office_once():
    hura, karya = Office.objects.get(name="Hura SO"), Office.objects.get(name="Karya BO")
    hubballi = Office.objects.get(name="Hubballi HO")
    route = [one.name for one in queries.route_between(karya, hubballi)]
    hubs = [karya.sorted_at.name] + ([hubballi.sorted_at.name] if hubballi.sorted_at != karya.sorted_at else [])
    assert route == ["Karya BO", "Hura SO", *hubs, "Hubballi HO"]
    assert queries.route_between(hura, hura).count(hura) == 1


def test_dots_are_pairs_and_always_the_same():
    dots = queries.office_dots()
    assert dots == queries.office_dots()
    pairs = list(struct.iter_unpack("<HH", dots))
    own = Office.objects.filter(kind__in=["HO", "SO", "BO"]).exclude(position_quality="derived")
    assert len(pairs) == own.count() == 10
    hubballi = Office.objects.get(name="Hubballi HO")
    x, y = round((hubballi.longitude - 63.5) / 36 * 65535), round((38.5 - hubballi.latitude) / 36 * 65535)
    assert (x, y) in pairs
