"""Barcodes and QR codes as SVG text (zxing-cpp draws them; the tests read them back with it)."""

import re

import zxingcpp
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


def code128_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.Code128, "barcode")


def qr_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.QRCode, "qr")


def _svg(text: str, kind: "zxingcpp.BarcodeFormat", css_class: str) -> SafeString:
    svg = zxingcpp.create_barcode(text, kind).to_svg(add_quiet_zones=True)
    # The library writes one pixel a module and no viewBox: a style sheet could not make a QR large enough to scan.
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("zxing-cpp writes its SVG differently from the version that this was written for")
    head = format_html(
        '<svg class="{}" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}"',
        *(css_class, text, *size.groups(), *size.groups()),
    )
    # The library writes the rest itself; `text` is only ever encoded into bars.
    return mark_safe(head + svg[size.end() :])  # noqa: S308
