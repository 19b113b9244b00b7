"""What the counter types, translated into what the services take."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.queries import Asked
from bookings.services import Item, Party

SERVICES = (("otp", "OTP"), ("registered", "REG"))


class ArticleForm(forms.Form):
    """One article for one sale. `request_id` is minted with the form; `shown_paise` is the price on the screen."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    shown_paise = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pincode = forms.CharField(label=_("PIN of the addressee"), max_length=12)
    weight = forms.IntegerField(label=_("Weight in grams"), min_value=1)
    otp = forms.BooleanField(label=_("OTP delivery"), required=False)
    registered = forms.BooleanField(label=_("Registration"), required=False)
    addressee_name = forms.CharField(label=_("Addressee"), max_length=80)
    addressee_address = forms.CharField(label=_("Address"), max_length=200)
    addressee_mobile = forms.CharField(label=_("Addressee's mobile"), max_length=10, required=False)
    sender_name = forms.CharField(label=_("Sender"), max_length=80)
    sender_mobile = forms.CharField(label=_("Sender's mobile"), max_length=10, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("pincode", "weight", "addressee_mobile", "sender_mobile"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        for name in ("addressee_name", "addressee_address", "sender_name"):
            self.fields[name].widget.attrs |= {"autocomplete": "off"}
        self.fields["pincode"].widget.attrs["autofocus"] = True

    def item(self) -> Item:
        data = self.cleaned_data
        asked = Asked(data["pincode"], data["weight"], tuple(code for field, code in SERVICES if data[field]))
        return Item(asked=asked, sender=self._party("sender"), addressee=self._party("addressee"))

    def _party(self, side: str) -> Party:
        typed = {name: self.cleaned_data.get(f"{side}_{name}", "").strip() for name in ("name", "address", "mobile")}
        return Party(**typed)


class ShiftForm(forms.Form):
    counter_number = forms.IntegerField(label=_("Counter"), min_value=1, max_value=99)
