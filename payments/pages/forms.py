"""Forms of UPI's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.rules.cases import KINDS


class ExceptionsForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *KINDS.items()])
    owner = forms.RegexField(
        label=_("Looked after by"),
        help_text=_("Employee id, or none"),
        required=False,
        regex=r"^([0-9]{8}|none)$",
        max_length=8,
    )


class CloseForm(forms.Form):
    outcome = forms.CharField(min_length=5, max_length=200)
