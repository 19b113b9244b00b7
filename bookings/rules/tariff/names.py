"""The tariff's own names in the reader's language. A sheet's text is data: what is not listed here stays as it is."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

# The packaged sheet's products, services, discounts and columns: listed so that translators find them.
KNOWN: Final = (
    gettext_noop("Speed Post Document (Inland)"),
    gettext_noop("Speed Post Parcel (Retail)"),
    gettext_noop("India Post Parcel (Retail), surface"),
    gettext_noop("India Post Parcel (Contractual) / Business Parcel"),
    gettext_noop("Speed Post Parcel (Contractual)"),
    gettext_noop("24 Speed Post (document, D+1)"),
    gettext_noop("48 Speed Post (document, D+2)"),
    gettext_noop("24 Speed Post Parcel (D+1)"),
    gettext_noop("Gyan Post"),
    gettext_noop("Letter (ordinary)"),
    gettext_noop("Post card, single"),
    gettext_noop("Post card, reply"),
    gettext_noop("Post card, printed"),
    gettext_noop("Post card, competition"),
    gettext_noop("Meghdoot post card"),
    gettext_noop("Inland letter card"),
    gettext_noop("Book Post"),
    gettext_noop("Periodical Post, copy valued up to Rs 20"),
    gettext_noop("Periodical Post, copy valued over Rs 20 up to Rs 50"),
    gettext_noop("Periodical Post, copy valued over Rs 50"),
    gettext_noop("Registered newspaper, single copy"),
    gettext_noop("Registered newspaper, more than one copy of an issue"),
    gettext_noop("Literature for the Blind"),
    gettext_noop("Registration (addressee-specific delivery)"),
    gettext_noop("OTP-based delivery (Reg 136A)"),
    gettext_noop("Proof of delivery / acknowledgement"),
    gettext_noop("Insurance (domestic)"),
    gettext_noop("Cash on delivery"),
    gettext_noop("Domestic air mail fee (Reg 134)"),
    gettext_noop("Student discount, Speed Post (Document)"),
    gettext_noop("Student Parcel Discount Scheme"),
    gettext_noop("New bulk customer"),
    gettext_noop("Volume discount, Speed Post Document"),
    gettext_noop("Local"),
    gettext_noop("Local (within municipal limits)"),
    gettext_noop("Up to 200 km"),
    gettext_noop("201-500 km"),
    gettext_noop("201-1000 km"),
    gettext_noop("501-1000 km"),
    gettext_noop("1001-2000 km"),
    gettext_noop("Above 2000 km"),
    gettext_noop("Within State"),
    gettext_noop("Zone / Metro"),
    gettext_noop("Other States"),
    gettext_noop("Anywhere in India"),
)


FIGURES: Final = {
    "first": gettext_noop("in force from"),
    "last": gettext_noop("last day"),
    "kind": gettext_noop("kind of table"),
    "scheme": gettext_noop("columns"),
    "min_g": gettext_noop("lowest weight in grams"),
    "max_g": gettext_noop("highest weight in grams"),
    "first_g": gettext_noop("grams of the first step"),
    "step_g": gettext_noop("grams of a further step"),
    "confidence": gettext_noop("confidence"),
    "sources": gettext_noop("sources"),
    "name": gettext_noop("name"),
    "channels": gettext_noop("sold by"),
    "services": gettext_noop("services"),
    "discounts": gettext_noop("discounts"),
    "size": gettext_noop("limits of size"),
    "volumetric": gettext_noop("size counts as weight"),
    "gst_bp": gettext_noop("GST in hundredths of a per cent"),
    "fee": gettext_noop("fee"),
    "limits": gettext_noop("limits of value"),
    "sub_limits": gettext_noop("lower limits of value"),
    "max_paise": gettext_noop("highest amount in paise"),
    "bp": gettext_noop("discount in hundredths of a per cent"),
    "products": gettext_noop("products"),
    "conditions": gettext_noop("conditions"),
    "rule": gettext_noop("rule"),
    "divisor": gettext_noop("cubic centimetres a kilogram"),
    "prefixes": gettext_noop("PINs of zones"),
    "note": gettext_noop("remark"),
}


def figure(name: str) -> str:
    """A figure of a sheet as people call it; a slab names itself."""
    return said(FIGURES.get(name, name))


def said(name: str) -> str:
    return gettext(name) if name else ""
