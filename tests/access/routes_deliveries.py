"""Who may open the addresses of delivery offices and rounds: rows of `routes.ROUTES`."""

from typing import Final

from offices.rules import Work

from .rows import EVERYONE, PATH, PERSON, PUBLIC, Row

_NUMBER: Final = {"mobile": "9845099999", "asked_by_whom": "sender", "document": "voter", "last4": "12AB"}
DELIVERIES: Final = (
    *(
        Row("deliveries:sheets", Work.DELIVER, takes, where=where, post=True)
        for takes, where in (("", PATH), ("lying", "articles"))
    ),
    Row("deliveries:sheet", Work.DELIVER, "sheet"),
    Row("deliveries:begin", Work.DELIVER, get=False, post=True, body={"target": "bulk"}),
    Row("deliveries:scan", Work.DELIVER, "sheet", get=False, post=True, body={"code": "EK000000000IN"}),
    Row("deliveries:codes", Work.DELIVER, "sheet", get=False, post=True, body={"code": "EK000000000IN"}),
    Row("deliveries:off", Work.DELIVER, "sheet", get=False, post=True, body={"article": "EK000000000IN"}),
    Row("deliveries:bulk", Work.DELIVER, "sheet", post=True, body={"action": "resend"}),
    Row("deliveries:resend-here", Work.DELIVER, "own_item", get=False, post=True),
    Row("deliveries:hold", Work.DELIVER, "lying", where="number", get=False, post=True, body={"remark": "damaged"}),
    Row("deliveries:window-code", Work.DELIVER, "held", get=False, post=True),
    Row("deliveries:window-qr", Work.DELIVER, "held", get=False, post=True),
    Row("deliveries:mobile", Work.DELIVER, "held", get=False, post=True, body=_NUMBER),
    Row("deliveries:proof-booked", Work.BOOK, "proof_file"),
    Row("deliveries:proof-by-link", PUBLIC, "track_token", scope=EVERYONE),
    Row("deliveries:beats", Work.SUPERVISE, post=True),
    Row("deliveries:area", Work.SUPERVISE, get=False, post=True),
    Row("deliveries:end-master", Work.SUPERVISE, "beat", get=False, post=True),
    Row("deliveries:sort", Work.DELIVER, post=True),
    Row("deliveries:place", Work.DELIVER, "lying", where="articles", get=False, post=True, body={"beat": "1"}),
    Row("deliveries:returns", Work.DELIVER, "sheet", post=True),
    Row("deliveries:undelivered", Work.DELIVER),
    Row("deliveries:send-back", Work.DELIVER, "held", where="articles", get=False, post=True, body={"recalled": "yes"}),
    Row("deliveries:held", Work.DELIVER, "held", post=True),
    Row("deliveries:notice", Work.DELIVER, "held"),
    Row("deliveries:ask-window", Work.DELIVER, "held", get=False, post=True, body={"reason": "Vacant"}),
    Row("deliveries:redirect", Work.DELIVER, "held", get=False, post=True),
    Row("deliveries:verify", Work.SUPERVISE, post=True, body={"remark": "door_locked"}),
    Row("deliveries:draw-calls", Work.SUPERVISE, get=False, post=True),
    Row("deliveries:call", Work.SUPERVISE, "held", get=False, post=True, body={"result": "came"}),
    Row("deliveries:round", Work.CARRY),
    Row("deliveries:acknowledge", Work.CARRY, "own_sheet", scope=PERSON, get=False, post=True),
    *(Row(f"deliveries:{name}", PUBLIC) for name in ("worker", "manifest")),
    Row("deliveries:day", Work.CARRY, scope=PERSON),
    *(Row(f"deliveries:{name}", Work.CARRY, scope=PERSON, get=False, post=True) for name in ("meet", "sync")),
    *(
        Row(f"deliveries:{name}", Work.CARRY, where="-", path_takes="picture", get=False, post=True)
        for name in ("photo", "signature")
    ),
    Row("deliveries:watch", Work.SUPERVISE),
    Row("deliveries:decide", Work.SUPERVISE, "kept_entry", get=False, post=True, body={"reason": "x"}),
    Row("deliveries:revoke", Work.SUPERVISE, "phone", get=False, post=True, body={"reason": "x"}),
    Row("deliveries:proof-file", Work.SUPERVISE, "proof_file"),
    Row("deliveries:qr", Work.CARRY, "own_item", scope=PERSON, get=False, post=True),
    Row("deliveries:resend", Work.CARRY, "own_item", scope=PERSON, get=False, post=True),
)
