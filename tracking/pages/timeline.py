"""The lines of a timeline as HTML. Built here and not by a template: sixteen of them would cost more than all the rest
of the page, which is asked for more often than any other."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apt.core.clock import IST
from apt.core.templatetags.apt import ist
from tracking.queries import Line

_LINE = (
    '<li><time datetime="{}">{}</time>{}\n'
    '      <span class="timeline__place">{}</span>{}</li>'
)  # fmt: skip


def timeline_html(lines: Sequence[Line]) -> SafeString:
    """The lines in the order given, each what happened, when, where, and what is to be said of the entry itself."""
    return format_html_join("\n    ", "{}", ((_line(line),) for line in lines))


def _line(line: Line) -> SafeString:
    text = "<strong><s>{}</s></strong>" if line.corrected else "<strong>{}</strong>"
    place = " ".join(filter(None, (line.office_name, line.office_pincode)))
    if line.next_office_name:
        place += f" → {line.next_office_name}"
    happened_at = line.happened_at.astimezone(IST)
    notes = format_html_join("", "\n      <small>{}</small>", ((note,) for note in _notes(line)))
    return format_html(_LINE, happened_at.isoformat(), ist(happened_at), format_html(text, line.text), place, notes)


def _notes(line: Line) -> list[str]:
    """What is said beneath a line: that it corrects or was corrected, and when we heard of it."""
    notes = []
    if because := line.because:
        notes.append(_("Corrects an earlier entry: {because}").format(because=because))
    if line.corrected:
        notes.append(_("Corrected by a later entry"))
    if line.to_verify:
        notes.append(_("Being verified by the office"))
    if line.heard_later:
        notes.append(_("Reported to us {at}").format(at=ist(line.recorded_at)))
    return notes
