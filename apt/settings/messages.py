"""What DLT, the telecom regulator's register, calls each message's text: invented until the post enters its own."""

DLT_TEMPLATES = {
    "booked-en": "1107170000000000011", "out-en": "1107170000000000012", "delivered-en": "1107170000000000013",
    "not_delivered-en": "1107170000000000014", "booked-hi": "1107170000000000021", "out-hi": "1107170000000000022",
    "delivered-hi": "1107170000000000023", "not_delivered-hi": "1107170000000000024",
    "booked-kn": "1107170000000000031", "out-kn": "1107170000000000032", "delivered-kn": "1107170000000000033",
    "not_delivered-kn": "1107170000000000034",
    "code_door-en": "1107170000000000041", "code_window-en": "1107170000000000042",
    "code_bulk-en": "1107170000000000043", "mobile-en": "1107170000000000044",
    "code_door-hi": "1107170000000000051", "code_window-hi": "1107170000000000052",
    "code_bulk-hi": "1107170000000000053", "mobile-hi": "1107170000000000054",
    "code_door-kn": "1107170000000000061", "code_window-kn": "1107170000000000062",
    "code_bulk-kn": "1107170000000000063", "mobile-kn": "1107170000000000064",
}  # fmt: skip
