"""ROUTES: who may open each address, and whose objects it shows. The table to edit when an address is added.

One row an address and object kind (an address that takes one object in its path and another in its form has two rows):

    Row("transit:close", Work.BAG, "bag", where=PATH)

- who: a `Work` (a duty with it may), PUBLIC, SIGNED_IN (post or not), ANY_DUTY (any post today), or STAFF_ADMIN
  (is_staff and Work.READ).
- takes: the kind of object, by its key in `tests.access.world.Place.objects`; "" for none.
- where: PATH (the address's one parameter), or the name of the form field that carries it.
- scope: OFFICE (the office of duty alone), SUBTREE (the reach of the work), PERSON (one's own), EVERYONE.
- post / get: whether the address takes that method; `body` is a plausible form for POST.
"""

from typing import Final

from offices.rules import Work

from . import partners
from .programme_routes import PROGRAMME
from .routes_deliveries import DELIVERIES
from .routes_money import MONEY
from .rows import ANY_DUTY, EVERYONE, PERSON, PUBLIC, SIGNED_IN, STAFF_ADMIN, SUBTREE, Row


def _admin(model: str, takes: str, *, scope: str = SUBTREE) -> list[Row]:
    """Of the models in Django's admin three go through the matrix; tests/access/test_admin.py asks for all of them."""
    name = f"admin:{model}"
    return [
        Row(f"{name}_changelist", STAFF_ADMIN, scope=scope),
        # Searching is by field, as a form would: the list then holds that object, or nothing.
        *(
            [Row(f"{name}_changelist", STAFF_ADMIN, f"{takes}_search", where="q", scope=scope)]
            if takes != "load"
            else []
        ),
        Row(f"{name}_change", STAFF_ADMIN, takes, scope=scope),
    ]


