"""What those who manage tariffs type."""

from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_BYTES: Final = 1 << 20


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON, as the packaged tariff: the whole tariff with its past, dated, with sources. At most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Nothing was kept."))
        return file


class ReplayForm(forms.Form):
    first_day = forms.DateField(label=_("First day"), widget=_Day())
    last_day = forms.DateField(label=_("Last day"), widget=_Day())


class ProposalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Both people and the audit see it."))
