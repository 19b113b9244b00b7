"""The public page is drawn in a cheaper way for whoever has no session: it must be the same page."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from apt.core.clock import IST
from apt.core.templatetags.apt import ist
from bookings.models import Parties
from offices.models import Office
from tests.world import NOW, booked, received_bag
from tracking.access import link_token
from tracking.pages.timeline import timeline_html
from tracking.queries import timeline

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')


def page(path, language, *, session):
    client = Client(headers={"accept-language": language})
    if session:
        client.cookies["anything"] = "1"  # a cookie that the quick way does not know: the template draws it all
    answer = client.get(path)
    assert answer.status_code == 200
    return TOKEN.sub(r"\1", answer.content.decode())


@pytest.mark.parametrize("language", ["en", "hi"])
def test_both_ways_draw_the_same_page(world, language):
    numbers = [article.number for article in booked(world, 2)]
    paths = [f"/track/{numbers[0]}/", f"/track/{numbers[1]}/?from=a&b=<i>", f"/track/s/{link_token(numbers[0])}/"]
    quick = [page(path, language, session=False) for path in paths]
    assert quick == [page(path, language, session=True) for path in paths]
    assert all(number in text for number, text in zip(numbers, quick, strict=False))
    assert not any(chr(mark) in text for text in quick for mark in range(0xE000, 0xE004))


def test_each_visitor_has_a_token_of_their_own_that_is_taken(world):
    number = booked(world)[0].number
    tokens = []
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        found = set(
            re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', client.get(f"/track/{number}/").content.decode())
        )
        assert settings.CSRF_COOKIE_NAME in client.cookies
        answer = client.post(f"/track/{number}/not-received/", {"csrfmiddlewaretoken": sorted(found)[0]})
        assert answer.status_code == 409  # not delivered: but it came through the check
        tokens.append(found)
    assert not tokens[0] & tokens[1]


def test_names_are_escaped(world):
    article = booked(world)[0]
    Office.objects.filter(pk=world.mysuru.pk).update(name="<b>Mysuru</b> & Sons")
    Parties.objects.update(sender_name="<i>A. Rao</i>")
    text = page(f"/track/s/{link_token(article.number)}/", "en", session=False)
    assert "&lt;b&gt;Mysuru&lt;/b&gt; &amp; Sons" in text
    assert "&lt;i&gt;A. Rao&lt;/i&gt;" in text
    assert not re.search("<b>Mysuru|<i>A", text)


def test_a_line_says_all_that_is_known_of_it(world):
    bag = received_bag(world, booked(world))
    line = next(one for one in timeline(bag.number, "B") if one.next_office_name)
    late = line._replace(recorded_at=line.happened_at + timedelta(hours=2), corrected=True, remark="clock_wrong")
    html = timeline_html([late])
    for words in (
        "<s>", "→ NSH Mysuru", "Corrected by a later entry", "Reported to us 20 Nov 2026, 13:00",
        "Corrects an earlier entry: the clock of the device was wrong", 'datetime="2026-11-20T11:00:00+05:30"',
    ):  # fmt: skip
        assert words in html
    plain = timeline_html([line])
    assert "<small>" not in plain
    assert "<s>" not in plain


@pytest.mark.parametrize("language", ["en", "hi"])
def test_times_read_as_django_writes_them(language):
    formats = {"full": "j M Y, H:i", "date": "j M Y", "time": "H:i"}
    with translation.override(language):
        for days in range(0, 366, 13):
            moment = NOW + timedelta(days=days, minutes=days * 7)
            for style, form in formats.items():
                assert ist(moment, style) == date_format(moment.astimezone(IST), form)
    assert ist(None) == ""
