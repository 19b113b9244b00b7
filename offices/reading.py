"""The base of every app's page in Django's admin: to look at, cheaply, on tables of crores of rows, within one's reach.

Whoever is staff and whose duty includes READ may look (apt/staff_site.py). Django's own table of permissions is not
asked, so that what a person may do is said in one place, offices/rules/roles.py. The few writes are actions that call a
service. Secrets are never shown. Personal data is masked; in full it is shown after a fresh code, and `AccessRecord`
says to whom.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import BinaryField, DateTimeField, Field, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apt.core.clock import IST, ist_date, now
from apt.core.digits import latin_digits
from apt.core.errors import NotFound
from offices.access import Duty, StaffRequest, access_record
from offices.models import Posting
from offices.rules import ROLES, Kind, Role, Work
from offices.services import record_access

if TYPE_CHECKING:  # the classes take parameters in their stubs only
    _Admin = admin.ModelAdmin[Model]
    _Rows = QuerySet[Model]
    _Pages = Paginator[Model]
else:
    _Admin, _Rows, _Pages = admin.ModelAdmin, QuerySet, Paginator

PUBLIC: Final = ("public",)  # no office's, and known to all: tariffs, the directory's imports
NATION: Final = ("nation",)  # no office's, and not public: for those who read from the Directorate down
NEWEST: Final = 100_000  # rows of a big table that are listed before anything is asked
MOST: Final = 1_000  # rows that are counted, and can be paged through
_APART: Final = timedelta(minutes=5)  # by which keys and times of two transactions may be in another order
_SECRET: Final = re.compile(
    r"password|secret|sealed|token|digest|fingerprint|session_key|code_hash|last_step|idempotency|^link$"
)


def duty_of(request: HttpRequest) -> Duty | None:
    return cast(StaffRequest, request).posting


def is_secret(field: "Field[Any, Any]") -> bool:
    """Secrets and what stands for them: whoever looks may not even see that two are equal."""
    return isinstance(field, BinaryField) or bool(_SECRET.search(field.name))


class FewPages(_Pages):
    """Counts no further than one can page: a table is never counted whole."""

    @cached_property
    def count(self) -> int:
        return cast(_Rows, self.object_list).order_by()[: MOST + 1].count()


class DayFilter(admin.SimpleListFilter):
    """Rows of one day in India. In big tables the key stands for the time, so that no index on the time is needed."""

    title = _("day")
    parameter_name = "day"
    template = "admin/day_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any) -> None:
        self.big, self.at = model_admin.big, model_admin.at
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        today = ist_date(now())
        return [(today.isoformat(), _("today")), ((today - timedelta(days=1)).isoformat(), _("yesterday"))]

    def queryset(self, request: HttpRequest, queryset: "_Rows") -> "_Rows":
        day = _as_date(self.value())
        if day is None:
            last = _last_key(queryset.model) if self.big and not request.GET.get("q") else 0
            return queryset.filter(pk__gt=last - NEWEST) if last else queryset
        if not isinstance(_field(queryset.model, self.at), DateTimeField):
            return queryset.filter(**{self.at: day})
        begin = datetime.combine(day, time(), IST)
        end = begin + timedelta(days=1)
        if self.big:
            keys = [first_key_from(queryset.model, self.at, edge) for edge in (begin - _APART, end + _APART)]
            queryset = queryset.filter(pk__gte=max(keys[0], keys[1] - NEWEST), pk__lt=keys[1])
        return queryset.filter(**{f"{self.at}__gte": begin, f"{self.at}__lt": end})


def _as_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _field(model: type[Model], path: str) -> Any:
    *way, name = path.split("__")
    for step in way:
        model = cast(type[Model], model._meta.get_field(step).related_model)
    return model._meta.get_field(name)


def _last_key(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def first_key_from(model: type[Model], at: str, moment: datetime) -> int:
    """The least key whose row is of `moment` or later, where keys grow with time: some thirty looks into the key."""
    rows = model._default_manager.order_by("pk").values_list("pk", at)
    first = rows.first()
    low, high = (first[0] if first else 0), _last_key(model) + 1
    while low < high:
        middle = (low + high) // 2
        found = rows.filter(pk__gte=middle).first()
        if found is None or found[1] >= moment:
            high = middle
        else:
            low = found[0] + 1
    return low


class ReadOnlyAdmin(_Admin):
    # How a row hangs on offices: paths of foreign keys ("" on offices themselves); one within reach is enough.
    offices: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # the same by people: who holds or held a post within reach
    personal: tuple[str, ...] = ()  # masked
    at = ""  # the time of a row, for the filter by day
    big = False  # a table of crores of rows
    paginator = FewPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count of each filter would read the table
    list_per_page = 50
    list_max_show_all = 0
    view_on_site = False
    actions: Any = None
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> "_Rows":
        """Lists, counts, search and single rows begin here: what lies within the reach of READ."""
        rows, duty = super().get_queryset(request), duty_of(request)
        return rows.filter(self.within(duty)) if duty else rows.none()

    def within(self, duty: Duty, work: Work = Work.READ) -> Q:
        if self.offices == PUBLIC or (self.offices == NATION and _reads_the_country(duty)):
            return Q()
        found = Q(pk__in=())
        for way in self.offices if self.offices != NATION else ():
            found |= duty.reach(work, through=f"{way}__" if way else "")
        if self.people:
            posted = Posting.objects.filter(duty.reach(work, through="post__office__")).values("user")
            for way in self.people:
                found |= Q(**{f"{way}__in": posted})
        return found

    def get_search_results(self, request: HttpRequest, queryset: "_Rows", search_term: str) -> "tuple[_Rows, bool]":
        """By the whole printed number; `^field` by its beginning; `a-b` by two parts of a number with a dash."""
        text = latin_digits(search_term).strip()
        if not text:
            return queryset, False
        for name in cast(Sequence[str], self.search_fields):
            # One after another: of an OR over two tables no index makes sense.
            found = queryset.filter(**wanted(queryset.model, name, text))
            if found.order_by().exists():
                return found, False
        return queryset.none(), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Django would let any field be asked by the address, a password's beginning too."""
        return lookup == DayFilter.parameter_name or lookup.removesuffix("__exact") in self.list_filter

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*((DayFilter,) if self.at or self.big else ()), *self.list_filter)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        full = getattr(request, "shows_all", False)
        fields = [*self.opts.concrete_fields, *self.opts.many_to_many]
        return [
            masked(field.name) if field.name in self.personal and not full else field.name
            for field in fields
            if not is_secret(field)
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        staff = cast(StaffRequest, request)
        if self.personal and request.GET.get("full"):
            found = self.get_object(request, unquote(object_id), None)
            if found is None:
                raise NotFound()
            if not getattr(staff, "stepped_up", False):
                return redirect(f"{reverse('offices:step-up')}?{urlencode({'next': request.get_full_path()})}")
            record = access_record(staff, now=now())
            record.subject = self.number_of(found)[:60]
            record_access(record=record, by=staff.duty.user, now=record.at)
            staff.shows_all = True  # type: ignore[attr-defined]
        more = {"may_show_all": bool(self.personal) and not getattr(staff, "shows_all", False)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def number_of(self, row: Model) -> str:
        """What a row is known by in print: the first of what it is searched by."""
        for name in self.search_fields[:1]:
            found: Any = row
            for step in name.lstrip("^").partition("-")[0].split("__"):
                found = getattr(found, step, "")
            return str(found)
        return str(row.pk)

    def get_urls(self) -> list[URLPattern]:
        shown = ("_changelist", "_change")
        return [one for one in super().get_urls() if (getattr(one, "name", None) or "").endswith(shown)]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_by_action_permission(self, request: HttpRequest) -> bool:
        """Whether an action is offered; which rows it may touch, each decides (see `action`)."""
        duty = duty_of(request)
        works = {getattr(one, "work", None) for one in self.actions or ()}
        return bool(duty and self.admin_site.has_permission(request) and any(work and duty.may(work) for work in works))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise NotFound()  # Django would send to the index and say the id; every other page here says 404


def _reads_the_country(duty: Duty) -> bool:
    return any(
        held.office.kind == Kind.DIRECTORATE and any(Work.READ in ROLES[Role(role)].works for role in held.roles)
        for held in duty.held
    )


def wanted(model: type[Model], name: str, text: str) -> dict[str, Any]:
    """The conditions of one search field; of a number with parts, one each."""
    if name.startswith("^"):
        return {f"{name[1:]}__startswith": text}
    names = name.split("-")
    parts = text.rsplit("-", len(names) - 1)
    if len(parts) < len(names):
        return {"pk__in": ()}
    found: dict[str, Any] = {}
    for path, part in zip(names, parts, strict=True):
        try:  # letters are printed large, but for keys
            found[f"{path}__in"] = {_field(model, path).to_python(one) for one in (part, part.upper())}
        except ValidationError:  # none of the field's values
            return {"pk__in": ()}
    return found


def action(
    name: str, words: Any, work: Work, serve: Callable[[Any, StaffRequest], object]
) -> Callable[[ReadOnlyAdmin, HttpRequest, "_Rows"], None]:
    """One of the few writes: `serve` calls a service for each chosen row within reach of `work`, recorded."""

    def run(shown: ReadOnlyAdmin, request: HttpRequest, chosen: "_Rows") -> None:
        staff = cast(StaffRequest, request)
        served = list(chosen.filter(shown.within(staff.duty, work)).order_by("pk"))
        for row in served:
            serve(row, staff)
            record = access_record(staff, now=now())
            record.act, record.subject = f"admin:{name}", shown.number_of(row)[:60]
            record_access(record=record, by=staff.duty.user, now=record.at)
        said = ngettext("{count} done.", "{count} done.", len(served)).format(count=len(served))
        messages.success(request, said)

    run.__name__ = name
    run.short_description = words  # type: ignore[attr-defined]
    run.allowed_permissions = ("change_by_action",)  # type: ignore[attr-defined]
    run.work = work  # type: ignore[attr-defined]
    return run


def masked(name: str) -> Callable[[Model], str]:
    """A column that shows the first letter alone, and whether there is anything."""

    def shown(row: Model) -> str:
        text = str(getattr(row, name) or "")
        return f"{text[0]}…" if text and text[0].isalnum() else "…" if text else ""

    shown.__name__ = name
    shown.short_description = name.replace("_", " ")  # type: ignore[attr-defined]
    return shown


def _related(model: type[Model], columns: Sequence[str]) -> Iterator[str]:
    for column in columns:
        way = column if _field(model, column).is_relation else column.rpartition("__")[0]
        if way:
            yield way


def _plural(name: str) -> str:
    """Django only adds an s, and a migration would be needed to say better on 116 models."""
    if name.endswith(("s", "booked", "health")):
        return name
    return f"{name[:-1]}ies" if re.search("[^aeiou]y$", name) else f"{name}es" if name.endswith("ch") else f"{name}s"


def show(
    model: type[Model],
    columns: str,
    *,
    finds: str = "",
    offices: Sequence[str] = (),
    people: Sequence[str] = (),
    personal: str = "",
    at: str = "",
    big: bool = False,
    filters: str = "",
    order: str = "-pk",
    base: type[ReadOnlyAdmin] = ReadOnlyAdmin,
    also: Sequence[str] = (),
) -> None:
    """Register a model, read-only. Words in one text are names of fields: `"number sale__receipt_number"`.

    `offices` and `people`: how a row hangs on those within reach; PUBLIC and NATION are the other two answers.
    `also`: further relations that the texts of rows read.
    """
    model._meta.verbose_name_plural = _plural(str(model._meta.verbose_name))
    names = columns.split()
    hidden = personal.split()
    made = type(
        f"{model.__name__}Admin",
        (base,),
        {
            "__module__": __name__,
            "list_display": tuple(masked(name) if name in hidden else name for name in names),
            "list_display_links": None if not names else (masked(names[0]) if names[0] in hidden else names[0],),
            "list_select_related": tuple(dict.fromkeys([*_related(model, names), *also])) or False,
            "search_fields": tuple(finds.split()),
            "search_help_text": _("The whole number, as printed") if finds else None,
            "offices": tuple(offices),
            "people": tuple(people),
            "personal": tuple(hidden),
            "at": at,
            "big": big,
            "list_filter": tuple(filters.split()),
            "ordering": tuple(order.split()),
        },
    )
    admin.site.register(model, made)
