"""What is printed: receipts, labels, bills."""

from .bill import bill_pdf
from .links import track_link
from .slips import SIZES, labels_in_parts, labels_pdf, receipt_pdf

__all__ = ["SIZES", "bill_pdf", "labels_in_parts", "labels_pdf", "receipt_pdf", "track_link"]
