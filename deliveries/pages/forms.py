"""What the delivery office and the postman type."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from deliveries.models import Beat
from deliveries.rules import Remark
from offices.models import User
from payments.rules.cod import CodMode


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


class DoorForm(forms.Form):
    """One attempt at a door. `client_uuid` is minted with the form: a second press is the same attempt."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    action = forms.ChoiceField(choices=[("deliver", ""), ("fail", "")])
    code = forms.CharField(
        label=_("The addressee's code"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*"}),
    )
    cod = forms.ChoiceField(label=_("Paid by"), required=False, choices=CodMode.choices, widget=forms.RadioSelect)
    received_by = forms.CharField(label=_("Received by"), required=False, max_length=80)
    remark = forms.ChoiceField(label=_("Why not"), required=False, choices=[("", "—"), *Remark.choices])
