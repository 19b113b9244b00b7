"""Template tags of the house: money, Indian time, barcodes. Built in: no `{% load %}` needed."""

import functools
from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from apt.core import barcodes
from apt.core.clock import IST
from apt.core.money import format_paise, group_indian

register = template.Library()

register.filter("rupees", format_paise)
register.filter("lakh", group_indian)
register.simple_tag(barcodes.code128_svg, name="code128")
register.simple_tag(barcodes.qr_svg, name="qr")


@register.filter
def ist(moment: datetime | None, style: str = "full") -> str:
    """`22 Nov 2026, 14:05` in Indian time; style `time` gives `14:05`, `date` gives `22 Nov 2026`."""
    if moment is None:
        return ""
    at = moment.astimezone(IST)
    clock = f"{at.hour:02d}:{at.minute:02d}"
    if style == "time":
        return clock
    day = f"{at.day} {_month(get_language(), at.month)} {at.year}"
    return day if style == "date" else f"{day}, {clock}"


@functools.cache
def _month(language: str | None, month: int) -> str:
    """Its short name. Kept: working out a date format takes a third of a page with many times on it."""
    return date_format(date(2000, month, 1), "M")


@register.filter
def unlocalized(number: object) -> str:
    """A number for a program: `1234.5`, whatever the reader's language."""
    return str(number)
