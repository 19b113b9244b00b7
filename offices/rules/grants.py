"""What the application's role may do to each table, as declared. The page "who can do what" and the tests compare.

Everything not named here: SELECT, INSERT, UPDATE, DELETE. The triggers of `apt.core.append_only` take the rest away,
from the owner of the tables too, which the application's role is (deploy/postgres-role.sh): a grant alone would not.
"""

from enum import StrEnum
from typing import Final


class Verb(StrEnum):
    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    TRUNCATE = "TRUNCATE"


ALL: Final = frozenset(Verb)
_EMPTIED = frozenset({Verb.DELETE, Verb.TRUNCATE})

# Posted facts: journals, histories, sales, attempts, who looked at what, the figures of tariff sheets.
APPEND_ONLY: Final = frozenset({
    "tracking_trackingevent", "tracking_feedentry", "payments_journal", "payments_entry", "bookings_sale",
    "deliveries_attempt",
    "deliveries_proof", "deliveries_windowdelivery", "deliveries_sentback", "deliveries_redirection",
    "deliveries_hold", "deliveries_toletteroffice",
    "offices_accessrecord", "offices_wavedecision", "offices_officechange",
    "bookings_reprint", "bookings_cancellation", "bookings_spoiltnumber",
    "bookings_bulkbooked", "bookings_partnerbooking", "bookings_bill", "bookings_billline",
    "payments_pspnotice", "payments_psppoll", "payments_settlementfile",
    "payments_daybalance", "payments_cashcount", "payments_subtotal", "payments_correction",
    "payments_stockmovement", "payments_moveline", "payments_treasurycount", "payments_pouchline",
    "payments_stampbill", "payments_indentline", "payments_contractbalance",
    "bookings_tariffsource", "bookings_tariffband", "bookings_tariffproduct", "bookings_tariffslab",
    "bookings_tarifflimit", "bookings_tariffprefix",
})  # fmt: skip
# They change, but they stay.
NEVER_DELETED: Final = frozenset({
    "tracking_enclosure", "bookings_article", "payments_shift", "partners_customer", "partners_contract",
    "partners_terms", "partners_apikey", "partners_member", "bookings_bulkbatch",
    "bookings_pickup", "tracking_feed", "tracking_endpoint",
    "payments_paymentattempt", "payments_upipayment", "payments_refund",
    "payments_officeday", "payments_cashmove", "payments_case",
    "offices_wave",
    "deliveries_phone", "deliveries_keptentry", "deliveries_callback",
    "deliveries_mobilechange",
    "transit_bag", "transit_despatch", "transit_errorentry", "transit_schedule", "tracking_complaint",
    "transit_mailset", "transit_setday",
    "payments_correctionnotice", "payments_knowndefect", "payments_moneyorder", "payments_stockitem", "payments_pouch",
    "payments_indent",
    "payments_codcollection", "payments_codhandin", "payments_breach", "payments_incident",
    # Of a tariff sheet changes only whether it is in force.
    "bookings_tariffsheet", "bookings_tariffversion", "bookings_tariffservice", "bookings_tariffdiscount",
    "bookings_tariffrounding", "bookings_tariffvolumetric", "bookings_tariffzoning",
})  # fmt: skip


def declared_verbs(table: str) -> frozenset[Verb]:
    """What can be done to rows of `table`, grants and triggers taken together."""
    if table in APPEND_ONLY:
        return frozenset({Verb.SELECT, Verb.INSERT})
    return ALL - _EMPTIED if table in NEVER_DELETED else ALL
