"""Fees of value-added services, and discounts: what each costs or gives, or why it cannot be had."""

from typing import Final

from apt.core.money import format_paise, half_up
from bookings.errors import (
    CodAmountMissing,
    CodAmountOverLimit,
    CodNotWholeRupees,
    DeclaredValueMissing,
    DeclaredValueOverLimit,
    DiscountNotForThis,
    DiscountRateMissing,
    NotOnThisChannel,
    ServiceNotOffered,
    ServiceRepeated,
    UnknownDiscount,
    UnknownService,
)

from .asking import Quote
from .facts import Discount, FeeKind, Product, Service, Tariff, in_force
from .names import said

PAISE_IN_RUPEE: Final = 100
WHOLE_BP: Final = 10_000
# On the volume discount, for an advance deposit or payment at booking; more above this much business a month
# (memorandum of 26 September 2025: tariff.md, section 7).
PREPAID_BP, PREPAID_LARGE_BP, LARGE_MONTH_RUPEES = 100, 200, 2_500_000


def services_asked(tariff: Tariff, product: Product, quote: Quote) -> list[Service]:
    """The services of a quote in force on its day. Raises UnknownService, ServiceRepeated, ServiceNotOffered."""
    found = []
    for place, code in enumerate(quote.services):
        if code not in tariff.services:
            raise UnknownService(field=code.lower(), service=code)
        if code in quote.services[:place]:
            raise ServiceRepeated(field=code.lower(), service=code)
        service = in_force(tariff.services[code], quote.on)
        if service is None or code not in product.services or service.fee_kind == FeeKind.UNKNOWN:
            raise ServiceNotOffered(field=code.lower(), service=code, product=said(product.name), date=quote.on)
        found.append(service)
    return found


def fee(service: Service, quote: Quote, grams: int) -> int:
    """Paise before GST. Raises what is missing or over a limit."""
    terms = service.fee
    if service.fee_kind == FeeKind.FLAT:
        return terms["paise"]
    if service.fee_kind == FeeKind.INSURANCE:
        return _insurance(service, quote)
    if service.fee_kind == FeeKind.COD:
        return _cod(service, quote)
    return terms["first_paise"] + _steps(grams - terms["first_g"], terms["step_g"]) * terms["step_paise"]


def insured_limit(service: Service, quote: Quote) -> int | None:
    """The highest value that may be insured there and then; None where the tariff sets no limit."""
    limit = in_force(service.limits, quote.on)
    most = [limit.max_paise] if limit else []
    if quote.at_branch and "branch_office_max_paise" in service.sub_limits:
        most.append(service.sub_limits["branch_office_max_paise"])
    return min(most, default=None)


def _insurance(service: Service, quote: Quote) -> int:
    value, terms = quote.declared_paise, service.fee
    if value <= 0:
        raise DeclaredValueMissing(field="declared")
    most = insured_limit(service, quote)
    if most is not None and value > most:
        raise DeclaredValueOverLimit(field="declared", limit=format_paise(most), date=quote.on)
    further = _steps(value - terms["first_value_paise"], terms["step_value_paise"])
    return terms["first_fee_paise"] + further * terms["step_fee_paise"]


def _cod(service: Service, quote: Quote) -> int:
    amount, terms = quote.cod_paise, service.fee
    if amount <= 0:
        raise CodAmountMissing(field="cod")
    if service.max_paise is not None and amount > service.max_paise:
        raise CodAmountOverLimit(field="cod", limit=format_paise(service.max_paise))
    if amount % PAISE_IN_RUPEE:
        raise CodNotWholeRupees(field="cod")
    excess = amount - terms["threshold_paise"]
    if excess > 0:
        return terms["flat_over_paise"] + half_up(excess * terms["rate_bp_excess"], WHOLE_BP)
    return half_up(amount * terms["rate_bp_upto"], WHOLE_BP)


def _steps(amount: int, step: int) -> int:
    """How many steps, or parts of one, lie above zero."""
    return max(0, -(-amount // step))


def discount_asked(tariff: Tariff, product: Product, quote: Quote) -> tuple[Discount, int] | None:
    """The discount of a quote and its basis points. Raises UnknownDiscount, DiscountNotForThis, DiscountRateMissing."""
    code = quote.discount
    if not code:
        return None
    if code not in tariff.discounts:
        raise UnknownDiscount(field="discount", discount=code)
    discount = in_force(tariff.discounts[code], quote.on)
    if discount is None or product.code not in discount.products:
        raise DiscountNotForThis(field="discount", discount=code, product=said(product.name), date=quote.on)
    if discount.bp is not None:
        return discount, discount.bp
    highest = max((max(step.town_bp, step.non_town_bp) for step in discount.volume), default=0) + PREPAID_LARGE_BP
    if quote.discount_bp is None or not 0 <= quote.discount_bp <= highest:
        raise DiscountRateMissing(field="discount", discount=code, highest=highest // 100)
    return discount, quote.discount_bp


def volume_bp(discount: Discount, month_rupees: int, *, town: bool, prepaid: bool) -> int:
    """The basis points of a volume discount for a month's business in rupees before GST.

    `town`: delivered in the town (our reading of TD and NTD). A step's edge belongs to the step that it ends.
    """
    step = next(step for step in discount.volume if step.upto_rupees is None or month_rupees <= step.upto_rupees)
    extra = PREPAID_LARGE_BP if month_rupees > LARGE_MONTH_RUPEES else PREPAID_BP
    return (step.town_bp if town else step.non_town_bp) + (extra if prepaid else 0)


def check_channel(product: Product, quote: Quote, services: list[Service], discount: Discount | None) -> None:
    """Whether all of it is sold the same way: at the counter or by contract. Raises NotOnThisChannel.

    A quote that names no channel is for whichever sells all that it asks for.
    """
    left = {quote.channel} if quote.channel else set(product.channels)
    wanted = [(product.name, product.channels)]
    wanted += [(service.name, service.channels) for service in services if service.channels]
    if discount and discount.channels:
        wanted.append((discount.name, discount.channels))
    for name, channels in wanted:
        left &= set(channels)
        if not left:
            raise NotOnThisChannel(field="product", what=said(name), channels=", ".join(channels))
