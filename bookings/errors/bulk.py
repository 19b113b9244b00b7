"""Refusals about bulk files, the ranges of contracts, and bills."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal

from .base import CounterRefusal


class BadContractRange(CounterRefusal):
    code = "bad_contract_range"
    text = _("A range is two letters, and a first and a last serial of at most eight digits in that order.")


class ContractNumbersShort(CounterRefusal):
    code = "contract_numbers_short"
    http_status = 409
    text = _("Contract {contract} has {left} numbers left to draw; {wanted} are needed. Issue a range first.")


# --- bulk ----------------------------------------------------------------------------------------------------------


class BatchMoveRefused(CounterRefusal):
    code = "batch_move_refused"
    http_status = 409
    text = _("Batch {number} is {present}; it cannot become: {wanted}. Nothing was booked by this.")


class FileTooLarge(CounterRefusal):
    code = "file_too_large"
    http_status = 413
    text = _("The file is larger than {limit} MB. Split it. Nothing was kept.")


class NoFile(CounterRefusal):
    code = "no_file"
    text = _("The file is empty. Nothing was kept.")


class UnknownFileKind(CounterRefusal):
    code = "unknown_file_kind"
    text = _("This is neither an XLSX workbook nor a CSV file in UTF-8. Nothing was booked.")


class UnknownLayout(CounterRefusal):
    code = "unknown_layout"
    text = _("The header row is of no known layout. Missing: {missing}. Unknown: {strange}. Twice: {twice}.")


class NoRows(CounterRefusal):
    code = "no_rows"
    text = _("The file has a header and no rows.")


class TooManyRows(CounterRefusal):
    code = "too_many_rows"
    text = _("The file has more than {limit} rows. Split it.")


class NothingToBook(CounterRefusal):
    code = "nothing_to_book"
    http_status = 409
    text = _("No row of batch {number} can be booked.")


class PricesOfAnotherDay(CounterRefusal):
    code = "prices_of_another_day"
    http_status = 409
    text = _("The prices of batch {number} are of {date}. Check it again, then book. Nothing was booked.")


class SameRowsBefore(CounterRefusal):
    code = "same_rows_before"
    http_status = 409
    text = _("Batch {before} booked the very same rows. Nothing was booked; say that they are meant once more.")


class NoLabels(CounterRefusal):
    code = "no_labels"
    http_status = 409
    text = _("{about} has no article that wants a label: none is booked, or all are cancelled.")


class WorkerFailed(Refusal):
    code = "worker_failed"
    http_status = 500
    text = _("This step failed {tries} times. What was booked stays booked, the rest was not. Tell the operator.")
    money_moved = "unknown"


# --- bills ---------------------------------------------------------------------------------------------------------


class MonthNotOver(CounterRefusal):
    code = "month_not_over"
    http_status = 409
    text = _("{month} is not over yet: the bill is made in the month after.")


class StillBooking(CounterRefusal):
    code = "still_booking"
    http_status = 409
    text = _("Batch {number} is being booked at prices of that month. Nothing was billed; try again when it is done.")


class NothingToBill(CounterRefusal):
    code = "nothing_to_bill"
    http_status = 409
    text = _("Contract {contract} booked nothing in {month}.")


# --- the partner API -------------------------------------------------------------------------------------------------


class ArticleRefused(CounterRefusal):
    code = "article_refused"
    text = _("The article was not booked. What is wrong with it stands under “errors”.")

    def __init__(self, *, errors: list[dict[str, str]]) -> None:
        super().__init__()
        self.errors = errors


class PickupTooFar(CounterRefusal):
    code = "pickup_too_far"
    text = _("A pick-up is for today or one of the {days} days after it.")


class PickupSettled(CounterRefusal):
    code = "pickup_settled"
    http_status = 409
    text = _("Pick-up {code} is “{present}” already.")


class PickupCountMissing(CounterRefusal):
    code = "pickup_count_missing"
    text = _("Say how many articles were collected, at least one.")
