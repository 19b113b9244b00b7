"""Every address has a guard or a reason, every form its token, every sentence its language."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.sources import name_of, templates

# What anybody may open, by the name of its address: why.
PUBLIC = {
    "display:screen": "shows a basket only to whoever holds the token of a paired screen",
    "display:state": "the same",
    "display:language": "a cookie of one's own",
    "display:pair": "only a code that a clerk made in the last two minutes, once",
    "tracking:signed": "the journey of an article, by the link on its receipt",
    "home": "the front door",
    "deliveries:worker": "a script that holds nobody's data",
    "deliveries:manifest": "a name and an icon",
    "tracking:track": "whoever has the number of an article may ask where it is",
    "tracking:article": "offices and times, names masked, so many a minute",
    "tracking:complain": "the addressee has no account; one complaint a delivery, so many a minute",
    "tracking:complain-by-link": "the same, by the link on the receipt",
    "notices:choose": "by the link in a message: stops the messages to the number that got it",
    "deliveries:proof-by-link": "a proof of delivery, by the link on the receipt of its article",
    "tracking:words": "a vocabulary",
    "schema": "the API's description",
    "api-docs": "the same, to read",
    "help": "leads to the guide for whoever asks",
    "guide": "how to work with the system: no secret",
    "offices:search": "the directory is public",
    "offices:roll-out": "how many offices of each circle are at work, and who begins next",
    "offices:quality": "the directory is public, its faults included",
    "offices:office": "the directory is public",
    "tariff:calculator": "the tariff is public, as is the directory of offices",
    "payments-api:callback": "the payment provider's: believed by its signature over the raw body alone",
    "livez": "says only that the process answers",
    "readyz": "says only whether the database answers, and how old the aftermath is",
    "set_language": "a cookie of one's own",
    "offices:sign-in": "the door itself",
    "offices:sign-out": "leaving is for all",
    "offices:code": "the second step: sends everybody away who did not give a password",
    "offices:enrol": "on the way in, or signed in: sends everybody else away",
    "offices:password": "on the way in after the code, or signed in: sends everybody else away",
    "offices:continue": "leads to the step that is due",
    "admin-sign-in": "leads to the sign-in page",
    "admin-password": "leads to the password page",
    "offices:demonstration": "404 unless settings.DEMO; invented people only",
}
PUBLIC_NAMESPACES = {
    "digipin": "a public grid over a public directory",
    "digipin-api": "a public grid over a public directory",
    "tracking-api": "a vocabulary",
    "tariff-api": "the tariff is public, as is the directory of offices",
    "offices-api": "the directory is public, its roll-out included",
    "bookings-api": "partners.gate asks for a key with the scope that each view names",
    "events-api": "the same",
    "deliveries-api": "the same",
}
ADMIN = "admin"  # apt.staff_site: is_staff, and a duty that includes READ


def _addresses(patterns: list[Any], namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """(namespace, name, route, view) of every address."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace or "") if part)
            yield from _addresses(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            yield namespace, ":".join(part for part in (namespace, pattern.name or "") if part), route, pattern.callback


ADDRESSES = list(_addresses(get_resolver().url_patterns))


def _guarded(view: Any) -> bool:
    return bool(getattr(view, "asks_for", None))


def test_every_address_has_a_guard_or_a_reason():
    found = [
        f"/{route} ({name})"
        for namespace, name, route, view in ADDRESSES
        if namespace not in (ADMIN, *PUBLIC_NAMESPACES) and name not in PUBLIC and not _guarded(view)
    ]
    assert not found, (
        "Put @on_duty(Work....) of offices.access on the view, or the address with its reason into PUBLIC here:\n"
        + "\n".join(found)
    )
    assert len(ADDRESSES) > 30


def test_what_is_public_exists_and_is_not_guarded():
    """A name that is gone would open the next address of that name."""
    names = {name: view for _namespace, name, _route, view in ADDRESSES}
    namespaces = {namespace for namespace, _name, _route, _view in ADDRESSES}
    gone = (PUBLIC.keys() - names.keys()) | (PUBLIC_NAMESPACES.keys() - namespaces)
    assert not gone, f"remove from PUBLIC: {sorted(gone)}"
    both = [name for name in PUBLIC if _guarded(names[name])]
    assert not both, f"guarded after all; remove from PUBLIC: {both}"


FORM = re.compile(r"<form\b(?P<head>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(?P<body>.*?)</form>", re.S | re.I)
POSTS = re.compile(r"method=[\"']?post|hx-(post|put|patch|delete)=", re.I)


def test_every_form_that_posts_has_its_token_and_no_other():
    found = []
    for path in templates():
        for form in FORM.finditer(path.read_text(encoding="utf-8")):
            has = "{% csrf_token %}" in form["body"]
            if has != bool(POSTS.search(form["head"])):
                why = "puts its token into the address" if has else "posts without {% csrf_token %}"
                found.append(f"{name_of(path)}: {form['head'].strip()[:60]} {why}")
    assert not found, "\n".join(found)


def test_a_sentence_over_several_lines_is_one_sentence():
    block = re.compile(r"{%\s*blocktrans(?:late)?\b(?P<head>.*?)%}(?P<body>.*?){%\s*endblocktrans", re.S)
    found = []
    for path in templates():
        for one in block.finditer(path.read_text(encoding="utf-8")):
            spans = "\n" in one["body"] and "trimmed" not in one["head"]
            found += [f"{name_of(path)}: {one['body'].split()[:6]}"] if spans else []
    assert not found, "{% blocktranslate trimmed %}, or translators get the indentation:\n" + "\n".join(found)


def test_no_script_or_style_stands_inside_a_page():
    """The Content-Security-Policy would refuse it; the page would be broken without a word."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']", re.I)
    found = [f"{name_of(path)}: {hit[0]}" for path in templates() for hit in inline.finditer(path.read_text("utf-8"))]
    assert not found, "\n".join(found)
