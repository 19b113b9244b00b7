"""The guides: each word of a button is one, each picture is there and made by a test, everybody finds their own."""

import functools

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from apt import guides
from apt.core import catalogues
from offices.rules import Role
from tests.house.sources import ROOT
from tests.pictures import GUIDE_PICTURES
from tests.world import give_post, make_world

ALL = sorted(guides.GUIDES)


@functools.cache
def words_of_pages() -> set[str]:
    return {message.id for message in catalogues.extracted(ROOT) if isinstance(message.id, str)}


@pytest.mark.parametrize("name", ALL)
def test_a_guide_says_only_what_the_pages_say(name):
    spans = [span for block in guides.blocks(name) for item in block.items for span in item]
    labels = {span.text for span in spans if span.kind == "label"}
    assert labels, "no button is named"
    assert labels <= words_of_pages(), f"no button and no page is called {sorted(labels - words_of_pages())}"
    assert not [span for span in spans if "**" in span.text or "![" in span.text], "Markdown that is not read"


def test_the_title_stands_in_the_file_too():
    for name, title in guides.GUIDES.items():
        assert (guides.FOLDER / f"{name}.md").read_text().startswith(f"# {title}\n\n")
    assert {path.stem for path in guides.FOLDER.glob("*.md")} == set(ALL)


def test_pictures_are_those_of_tests_pictures_and_small():
    shown = {block.file for name in ALL for block in guides.blocks(name) if block.kind == "picture"}
    assert shown == {f"{kept}.webp" for kept in GUIDE_PICTURES}
    assert all(finders.find(f"guides/{file}") for file in shown)
    assert sum(path.stat().st_size for path in (guides.FOLDER / "pictures").iterdir()) < 1_500_000


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.CLERK, "clerk"),
        (Role.POSTMAN, "postman"),
        (Role.TREASURER, "supervisor"),
        (Role.BRANCH_POSTMASTER, "supervisor"),
        (Role.AUDITOR, "administrator"),
    ],
)
def test_everybody_finds_their_own(db, role, name):
    world = make_world()
    give_post(world.idle, world.branch if role == Role.BRANCH_POSTMASTER else world.mysuru, role, number=80)
    client = Client()
    client.force_login(world.idle)
    answer = client.get(reverse("help"))
    assert answer["Location"] == reverse("guide", args=[name])


def test_strangers_choose_and_labels_speak_the_readers_language(db):
    page = Client().get(reverse("help")).content.decode()
    assert all(reverse("guide", args=[name]) in page for name in ALL)
    hindi = Client().get(reverse("guide", args=["clerk"]), headers={"Accept-Language": "hi"}).content.decode()
    assert "भुगतान" in hindi
    assert Client().get(reverse("guide", args=["nobody"])).status_code == 404
