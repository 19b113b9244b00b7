"""What those who keep the office master type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.rules import Kind

from .forms import reason_field


def _code() -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9]{8}$",
        label=_("Code of the other office"),
        help_text=_("Eight digits, from the search above."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}),
        error_messages={"invalid": _("The code of an office has eight digits.")},
    )


class MoveForm(forms.Form):
    other = _code()
    reason = reason_field()


class MergeForm(forms.Form):
    other = _code()
    reason = reason_field()


class CloseForm(forms.Form):
    reason = reason_field()


class OpenForm(forms.Form):
    kind = forms.TypedChoiceField(label=_("What"), choices=Kind.choices, coerce=Kind, initial=Kind.BRANCH)
    name = forms.CharField(label=_("Name"), max_length=120)
    pincode = forms.CharField(label=_("PIN"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    delivers = forms.BooleanField(label=_("It delivers at this PIN"), required=False)
    reason = reason_field()
