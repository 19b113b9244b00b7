"""What people type about money, translated into what the services take."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from apt.core.clock import ist_date, now
from payments.rules import DENOMINATIONS, Account, Purpose


class OnForm(forms.Form):
    """The date of a page; today in India without one, or with one that is none."""

    on = forms.DateField(label=_("Business date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def day(self) -> date:
        return (self.cleaned_data.get("on") if self.is_valid() else None) or ist_date(now())


class CountForm(forms.Form):
    """So many pieces of each note and coin, the largest first."""

    remark = forms.CharField(label=_("Why you end another person's shift"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for value in DENOMINATIONS:
            label = f"₹{value // 100}" if value >= 100 else _("50 paise")
            box = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-value": value})
            self.fields[f"p{value}"] = forms.IntegerField(
                label=label, min_value=0, max_value=1_000_000, required=False, widget=box
            )
        self.fields[f"p{DENOMINATIONS[0]}"].widget.attrs["autofocus"] = True

    def counted(self) -> list[forms.BoundField]:
        return [self[f"p{value}"] for value in DENOMINATIONS]

    def pieces(self) -> dict[int, int]:
        return {value: self.cleaned_data[f"p{value}"] or 0 for value in DENOMINATIONS}


class MoveForm(forms.Form):
    """Cash from hand to hand; `shift` where the treasury says to whom, `move` what is answered."""

    action = forms.ChoiceField(choices=[(one, one) for one in ("ask", "give", "accept", "refuse", "bring")])
    rupees = forms.DecimalField(
        label=_("Rupees"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    shift = forms.IntegerField(required=False)
    move = forms.IntegerField(required=False)

    def paise(self) -> int:
        return int((self.cleaned_data["rupees"] or 0) * 100)


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200)


class ExplainForm(OnForm):
    """A figure: an account on a day, of one shift, one purpose or all, or (`whole`) its balance.

    `after`: where its page begins.
    """

    account = forms.ChoiceField(label=_("Account"), choices=Account.choices)
    shift = forms.IntegerField(required=False, min_value=1)
    purpose = forms.ChoiceField(required=False, choices=[("", ""), *Purpose.choices])
    whole = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=0)
