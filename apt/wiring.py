"""When this happens, these react. The one table; nothing else connects apps that may not import each other."""

import functools
from collections.abc import Mapping, Sequence

from apt.core.services import Reaction
from bookings import queries as bookings_queries
from bookings import reactions as bookings_reactions
from bookings import services as bookings
from deliveries import queries as deliveries_queries
from deliveries import reactions as deliveries
from deliveries import services as deliveries_services
from offices import queries as offices_queries
from offices import services as offices
from offices.rules import Measure, Split, Work
from partners import queries as partners_queries
from partners import services as partners
from payments import queries as payments_queries
from payments import reactions as payments_reactions
from payments import services as payments
from payments.rules import Mode
from tracking import services as tracking
from transit import queries as transit_queries
from transit import services as transit

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "deliveries.otp_issued": (deliveries.send_otp,),
    deliveries_services.MOBILE_CHANGED: (deliveries.tell_old_number,),
    tracking.COMPLAINT_UPHELD: (deliveries.reopen,),
    # First the apps that may book the bill; what none of them has booked goes back.
    payments.SETTLED: (
        bookings_reactions.book_paid_basket,
        deliveries.keep_cod,
        payments_reactions.sell_paid_stamps,
        payments_reactions.give_back_unclaimed,
    ),
    payments.LATE: (
        bookings_reactions.book_paid_basket,
        deliveries.keep_cod,
        payments_reactions.sell_paid_stamps,
        payments_reactions.give_back_unclaimed,
    ),
    payments.REFUND_DUE: (payments_reactions.send_refund,),
    payments.COD_OWED: (bookings_reactions.pay_sender,),
    bookings.REPLAY_ASKED: (bookings_reactions.replay_tariff,),
}

# What is counted of a day.
FIGURES = (
    offices.Source(
        "bookings", lambda since: bookings_queries.changed_bookings(since.last_id), bookings_queries.booked_on
    ),
    offices.Source(
        "sheets",
        lambda since: deliveries_queries.changed_on_sheets(since.last_id, since.at),
        deliveries_queries.reached_on_sheets,
    ),
    offices.Source(
        "windows",
        lambda since: deliveries_queries.changed_at_windows(since.last_id),
        deliveries_queries.handed_out_at_windows,
    ),
    offices.Source(
        "days", lambda since: (0, payments_queries.changed_days(since.today)), payments_queries.days_left_open
    ),
)

# What lies behind each figure, and what the parts of a breakdown are called.
DETAILS = offices_queries.Details(
    behind={
        **dict.fromkeys((Measure.BOOKED, Measure.CHARGED, Measure.IN_CASH), bookings_queries.booked_behind),
        **dict.fromkeys(
            (Measure.DELIVERED, Measure.FAILED, Measure.SUSPICIOUS, Measure.ON_TIME, Measure.LATE),
            deliveries_queries.reached_behind,
        ),
        Measure.DAY_OPEN: offices_queries.days_open_behind,
    },
    names={Split.PRODUCT: bookings_queries.product_name, Split.MODE: lambda mode: str(Mode(mode).label)},
)

# What offices lack before they begin: each app says what it knows.
READINESS = (
    offices_queries.lacking_people,
    bookings_queries.lacking_numbers,
    payments_queries.lacking_opening,
    transit_queries.lacking_for_mail,
    deliveries_queries.lacking_beats,
)

# What an office still has that keeps it from closing, and what goes along when it is merged into another.
LEFT_AT = (
    offices_queries.left_of_offices,
    partners_queries.left_of_contracts,
    bookings_queries.left_of_articles,
    payments_queries.left_of_money,
    transit_queries.left_of_mail,
    deliveries_queries.left_of_rounds,
)
TAKEN_ALONG = (bookings.take_over_articles, transit.relist_office)

# What a second person must be able to do to decide, and what happens when they approve.
ON_APPROVAL: offices.Topics = {
    offices.POST_PERSON: offices.Topic(Work.MANAGE_PEOPLE, offices.post_as_approved),
    offices.GO: offices.Topic(Work.MANAGE_OFFICES, functools.partial(offices.go_as_approved, providers=READINESS)),
    offices.MOVE: offices.Topic(
        Work.MANAGE_OFFICES, functools.partial(offices.move_as_approved, providers=LEFT_AT), page="tree:asked"
    ),
    offices.OPEN: offices.Topic(Work.MANAGE_OFFICES, offices.open_as_approved, page="tree:asked"),
    offices.CLOSE: offices.Topic(
        Work.MANAGE_OFFICES,
        functools.partial(offices.close_as_approved, providers=LEFT_AT, carriers=TAKEN_ALONG),
        page="tree:asked",
    ),
    offices.MERGE: offices.Topic(
        Work.MANAGE_OFFICES,
        functools.partial(offices.merge_as_approved, providers=LEFT_AT, carriers=TAKEN_ALONG),
        page="tree:asked",
    ),
    bookings.APPROVE_TARIFF: offices.Topic(Work.MANAGE_TARIFFS, bookings.approve_sheet_as_decided),
    payments.UNDO_SHIFT_END: offices.Topic(Work.SUPERVISE, payments.undo_as_approved),
    payments.CORRECT: offices.Topic(Work.SUPERVISE, payments.tell_office_as_approved, page="money:correction-asked"),
    payments.REFUND_SUSPENSE: offices.Topic(Work.SUPERVISE, payments.refund_as_approved),
    payments.BOOK_ORDER: offices.Topic(Work.SUPERVISE, payments.allow_order),
    payments.PAY_ORDER: offices.Topic(Work.SUPERVISE, payments.allow_order),
    offices.ARRANGE: offices.Topic(Work.MANAGE_PEOPLE, offices.arrange_as_approved),
    bookings.CANCEL: offices.Topic(Work.SUPERVISE, bookings.allow_cancelling),
    bookings.CANCEL_BOOKED: offices.Topic(Work.SUPERVISE, bookings.cancel_booked_as_decided),
    bookings.LEGACY_LABEL: offices.Topic(Work.SUPERVISE, bookings.allow_legacy_label),
    deliveries_services.WINDOW: offices.Topic(Work.SUPERVISE, deliveries_services.allow_window),
    deliveries_services.MOBILE: offices.Topic(Work.SUPERVISE, deliveries_services.allow_mobile_change),
    partners.TERMS: offices.Topic(Work.MANAGE_PARTNERS, partners.terms_as_approved),
}

# Promises that are proved again every five minutes; what articles promise is known above the books.
PROOFS = {**payments_queries.PROOFS, "I9": bookings_queries.doubtful_deliveries}
