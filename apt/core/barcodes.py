"""Barcodes and QR codes as SVG text (zxing-cpp draws them; the tests read them back with it)."""

import re

import zxingcpp
from django.utils.safestring import SafeString, mark_safe

_SIZE = re.compile(r'<svg width="([0-9.]+)" height="([0-9.]+)"')


def code128_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.Code128)


def qr_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.QRCode)


def _svg(text: str, kind: "zxingcpp.BarcodeFormat") -> SafeString:
    svg = zxingcpp.create_barcode(text, kind).to_svg(add_quiet_zones=True)
    # Without a view box a style sheet could enlarge the frame but not the bars.
    svg = _SIZE.sub(r'<svg viewBox="0 0 \1 \2" width="\1" height="\2"', svg[svg.index("<svg") :], count=1)
    # The library writes the whole document itself; `text` is only ever encoded into bars.
    return mark_safe(svg)  # noqa: S308
