"""What those who manage tariffs type."""

from django import forms
from django.utils.translation import gettext_lazy as _


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReplayForm(forms.Form):
    first_day = forms.DateField(label=_("First day"), widget=_Day())
    last_day = forms.DateField(label=_("Last day"), widget=_Day())


class ProposalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Both people and the audit see it."))
