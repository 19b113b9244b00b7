"""Forms of cases, corrections and defects."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from payments.rules import BY_HAND, KINDS, MOST_EVIDENCE, Account, Answer, Line, Verdict, Word

_ACCOUNTS = [("", "—"), *((account.value, account.label) for account in BY_HAND)]


class CorrectionForm(forms.Form):
    """Take a journal back as a whole, or move an amount from one account to another."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.IntegerField(required=False, widget=forms.HiddenInput)
    number = forms.IntegerField(
        label=_("Journal number"), min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    whole = forms.BooleanField(label=_("Take the journal back as a whole"), required=False)
    debit = forms.ChoiceField(label=_("To account (debit)"), choices=_ACCOUNTS, required=False)
    credit = forms.ChoiceField(label=_("From account (credit)"), choices=_ACCOUNTS, required=False)
    rupees = forms.DecimalField(
        label=_("Rupees"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    evidence = forms.FileField(label=_("Evidence"), help_text=_("A file of at most 1 MB; the office can open it"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("whole"):
            for name in ("debit", "credit", "rupees"):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed, unless the journal is taken back as a whole."))
            if typed.get("debit") and typed.get("debit") == typed.get("credit"):
                self.add_error("credit", _("Choose two accounts."))
        file = typed.get("evidence")
        if file and file.size > MOST_EVIDENCE:
            self.add_error("evidence", _("This file is too large."))
        return typed

    def lines(self) -> Sequence[Line]:
        if self.cleaned_data["whole"]:
            return ()
        paise = int(self.cleaned_data["rupees"] * 100)
        return (Line(Account(self.cleaned_data["debit"]), paise), Line(Account(self.cleaned_data["credit"]), -paise))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer.choices)
    words = forms.CharField(max_length=200, required=False)


class WordForm(forms.Form):
    word = forms.ChoiceField(choices=Word.choices)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(label=_("What it was"), choices=Verdict.choices)
    outcome = forms.CharField(label=_("How it was found out"), min_length=5, max_length=200)


class DefectForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    words = forms.CharField(
        label=_("What happens, and what to do meanwhile"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kinds = forms.MultipleChoiceField(
        label=_("How it shows"), choices=list(KINDS.items()), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    since = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}))
    codes = forms.CharField(
        label=_("Offices"), help_text=_("Codes with spaces between; none: everywhere"), required=False, max_length=2000
    )

    def clean_codes(self) -> list[Office]:
        codes = self.cleaned_data["codes"].split()
        found = list(Office.objects.filter(code__in=codes))
        if missing := set(codes) - {office.code for office in found}:
            raise forms.ValidationError(_("No such office: %(codes)s"), params={"codes": " ".join(sorted(missing))})
        return found


class FixedForm(forms.Form):
    on = forms.DateField()
    version = forms.CharField(max_length=20)
