"""Invented staff: plausible, the same for the same seed, and twice is once."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from offices.models import Post, Posting, User
from offices.rules import Kind, role_may_stand_at
from offices.staffing.names import BY_STATE, HINDI
from offices.staffing.plan import posts_for
from tests.offices.directories import SMALL, load

pytestmark = pytest.mark.django_db(transaction=True)


def staff(**options):
    out = StringIO()
    call_command("load_staff", stdout=out, **options)
    return out.getvalue()


def test_every_office_gets_people_once(tmp_path):
    load(tmp_path, SMALL)
    demonstration = User.objects.create_user("90000001", name="Demo", is_demonstration=True)
    said = staff()
    assert "posts vacant" in said
    users = User.objects.exclude(pk=demonstration.pk)
    assert users.count() == Posting.objects.count() > 50
    for user in users:
        assert re.fullmatch(r"[6-9]\d{9}", user.mobile)
        assert "10000000" <= user.employee_id < "90000000"
        assert re.match(r"[A-Z][a-z]+ [A-Z][A-Za-z]*", user.name)
        assert not user.has_usable_password()
        assert user.must_change_password
        assert user.postings.get().valid.lower >= user.joined_on
    assert users.filter(name__regex="[^ -~]").exists()  # some in their own letters too
    posts = Post.objects.select_related("office")
    assert all(role_may_stand_at(role, post.office.kind) for post in posts for role in post.roles)
    before = list(User.objects.values_list("employee_id", "name", "mobile"))
    assert "Nothing to do" in staff()
    assert list(User.objects.values_list("employee_id", "name", "mobile")) == before
    User.objects.create_user("10999999", name="Later")  # the sequences stand behind what came in


def test_the_same_seed_gives_the_same_people(tmp_path):
    load(tmp_path, SMALL)
    found = []
    for seed in (7, 7, 8):
        staff(seed=seed)
        found.append(list(User.objects.order_by("employee_id").values_list("name", "mobile")))
        Posting.objects.all().delete()
        Post.objects.all().delete()
        User.objects.all().delete()
    assert found[0] == found[1] != found[2]


def test_an_unknown_circle_is_refused(tmp_path):
    load(tmp_path, SMALL)
    with pytest.raises(CommandError):
        staff(circle="Atlantis")
    assert not User.objects.exists()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_office_gets_posts_that_may_stand_there(kind):
    for delivers in (True, False):
        for single_handed in (True, False):
            planned = posts_for(
                kind, size=30 if kind == Kind.HEAD else 8, delivers=delivers, single_handed=single_handed
            )
            assert planned
            assert all(role_may_stand_at(role, kind) for post in planned for role in post.roles)


def test_names_pair_their_letters():
    for region in (HINDI, *BY_STATE.values()):
        assert len({name for name, _own in region.given}) == len(region.given)
        assert all(own == "" or not own.isascii() for _name, own in (*region.given, *region.family))
