"""What the counter types, translated into what the services take and back."""

import copy
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apt.core.digits import latin_digits
from apt.core.errors import Refusal
from bookings.queries import Asked, Product, products_at_counter
from bookings.rules.contents import Contents, contents_text
from bookings.rules.numbers import Spoilt
from bookings.services import Item, Party, Student

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Field of the form: code of the tariff, letter on the screen.
SERVICES = (("otp", "OTP"), ("registered", "REG"), ("pod", "POD"), ("ins", "INS"))
_KEPT_LENGTH = 200
# What the tariff calls a field that is called otherwise here.
_CALLED = {"size": "length", "reg": "registered", "discount": "student"}


def _text(label: "StrOrPromise", *, most: int, required: bool = True, **attrs: str) -> forms.CharField:
    names = {name.replace("_", "-"): value for name, value in attrs.items()}
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.TextInput({"autocomplete": "off", **names})
    )


def _whole(
    label: "StrOrPromise", *, most: int | None = 999, required: bool = False, **attrs: str
) -> forms.IntegerField:
    names = {name.replace("_", "-"): value for name, value in attrs.items()}
    widget = forms.NumberInput({"autocomplete": "off", "inputmode": "numeric", **names})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=required, widget=widget)


def _flag(label: "StrOrPromise", **attrs: str) -> forms.BooleanField:
    names = {name.replace("_", "-"): value for name, value in attrs.items()}
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(names))


