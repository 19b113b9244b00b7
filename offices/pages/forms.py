"""What those who manage people type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.rules import Absence, Decision


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _employee_id() -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9]{8}$",
        label=_("Employee id"),
        help_text=_("Eight digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}),
        error_messages={"invalid": _("An employee id has eight digits.")},
    )


def reason_field() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, help_text=_("Both people and the audit see it."))


class ArrangementForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=Absence.choices)
    employee_id = _employee_id()
    begins_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput(), help_text=_("It ends by itself after this day."))
    order_number = forms.CharField(label=_("Number of the memo"), max_length=60)
    reason = reason_field()


class PostingForm(forms.Form):
    employee_id = _employee_id()
    begins_on = forms.DateField(
        label=_("First day"), widget=DayInput(), help_text=_("What either held before ends then.")
    )
    reason = reason_field()


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=Decision.choices)
    reason = reason_field()


class DayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DayInput())


class AuditForm(forms.Form):
    employee_id = forms.CharField(
        label=_("Employee id"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())


class AuditWithinForm(AuditForm):
    subject = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=60,
        help_text=_("Of an article, a bag, a receipt ...: whole, as printed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("subject", "employee_id", "day")
