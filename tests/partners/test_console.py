"""The console: each role sees its part, nobody another customer's; what is shown once is shown once."""

import re
import uuid

import pytest
from django.test import Client

from apt.core.clock import now
from offices.models import User
from partners.models import ApiKey, Member
from partners.rules import MemberRole
from partners.services import add_member
from tests.partners.api import Partner, article
from tests.world import NOW, nothing_changes
from tracking.models import Endpoint, WebhookCall
from tracking.services import relay

pytestmark = pytest.mark.django_db
PAGES = {
    "/console/": set(MemberRole),
    "/console/keys/": {MemberRole.OWNER, MemberRole.BUILDER},
    "/console/webhooks/": {MemberRole.OWNER, MemberRole.BUILDER},
    "/console/sandbox/": {MemberRole.OWNER, MemberRole.BUILDER},
    "/console/money/": {MemberRole.OWNER, MemberRole.ACCOUNTS},
    "/console/people/": {MemberRole.OWNER},
}


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


def person(partner: Partner, role: MemberRole = MemberRole.OWNER) -> Member:
    made, password = add_member(
        customer=partner.customer,
        name="Meera Pai",
        mobile="9845000002",
        role=role,
        by=partner.world.supervisor,
        now=NOW,
    )
    assert made.user.check_password(password)
    User.objects.filter(pk=made.user_id).update(must_change_password=False)
    return made


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    return client


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_opens_its_part(partner, role):
    client = signed_in(person(partner, role))
    for page, roles in PAGES.items():
        answer = client.get(page)
        assert (answer.status_code == 200) == (role in roles), (page, answer.status_code)
        assert ('href="/console/people/"' in answer.content.decode()) == (role == MemberRole.OWNER) or role not in roles


def test_staff_and_strangers_have_no_console(partner):
    staff = Client()
    staff.force_login(partner.world.supervisor)
    assert staff.get("/console/").status_code == 403
    assert Client().get("/console/").status_code == 302
    member = person(partner)
    client = signed_in(member)
    for page in ("/counter/", "/partners/", "/bulk/", "/money/day/", "/staff/approvals/"):
        assert client.get(page).status_code in (403, 404), page
    Member.objects.filter(pk=member.pk).update(left_at=now())
    assert client.get("/console/").status_code == 403


def test_a_key_is_made_once_shown_once_and_revoked(partner):
    client = signed_in(person(partner))
    form = {"request_id": str(uuid.uuid4()), "name": "till", "world": "sandbox", "scopes": ["book", "track"]}
    page = client.post("/console/keys/", form).content.decode()
    [written] = re.findall(r"apt_test_\w{12}_[\w-]{43}", page)
    assert partner.ask("post", "bookings/", {"article": article()}, key=written).status_code == 201
    assert partner.ask("get", "events", key=written).status_code == 403  # it was not given that
    assert written not in client.get("/console/keys/").content.decode()
    with nothing_changes():
        again = client.post("/console/keys/", form)
    assert (again.status_code, written in again.content.decode()) == (422, False)
    key = ApiKey.objects.get(name="till")
    client.post(f"/console/keys/{key.prefix}/revoke/")
    assert partner.ask("post", "bookings/", {"article": article()}, key=written).status_code == 401


def test_foreign_keys_endpoints_and_people_are_not_there(partner, settings):
    from tests.bookings.bulk import make_contract

    settings.WEBHOOKS = settings.WEBHOOKS | {"to_this_machine": True}
    other = Partner(partner.world, contract=make_contract(partner.world, first=60_000))
    other.ask("post", "webhooks", {"url": "http://127.0.0.1:9/"})
    theirs, client = person(other), signed_in(person(partner))
    code = Endpoint.objects.get().code
    with nothing_changes():
        assert client.get(f"/console/webhooks/{code}/").status_code == 404
        for address, form in (
            (f"/console/webhooks/{code}/", {}),
            (f"/console/webhooks/{code}/act/", {"do": "off"}),
            (f"/console/keys/{other.live.prefix}/revoke/", {}),
            (f"/console/people/{theirs.pk}/", {"role": "out"}),
            ("/console/money/bills/B1/", {}),
        ):
            assert client.post(address, form).status_code in (302, 404, 405), address
    assert not ApiKey.objects.exclude(revoked_at=None).exists()


