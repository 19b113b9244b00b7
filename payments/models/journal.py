"""Shifts, and the journal: double entry, append-only, sum zero at commit, one hash chain an office."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Device, Office
from partners.models import Contract
from payments.rules import CONTRACT_ACCOUNTS, DRAWER_ACCOUNTS, GENESIS, Account, Purpose, ShiftState


class Shift(models.Model):
    """A clerk at a counter for a time. The business date is fixed when it begins: it is not the clock's date later."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="shifts")
    counter_number = models.PositiveSmallIntegerField()
    business_date = models.DateField()
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="shifts")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=200, blank=True)  # why somebody else ended it
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "counter_number"],
                condition=Q(ended_at__isnull=True),
                name="payments_one_shift_a_counter",
            ),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(ended_at__isnull=True), name="payments_one_shift_a_clerk"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")), name="payments_shift_life"
            ),
            models.CheckConstraint(condition=Q(counter_number__gte=1), name="payments_counter_from_1"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__gte=F("ended_at"), verified_by__isnull=False, ended_by__isnull=False),
                name="payments_verified_after_end",
            ),
        ]

    def __str__(self) -> str:
        return f"counter {self.counter_number}, {self.business_date}"

    @property
    def state(self) -> ShiftState:
        if self.verified_at:
            return ShiftState.VERIFIED
        return ShiftState.ENDED if self.ended_at else ShiftState.RUNNING


class Chain(models.Model):
    """The head of one office's chain of journals. The only row that two counters of an office wait for."""

    office = models.OneToOneField(Office, models.PROTECT, primary_key=True, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)
    # The last dates that have ended and begun: here, so that one lock reads all of it.
    closed_upto = models.DateField(null=True)
    begun_upto = models.DateField(null=True)
    summed_upto = models.PositiveIntegerField(default=0)  # number of the last journal that lies in a Subtotal

    def __str__(self) -> str:
        return f"{self.office_id} at {self.last_number}"


class Journal(models.Model):
    """One balanced act of money: its entries sum to zero. Append-only; a correction is another journal."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="journals")
    number = models.PositiveIntegerField()  # 1, 2, 3 ... within the office
    business_date = models.DateField()
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    ref = models.CharField(max_length=40)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="journals")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.CharField(max_length=20)  # of the software that wrote it
    # The registered machine on which its maker was signed in when it was posted.
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", db_index=False)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="payments_journal_number_once"),
            models.UniqueConstraint(fields=["purpose", "ref"], name="payments_journal_purpose_once"),
        ]
        indexes = [models.Index(fields=["office", "business_date", "number"], name="payments_journal_day")]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.number}"


class Entry(models.Model):
    """One line of a journal: an account and a signed amount (debit positive). Append-only."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="entries")
    account = models.CharField(max_length=12, choices=Account.choices)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="entries")  # whose drawer
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="entries", db_index=False)
    paise = models.BigIntegerField()

    class Meta:
        indexes = [
            # A contract's balance is read from the index alone.
            models.Index(
                fields=["contract", "account", "id"],
                include=["paise"],
                name="payments_entry_of_contract",
                condition=Q(contract__isnull=False),
            ),
            models.Index(fields=["shift", "account"], name="payments_entry_drawer", condition=Q(shift__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(paise=0), name="payments_entry_not_zero"),
            models.CheckConstraint(
                condition=~Q(account__in=sorted(DRAWER_ACCOUNTS)) | Q(shift__isnull=False),
                name="payments_drawer_has_a_shift",
            ),
            models.CheckConstraint(
                condition=Q(account__in=sorted(CONTRACT_ACCOUNTS), contract__isnull=False)
                | (~Q(account__in=sorted(CONTRACT_ACCOUNTS)) & Q(contract__isnull=True)),
                name="payments_account_of_a_contract",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.paise}"


class ContractBalance(models.Model):
    """What the entries of a contract came to, up to one of them: later ones are added to it. Append-only.

    It says nothing that the entries do not: with it a booking reads a thousand of them at most, and not all there ever
    were. `audit_journal` proves it again.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12, choices=Account.choices)
    last_entry = models.BigIntegerField()  # its id: whoever posts holds the contract, so none comes in before it
    debits = models.BigIntegerField()  # as entries have them: credits are negative

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "account", "last_entry"], name="payments_contract_balance_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} to {self.last_entry}"