_CORRECTED: Final = {"happened_at": "2026-11-20T09:00", "because": "clock_wrong"}
_ANSWERED: Final = {"outcome": "delivered", "text": "Asked"}
ROUTES: Final[tuple[Row, ...]] = (
    # Everybody.
    Row("home", PUBLIC),
    Row("digipin:page", PUBLIC),
    Row("digipin:dots", PUBLIC),
    Row("digipin-api:encode", PUBLIC),
    Row("digipin-api:decode", PUBLIC),
    Row("digipin-api:offices", PUBLIC),
    Row("tariff:calculator", PUBLIC),
    Row("tariff-api:price", PUBLIC),
    Row("tariff-api:products", PUBLIC),
    # No session opens it, only the provider's signature: tests/payments/test_upi_callback.py.
    Row("payments-api:callback", PUBLIC, get=False, post=True),
    Row("schema", PUBLIC),
    Row("api-docs", PUBLIC),
    Row("help", PUBLIC),
    Row("guide", PUBLIC, "guide", scope=EVERYONE),
    Row("livez", PUBLIC),
    Row("readyz", PUBLIC),
    Row("set_language", PUBLIC, post=True, body={"language": "en"}),
    Row("tracking:track", PUBLIC),
    Row("tracking:article", PUBLIC, "article", scope=EVERYONE),
    Row("tracking:signed", PUBLIC, "track_token", scope=EVERYONE),
    Row("tracking:complain", PUBLIC, "article", scope=EVERYONE, get=False, post=True),
    Row("tracking:complain-by-link", PUBLIC, "track_token", scope=EVERYONE, get=False, post=True),
    Row("tracking:words", PUBLIC),
    Row("notices:choose", PUBLIC, "notice_token", scope=EVERYONE, post=True),
    Row("tracking-api:vocabulary", PUBLIC),
    *PROGRAMME,
    Row("offices:search", PUBLIC),
    Row("offices:quality", PUBLIC),
    Row("offices:office", PUBLIC, "office_code", scope=EVERYONE),
    Row("offices:sign-in", PUBLIC, post=True, body={"username": "10000000", "password": "x"}),
    Row("offices:demonstration", "nobody", get=False, post=True, body={"employee_id": "10000001"}),
    Row("offices:sign-out", PUBLIC, get=False, post=True),
    Row("offices:rights", ANY_DUTY),
    # One's own account, and the office's machines.
    # Steps on the way in lead to the next step, whoever asks: tests/offices/test_sign_in.py walks them.
    Row("offices:code", "nobody", post=True),
    Row("offices:continue", "nobody"),
    Row("offices:step-up", "nobody"),
    Row("admin-sign-in", "nobody"),
    Row("admin-password", "nobody"),
    Row("offices:enrol", SIGNED_IN),
    Row("offices:password", SIGNED_IN),
    Row("offices:sessions", SIGNED_IN),
    Row("offices:end-sessions", SIGNED_IN, get=False, post=True),
    Row("offices:devices", Work.MANAGE_PEOPLE, also=Work.SUPERVISE, scope=SUBTREE),
    Row("offices:register-device", Work.MANAGE_PEOPLE, also=Work.SUPERVISE, scope=SUBTREE, get=False, post=True),
    Row("offices:revoke-device", Work.MANAGE_PEOPLE, also=Work.SUPERVISE, scope=SUBTREE, get=False, post=True),
    # People, requests, the audit.
    Row("offices:people", Work.MANAGE_PEOPLE),
    Row("offices:people-of", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE),
    Row("offices:who-could", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE),
    Row("offices:post", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE),
    Row("offices:arrange", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE, post=True),
    Row("offices:post-person", Work.MANAGE_PEOPLE, "office_code", scope=SUBTREE, post=True),
    Row("approvals:inbox", Work.MANAGE_PEOPLE, scope=SUBTREE),
    Row(
        "approvals:decide",
        Work.MANAGE_PEOPLE,
        "approval",
        scope=SUBTREE,
        get=False,
        post=True,
        body={"decision": "refused", "reason": "Not now"},
    ),
    Row("offices:audit", Work.SUPERVISE),
    Row("offices:audit-of", Work.READ, "office_code", scope=SUBTREE),
    # The counter.
    Row("bookings:counter", Work.BOOK, post=True),
    Row("bookings:begin-shift", Work.BOOK, get=False, post=True, body={"counter_number": "5"}),
    Row("bookings:price", Work.BOOK, get=False, post=True, body={"pincode": "560001", "weight": "48"}),
    Row("bookings:sender", Work.BOOK, get=False, post=True, body={"sender_mobile": "9845000001"}),
    Row("bookings:legacy-label", Work.BOOK, get=False, post=True, body={"number": "RK169063347IN"}),
    Row("bookings:undo", Work.BOOK, get=False, post=True),
    Row("bookings:remove", Work.BOOK, "basket_item", scope=PERSON, get=False, post=True),
    Row("bookings:pay", Work.BOOK, post=True),
    Row("bookings:outcome", Work.BOOK, "request"),
    Row("bookings:pay-upi", Work.BOOK, "request"),
    Row("bookings:give-up-upi", Work.BOOK, "upi_request", get=False, post=True),
    Row("bookings:search", Work.BOOK, post=True),
    Row("bookings:search", Work.BOOK, "article", where="q", get=False, post=True),
    Row("bookings:shift-csv", Work.BOOK),
    Row("bookings:numbers", Work.BOOK),
    Row("bookings:spoil", Work.BOOK, get=False, post=True, body={"number": "EK999999990IN", "reason": "torn"}),
    Row("bookings:register-roll", Work.SUPERVISE, get=False, post=True, body={"first": "EA000000009IN"}),
    Row(
        "bookings:give-block", Work.SUPERVISE, get=False, post=True, body={"series": "EK", "counter": "2", "size": "1"}
    ),
    Row("bookings:displays", Work.BOOK, post=True),
    Row("bookings:unpair", Work.BOOK, get=False, post=True),
    Row("display:screen", PUBLIC),
    Row("display:state", PUBLIC),
    Row("display:language", PUBLIC, get=False, post=True, body={"language": "hi"}),
    Row("display:pair", PUBLIC, "display_code", scope=EVERYONE, get=False, post=True),  # GET only asks whether
    Row("bookings:print", Work.BOOK, "receipt", get=False, post=True),
    Row("bookings:again", Work.BOOK, "receipt", get=False, post=True),
    Row("bookings:ask-to-cancel", Work.BOOK, "receipt", get=False, post=True, body={"reason": "x"}),
    Row(
        "bookings:ask-to-cancel",
        Work.BOOK,
        "article",
        where="article",
        path_takes="receipt",
        get=False,
        post=True,
        body={"reason": "x"},
    ),
    Row("bookings:pay-out", Work.BOOK, "receipt", get=False, post=True),
    Row("bookings:pay-out", Work.BOOK, "article", where="article", path_takes="receipt", get=False, post=True),
    Row("bookings:refund", Work.BOOK, "refunded"),
    Row("bookings:receipt", Work.BOOK, "receipt"),
    Row("bookings:receipt-pdf", Work.BOOK, "receipt"),
    Row("bookings:labels-pdf", Work.BOOK, "receipt"),
    *MONEY,
    # Tariff sheets are the whole post's: whoever manages them sees all.
    Row("tariff:sheets", Work.MANAGE_TARIFFS, post=True),
    Row("tariff:sheet", Work.MANAGE_TARIFFS, "tariff_sheet", scope=EVERYONE),
    Row("tariff:replay", Work.MANAGE_TARIFFS, "tariff_sheet", scope=EVERYONE, get=False, post=True),
    Row("tariff:replay-csv", Work.MANAGE_TARIFFS, "tariff_sheet", scope=EVERYONE),
    Row("tariff:withdraw", Work.MANAGE_TARIFFS, "tariff_sheet", scope=EVERYONE, get=False, post=True),
    Row("tariff:propose", Work.MANAGE_TARIFFS, "tariff_sheet", scope=EVERYONE, get=False, post=True),
    # Contract customers and their files.
    Row("partners:customers", Work.MANAGE_PARTNERS, scope=SUBTREE),
    Row("partners:new-customer", Work.MANAGE_PARTNERS, post=True),
    Row("partners:customer", Work.MANAGE_PARTNERS, "customer", scope=SUBTREE),
    Row("partners:new-person", Work.MANAGE_PARTNERS, "customer", scope=SUBTREE, post=True),
    Row("partners:new-contract", Work.MANAGE_PARTNERS, "customer", scope=SUBTREE, post=True),
    Row("partners:terms", Work.MANAGE_PARTNERS, "contract", scope=SUBTREE, post=True),
    Row("contracts:contract", Work.MANAGE_PARTNERS, "contract", scope=SUBTREE),
    Row(
        "contracts:range",
        Work.MANAGE_PARTNERS,
        "contract",
        scope=SUBTREE,
        get=False,
        post=True,
        body={"series": "ZZ", "first_serial": "1", "last_serial": "2"},
    ),
    Row(
        "contracts:make-bills",
        Work.MANAGE_PARTNERS,
        "contract",
        scope=SUBTREE,
        get=False,
        post=True,
        body={"month": "2026-09"},
    ),
    Row("contracts:bill", Work.MANAGE_PARTNERS, "bill", scope=SUBTREE),
    Row("contracts:bill-pdf", Work.MANAGE_PARTNERS, "bill", scope=SUBTREE),
    Row("contracts:bill-csv", Work.MANAGE_PARTNERS, "bill", scope=SUBTREE),
    Row("contracts:deposit", Work.BOOK, "contract", where="contract", post=True, body={"rupees": "5"}),
    Row("contracts:deposit-receipt", Work.BOOK, "deposit"),
    Row("bulk:batches", Work.MANAGE_PARTNERS, scope=SUBTREE, post=True),
    Row("bulk:batch", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE),
    Row("bulk:progress", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE),
    Row(
        "bulk:cancel-article",
        Work.MANAGE_PARTNERS,
        "batch",
        scope=SUBTREE,
        get=False,
        post=True,
        body={"number": "EK999999990IN", "reason": "x"},
    ),
    Row("bulk:labels", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE),
    Row("bulk:errors", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE),
    Row("bulk:book", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE, get=False, post=True),
    Row("bulk:check", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE, get=False, post=True),
    Row("bulk:cancel", Work.MANAGE_PARTNERS, "batch", scope=SUBTREE, get=False, post=True),
    # Bags.
    Row("transit:bags", Work.BAG),
    Row("transit:begin", Work.BAG, "office_code", where="destination", scope=EVERYONE, get=False, post=True),
    Row("transit:despatch", Work.BAG, "bag", where="bag", get=False, post=True),
    Row("transit:despatches", Work.BAG),
    Row("transit:despatched", Work.BAG, "despatch"),
    Row("transit:cancel-despatch", Work.BAG, "despatch", get=False, post=True, body={"reason": "Van broke down"}),
    Row("transit:mail-list", Work.BAG, "despatch"),
    Row("transit:errors", Work.BAG),
    Row("transit:sets", Work.BAG, post=True),
    Row("transit:close-set", Work.SUPERVISE, get=False, post=True),
    Row("transit:open-set", Work.SUPERVISE, "mail_set", get=False, post=True),
    Row("transit:end-set", Work.SUPERVISE, "mail_set", get=False, post=True),
    Row("transit:receive-missent", Work.BAG, "due_bag", where="bag", scope=EVERYONE, get=False, post=True),
    Row("transit:readiness", Work.BAG),
    Row("transit:readiness-of", Work.READ, "office_code", scope=SUBTREE),
    Row("transit:answer-error", Work.SUPERVISE, "bag_error", get=False, post=True, body={"answer": "admitted"}),
    Row("transit:schedules", Work.BAG, post=True),
    Row("transit:end-schedule", Work.SUPERVISE, "schedule", get=False, post=True),
    Row("transit:bag", Work.BAG, "bag"),
    Row("transit:bag", Work.BAG, "due_bag"),
    Row("transit:label", Work.BAG, "bag"),
    Row("transit:manifest", Work.BAG, "bag"),
    Row("transit:scan", Work.BAG, "bag", get=False, post=True, body={"code": "EK000000000IN"}),
    # Whoever holds an article and scans it is told that it is on record elsewhere, though not where.
    Row("transit:scan", Work.BAG, "lying", where="code", scope=EVERYONE, path_takes="bag", get=False, post=True),
    Row("transit:codes", Work.BAG, "bag", get=False, post=True, body={"code": "EK000000000IN"}),
    Row("transit:codes", Work.BAG, "lying", where="code", scope=EVERYONE, path_takes="bag", get=False, post=True),
    Row("transit:take-out", Work.BAG, "bag", get=False, post=True, body={"article": "EK000000000IN"}),
    Row("transit:put-back", Work.BAG, "due_bag", get=False, post=True, body={"article": "EK000000000IN"}),
    Row("transit:scan-all", Work.BAG, "bag", get=False, post=True),
    Row("transit:close", Work.BAG, "bag", get=False, post=True),
    Row("transit:verify", Work.SUPERVISE, "bag", get=False, post=True, body={"weight_grams": "1000"}),
    Row("transit:reopen", Work.BAG, "bag", get=False, post=True),
    Row("transit:delete", Work.BAG, "bag", get=False, post=True, body={"reason": "Torn"}),
    Row("transit:receive", Work.BAG, "due_bag", get=False, post=True),
    Row("transit:open", Work.BAG, "due_bag", get=False, post=True),
    Row("transit:open-checked", Work.BAG, "due_bag", get=False, post=True),
    # Complaints about deliveries.
    Row("complaints:list", Work.SUPERVISE),
    Row("history:entries", Work.SUPERVISE),
    Row("history:correct", Work.SUPERVISE, "entry", get=False, post=True, body=_CORRECTED),
    Row("complaints:answer", Work.SUPERVISE, "complaint", get=False, post=True, body=_ANSWERED),
    *DELIVERIES,
    Row("upi:settlements", Work.SUPERVISE, scope=EVERYONE, post=True),
    Row("money:correction-asked", Work.SUPERVISE, "asked_correction"),
    Row("money:asked-evidence", Work.SUPERVISE, "asked_correction"),
    Row("money:alarms", Work.MANAGE_OFFICES, scope=EVERYONE),
    Row("money:close-breach", Work.MANAGE_OFFICES, "breach", scope=EVERYONE, get=False, post=True, body={"words": "x"}),
    Row("money:close-incident", Work.MANAGE_OFFICES, "incident", scope=EVERYONE, get=False, post=True),
    # Money at doors.
    Row("cod:carried", Work.CARRY, also=Work.DELIVER, scope=PERSON, post=True),
    Row("cod:office", Work.TREASURE, also=Work.SUPERVISE),
    Row("cod:answer", Work.TREASURE, "hand_in", also=Work.SUPERVISE, get=False, post=True, body={"action": "refuse"}),
    Row("cod:attempt", Work.CARRY, "cod_tr", scope=PERSON),
    Row("cod:state", Work.CARRY, "cod_tr", scope=PERSON),
    Row("cod:cancel", Work.CARRY, "cod_tr", scope=PERSON, get=False, post=True),
    # Django's admin: to look at.
    Row("admin:index", STAFF_ADMIN),
    Row("admin:login", "nobody"),  # leads to our own sign-in, as does the next but one
    Row("admin:logout", STAFF_ADMIN, get=False, post=True),
    Row("admin:password_change", "nobody"),
    Row("admin:password_change_done", STAFF_ADMIN),
    Row("admin:jsi18n", STAFF_ADMIN),
    Row("admin:app_list", STAFF_ADMIN),
    *_admin("offices_office", "office"),
    *_admin("offices_pincodeservice", "service"),
    *_admin("offices_directoryload", "load", scope=EVERYONE),
    *partners.ROWS,
)

# Addresses without a name, by their pattern: why they need no row.
NAMELESS: Final = {
    "admin/(?P<url>.*)$": "Django: what the admin does not know, behind its guard",
}
