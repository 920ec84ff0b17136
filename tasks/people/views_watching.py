"""«Đơn vị tôi theo dõi»: choose one's agencies, name who stands in."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency, Membership, User
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from tasks.doors.problems import show_problems
from tasks.doors.request_params import AskedPeriod, asked, require, to_plan
from tasks.duties.access import can_review, signed_in
from tasks.duties.authority import REVIEWERS
from tasks.models import Duty, Plan, StandIn
from tasks.people import watching as service
from tasks.people.forms_watching import StandInForm


def steered(request: HttpRequest) -> AskedPeriod:
    """Return what is asked about, for who reviews it."""
    about = asked(request)
    require(can_review(signed_in(request), about.plan, timezone.localdate()))
    return about


def watching(request: HttpRequest) -> HttpResponse:
    """Show and save the agencies that the person looks after."""
    about, today = steered(request), timezone.localdate()
    user = signed_in(request)
    if request.method == "POST":
        agencies = _owing(about).filter(pk__in=keys_of(request.POST.getlist("agency")))
        offered = keys_of(request.POST.get("offered", "").split(","))
        service.watch_agencies(
            plan=about.plan,
            agencies=agencies,
            offered=_owing(about).filter(pk__in=offered),
            actor=user,
            today=today,
        )
        messages.success(request, f"Anh/chị theo dõi {agencies.count()} đơn vị.")
        return redirect(request.get_full_path())
    form = StandInForm(colleagues=_colleagues(about.plan, user, today), today=today)
    return _page(request, about, form, today)


@require_POST
def stand_in(request: HttpRequest) -> HttpResponse:
    """Name who stands in."""
    about, today = steered(request), timezone.localdate()
    user = signed_in(request)
    people = _colleagues(about.plan, user, today)
    form = StandInForm(request.POST, colleagues=people, today=today)
    if form.is_valid():
        try:
            service.name_stand_in(
                plan=about.plan, actor=user, today=today, **form.cleaned_data
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã nhờ người thay theo dõi.")
            return to_plan(request, "tasks:watching")
    return _page(request, about, form, today)


@require_POST
def end_stand_in_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Look after one's agencies again."""
    user = signed_in(request)
    row = get_object_or_404(StandIn.objects.select_related("plan"), pk=pk, person=user)
    service.end_stand_in(stand_in=row, actor=user, today=timezone.localdate())
    messages.success(request, "Anh/chị theo dõi lại từ hôm nay.")
    return redirect("tasks:watching", plan=row.plan.code)


def _owing(about: AskedPeriod) -> QuerySet[Agency]:
    """Return the agencies that owe something in the period."""
    duties = Duty.objects.filter(period=about.period).live().values("agency_id")
    return Agency.objects.filter(pk__in=duties).order_by("sort_key", "pk")


def _colleagues(plan: Plan, user: User, today: date) -> QuerySet[User]:
    """Return who else reviews the plan on `today`."""
    held = Membership.objects.alive_on(today).filter(
        agency_id=plan.steering_agency_id, role__in=REVIEWERS
    )
    others = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return others.exclude(pk=user.pk).order_by("full_name")


def _page(
    request: HttpRequest, about: AskedPeriod, form: StandInForm, today: date
) -> HttpResponse:
    """Draw the page; beside each agency, who else looks after it."""
    user = signed_in(request)
    watchers = service.watchers_of(about.plan, today)
    rows = []
    for agency in _owing(about):
        others = watchers.get(agency.pk, {})
        mine = others.pop(user.pk, None) is not None
        rows.append((agency, mine, ", ".join(map(str, others.values()))))
    away = StandIn.objects.filter(plan=about.plan, valid_to__gte=today)
    context = {
        "about": about,
        "rows": rows,
        "offered": ",".join(str(agency.pk) for agency, _, _ in rows),
        "mine": sum(mine for _, mine, _ in rows),
        "nobody": sum(not (mine or others) for _, mine, others in rows),
        "form": form,
        "stand_ins": away.filter(person=user).select_related("substitute"),
        "stands_in": away.filter(substitute=user).select_related("person"),
    }
    return render(request, "tasks/people/watching.html", context)
