"""The journal, drawers, days, UPI, orders, stock and cases, in Django's admin: `offices.reading` says how."""

from offices.reading import NATION, show
from payments.models import (
    Breach,
    Case,
    CashCount,
    CashMove,
    Chain,
    CodCollection,
    CodHandIn,
    ContractBalance,
    Correction,
    CorrectionNotice,
    DayBalance,
    Entry,
    Incident,
    Indent,
    IndentLine,
    Journal,
    KnownDefect,
    MoneyOrder,
    MoveLine,
    OfficeDay,
    OrderParties,
    PaymentAttempt,
    Pouch,
    PouchLine,
    PspHealth,
    PspNotice,
    PspPoll,
    PspRefused,
    Refund,
    SettlementFile,
    Shift,
    StampBill,
    StockItem,
    StockMovement,
    Subtotal,
    TreasuryCount,
    UpiPayment,
)

_OFFICE, _SHIFT, _ITEM = ("office",), ("shift__office",), "item__code"
_NUMBER = "journal__office__code-journal__number"

show(
    Shift, "office counter_number business_date clerk begun_at ended_at verified_by",
    finds="office__code clerk__employee_id",
    offices=_OFFICE, at="begun_at", big=True,
)  # fmt: skip
show(Chain, "office last_number begun_upto closed_upto", finds="office__code", offices=_OFFICE)
show(
    Journal, "office number business_date purpose ref made_by made_at version", finds="office__code-number",
    offices=_OFFICE, at="made_at", big=True, filters="purpose",
)  # fmt: skip
show(
    Entry, "journal__office journal__number account paise shift", finds=_NUMBER, offices=("journal__office",),
    at="journal__made_at", big=True, filters="account",
)  # fmt: skip
show(
    PaymentAttempt, "tr office purpose paise state opened_by opened_at paid_at", finds="tr", offices=_OFFICE,
    at="opened_at", big=True, filters="state",
)  # fmt: skip
show(
    PspNotice,
    "event_id told tr payment_id paise received_at",
    finds="event_id tr payment_id",
    offices=NATION,
    at="received_at",
    big=True,
)
show(PspRefused, "day code count", finds="code", offices=NATION, at="day")
show(PspPoll, "attempt__tr at", finds="attempt__tr", offices=("attempt__office",), at="at", big=True)
show(PspHealth, "failures probe_at", offices=NATION)
show(
    UpiPayment, "payment_id tr office paise payer paid_at finding place", finds="payment_id", offices=_OFFICE,
    personal="payer", at="seen_at", big=True, filters="place",
)  # fmt: skip
show(
    Refund, "ref payment__payment_id why paise state due_by done_at", finds="ref payment__payment_id",
    offices=("payment__office",), at="asked_at", big=True, filters="state",
)  # fmt: skip
show(SettlementFile, "day rows taken_by taken_at", offices=NATION, at="day")
show(
    Case, "id office kind about paise due_by owner closed_at verdict", finds="id about tr office__code",
    offices=_OFFICE, at="opened_at", filters="verdict",
)  # fmt: skip
show(
    CodHandIn,
    "postman office paise state given_at counted_paise answered_by",
    finds="postman__employee_id office__code",
    offices=_OFFICE,
    at="given_at",
)
show(
    CodCollection, "article_number office postman mode paise state collected_at", finds="article_number office__code",
    offices=_OFFICE, big=True, filters="mode state",
)  # fmt: skip
show(
    Correction, "id office of__number reason asked_by asked_at case", finds="id office__code", offices=_OFFICE,
    at="asked_at",
)  # fmt: skip
show(
    CorrectionNotice, "correction__id office approved_by told_at answer answered_at",
    finds="correction__id office__code",
    offices=_OFFICE, at="told_at",
)  # fmt: skip
show(
    OfficeDay,
    "office business_date begun_by ended_by ended_at disputed",
    finds="office__code",
    offices=_OFFICE,
    at="business_date",
    big=False,
)
show(
    DayBalance,
    "day__office day__business_date account paise",
    finds="day__office__code",
    offices=("day__office",),
    at="day__business_date",
)
show(
    ContractBalance, "contract account last_entry debits", finds="contract__code", offices=("contract__office",)
)  # fmt: skip
show(
    Subtotal,
    "office business_date account last_number debits credits entries",
    finds="office__code",
    offices=_OFFICE,
    at="business_date",
)
show(
    CashCount,
    "shift__office shift__business_date counted_by counted_at",
    finds="shift__office__code",
    offices=_SHIFT,
    at="counted_at",
    big=True,
)
show(
    CashMove, "id shift__office to_drawer stamps paise state asked_by given_by answered_by",
    finds="id shift__office__code",
    offices=_SHIFT, at="asked_at", big=True, filters="state",
)  # fmt: skip
show(MoveLine, "move__id item__code count", finds=_ITEM, offices=("move__shift__office",))
show(Incident, "kind paise offices opened_at closed_at closed_by", finds="kind", offices=NATION, at="opened_at")
show(Breach, "invariant about found_at seen_at closed_at closed_by", finds="about", offices=NATION, at="found_at")
show(KnownDefect, "title kinds since fixed_on fixed_in noted_by", offices=NATION)
show(StockItem, "code name kind face_paise withdrawn_at", finds="code", offices=NATION)
show(
    StockMovement, "journal__office journal__number item__code office count", finds=_NUMBER,
    offices=_OFFICE, big=True,
)  # fmt: skip
show(
    TreasuryCount, "office business_date counted_by counted_at", finds="office__code", offices=_OFFICE, at="counted_at"
)
show(
    Pouch, "barcode sender receiver cash_paise total_paise state sent_at ended_at", finds="barcode",
    offices=("sender", "receiver"), at="sent_at", filters="state",
)  # fmt: skip
show(
    PouchLine,
    "pouch__barcode item__code count",
    finds="pouch__barcode item__code",
    offices=("pouch__sender", "pouch__receiver"),
)
show(
    StampBill,
    "shift__office paise made_by made_at",
    finds="shift__office__code",
    offices=_SHIFT,
    at="made_at",
    big=True,
)
show(
    Indent, "id office asked_of cash_paise state asked_by asked_at pouch", finds="id office__code",
    offices=("office", "asked_of"), at="asked_at", filters="state",
)  # fmt: skip
show(
    IndentLine,
    "indent__id item__code count",
    finds="indent__id item__code",
    offices=("indent__office", "indent__asked_of"),
)
show(
    MoneyOrder, "number office paying_office paise state booked_at ended_at", finds="number",
    offices=("office", "paying_office"), personal="identity identity_last4", at="booked_at", filters="state",
)  # fmt: skip
show(
    OrderParties, "order__number payer_name payee_name", finds="order__number",
    offices=("order__office", "order__paying_office"),
    personal="payer_name payer_mobile payer_address payee_name payee_mobile payee_address message",
)  # fmt: skip
