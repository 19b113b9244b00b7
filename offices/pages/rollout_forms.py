"""What those who lead the roll-out and the training type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.models import Course, Trainer

from .forms import DayInput, reason_field


class WaveForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=0, max_value=999)
    name = forms.CharField(label=_("Name"), max_length=80)
    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput())
    codes = forms.CharField(
        label=_("Codes of offices"),
        max_length=2000,
        help_text=_("With spaces between. Each stands for all post and mail offices at and below it."),
    )


class CapacityForm(forms.Form):
    a_second = forms.IntegerField(label=_("Bookings a second"), min_value=0, max_value=100_000)
    measured_on = forms.DateField(label=_("Measured on"), widget=DayInput())


class ReasonForm(forms.Form):
    reason = reason_field()


class DayAgainForm(forms.Form):
    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput())
    reason = reason_field()


class TrainingForm(forms.Form):
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    course = forms.ModelChoiceField(Course.objects.order_by("code"), label=_("Course"))
    trainer = forms.ModelChoiceField(Trainer.objects.none(), label=_("Trainer"))
    begins_on = forms.DateField(label=_("Begins"), widget=DayInput())

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        trainers = Trainer.objects.select_related("user").order_by("user__name", "user__employee_id")
        field = self.fields["trainer"]
        field.queryset = trainers  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.user} · {one.get_tier_display()}"  # type: ignore[attr-defined]


class SeatsForm(forms.Form):
    employee_ids = forms.CharField(
        label=_("Employee ids"),
        max_length=400,
        help_text=_("With spaces between."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
