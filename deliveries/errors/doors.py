"""Refusals at the door, and to the phone."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class UnknownItem(Refusal):
    code = "unknown_item"
    http_status = 404
    text = _("Article {number} is not on a sheet of yours.")


class NotAcknowledged(Refusal):
    code = "not_acknowledged"
    http_status = 409
    text = _("Acknowledge the sheet before you deliver from it.")


class AttemptClosed(Refusal):
    code = "attempt_closed"
    http_status = 409
    text = _("{number} has its outcome on this sheet already.")


class AttemptReused(Refusal):
    code = "attempt_reused"
    http_status = 409
    text = _("This attempt was sent before with other content. Open the article again.")


class RecipientNeeded(Refusal):
    code = "recipient_needed"
    text = _("Write the name of the person who received the article.")


class CodModeNeeded(Refusal):
    code = "cod_mode_needed"
    text = _("Money is due for this article: say whether it was paid in cash or by QR. Nothing was recorded.")
    money_moved = "no"


class RemarkNeeded(Refusal):
    code = "remark_needed"
    text = _("Choose why the article was not delivered.")


class RelationNeeded(Refusal):
    code = "relation_needed"
    text = _("Say who received the article: the addressee, family, a neighbour ...")


class AddresseeOnly(Refusal):
    code = "addressee_only"
    text = _("{number} is handed to the addressee, or to whoever the addressee authorised in writing, and nobody else.")


class SignatureNeeded(Refusal):
    code = "signature_needed"
    text = _("Let the receiver sign on the glass.")


class PhotoNeeded(Refusal):
    code = "photo_needed"
    text = _("“{remark}” needs a photo taken at the door.")


class PositionNeeded(Refusal):
    code = "position_needed"
    text = _("“{remark}” needs the position of the phone. Switch on location and try again.")


class CallNeeded(Refusal):
    code = "call_needed"
    text = _("“{remark}” needs a call to the addressee first.")


class NotForThisArticle(Refusal):
    code = "remark_not_for_this_article"
    text = _("“{remark}” is for articles with money to collect; {number} has none.")


class PositionOutside(Refusal):
    code = "position_outside"
    text = _("The phone's position lies outside India. Try again in the open, or send without a position.")


class PositionInTheSea(Refusal):
    code = "position_in_the_sea"
    text = _("The phone's position lies in the sea or abroad. Try again in the open, or send without a position.")


class BadEntry(Refusal):
    code = "bad_entry"
    text = _("This entry could not be read: {problem}")


class TooManyEntries(Refusal):
    code = "too_many_entries"
    http_status = 413
    text = _("Send at most {most} entries in one message.")


class BadProof(Refusal):
    code = "bad_proof"
    text = _("This is no whole picture. Take it again.")


class ProofTooBig(Refusal):
    code = "proof_too_big"
    http_status = 413
    text = _("The picture is larger than {most} kB. The phone's page makes it smaller by itself.")


class ProofHasMetadata(Refusal):
    code = "proof_has_metadata"
    text = _("The picture carries camera data such as positions. The phone's page leaves them out by itself.")


class ProofDiffers(Refusal):
    code = "proof_differs"
    text = _("The picture is not the one that was announced. Send it again.")


class EmptySignature(Refusal):
    code = "empty_signature"
    text = _("Nothing was signed. Ask the receiver to sign again.")


class PhoneRevoked(Refusal):
    code = "phone_revoked"
    http_status = 403
    text = _("This phone was revoked. What it kept waits for the supervisor of your office.")


class PhoneOfAnother(Refusal):
    code = "phone_of_another"
    http_status = 403
    text = _("This phone is in use by somebody else. Sign in with their name, or register this phone anew.")


class UnknownPhone(Refusal):
    code = "unknown_phone"
    http_status = 404
    text = _("There is no such phone at your office.")


class UnknownEntry(Refusal):
    code = "unknown_kept_entry"
    http_status = 404
    text = _("There is no such entry waiting at your office.")


class EntryDecided(Refusal):
    code = "kept_entry_decided"
    http_status = 409
    text = _("This entry was decided already.")


class OwnEntry(Refusal):
    code = "own_entry"
    http_status = 403
    text = _("Somebody else decides about your own entries.")


class EntryCannotStand(Refusal):
    code = "entry_cannot_stand"
    http_status = 409
    text = _("{number} is not out for delivery any more. Refuse this entry and say why.")
