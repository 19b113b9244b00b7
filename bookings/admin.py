"""Sales, articles, bulk files, bills, numbers and tariffs, in Django's admin: `offices.reading` says how."""

from bookings.models import (
    Article,
    BasketDraft,
    Bill,
    BillLine,
    BulkBatch,
    BulkBooked,
    BulkFault,
    BulkPart,
    Cancellation,
    DisplayPairing,
    Notice,
    NumberBlock,
    Parties,
    PartnerBooking,
    Pickup,
    Reprint,
    Sale,
    SmsOptOut,
    SpoiltNumber,
    TariffBand,
    TariffDiscount,
    TariffLimit,
    TariffPrefix,
    TariffProduct,
    TariffReplay,
    TariffReplayLine,
    TariffRounding,
    TariffService,
    TariffSheet,
    TariffSlab,
    TariffSource,
    TariffVersion,
    TariffVolumetric,
    TariffZoning,
)
from offices.reading import NATION, PUBLIC, show

_OF_ARTICLE = ("article__origin", "article__destination", "article__at_office")

show(
    Sale, "receipt_number office shift mode contract total_paise made_by booked_at", finds="receipt_number",
    offices=("office",), at="booked_at", big=True, filters="mode",
)  # fmt: skip
show(
    Article, "number product status origin destination at_office sale__booked_at", finds="number",
    offices=("origin", "destination", "at_office"), personal="contents", at="sale__booked_at", big=True,
    filters="status",
)  # fmt: skip
show(
    Parties, "article__number sender_name addressee_name addressee_mobile", finds="article__number",
    offices=_OF_ARTICLE, at="article__sale__booked_at", big=True,
    personal="sender_name sender_company sender_address sender_pincode sender_mobile sender_gstin addressee_name "
    "addressee_company addressee_address addressee_city addressee_mobile addressee_gstin student_institution "
    "student_id_number student_id_until",
)  # fmt: skip
show(
    Reprint,
    "sale__receipt_number copy_number printed_by printed_at",
    finds="sale__receipt_number",
    offices=("sale__office",),
    at="printed_at",
    big=True,
)
show(
    Cancellation, "article__number refund_paise upi_paise reason cancelled_by cancelled_at", finds="article__number",
    offices=("article__origin",), personal="reason", at="cancelled_at",
)  # fmt: skip
show(
    BasketDraft, "shift__office shift__counter_number total_paise paying", finds="shift__office__code",
    offices=("shift__office",), personal="items taken_out typed", also=("shift",),
)  # fmt: skip
show(
    DisplayPairing,
    "shift__office shift__counter_number made_at paired_at ended_at",
    finds="shift__office__code",
    offices=("shift__office",),
    at="made_at",
)
show(
    Notice, "article__number moment side language created_at sent_at tries dropped", finds="article__number",
    offices=_OF_ARTICLE, at="created_at", big=True,
)  # fmt: skip
show(SmsOptOut, "since", offices=NATION, at="since")
show(
    NumberBlock, "series first_serial last_serial next_serial office contract counter_number printed",
    finds="office__code contract__code", offices=("office", "contract__office"), filters="printed",
)  # fmt: skip
show(
    SpoiltNumber, "series serial reason spoilt_by spoilt_at", finds="serial",
    offices=("block__office", "block__contract__office"), at="spoilt_at",
)  # fmt: skip
show(
    PartnerBooking,
    "article__number contract line reference",
    finds="article__number",
    offices=("contract__office",),
    at="article__sale__booked_at",
    big=True,
)
show(
    Pickup, "code customer office on articles live", finds="code customer__code office__code",
    offices=("office", "customer__office"), personal="address contact_name contact_mobile", at="on",
)  # fmt: skip
show(
    BulkBatch, "number contract office status rows_read rows_good rows_booked uploaded_at",
    finds="number contract__code",
    offices=("office",), at="uploaded_at", filters="status",
)  # fmt: skip
show(BulkPart, "batch__number position", finds="batch__number", offices=("batch__office",))
show(
    BulkFault,
    "batch__number line column code number",
    finds="batch__number",
    offices=("batch__office",),
    personal="values",
    big=True,
)
show(
    BulkBooked,
    "article__number batch__number line reference",
    finds="article__number",
    offices=("batch__office",),
    at="article__sale__booked_at",
    big=True,
)
show(
    Bill,
    "number contract circle gstin month total_paise due_on",
    finds="number contract__code",
    offices=("contract__office",),
    at="made_at",
)
show(
    BillLine, "bill__number number office day product articles postage_paise", finds="bill__number",
    offices=("bill__contract__office",), big=True,
)  # fmt: skip
show(TariffSheet, "id source state loaded_at approved_by approved_at", finds="id", offices=PUBLIC, filters="state")
show(TariffSource, "sheet__id code grade title dated", finds="code", offices=PUBLIC)
show(TariffBand, "sheet__id scheme code label max_km", finds="code", offices=PUBLIC)
show(TariffProduct, "sheet__id code name family status", finds="code", offices=PUBLIC)
show(TariffVersion, "code product kind valid in_force confidence", finds="code", offices=PUBLIC, filters="in_force")
show(TariffSlab, "version__code upto_g step_g band paise", finds="version__code", offices=PUBLIC)
show(TariffService, "sheet__id code name valid in_force fee_kind", finds="code", offices=PUBLIC, filters="in_force")
show(TariffLimit, "service__code valid max_paise", finds="service__code", offices=PUBLIC)
show(TariffDiscount, "sheet__id code name bp valid in_force", finds="code", offices=PUBLIC, filters="in_force")
show(TariffRounding, "sheet__id rule valid in_force", offices=PUBLIC, filters="in_force")
show(TariffVolumetric, "sheet__id divisor valid in_force", offices=PUBLIC, filters="in_force")
show(TariffZoning, "sheet__id local_km local_digits valid in_force", offices=PUBLIC, filters="in_force")
show(TariffPrefix, "zoning__id kind name pin", finds="pin", offices=PUBLIC)
show(
    TariffReplay,
    "sheet__id first_day last_day asked_by asked_at finished_at",
    finds="sheet__id",
    offices=NATION,
    at="asked_at",
)
show(
    TariffReplayLine,
    "replay__id product circle articles before_paise after_paise",
    finds="replay__id product",
    offices=NATION,
)
