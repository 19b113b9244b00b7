"""Where a supply is, for GST: whether its tax is the Union's and a state's, or integrated. Pure.

Our reading of section 12(8) of the IGST Act, which no stored source quotes: mail for a registered customer is supplied
where they are registered, for anybody else where it was handed over. The second part is what the live tariff API does:
CGST and SGST on a lane between two states (tariff.md, section 6).
"""

from typing import Final

# The first two digits of every GSTIN.
STATE_CODES: Final = {
    "JAMMU AND KASHMIR": "01", "HIMACHAL PRADESH": "02", "PUNJAB": "03", "CHANDIGARH": "04", "UTTARAKHAND": "05",
    "HARYANA": "06", "DELHI": "07", "RAJASTHAN": "08", "UTTAR PRADESH": "09", "BIHAR": "10", "SIKKIM": "11",
    "ARUNACHAL PRADESH": "12", "NAGALAND": "13", "MANIPUR": "14", "MIZORAM": "15", "TRIPURA": "16", "MEGHALAYA": "17",
    "ASSAM": "18", "WEST BENGAL": "19", "JHARKHAND": "20", "ODISHA": "21", "CHHATTISGARH": "22",
    "MADHYA PRADESH": "23", "GUJARAT": "24", "THE DADRA AND NAGAR HAVELI AND DAMAN AND DIU": "26", "MAHARASHTRA": "27",
    "KARNATAKA": "29", "GOA": "30", "LAKSHADWEEP": "31", "KERALA": "32", "TAMIL NADU": "33", "PUDUCHERRY": "34",
    "ANDAMAN AND NICOBAR ISLANDS": "35", "TELANGANA": "36", "ANDHRA PRADESH": "37", "LADAKH": "38",
}  # fmt: skip


def place_of_supply(*, state: str, gstin: str) -> str:
    """The code of the state in which mail handed over in `state` is supplied; empty where that is not known."""
    return gstin[:2] if gstin else STATE_CODES.get(state.upper(), "")


def is_integrated(*, state: str, gstin: str) -> bool:
    """Whether the tax is IGST: the customer is registered in another state than the office's."""
    ours = STATE_CODES.get(state.upper(), "")
    return bool(ours) and place_of_supply(state=state, gstin=gstin) != ours