class ArticleForm(forms.Form):
    """One article. Whatever decides about it is asked of the services; here are only shapes.

    `data_pass`: Enter goes past what few articles need.
    """

    use_required_attribute = False  # refusals are ours, in one place, and F4 pays without a half-typed article

    item = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)  # the one that is edited
    product = forms.ChoiceField(label=_("Product"))
    number = _text(
        _("Number"),
        most=20,
        required=False,
        data_pass="",
        data_scan="",
        autocapitalize="characters",
        spellcheck="false",
    )
    pincode = _text(_("PIN"), most=12, required=False, inputmode="numeric")
    digipin = _text(
        _("DIGIPIN"), most=20, required=False, data_pass="", autocapitalize="characters", spellcheck="false"
    )
    weight = _whole(_("Weight in grams"), most=None, required=True)
    length = _whole(_("Length, cm"), data_pass="")
    breadth = _whole(_("Breadth or diameter, cm"), data_pass="")
    height = _whole(_("Height, cm"), data_pass="")
    otp = _flag(_("OTP delivery"))
    registered = _flag(_("Registration"))
    pod = _flag(_("Proof of delivery"))
    ins = _flag(_("Insurance"))
    declared = _whole(_("Insured value, ₹"), most=10**7, data_pass="")
    addressee_name = _text(_("Addressee"), most=80)
    addressee_address = _text(_("Address"), most=200)
    addressee_city = _text(_("City"), most=40, required=False)
    addressee_mobile = _text(_("Addressee's mobile"), most=10, required=False, inputmode="numeric")
    addressee_mobile_declined = _flag(_("declined"))
    sender_name = _text(_("Sender"), most=80)
    sender_address = _text(_("Sender's address"), most=200, required=False, data_pass="")
    sender_mobile = _text(_("Sender's mobile"), most=10, required=False, inputmode="numeric")
    sender_mobile_declined = _flag(_("declined"))
    contents_kind = forms.ChoiceField(label=_("Contents"), choices=Contents.choices)
    contents = _text(_("What is inside"), most=60, required=False, data_pass="")
    not_prohibited = _flag(_("Sender declares: nothing prohibited inside"), data_key="F9")
    student = _flag(_("Student's discount"))
    student_institution = _text(_("Institution on the card"), most=80, required=False, data_pass="")
    student_id_number = _text(_("Number of the card"), most=30, required=False, data_pass="")
    student_id_until = forms.DateField(
        label=_("Card valid until"),
        required=False,
        widget=forms.DateInput({"type": "date", "data-pass": ""}, format="%Y-%m-%d"),
    )
    place_choice = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    # What the page showed; the template writes both itself.
    request_id = forms.UUIDField(label=_("Basket"), widget=forms.HiddenInput, required=False)
    shown_paise = forms.IntegerField(label=_("Price"), widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products: dict[str, Product] = {one.code: one for one in products_at_counter(on=on)}
        self._own("product").choices = [(one.code, one.name) for one in self.products.values()]  # type: ignore[attr-defined]
        if not self.is_bound:  # a refusal takes the focus itself
            order = ("pincode", "weight", "addressee_name", "addressee_address")
            first = next((name for name in order if not self.initial.get(name)), "weight")
            self._own(first).widget.attrs["autofocus"] = True

    def _own(self, name: str) -> forms.Field:
        """A field that this form may change."""
        self.fields[name] = copy.deepcopy(self.fields[name])
        return self.fields[name]

    def field_of(self, refusal: Refusal) -> str | None:
        """Beside which field a refusal is said; None for what stands above the form."""
        name = _CALLED.get(refusal.field, refusal.field)
        return name if name in self.fields and not self[name].is_hidden else None

    def is_blank(self) -> bool:
        """Nothing of an article was typed yet: what stands there is the sender, who stays from one to the next."""
        own = ("pincode", "digipin", "weight", "number", "addressee_name", "addressee_address")
        return not any(str(self.data.get(name, "")).strip() for name in own)

    def article(self) -> dict[str, Any]:
        """What the services take of an article."""
        data = self.cleaned_data
        kind, declared, choice = data["contents_kind"], data["not_prohibited"], data["place_choice"]
        return {"item": self._item(), "kind": kind, "declared": declared, "choice": choice}

    def _item(self) -> Item:
        data = self.cleaned_data
        return Item(
            asked=asked_from(data, self.products),
            sender=self._party("sender"),
            addressee=self._party("addressee"),
            digipin=data["digipin"],
            contents=contents_text(data["contents_kind"], data["contents"]),
            student=self._student() if data["student"] else None,
            number=data["number"],
        )

    def _party(self, side: str) -> Party:
        names = ("name", "address", "mobile", "city", "mobile_declined")
        typed = {name: self.cleaned_data[f"{side}_{name}"] for name in names if f"{side}_{name}" in self.fields}
        # A number that was given after all is no refusal.
        return Party(**{**typed, "mobile_declined": typed["mobile_declined"] and not typed["mobile"]})

    def _student(self) -> Student | None:
        data = self.cleaned_data
        until = data["student_id_until"]
        return Student(data["student_institution"], data["student_id_number"], until) if until else None


class _Shared(dict[str, forms.Field]):
    """Fields that forms share. Django copies all of them for each form, a tenth of a booking; `_own` copies two."""

    def __deepcopy__(self, memo: object) -> dict[str, forms.Field]:
        return dict(self)


ArticleForm.base_fields = _Shared(ArticleForm.base_fields)


def asked_from(data: Mapping[str, Any], products: Mapping[str, Product]) -> Asked:
    """What is to be priced. `data` is cleaned: numbers are numbers, flags are flags."""
    product = products[data["product"]]
    return Asked(
        pincode=data["pincode"],
        grams=data["weight"],
        services=tuple(code for field, code in SERVICES if data.get(field)),
        product=product.code,
        length_cm=data.get("length"),
        breadth_cm=data.get("breadth"),
        height_cm=data.get("height"),
        roll=bool(data.get("length") and data.get("breadth") and not data.get("height")),
        declared_paise=100 * (data.get("declared") or 0) if data.get("ins") else 0,
        discount=product.student_discount if data.get("student") else "",
    )


def typed_so_far(data: Mapping[str, Any]) -> dict[str, str]:
    """The form as it stands, for the draft: the fields of ours, each no longer than any of them may be."""
    names = ArticleForm.base_fields.keys() - {"item", "request_id", "shown_paise"}
    return {name: str(data[name])[:_KEPT_LENGTH] for name in sorted(names) if data.get(name)}


def number_in(text: str) -> int | None:
    """A whole number as somebody types it, or None. Longer than any that a counter needs is none."""
    digits = latin_digits(text.strip())
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def typed_again(item: Item, *, item_id: str = "") -> dict[str, Any]:
    """A packed article as the form shows it, to change it or to send another like it."""
    asked, student = item.asked, item.student
    kind, _colon, inside = item.contents.partition(": ")
    return {
        "item": item_id,
        "product": asked.product,
        "number": item.number,
        "pincode": asked.pincode,
        "digipin": item.digipin,
        "weight": asked.grams,
        "length": asked.length_cm,
        "breadth": asked.breadth_cm,
        "height": asked.height_cm,
        **{field: code in asked.services for field, code in SERVICES},
        "declared": asked.declared_paise // 100 or None,
        **{f"addressee_{name}": getattr(item.addressee, name) for name in ("name", "address", "city", "mobile")},
        **{f"sender_{name}": getattr(item.sender, name) for name in ("name", "address", "mobile")},
        "addressee_mobile_declined": item.addressee.mobile_declined,
        "sender_mobile_declined": item.sender.mobile_declined,
        "contents_kind": kind or Contents.DOCUMENTS.value,
        "contents": inside,
        "not_prohibited": bool(item_id),  # of another article it must be declared anew
        "student": bool(student),
        "student_institution": student.institution if student else "",
        "student_id_number": student.id_number if student else "",
        "student_id_until": student.id_until if student else None,
    }


class ShiftForm(forms.Form):
    counter_number = forms.IntegerField(label=_("Counter"), min_value=1, max_value=99)


class PayForm(forms.Form):
    """The payment of a basket. One more mode of payment is one more value of `mode`."""

    use_required_attribute = False

    # What the page showed; the template writes these itself, so that a page with a refusal shows what holds now.
    request_id = forms.UUIDField(label=_("Basket"))
    version = forms.IntegerField(label=_("Basket"), min_value=0)
    shown_paise = forms.IntegerField(label=_("Total"))
    mode = forms.ChoiceField(choices=[("cash", _("Cash")), ("upi", _("UPI"))], required=False)
    tendered = forms.DecimalField(
        label=_("Cash received, ₹"), required=False, min_value=0, max_value=10**7, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tendered"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def tendered_paise(self) -> int | None:
        typed = self.cleaned_data["tendered"]
        return None if typed is None else int(typed * 100)


class ReasonForm(forms.Form):
    article = forms.CharField(max_length=13)
    reason = forms.CharField(max_length=200)


class SpoilForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=20)
    reason = forms.ChoiceField(label=_("What happened to it"), choices=Spoilt.choices)


class RollForm(forms.Form):
    first = forms.CharField(label=_("First number of the roll"), max_length=20)
    last = forms.CharField(label=_("Last number of the roll"), max_length=20)
    counter = forms.IntegerField(label=_("Counter"), min_value=1, max_value=99, required=False)


class CounterBlockForm(forms.Form):
    series = forms.CharField(max_length=2)
    counter = forms.IntegerField(label=_("Counter"), min_value=1, max_value=99)
    size = forms.IntegerField(label=_("How many numbers"), min_value=1, max_value=10**6)


class LegacyForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=20)
    product = forms.ChoiceField(label=_("Product"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = [(one.code, one.name) for one in products_at_counter(on=on)]  # type: ignore[attr-defined]
