"""The console's part about money: each contract's account, statement and bills."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound
from bookings.paper import bill_pdf
from bookings.queries.bills import accounts_of, bill_of_customer
from partners.access import MemberRequest, in_console
from partners.rules import MemberWork


@require_GET
@in_console(MemberWork.MONEY)
def money(request: MemberRequest) -> HttpResponse:
    accounts = accounts_of(request.member.customer, on=ist_date(now()))
    return render(request, "console/money.html", {"member": request.member, "accounts": accounts})


@require_GET
@in_console(MemberWork.MONEY)
def bill(request: MemberRequest, number: str) -> HttpResponse:
    """A bill as PDF."""
    found = bill_of_customer(number, request.member.customer)
    if found is None:
        raise NotFound()
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return HttpResponse(bill_pdf(found), content_type="application/pdf", headers=headers)