def test_the_webhook_log_and_send_again(partner, settings):
    settings.WEBHOOKS = settings.WEBHOOKS | {"to_this_machine": True}
    client = signed_in(person(partner))
    page = client.post("/console/webhooks/", {"world": "live", "url": "http://127.0.0.1:9/"}).content.decode()
    assert "whsec_" in page
    assert "whsec_" not in client.get("/console/webhooks/").content.decode()
    refused = client.post("/console/webhooks/", {"world": "live", "url": "https://10.0.0.1/"})
    assert (refused.status_code, "private network" in refused.content.decode()) == (422, True)
    partner.ask("post", "bookings/", {"article": article()})
    relay(now=now())
    WebhookCall.objects.update(state="dead", tries=10, answer="no_answer", tried_at=now())
    where = f"/console/webhooks/{Endpoint.objects.get().code}/"
    assert "given up" in client.get(where).content.decode()
    client.post(f"{where}act/", {"first": "1"})
    assert WebhookCall.objects.get().state == "due"
    assert "whsec_" in client.post(where).content.decode()
    client.post(f"{where}act/", {"do": "off"})
    assert Endpoint.objects.get().state == "off"


def test_sandbox_statements_and_rates_are_shown(partner):
    client = signed_in(person(partner))
    partner.ask("post", "bookings/", {"article": article(life="returned")}, sandbox=True)
    booked = partner.ask("post", "bookings/", {"article": article()}).json()
    life = client.get("/console/sandbox/").content.decode()
    assert "ZX" in life
    assert "Item Returned to Sender" in life
    money = client.get("/console/money/").content.decode()
    assert f"₹{booked['total_paise'] / 100:.2f}" in money
    home = client.get("/console/").content.decode()
    assert "20,000" in home
    assert partner.contract.code in home


def test_people_are_let_in_and_out_and_an_owner_remains(partner):
    client = signed_in(person(partner))
    form = {"request_id": str(uuid.uuid4()), "name": "Ravi", "mobile": "9845000003", "role": "builder"}
    page = client.post("/console/people/", form).content.decode()
    ravi = Member.objects.get(user__name="Ravi")
    assert ravi.user.employee_id in page
    with nothing_changes():
        assert client.post("/console/people/", form).status_code == 422
        assert (
            client.post("/console/people/", form | {"request_id": str(uuid.uuid4()), "mobile": "1"}).status_code == 422
        )
        owner = Member.objects.get(role="owner")
        client.post(f"/console/people/{owner.pk}/", {"role": "builder"})
        client.post(f"/console/people/{owner.pk}/", {"role": "out"})
    client.post(f"/console/people/{ravi.pk}/", {"role": "owner"})
    client.post(f"/console/people/{owner.pk}/", {"role": "out"})
    assert list(Member.objects.filter(left_at=None).values_list("user__name", flat=True)) == ["Ravi"]
    assert client.get("/console/").status_code in (302, 403)


def test_the_partner_manager_lets_the_first_person_in(partner):
    from offices.rules import Role
    from tests.world import give_post

    manager = User.objects.create_user("10000077", name="Manager")
    give_post(manager, partner.world.mysuru, Role.PARTNER_MANAGER, number=77)
    staff = Client()
    staff.force_login(manager)
    where = f"/partners/{partner.customer.code}/person/"
    form = {"request_id": str(uuid.uuid4()), "name": "Meera Pai", "mobile": "9845000002"}
    page = staff.post(where, form).content.decode()
    member = Member.objects.get()
    assert (member.role, member.user.employee_id in page) == ("owner", True)
    with nothing_changes():
        assert staff.post(where, form).status_code == 409
    assert "Meera Pai" in staff.get(f"/partners/{partner.customer.code}/").content.decode()
