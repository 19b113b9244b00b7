"""One article of a basket, as the counter has it, and the same packed as JSON."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bookings.models import Article
from bookings.queries import Asked


@dataclass(frozen=True)
class Party:
    """Sender or addressee. `mobile_declined`: asked for and refused, which is recorded (complaint 22)."""

    name: str
    address: str = ""
    mobile: str = ""
    company: str = ""
    city: str = ""
    pincode: str = ""
    gstin: str = ""
    mobile_declined: bool = False


@dataclass(frozen=True)
class Student:
    """The card that a student showed for the discount."""

    institution: str
    id_number: str
    id_until: date


@dataclass(frozen=True)
class Item:
    """One article of a basket, as the counter has it."""

    asked: Asked
    sender: Party
    addressee: Party
    digipin: str = ""
    contents: str = ""
    student: Student | None = None
    number: str = ""  # of a printed label; empty: drawn from the office's block


def packed(item: Item) -> dict[str, Any]:
    """As JSON keeps it."""
    fields = asdict(item)
    if item.student:
        fields["student"]["id_until"] = item.student.id_until.isoformat()
    return fields


def unpacked(fields: dict[str, Any]) -> Item:
    student = fields["student"]
    return Item(
        **{
            **fields,
            "asked": Asked(**{**fields["asked"], "services": tuple(fields["asked"]["services"])}),
            "sender": Party(**fields["sender"]),
            "addressee": Party(**fields["addressee"]),
            "student": student and Student(**{**student, "id_until": date.fromisoformat(student["id_until"])}),
        }
    )


def item_of(article: Article) -> Item:
    """A booked article as the counter would type it; without its number, which is used."""
    parties = article.parties
    party = {
        side: Party(
            name=getattr(parties, f"{side}_name"),
            address=getattr(parties, f"{side}_address"),
            mobile=getattr(parties, f"{side}_mobile"),
            company=getattr(parties, f"{side}_company"),
            mobile_declined=getattr(parties, f"{side}_mobile_declined"),
        )
        for side in ("sender", "addressee")
    }
    asked = Asked(
        pincode=article.pincode,
        grams=article.weight_grams,
        services=tuple(article.services),
        product=article.product,
        length_cm=article.length_cm,
        breadth_cm=article.breadth_cm,
        height_cm=article.height_cm,
        declared_paise=article.declared_paise,
        cod_paise=article.cod_paise,
        discount=article.discount,
    )
    return Item(
        asked=asked,
        sender=party["sender"],
        addressee=replace(party["addressee"], city=parties.addressee_city),
        digipin=article.digipin,
        contents=article.contents,
    )
