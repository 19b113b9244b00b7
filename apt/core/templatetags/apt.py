"""Template tags of the house: money, Indian time, barcodes. Built in: no `{% load %}` needed."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from apt.core import barcodes
from apt.core.clock import IST
from apt.core.money import format_paise, group_indian

register = template.Library()

register.filter("rupees", format_paise)
register.filter("lakh", group_indian)
register.simple_tag(barcodes.code128_svg, name="code128")
register.simple_tag(barcodes.qr_svg, name="qr")


@register.filter
def ist(moment: datetime | None, style: str = "full") -> SafeString | str:
    """`22 Nov 2026, 14:05` in Indian time; style `time` gives `14:05`, `date` gives `22 Nov 2026`."""
    if moment is None:
        return ""
    formats = {"full": "j M Y, H:i", "date": "j M Y", "time": "H:i"}
    return date_format(moment.astimezone(IST), formats[style])
