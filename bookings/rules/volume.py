"""The volume discount of a month, as the credit that a bill gives for it. Pure.

The table is the tariff's (`rules.tariff.volume_bp`), and its order says no more than the slabs. Our reading: the
month's revenue is the contract's postage on the discount's products, less the discount at booking, without services and
GST, over all its GSTINs and circles; the rate of the slab it reaches holds for all of that postage; town delivery is
what was priced as local. It is credited on the month's bill, when the revenue is known, and takes its GST off with it.
"""

from dataclasses import dataclass
from typing import Final

from apt.core.money import half_up

CODE: Final = "BNPL_DOC"
WHOLE_BP: Final = 10_000


@dataclass(frozen=True)
class Credit:
    """What comes off, all positive paise."""

    paise: int
    cgst_paise: int
    sgst_paise: int

    @property
    def total_paise(self) -> int:
        return self.paise + self.cgst_paise + self.sgst_paise


def credit(postage_paise: int, basis_points: int, *, gst_bp: int, rounded_to: int) -> Credit:
    """The discount on a postage, and the GST that goes with it: each head half of the rate, rounded as when charged."""
    paise = postage_paise * basis_points // WHOLE_BP
    head = half_up(paise * gst_bp, 2 * WHOLE_BP, unit=rounded_to)
    return Credit(paise, head, head)
