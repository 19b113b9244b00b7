"""Barcodes and QR codes as SVG text (zxing-cpp draws them; the tests read them back with it)."""

import zxingcpp
from django.utils.safestring import SafeString, mark_safe


def code128_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.Code128)


def qr_svg(text: str) -> SafeString:
    return _svg(text, zxingcpp.BarcodeFormat.QRCode)


def _svg(text: str, kind: "zxingcpp.BarcodeFormat") -> SafeString:
    svg = zxingcpp.create_barcode(text, kind).to_svg(add_quiet_zones=True)
    # The library writes the whole document itself; `text` is only ever encoded into bars.
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308
