"""What is typed about a contract: a range, a month, a deposit."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RangeForm(forms.Form):
    series = forms.RegexField(r"^[A-Za-z]{2}$", label=_("Two letters"), max_length=2)
    first_serial = forms.IntegerField(label=_("First serial"), min_value=0, max_value=99_999_999)
    last_serial = forms.IntegerField(label=_("Last serial"), min_value=0, max_value=99_999_999)
    printed = forms.BooleanField(label=_("The customer prints these numbers"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_serial", "last_serial"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class MonthForm(forms.Form):
    month = forms.DateField(input_formats=["%Y-%m"])


class DepositForm(forms.Form):
    """`request_id` is minted with the form, so that a second press is the first deposit."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    contract = forms.CharField(widget=forms.HiddenInput, max_length=8)
    rupees = forms.IntegerField(
        label=_("Cash received, in rupees"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
