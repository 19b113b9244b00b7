"""Forms of UPI's pages."""

from decimal import Decimal

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


class HandInForm(forms.Form):
    """What the treasury counted of a postman's cash, or that it takes nothing."""

    action = forms.ChoiceField(choices=[("count", ""), ("refuse", "")])
    rupees = forms.DecimalField(label=_("Rupees counted"), max_digits=12, decimal_places=2, required=False)

    def clean_rupees(self) -> Decimal | None:
        typed: Decimal | None = self.cleaned_data["rupees"]
        if self.cleaned_data.get("action") == "count" and typed is None:
            raise forms.ValidationError(_("Type what you counted."))
        return typed

    def counted(self) -> int | None:
        return int(self.cleaned_data["rupees"] * 100) if self.cleaned_data["action"] == "count" else None


class SettlementForm(forms.Form):
    """A provider's file of one day. The same bytes are taken in once, whoever presses twice."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("Settlement file"), help_text=_("CSV, as the provider makes it; at most 16 MB"))


class WordsForm(forms.Form):
    words = forms.CharField(max_length=200)
