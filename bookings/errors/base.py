"""What all refusals of the counter have in common."""

from apt.core.errors import Refusal


class CounterRefusal(Refusal):
    money_moved = "no"
