"""Whether an article may go onto a sheet: for a sheet made at once, and for every scan."""

from bookings.models import Article
from deliveries.errors import (
    AnotherAddressee,
    CodInBulk,
    DeliveryEnded,
    KeptAtOffice,
    NoMobile,
    NotForDelivery,
    ThirdAttempt,
)
from deliveries.rules import Past, Remark
from offices.models import Office


def check_goes_out(article: Article, past: Past | None, office: Office) -> None:
    """Raises NotForDelivery, KeptAtOffice (damaged, poste restante), DeliveryEnded (it goes back without detention:
    operations.md, section 5.1), ThirdAttempt (Post Office Regulations 2024, Reg. 42)."""
    if article.destination_id != office.pk:
        raise NotForDelivery(number=article.number)
    if past is None:
        return
    if past.kept:
        raise KeptAtOffice(number=article.number, remark=Remark(past.remark).label)
    if past.goes_back:
        raise DeliveryEnded(number=article.number, remark=Remark(past.remark).label)
    if past.for_window:
        raise ThirdAttempt(number=article.number)


def check_same_addressee(article: Article, mobile: str, others: str) -> None:
    """One code for all means one number for all; money is never collected in bulk (operations.md, section 5.2).

    Raises CodInBulk, NoMobile, AnotherAddressee.
    """
    if article.due_paise:
        raise CodInBulk(number=article.number)
    if not mobile:
        raise NoMobile(number=article.number)
    if others and mobile != others:
        raise AnotherAddressee(number=article.number)
