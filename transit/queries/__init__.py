"""What an office has to bag, to despatch, to receive and to open; departures; errors."""

from .bags import Due, bag_for_page, bags_at, bags_coming_to, bags_made_at, due_lists, scans_in, scans_out_of
from .departures import Departure, departure_by_code, departures_from, schedules_of
from .despatches import MailLine, despatch_for_page, despatches_of, mail_list
from .faults import errors_charged_to, errors_found_in, errors_of_bag, open_errors, wrongly_sent
from .leaving import left_of_mail
from .links import office_with_links, offices_with_links
from .manifest import Listed, manifest_of
from .readiness import DueStop, Gap, due_mail_list, gaps_of, lacking_for_mail
from .sets import set_at_work, sets_of, sets_worked

__all__ = [
    "Departure",
    "Due",
    "DueStop",
    "Gap",
    "Listed",
    "MailLine",
    "bag_for_page",
    "bags_at",
    "bags_coming_to",
    "bags_made_at",
    "departure_by_code",
    "departures_from",
    "despatch_for_page",
    "despatches_of",
    "due_lists",
    "due_mail_list",
    "errors_charged_to",
    "errors_found_in",
    "errors_of_bag",
    "gaps_of",
    "lacking_for_mail",
    "left_of_mail",
    "mail_list",
    "manifest_of",
    "office_with_links",
    "offices_with_links",
    "open_errors",
    "scans_in",
    "scans_out_of",
    "schedules_of",
    "set_at_work",
    "sets_of",
    "sets_worked",
    "wrongly_sent",
]
