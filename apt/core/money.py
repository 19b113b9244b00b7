"""Money is integer paise. The only arithmetic with fractions of a paisa is here."""


def format_paise(paise: int) -> str:
    """`12345600` -> `₹1,23,456.00`: Indian grouping (last three digits, then pairs), always two decimals."""
    sign = "-" if paise < 0 else ""
    whole, rest = divmod(abs(paise), 100)
    return f"{sign}₹{group_indian(whole)}.{rest:02d}"


def group_indian(number: int) -> str:
    """`123456` -> `1,23,456`; `10000000` -> `1,00,00,000`."""
    digits = str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ("-" if number < 0 else "") + ",".join([*pairs, tail])


def share_bp(paise: int, basis_points: int) -> tuple[int, int]:
    """`basis_points` hundredths of a per cent of `paise`, as (whole paise, remainder in 1/10,000 paisa)."""
    return divmod(paise * basis_points, 10_000)


def half_up(numerator: int, denominator: int, *, unit: int = 1) -> int:
    """`numerator / denominator` rounded half up to a multiple of `unit`; exact, for nothing below zero."""
    return (2 * numerator + denominator * unit) // (2 * denominator * unit) * unit
