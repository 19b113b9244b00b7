"""Sheets, attempts, codes, phones and beats, in Django's admin: `offices.reading` says how."""

from deliveries.models import (
    AddressPlace,
    Attempt,
    Batch,
    Beat,
    BeatArea,
    CallBack,
    DeliveryCode,
    Hold,
    KeptEntry,
    MobileChange,
    Phone,
    Proof,
    Redirection,
    SentBack,
    Sheet,
    SheetItem,
    ToLetterOffice,
    WindowDelivery,
)
from offices.reading import show

_NUMBERS, _OFFICE = "article__number office__code", ("office",)

show(Batch, "office number leaves_at valid", finds="office__code", offices=("office",))
show(Beat, "office number name batch valid", finds="office__code", offices=("office",))
show(BeatArea, "office beat kind prefix valid", finds="prefix office__code", offices=("office",))
show(
    AddressPlace,
    "office beat place learnt_at",
    finds="office__code",
    offices=("office",),
    personal="address",
    at="learnt_at",
)
show(
    Sheet, "number office channel beat postman sheet_date acknowledged_at closed_at", finds="number",
    offices=("office",), at="made_at", big=True,
)  # fmt: skip
show(
    SheetItem, "article__number sheet__number position outcome remark deposit verified_at",
    finds="article__number sheet__number", offices=("sheet__office",), at="sheet__made_at", big=True,
)  # fmt: skip
show(
    DeliveryCode, "article__number sheet__number office issue_number issued_at sent_at wrong_tries spent_at",
    finds="article__number sheet__number", offices=("office",), at="issued_at", big=True,
)  # fmt: skip
show(Phone, "label user office last_seen_at revoked_at", finds="user__employee_id office__code", offices=("office",))
show(Proof, "kind media_type received_at received_from", people=("received_from",), at="received_at", big=True)
show(
    Attempt, "article__number made_by happened_at recorded_at verdict remark flags", finds="article__number",
    offices=("item__sheet__office",), at="recorded_at", big=True,
    personal="received_by latitude longitude photo signature",
)  # fmt: skip
show(
    KeptEntry, "article_number office made_by why received_at accepted decided_by", finds="article_number office__code",
    offices=("office",), personal="said", at="received_at",
)  # fmt: skip
show(
    WindowDelivery, "article__number office document relation made_by happened_at", finds=_NUMBERS, offices=_OFFICE,
    at="happened_at",
    personal="last4 received_by photo signature",
)  # fmt: skip
show(Hold, "article__number office remark made_by made_at", finds=_NUMBERS, offices=_OFFICE, at="made_at")
show(ToLetterOffice, "article__number office to_office made_by made_at", finds=_NUMBERS, offices=_OFFICE, at="made_at")
show(
    MobileChange, "article__number office asked_by_whom made_by made_at allowed_by", finds=_NUMBERS, offices=_OFFICE,
    at="made_at",
    personal="mobile old_mobile last4",
)  # fmt: skip
show(SentBack, "article__number office reason made_by made_at", finds=_NUMBERS, offices=_OFFICE, at="made_at")
show(
    Redirection,
    "article__number office to_office from_pincode made_by made_at",
    finds=_NUMBERS,
    offices=_OFFICE,
    at="made_at",
)
show(
    CallBack,
    "item__article__number office drawn_on result called_at called_by",
    finds="item__article__number office__code",
    offices=("office",),
    at="drawn_on",
)
