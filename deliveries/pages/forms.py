"""What the delivery office types."""

import base64
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from deliveries.models import Batch, Beat
from deliveries.rules import KEPT_BY_OFFICE, TO_ADDRESSEE, Channel, Document, Relation, WhoAsks
from offices.models import Office, User
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


class BeginForm(forms.Form):
    """For whom a sheet by scanning is, and who takes it over: a beat, a branch office, a bulk addressee."""

    target = forms.TypedChoiceField(label=_("For"))
    taker = forms.TypedChoiceField(label=_("Taken over by"))

    def __init__(self, beats: list[Beat], takers: dict[User, Office], office: Office, data: object = None) -> None:
        super().__init__(data, auto_id="begin_%s")  # type: ignore[arg-type]
        self._beats = {str(beat.pk): beat for beat in beats}
        self._takers = {str(user.pk): user for user in takers}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            *((key, str(beat)) for key, beat in self._beats.items()),
            (Channel.BRANCH, Channel.BRANCH.label),
            (Channel.BULK, Channel.BULK.label),
        ]
        self.fields["taker"].choices = [  # type: ignore[attr-defined]
            (str(user.pk), user.name if at == office else f"{user.name}, {at.name}") for user, at in takers.items()
        ]

    def chosen(self) -> tuple[Channel, Beat | None]:
        target = self.cleaned_data["target"]
        return (Channel.POSTMAN, self._beats[target]) if target in self._beats else (Channel(target), None)

    def chosen_taker(self) -> User:
        return self._takers[self.cleaned_data["taker"]]


class AskedOnce(forms.Form):
    """A form with an id, so that a second press finds the first answer; `renewed` where the next try is another."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def renewed(self) -> None:
        self.data = {**{name: self.data.get(name) for name in self.data}, "request_id": uuid.uuid4()}


class BulkForm(AskedOnce):
    received_by = forms.CharField(label=_("Received by"), max_length=80)
    code = forms.CharField(
        label=_("The addressee's code"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class WindowForm(AskedOnce):
    """Handing out: an OTP article against its code or, where a supervisor allowed it, a document; the rest against a
    document. Proof is a photo, or what was signed on the glass."""

    received_by = forms.CharField(label=_("Received by"), max_length=80)
    relation = forms.ChoiceField(
        label=_("Who that is"), choices=[(one.value, one.label) for one in Relation if one in TO_ADDRESSEE]
    )
    code = forms.CharField(
        label=_("The addressee's code"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    document = forms.ChoiceField(label=_("Identity document"), choices=[("", "-"), *Document.choices], required=False)
    last4 = forms.CharField(label=_("Its last four characters"), max_length=4, required=False)
    cod = forms.ChoiceField(label=_("Paid by"), choices=[("", "-"), *CodMode.choices], required=False)
    photo = forms.FileField(label=_("Photo of the receiver or the signed slip (JPEG)"), required=False)
    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200_000)  # a PNG, base64

    def __init__(self, data: object = None, files: object = None, *, otp: bool, due: bool) -> None:
        super().__init__(data, files, initial={"request_id": uuid.uuid4()})  # type: ignore[arg-type]
        if not otp:
            del self.fields["code"]
        if not due:
            del self.fields["cod"]

    def signed(self) -> bytes:
        """The picture that was drawn; empty where there is none, or it cannot be read."""
        _head, _comma, body = self.cleaned_data["signature"].partition("base64,")
        try:
            return base64.b64decode(body, validate=True)
        except ValueError:
            return b""


class RedirectForm(forms.Form):
    address = forms.CharField(label=_("New address"), max_length=200)
    pincode = forms.RegexField(r"^[1-9][0-9]{5}$", label=_("PIN"), max_length=6)


class HoldForm(forms.Form):
    number = forms.CharField(label=_("Article"), max_length=13, widget=forms.TextInput(attrs={"data-scan": True}))
    remark = forms.ChoiceField(label=_("Why"), choices=[(one.value, one.label) for one in sorted(KEPT_BY_OFFICE)])


class MobileForm(forms.Form):
    mobile = forms.CharField(label=_("New mobile number"), max_length=14)
    asked_by_whom = forms.ChoiceField(label=_("Asked for by the"), choices=WhoAsks.choices)
    document = forms.ChoiceField(label=_("Identity document"), choices=Document.choices)
    last4 = forms.CharField(label=_("Its last four characters"), min_length=4, max_length=4)

    def __init__(self, data: object = None) -> None:
        super().__init__(data, auto_id="mobile_%s")  # type: ignore[arg-type]
