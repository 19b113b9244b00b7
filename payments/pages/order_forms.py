"""Forms of money orders."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from apt.core.digits import latin_digits
from payments.rules.orders import Identity, Unpaid


class _Digits(forms.RegexField):
    def to_python(self, value: str | None) -> str:
        return latin_digits(str(super().to_python(value)))


def _number(label: object, regex: str, most: int, *, required: bool = True) -> _Digits:
    box = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return _Digits(regex, label=label, max_length=most, required=required, widget=box)  # type: ignore[arg-type]


def _text(label: object, most: int, *, required: bool = True) -> forms.CharField:
    box = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, widget=box)  # type: ignore[arg-type]


class OrderForm(forms.Form):
    """A money order at the counter. `request_id`: a second press finds the first order."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    rupees = forms.IntegerField(
        label=_("Rupees"), help_text=_("Whole rupees, at most 10,000"), min_value=1, max_value=1_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    payee_name = _text(_("Payee"), 80)
    payee_address = _text(_("Payee's address"), 180)
    payee_pincode = _number(_("Payee's PIN"), r"^[1-9][0-9]{5}$", 6)
    payee_mobile = _number(_("Payee's mobile"), r"^[6-9][0-9]{9}$", 10, required=False)
    payer_name = _text(_("Payer"), 80)
    payer_mobile = _number(_("Payer's mobile"), r"^[6-9][0-9]{9}$", 10)
    payer_address = _text(_("Payer's address"), 200)
    message = _text(_("Message"), 100, required=False)

    @classmethod
    def empty(cls) -> "OrderForm":
        return cls(initial={"request_id": uuid.uuid4()})


class PayForm(forms.Form):
    identity = forms.ChoiceField(label=_("Document that was shown"), choices=Identity.choices)
    last4 = forms.CharField(
        label=_("Its last four characters"), max_length=4, widget=forms.TextInput({"autocomplete": "off"})
    )


class ReturnForm(forms.Form):
    why = forms.ChoiceField(label=_("Why it cannot be paid"), choices=Unpaid.choices)
