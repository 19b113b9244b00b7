"""What the partner manager types."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.rules import Discount, DocumentProduct, ParcelProduct, Payment, Scope


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CustomerForm(forms.Form):
    name = forms.CharField(label=_("Name of the firm"), max_length=120)
    gstin = forms.CharField(
        label=_("GSTIN"), required=False, max_length=15, help_text=_("Fifteen characters; empty if unregistered.")
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=80)
    contact_mobile = forms.CharField(label=_("Contact's mobile"), max_length=10)


class ContractForm(forms.Form):
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope.choices)
    offices = forms.CharField(
        label=_("Offices where it books"),
        help_text=_("One a line: the office's code, then a space and the GSTIN there if it differs."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    payment = forms.ChoiceField(label=_("Payment"), choices=Payment.choices)
    document_product = forms.ChoiceField(
        label=_("Documents go as"), choices=[("", _("none")), *DocumentProduct.choices], required=False
    )
    parcel_product = forms.ChoiceField(
        label=_("Parcels go as"), choices=[("", _("none")), *ParcelProduct.choices], required=False
    )
    begins_on = forms.DateField(label=_("First day"), widget=Day())
    ends_on = forms.DateField(label=_("Last day"), widget=Day(), required=False)
    tells_at_booking = forms.BooleanField(
        label=_("Tell each addressee by SMS that an article is booked"), required=False
    )

    def clean_offices(self) -> list[tuple[str, str]]:
        """Pairs of an office's code and a GSTIN, which may be empty."""
        lines = [line.split() for line in self.cleaned_data["offices"].splitlines() if line.strip()]
        if any(len(line) > 2 for line in lines):
            raise forms.ValidationError(_("Each line holds a code and, if need be, a GSTIN."))
        return [(line[0], line[1] if len(line) > 1 else "") for line in lines]


class PersonForm(forms.Form):
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label=_("Name"), max_length=100)
    mobile = forms.CharField(label=_("Mobile"), max_length=10)


class TermsForm(forms.Form):
    begins_on = forms.DateField(label=_("First day"), widget=Day())
    credit_limit = forms.IntegerField(
        label=_("May owe at most, in rupees"),
        min_value=0,
        max_value=10**10,
        help_text=_("Of a contract that pays later. A deposit is never overdrawn: 0."),
    )
    discount = forms.ChoiceField(
        label=_("Discount on each article"), choices=[("", _("none")), *Discount.choices], required=False
    )
    volume_discount = forms.BooleanField(label=_("Volume discount of the month, on the bill"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Both people and the audit see it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credit_limit"].widget.attrs |= {"inputmode": "numeric"}
