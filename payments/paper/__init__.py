"""What leaves the books to be kept elsewhere: slips and evidence as PDF, a ledger with its hashes."""

from .ledger import write_ledger
from .pdf import daily_account_pdf, evidence_pdf

__all__ = ["daily_account_pdf", "evidence_pdf", "write_ledger"]
