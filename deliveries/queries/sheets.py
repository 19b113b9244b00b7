"""What a delivery office has to hand out, and what a postman carries."""

from datetime import date

from bookings.models import Article
from bookings.queries import articles_waiting_at
from deliveries.models import Beat, Sheet, SheetItem
from offices.models import Office, User
from offices.queries import people_at, people_who
from offices.rules import Kind, Role, Work


def articles_to_deliver(office: Office) -> list[Article]:
    """Articles that lie at this office and that it delivers itself, oldest first."""
    return [article for article in articles_waiting_at(office) if article.destination_id == office.pk]


def beats_of(office: Office) -> list[Beat]:
    return list(Beat.objects.filter(office=office).order_by("number", "id"))


def postmen_of(office: Office, *, on: date) -> list[User]:
    return people_at(office, Role.POSTMAN, on=on)


def branches_of(office: Office) -> list[Office]:
    """Branch offices that get their articles from here: those that account to this office."""
    branches = Office.objects.filter(accounts_to=office, kind=Kind.BRANCH, closed_on__isnull=True)
    return list(branches.order_by("name", "id"))


def takers_of(office: Office, *, on: date) -> dict[User, Office]:
    """Who may take over a sheet of an office, and where they stand: its postmen, and who carries at its branches."""
    return people_who(Work.CARRY, [office, *branches_of(office)], on=on)


def sheets_of_office(office: Office, *, on: date) -> list[Sheet]:
    """The day's sheets with their items, latest first: two queries."""
    sheets = Sheet.objects.filter(office=office, sheet_date=on).select_related("beat", "branch", "postman")
    return list(sheets.prefetch_related("items").order_by("-id"))


def items_of_sheet(sheet: Sheet) -> list[SheetItem]:
    return list(SheetItem.objects.filter(sheet=sheet).select_related("article__parties").order_by("position", "id"))
