"""Template filters of DIGIPIN pages: `{% load digipin %}`."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def kilometres(metres: float) -> str:
    """`850 m` below a kilometre, `4.2 km` above."""
    if metres < 1000:
        return _("{metres} m").format(metres=round(metres))
    return _("{kilometres} km").format(kilometres=f"{metres / 1000:.1f}")
