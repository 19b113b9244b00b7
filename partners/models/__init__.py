"""What is stored about contract customers, their keys and their people."""

from .contracts import BookingPlace, Contract, Customer, Terms
from .keys import ApiKey, Nonce, Request, Usage
from .people import Member

__all__ = ["ApiKey", "BookingPlace", "Contract", "Customer", "Member", "Nonce", "Request", "Terms", "Usage"]
