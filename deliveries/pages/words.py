"""The words of the postman's page, which speaks without a server. One table, so that catalogues hold all of them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[Mapping[str, Promise]] = {
    "list": _("List"),
    "scan": _("Scan"),
    "map": _("Map"),
    "unsent": _("Unsent"),
    "unsent_n": _("Unsent ({n})"),
    "my_round": _("My round"),
    "left_of": _("{left} of {all} still to do"),
    "no_sheet": _("No sheet for you today. It appears here when the delivery clerk has made it."),
    "nothing_kept": _("This phone keeps no list yet. Open this page once with signal; after that it works without."),
    "sign_in_first": _("Sign in, so that the phone can fetch your list."),
    "taken_over": _("I have taken them over"),
    "confirm_sheet": _("{n} articles are yours once you confirm. Addressees with OTP delivery then get their code."),
    "needs_signal": _("This needs signal: the codes are sent at this moment. Try again where there is some."),
    "insured": _("insured"),
    "call": _("Call the addressee"),
    "hand_over": _("Hand over"),
    "only_against_code": _("Only against the addressee's code (Reg. 136A). Ask for it at the door."),
    "code": _("The addressee's code"),
    "code_shape": _("The code has six digits. This did not count as a try."),
    "delivered": _("Delivered"),
    "relation": _("Who receives it"),
    "received_by": _("Received by"),
    "addressee_only": _("Only the addressee, or somebody whom the addressee authorised in writing."),
    "signature": _("Signature on the glass"),
    "clear": _("Clear"),
    "also_here": _("Also for this address"),
    "name_needed": _("Write the name of the person who received the article."),
    "signature_needed": _("Let the receiver sign on the glass."),
    "not_delivered": _("Not delivered"),
    "why_not": _("Why not"),
    "choose_why": _("Choose why the article was not delivered."),
    "photo_needed": _("Take a photo at the door"),
    "no_picture": _("The camera gave no picture. Take it again."),
    "position_known": _("The position of the phone goes with it."),
    "position_wait": _("Waiting for the position of the phone …"),
    "position_needed": _("The phone does not know where it is. Switch on location and wait a moment."),
    "call_needed": _("Call the addressee first, with the button above."),
    "record_not_delivered": _("Record: not delivered"),
    "phone_full": _(
        "This phone is full: nothing was recorded. Delete pictures or applications, then record it once more."
    ),
    "not_kept": _("The phone could not keep this entry; nothing was recorded ({why}). Record it once more."),
    "kept_here": _("kept"),
    "to_be_confirmed": _("Recorded on this phone, to be confirmed by the server."),
    "with_supervisor": _("Waits for your supervisor: {why}."),
    "look_again": _("look again"),
    "wrong_code": _("The code was wrong; {n} tries are left. Ask the addressee to read it again."),
    "code_over": _(
        "{what}: {number} was not handed over validly. Bring it back, or fetch it back: window delivery with an "
        "identity document. Tell your postmaster."
    ),
    "seen": _("Seen"),
    "unsent_hint": _("Entries leave this list when the server has answered. Nothing is lost when the page is closed."),
    "all_sent": _("Everything has been sent and answered."),
    "send_now": _("Send now"),
    "offline": _("Offline - {n} kept on this phone"),
    "sending": _("Sending {n} …"),
    "signed_out": _("Signed out - {n} kept on this phone"),
    "sign_in": _("Sign in"),
    "revoked": _("This phone was revoked. What it kept waits for the supervisor of your office."),
    "no_places": _("No address of this round has a DIGIPIN yet."),
    "without_place": _("{n} more without a DIGIPIN: they stand in the list."),
    "scan_hint": _("Hold the barcode or the QR code before the camera."),
    "or_type": _("Or type the number"),
    "find": _("Find"),
    "not_on_list": _("{number} is not on your list."),
    "no_number": _("This is not the number of an article."),
    "no_camera": _("No camera can be used here. Type the number."),
}
