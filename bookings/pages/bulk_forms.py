"""What is handed in with a bulk file, and what is said about a batch."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import BookingPlace


class UploadForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Contract, and the office that books"), coerce=int)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV with the columns of the template, at most 1,00,000 rows. It is checked first."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, places: Sequence[BookingPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, f"{one.contract.customer.name}, {one.contract.code}: {one.office.name}") for one in places]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    meant_again = forms.BooleanField(required=False)


class CancelForm(forms.Form):
    number = forms.CharField(label=_("Article number"), max_length=13)
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=200)

    def clean_number(self) -> str:
        return "".join(str(self.cleaned_data["number"]).split()).upper()
