"""What may be inside, what must be insured (tariff.md, section 9: regulations 25, 28(1), 133(2))."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apt.core.money import format_paise
from bookings.errors import CannotBeInsured, MustBeInsured, TooValuable


class Contents(TextChoices):
    """What the sender declares. The last four must be insured."""

    DOCUMENTS = "documents", _("Documents")
    GOODS = "goods", _("Goods")
    BOOKS = "books", _("Books")
    MEDICINE = "medicine", _("Medicine")
    FOOD = "food", _("Food")
    CURRENCY = "currency", _("Currency or bank notes")
    COINS = "coins", _("Coins")
    JEWELLERY = "jewellery", _("Jewellery")
    METALS = "metals", _("Gold, silver, bullion")


MUST_BE_INSURED: Final = frozenset({Contents.CURRENCY, Contents.COINS, Contents.JEWELLERY, Contents.METALS})
BULLION_MOST_PAISE: Final = 20_000_00  # above it prohibited, insured or not

PROHIBITED: Final = (
    _("explosives, fireworks, anything that burns or corrodes"),
    _("filthy, noxious or dangerous things, sharp things without protection"),
    _("living creatures that could do harm"),
    _("tickets of private lotteries"),
    _("anything obscene or threatening"),
    _("gold or bullion worth more than ₹20,000"),
    _("anything else that the law forbids"),
)


def check_contents(
    kind: str,
    *,
    product: str,
    offers_insurance: bool,
    insured: bool,
    declared_paise: int,
    notes_most_paise: int | None,
) -> None:
    """`notes_most_paise`: what bank notes may be insured for at most, as the tariff says.

    Raises MustBeInsured, CannotBeInsured, TooValuable.
    """
    label = Contents(kind).label
    if kind in MUST_BE_INSURED and not offers_insurance:
        raise CannotBeInsured(field="contents_kind", contents=label, product=product)
    if kind in MUST_BE_INSURED and not insured:
        raise MustBeInsured(field="ins", contents=label)
    most = {Contents.CURRENCY.value: notes_most_paise, Contents.METALS.value: BULLION_MOST_PAISE}.get(kind)
    if most is not None and declared_paise > most:
        raise TooValuable(field="declared", contents=label, limit=format_paise(most))


def contents_text(kind: str, more: str) -> str:
    """`("goods", "two sarees")` -> `"goods: two sarees"`, as the article keeps it."""
    return f"{kind}: {more}"[:80] if more else kind
