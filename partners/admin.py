"""Contract customers, their people, keys and requests, in Django's admin: `offices.reading` says how."""

from django.utils.translation import gettext_lazy as _

from apt.core.clock import now
from offices.reading import ReadOnlyAdmin, action, show
from offices.rules import Work
from partners import services
from partners.models import ApiKey, BookingPlace, Contract, Customer, Member, Nonce, Request, Terms, Usage


class ApiKeyAdmin(ReadOnlyAdmin):
    actions = (
        action(
            "revoke_key", _("Revoke these keys"), Work.MANAGE_PARTNERS,
            lambda row, request: services.revoke_key(key=row, by=request.user, now=now()),
        ),
    )  # fmt: skip


show(
    Customer, "code name office gstin contact_name contact_mobile made_at", finds="code office__code",
    offices=("office",), personal="contact_name contact_mobile", at="made_at",
)  # fmt: skip
show(
    Contract, "code customer office scope payment valid", finds="code customer__code office__code", offices=("office",)
)
show(BookingPlace, "contract office gstin", finds="contract__code office__code", offices=("office",))
show(
    Terms, "contract valid credit_limit_paise discount asked_by approved_by", finds="contract__code",
    offices=("contract__office",),
)  # fmt: skip
show(
    ApiKey, "prefix customer live name scopes made_at expires_at revoked_at", finds="prefix customer__code",
    offices=("customer__office",), base=ApiKeyAdmin,
)  # fmt: skip
show(Nonce, "key at", finds="key__prefix", offices=("key__customer__office",), at="at", big=True)
show(Member, "user customer role left_at", finds="user__employee_id customer__code", offices=("customer__office",))
show(
    Request,
    "customer live begun_at status",
    finds="customer__code",
    offices=("customer__office",),
    at="begun_at",
    big=True,
)
show(Usage, "customer live day calls articles refused", finds="customer__code", offices=("customer__office",), at="day")
