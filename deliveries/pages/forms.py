"""What the delivery office types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deliveries.models import Beat
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
