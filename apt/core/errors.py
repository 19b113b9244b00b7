"""Refusals: one class per way to say no, with a stable code, an HTTP status and a translated sentence."""

from typing import Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

# Whether money moved: every refusal in a money use case answers this (Horizon lesson H17).
MoneyMoved = Literal["no", "yes", "unknown"]


class Refusal(Exception):
    """A request that the system declines, in words for a person and with a code for a program.

    Subclasses set `code` (stable, snake_case), `http_status`, `text` (translated, with {named} fields) and, in money
    use cases, `money_moved`. `field` names the form field at fault, if any.
    """

    code: ClassVar[str] = "refused"
    http_status: ClassVar[int] = 422
    text: ClassVar[Any] = _("This cannot be done.")
    money_moved: ClassVar[MoneyMoved | None] = None

    def __init__(self, *, field: str = "", **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(self.code)

    def sentence(self) -> str:
        return str(self.text).format(**self.values)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence()}"


class NotFound(Refusal):
    code = "not_found"
    http_status = 404
    text = _("There is nothing here with that number, or it is not yours to see.")


class Busy(Refusal):
    code = "busy"
    http_status = 409
    text = _("Somebody else is changing the same thing. Nothing was saved; try again.")
    money_moved = "no"


class InvalidInput(Refusal):
    code = "invalid_input"
    http_status = 422
    text = _("{problem}")
