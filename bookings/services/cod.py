"""Money that was collected at a door finds its sender: the contract of the article, or whoever sent it."""

from datetime import datetime

from apt.core.clock import ist_date
from bookings.models import Article
from offices.errors import UnknownPin
from offices.models import Office
from offices.queries import office_delivering
from payments.models import CodCollection
from payments.services import Payee, Payer, SentTo, send_cod


def pay_sender(*, collection_id: int, now: datetime) -> CodCollection | None:
    """Pay what is owed for an article: onto its contract's account, or by money order to the sender. A repeat pays
    nothing.
    """
    number = CodCollection.objects.values_list("article_number", flat=True).get(pk=collection_id)
    article = Article.objects.select_related("sale__contract", "origin", "parties").get(number=number)
    return send_cod(collection_id=collection_id, to=_sender_of(article, now), by=None, now=now)


def _sender_of(article: Article, now: datetime) -> SentTo:
    if article.sale.contract:
        return SentTo(contract=article.sale.contract)
    of = article.parties
    payer = Payer(of.addressee_name, of.addressee_mobile, of.addressee_address)
    payee = Payee(of.sender_name, of.sender_address, of.sender_pincode, of.sender_mobile)
    return SentTo(payer=payer, payee=payee, paying_office=_paying(article, now))


def _paying(article: Article, now: datetime) -> Office:
    """The office that delivers at the sender's address; without a PIN that is known, the one that booked it."""
    try:
        return office_delivering(article.parties.sender_pincode, ist_date(now))
    except UnknownPin:
        return article.origin
