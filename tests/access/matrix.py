"""Every cell of the access truth table: a row of ROUTES, a method, a person, and the office whose object is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from offices.models import User
from offices.rules import ROLES, Reach, Role, Work

from .routes import ROUTES
from .rows import ANY_DUTY, EVERYONE, OFFICE, PATH, PERSON, PUBLIC, SIGNED_IN, STAFF_ADMIN, SUBTREE, Row
from .world import ABSENT, MARK, Place, Tree

COLLEAGUE = "colleague"  # the own office's object, in another person's hands
ANONYMOUS, IDLE = "anonymous", "without a post"
TOKEN = re.compile(r"[A-Z0-9][A-Z0-9-]{8,}")
NOISE = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|[0-9a-f]{32}|[0-9a-f-]{36}')
# A method that an address does not take is still tried, since what it answers may leak like any other: by a stranger,
# by somebody without a post, and by the first who may open it and the first who may not.
METHODS = ("GET", "POST")
Answer = tuple[int, str, str, str]


def _walked(
    patterns: list[Any] | None = None, namespace: str = "", prefix: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """(name or "", route, pattern) of every address in the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace or "") if part)
            yield from _walked(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            name = ":".join(part for part in (namespace, pattern.name) if part) if pattern.name else ""
            yield name, route, pattern


def addresses() -> Iterator[tuple[str, str]]:
    """(name or "", route) of every address in the URLconf."""
    return ((name, route) for name, route, _pattern in _walked())


def guards() -> dict[str, str]:
    """The work that a view's own guard asks for, by the names of the addresses that have such a guard."""
    asked = ((name, getattr(pattern.callback, "asks_for", "")) for name, _route, pattern in _walked() if name)
    return {name: work for name, work in asked if work}


@dataclass
class Person:
    name: str
    user: User | None
    role: Role | None
    home: Place | None
    cookie: str = ""

    @property
    def works(self) -> frozenset[Work]:
        return ROLES[self.role].works if self.role else frozenset()

    def may_open(self, row: Row) -> bool:
        """By the table alone: nothing of offices.access is asked."""
        if row.who == PUBLIC:
            return True
        if row.who == SIGNED_IN:
            return self.user is not None
        if row.who == ANY_DUTY:
            return self.role is not None
        return bool({Work.READ if row.who == STAFF_ADMIN else row.who, row.also} & self.works)

    def within(self, place: Place, row: Row) -> bool:
        if row.scope == EVERYONE or row.who == PUBLIC:
            return True
        if self.home is None or self.role is None:
            return False
        whole = row.scope == SUBTREE and ROLES[self.role].reach == Reach.SUBTREE
        return place.office.path.startswith(self.home.office.path) if whole else place is self.home


@dataclass
class Matrix:
    tree: Tree
    people: list[Person] = field(default_factory=list)
    cells: int = 0
    faults: list[str] = field(default_factory=list)
    _client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    _absent: dict[tuple[Row, str, str], Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = [Person(ANONYMOUS, None, None, None), Person(IDLE, self.tree.idle, None, None)]
        self.people += [Person(role.value, user, role, self.tree.home(role)) for role, user in self.tree.people.items()]
        for person in self.people:
            if person.user:
                client = Client()
                client.force_login(person.user)
                person.cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    def run(self, rows: tuple[Row, ...] = ROUTES) -> "Matrix":
        asks = guards()
        for place_in_table, row in enumerate(rows):
            first = {person.may_open(row): person for person in reversed(self.people)}
            guarded = row.who in set(Work) and asks.get(row.name) == row.who and not row.also
            for number, person in enumerate(self.people):
                tries_all = person.role is None or person in first.values()
                # Where the view's guard asks for the very work of the row, and so judges every role alike, a third of
                # the roles that are shut out tries the address, another third the next one; elsewhere all do.
                spared = guarded and not tries_all and not person.may_open(row)
                if spared and (number + place_in_table) % 3:
                    continue
                for relation, place in self._relations(row, person):
                    for method in METHODS:
                        if _takes(row, method) or (tries_all and relation in {"-", "own"}):
                            self._cell(row, method, person, relation, place)
        return self

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each address that shows a page, and the page as somebody who may see it gets it: their own things."""
        shown = set()
        for row in ROUTES:
            for person in reversed(self.people if row.get and row.name not in shown else []):
                if person.may_open(row) and (person.home or not row.takes):
                    answer = self._ask(row, "GET", person, self._object(row, person, "own", person.home))
                    text = "" if answer.streaming else answer.content.decode(errors="replace")
                    if answer.status_code == 200 and "<html" in text[:600]:
                        shown.add(row.name)
                        yield f"{row.name}, {person.name}", text
                        break

    def _relations(self, row: Row, person: Person) -> Iterator[tuple[str, Place | None]]:
        if not row.takes:
            yield "-", person.home
            return
        role = person.role or Role.CLERK
        places = [(name, place) for name, place in self.tree.related(role).items() if place]
        # Where the door is shut nobody looks whose object it is: the own one stands for all.
        yield from places if person.may_open(row) else [one for one in places if one[0] == "own"]
        if row.scope == PERSON and person.may_open(row):
            yield COLLEAGUE, self.tree.home(role)

    def _cell(self, row: Row, method: str, person: Person, relation: str, place: Place | None) -> None:
        self.cells += 1
        wanted = self._object(row, person, relation, place)
        response = self._ask(row, method, person, wanted)
        where = f"{method} {row.name} ({row.takes or '-'}), {person.name}, {relation}: {response.status_code}"
        self.faults += [f"{where} {fault}" for fault in self._judge(row, method, person, relation, place, response)]
        text = unquote(_text(response))
        number = (
            wanted.partition("-")[0] if row.takes in ("track_token", "notice_token") else ""
        )  # a link says its number
        for typed in filter(None, (wanted, number, self._own(row.path_takes, person))):
            text = _without(text, typed)  # what came with the request and goes back is no news
        # Whoever holds the link of an article may see whose it is.
        shown = {place.index} if row.takes == "track_token" and place else set()
        if leaked := self._seen(text, row) - self._visible(row, person) - shown:
            self.faults.append(f"{where} shows what belongs to {sorted(leaked)}")

    def _object(self, row: Row, person: Person, relation: str, place: Place | None) -> str:
        if not row.takes or place is None:
            return ""
        owner = person.user.pk if person.user else 0
        own = place.owned.get((owner, row.takes)) if relation == "own" else None
        return own or place.objects[row.takes]

    def _judge(  # noqa: PLR0917  # a cell has these coordinates
        self, row: Row, method: str, person: Person, relation: str, place: Place | None, response: HttpResponse
    ) -> Iterator[str]:
        status = response.status_code
        to_sign_in = status == 302 and response["Location"].startswith("/staff/sign-in/")
        if status >= 500:
            yield "is a failure of ours"
        if row.who == "nobody" or not person.may_open(row):
            refused = (
                to_sign_in if person.user is None and row.who != "nobody" else to_sign_in or status in (401, 403, 404)
            )
            if not refused and status != 405:
                yield "where a refusal was due" if person.user else "where the sign-in was due"
            return
        if not _takes(row, method):
            return
        if status in (401, 403, 405) or (to_sign_in and row.name != "offices:sign-in"):
            yield "refused a duty that includes it"
        if place is None or not row.takes:
            return
        absent = self._absent_answer(row, method, person)
        same = self._answer(response, self._object(row, person, relation, place)) == absent
        mine = person.within(place, row) and not (row.scope == PERSON and relation == COLLEAGUE)
        if mine and same:
            yield "answers as if there were nothing"
        if not mine and not same:
            yield "differs from what an absent one gets"
        if not mine and status != absent[0]:
            yield f"where {absent[0]} was due"

    def _absent_answer(self, row: Row, method: str, person: Person) -> Answer:
        key = (row, method, person.name)
        if key not in self._absent:
            self._absent[key] = self._answer(self._ask(row, method, person, ABSENT[row.takes]), ABSENT[row.takes])
        return self._absent[key]

    def _answer(self, response: HttpResponse, wanted: str) -> Answer:
        request = getattr(response, "wsgi_request")  # noqa: B009  # the test client's
        said = " ".join(f"{one.level}{one.message}" for one in get_messages(request))
        body = NOISE.sub("", unquote(response.content.decode(errors="replace")))
        return (
            response.status_code,
            *(_without(part, wanted) for part in (response.get("Location", ""), body, said)),
        )  # type: ignore[return-value]

    def _ask(self, row: Row, method: str, person: Person, wanted: str) -> HttpResponse:
        client = self._client  # one for all: each new one would load the middleware anew
        client.cookies.clear()
        if person.cookie:
            client.cookies[settings.SESSION_COOKIE_NAME] = person.cookie
        path = _path(row, wanted if row.where == PATH else self._own(row.path_takes, person))
        data = {**row.body, **EXTRA.get(row.name, {})}
        if wanted and row.where != PATH:
            data[row.where] = wanted
        with transaction.atomic():
            # As TestCase does: a use case, durable, may begin inside.
            transaction.get_connection().atomic_blocks[-1]._from_testcase = True
            answer = (
                client.get(path, data if row.where != PATH or row.name in EXTRA else None)
                if method == "GET"
                else client.post(path, data)
            )
            transaction.set_rollback(True)
        return answer

    def _own(self, takes: str, person: Person) -> str:
        home = person.home or self.tree.places["head"]
        return home.objects[takes] if takes else ""

    def _seen(self, text: str, row: Row) -> set[int]:
        """Whose marks and numbers stand in an answer. Districts stand on the public page of every office."""
        public = row.who == PUBLIC or row.name in SAYS_DISTRICTS
        marks = {int(hit[1]) for hit in MARK.finditer(text) if not public or not hit[0].startswith("Zilla")}
        return marks | {self.tree.numbers[hit] for hit in TOKEN.findall(text) if hit in self.tree.numbers}

    def _visible(self, row: Row, person: Person) -> set[int]:
        if row.who in (PUBLIC, "nobody") or not person.may_open(row) or person.home is None:
            return set()
        scope = SUBTREE if row.scope == SUBTREE else OFFICE
        narrowed = Row(row.name, row.who, scope=scope)
        return {place.index for place in self.tree.places.values() if person.within(place, narrowed)}


# What an address needs besides its object.
EXTRA = {
    "digipin-api:encode": {"lat": "12.3", "lon": "76.6"},
    "digipin-api:decode": {"digipin": "4P3-JK8-52C9"},
    "digipin-api:offices": {"digipin": "4P3-JK8-52C9"},
    "offices:search": {"q": "office head"},
    "tariff-api:price": {"origin": "560001", "pincode": "560002", "weight_g": "48"},
    "money:explain": {"account": "cash"},
}


# What a PIN fills in comes from the public directory.
SAYS_DISTRICTS = {"bookings:price"}

# What follows the object in an address: the number of the keeper's post.
FURTHER = dict.fromkeys(("offices:post", "offices:arrange", "offices:post-person"), ("1",))
FURTHER["tree:ask"] = ("close",)
FURTHER["deliveries:end-master"] = ("beat",)
FURTHER |= {"figures:behind": ("booked",), "figures:file": ("below", "csv")}
FURTHER["deliveries:proof-by-link"] = ("0" * 64,)


def _without(text: str, wanted: str) -> str:
    """The answer as if nobody had said a number. A short one (an id) is taken out of addresses only."""
    text = text.replace(f"/{wanted}/", "/#/")
    return text.replace(wanted, "#") if len(wanted) >= 6 else text


def _takes(row: Row, method: str) -> bool:
    return row.post if method == "POST" else row.get


def _path(row: Row, value: str) -> str:
    if row.name == "admin:app_list":
        return reverse(row.name, args=["offices"])
    return reverse(row.name, args=[value, *FURTHER.get(row.name, ())] if value else [])


def _text(response: HttpResponse) -> str:
    headers = "\n".join(f"{name}: {text}" for name, text in response.items())
    return headers + str(response.cookies) + response.content.decode(errors="replace")
