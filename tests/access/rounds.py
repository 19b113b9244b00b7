"""A postman's phone, what it kept for a decision, and a photo, at each office of the matrix."""

import hashlib
import uuid

from deliveries.models import Attempt, KeptEntry, Phone, Proof, SheetItem
from deliveries.rules import SetAside, Verdict
from offices.models import Office, User

ABSENT = {
    "phone": "00000000-0000-4000-8000-000000000000", "kept_entry": "00000000-0000-4000-8000-000000000000",
    "picture": "0" * 64, "proof_file": "0" * 64,
}  # fmt: skip


def rounds_at(office: Office, mark: str, carrier: User, number: str, moment) -> dict[str, str]:
    phone = Phone.objects.create(
        key=uuid.uuid4(), user=carrier, office=office, label=f"{mark} phone", first_seen_at=moment, last_seen_at=moment
    )
    kept = KeptEntry.objects.create(
        client_uuid=uuid.uuid4(), fingerprint="0" * 64, phone=phone, made_by=carrier, office=office,
        article_number=number, why=SetAside.REVOKED, said={"delivered": False, "with_code": False},
        happened_at=moment, received_at=moment,
    )  # fmt: skip
    digest = hashlib.sha256(mark.encode()).hexdigest()
    Proof.objects.create(
        sha256=digest, kind=Proof.Kind.PHOTO, media_type="image/jpeg", content=mark.encode(), received_at=moment,
        received_from=carrier,
    )  # fmt: skip
    item = SheetItem.objects.get(article__number=number, sheet__postman=carrier)
    Attempt.objects.create(
        client_uuid=uuid.uuid4(), fingerprint="0" * 64, item=item, article_id=item.article_id, made_by=carrier,
        phone=phone, happened_at=moment, recorded_at=moment, verdict=Verdict.SUPERSEDED, photo=digest,
    )  # fmt: skip
    return {
        "phone": str(phone.key), "kept_entry": str(kept.client_uuid), "picture": "0" * 64, "proof_file": digest,
    }  # fmt: skip
