"""What the delivery office types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deliveries.models import Batch, Beat
from deliveries.rules import TO_ADDRESSEE, Document, Relation
from offices.models import User


class SheetForm(forms.Form):
    beat = forms.TypedChoiceField(label=_("Beat"))
    postman = forms.TypedChoiceField(label=_("Postman"))
    articles = forms.MultipleChoiceField(label=_("Articles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, beats: list[Beat], postmen: list[User], numbers: list[str], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._beats, self._postmen = {str(beat.pk): beat for beat in beats}, {str(user.pk): user for user in postmen}
        self.fields["beat"].choices = [(key, str(beat)) for key, beat in self._beats.items()]  # type: ignore[attr-defined]
        self.fields["postman"].choices = [(key, user.name) for key, user in self._postmen.items()]  # type: ignore[attr-defined]
        self.fields["articles"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]

    def chosen_beat(self) -> Beat:
        return self._beats[self.cleaned_data["beat"]]

    def chosen_postman(self) -> User:
        return self._postmen[self.cleaned_data["postman"]]


class BatchForm(forms.Form):
    number = forms.IntegerField(label=_("Batch number"), min_value=1, max_value=99)
    leaves_at = forms.TimeField(label=_("Leaves at"), widget=forms.TimeInput(attrs={"type": "time"}))


class BeatForm(forms.Form):
    number = forms.IntegerField(label=_("Beat number"), min_value=1, max_value=999)
    name = forms.CharField(label=_("Name"), max_length=60)
    batch = forms.TypedChoiceField(label=_("Batch"), required=False)

    def __init__(self, batches: list[Batch], data: object = None) -> None:
        super().__init__(data, prefix="beat")  # type: ignore[arg-type]
        self._batches = {str(batch.pk): batch for batch in batches}
        choices = [("", "-"), *((key, str(batch)) for key, batch in self._batches.items())]
        self.fields["batch"].choices = choices  # type: ignore[attr-defined]

    def chosen_batch(self) -> Batch | None:
        return self._batches.get(self.cleaned_data["batch"])


class AreaForm(forms.Form):
    beat_number = forms.IntegerField(label=_("Beat number"), min_value=1, max_value=999)
    area = forms.CharField(label=_("PIN or DIGIPIN prefix"), max_length=12)


class WindowForm(forms.Form):
    received_by = forms.CharField(label=_("Received by"), max_length=80)
    relation = forms.ChoiceField(
        label=_("Who that is"), choices=[(one.value, one.label) for one in Relation if one in TO_ADDRESSEE]
    )
    document = forms.ChoiceField(label=_("Identity document"), choices=Document.choices)
    last4 = forms.CharField(label=_("Its last four characters"), min_length=4, max_length=4)
    photo = forms.FileField(label=_("Photo of the receiver or the signed slip (JPEG)"))


class RedirectForm(forms.Form):
    address = forms.CharField(label=_("New address"), max_length=200)
    pincode = forms.RegexField(r"^[1-9][0-9]{5}$", label=_("PIN"), max_length=6)
