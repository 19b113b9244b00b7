"""Sort all into beats: what could not be placed first, then the beats, and their sheets in one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work


@shows_personal_data
@on_duty(Work.DELIVER)
def sort(request: StaffRequest) -> HttpResponse:
    """POST makes the sheets of all beats."""
    office, today = request.duty.office, ist_date(now())
    postmen = queries.postmen_of(office, on=today)
    if request.method == "POST":
        by_id = {str(user.pk): user for user in postmen}
        chosen = {
            int(name.removeprefix("beat-")): by_id[value]
            for name, value in request.POST.items()
            if name.startswith("beat-") and name[5:].isdigit() and value in by_id
        }
        try:
            made = services.make_beat_sheets(office=office, postmen=chosen, by=request.user, now=now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
        else:
            said = ngettext("{n} sheet was made.", "{n} sheets were made.", len(made))
            messages.success(request, said.format(n=len(made)))
            return redirect("deliveries:sheets")
    found = queries.sort_into_beats(office, on=today)
    proposed = queries.last_postmen([beat for beat, _placed in found.beats])
    rounds = [(beat, placed, proposed.get(beat.pk)) for beat, placed in found.beats]
    context = {
        "found": found, "rounds": rounds, "postmen": postmen, "beats": queries.beats_on(office, on=today),
    }  # fmt: skip
    return render(request, "deliveries/sort.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:sort")
def place(request: StaffRequest) -> HttpResponse:
    """The addresses of the ticked articles belong to a beat from now on."""
    number = request.POST.get("beat", "")
    count = services.place_addresses(
        office=request.duty.office,
        article_numbers=request.POST.getlist("articles"),
        beat_number=int(number) if number.isdecimal() and len(number) < 5 else 0,
        by=request.user,
        now=now(),
    )
    said = ngettext("{n} address has its beat now.", "{n} addresses have their beat now.", count)
    messages.success(request, said.format(n=count))
    return redirect("deliveries:sort")
