"""What people type about stamps, stationery and pouches."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.models import Office
from payments.models import Indent, StockItem
from payments.rules.stock import MOST_PIECES, StockKind

# The page that was pressed may be older than what it is about: the button says what was meant.
ACTIONS = ("sell", "upi", "ask", "give", "accept", "refuse", "bring", "receive", "agree", "back", "begin", "end")
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class PiecesForm(forms.Form):
    """So many pieces of each item. `request_id`: a second press finds what the first one did."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    action = forms.ChoiceField(choices=[(one, one) for one in ACTIONS], required=False)
    shift = forms.IntegerField(required=False)
    move = forms.IntegerField(required=False)

    def __init__(self, *args: Any, items: Iterable[StockItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            box = forms.NumberInput(attrs=_NUMBER | {"data-value": item.face_paise})
            self.fields[f"i{item.pk}"] = forms.IntegerField(
                label=item.name, min_value=0, max_value=MOST_PIECES, required=False, widget=box
            )

    @classmethod
    def empty(cls, items: Iterable[StockItem], **more: Any) -> Self:
        return cls(items=items, initial={"request_id": uuid.uuid4()}, **more)

    def rows(self) -> list[tuple[StockItem, forms.BoundField]]:
        return [(item, self[f"i{item.pk}"]) for item in self.items]

    def pieces(self) -> dict[int, int]:
        """All items of the form, those with nothing in their box as none."""
        return {item.pk: self.cleaned_data.get(f"i{item.pk}") or 0 for item in self.items}


class ItemForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9-]{2,20}$", label=_("Code"), max_length=20, help_text=_("Capital letters and digits"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput({"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=StockKind.choices)
    rupees = forms.DecimalField(
        label=_("Face value in rupees"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def paise(self) -> int:
        return int(self.cleaned_data["rupees"] * 100)


def _rupees(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=12, decimal_places=2, required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip


class PouchForm(PiecesForm):
    """A pouch: what its sender declares."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    indent = forms.IntegerField(widget=forms.HiddenInput, required=False)
    barcode = forms.CharField(
        label=_("Barcode of the pouch"), max_length=20, widget=forms.TextInput({"autocomplete": "off", "data-scan": ""})
    )
    receiver = forms.ModelChoiceField(label=_("To"), queryset=Office.objects.none(), to_field_name="code")
    cash = _rupees(_("Cash in rupees"))
    declared = _rupees(_("Declared total in rupees"))

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices is not None:
            self.fields["receiver"].queryset = offices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, items: Iterable[StockItem], offices: Any, indent: Indent | None = None) -> "PouchForm":
        """An empty form, or one that holds what was asked for."""
        initial: dict[str, Any] = {"request_id": uuid.uuid4()}
        if indent:
            initial |= {
                "indent": indent.pk, "receiver": indent.office.code, "cash": Decimal(indent.cash_paise) / 100,
                "declared": Decimal(indent.cash_paise + asked_worth(indent)) / 100,
                **{f"i{line.item_id}": line.count for line in indent.lines.all()},
            }  # fmt: skip
        return cls(items=items, offices=offices, initial=initial)


class IndentForm(PiecesForm):
    """Cash and stamps that an office needs."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    of = forms.ModelChoiceField(label=_("From"), queryset=Office.objects.none(), to_field_name="code")
    cash = _rupees(_("Cash in rupees"))

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices is not None:
            self.fields["of"].queryset = offices  # type: ignore[attr-defined]
            self.fields["of"].initial = offices.first()


class IndentAnswerForm(forms.Form):
    action = forms.ChoiceField(choices=[("refuse", ""), ("withdraw", "")])
    words = forms.CharField(max_length=200, required=False)


class OpenForm(PiecesForm):
    """What was found in a pouch."""

    cash = _rupees(_("Cash found, in rupees"))


def paise(form: forms.Form, field: str) -> int:
    return int((form.cleaned_data.get(field) or 0) * 100)


def asked_worth(indent: Indent) -> int:
    """What the stamps of an indent are worth; no query where its lines are fetched."""
    return sum(line.count * line.item.face_paise for line in indent.lines.all())
