"""«Thay thế bằng kế hoạch khác»: which plan, then the heir of each row."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.changing.drafting_heirs import draft_replacement, save_heirs
from tasks.changing.forms_heirs import HeirsForm, SuccessorForm
from tasks.changing.page_heirs import heirs_page, successors_offered
from tasks.changing.views import change_of
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require
from tasks.doors.views_once import once
from tasks.duties.access import may_change_plan, signed_in
from tasks.models import Plan, PlanState


def replace_plan(request: HttpRequest) -> HttpResponse:
    """Ask which plan takes the place of this one, and begin the draft."""
    plan, user = asked_plan(request), signed_in(request)
    today, now = read_clock()
    require(may_change_plan(user, plan, today))
    seen = Plan.objects.visible_to(user, today=today).programmes()
    plans = seen.exclude(pk=plan.pk).exclude(state=PlanState.OVER)
    typed = request.GET.get("q", "")[:200]
    offered = successors_offered(plans, plan, typed)
    chosen = request.POST.get("successor", "")
    offered += [p for p in plans if str(p.pk) == chosen and p not in offered]
    form = SuccessorForm(request.POST or None, plans=plans, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, now):
                draft = draft_replacement(
                    plan=plan,
                    successor=form.cleaned_data["successor"],
                    actor=user,
                    today=today,
                    now=now,
                )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            return redirect("tasks:plan_change_heirs", pk=draft.pk)
    context = {"plan": plan, "form": form, "any": len(plans), "typed": typed}
    context["offered"] = len(offered)
    return render(request, "tasks/changing/replace_plan.html", context)


def choose_heirs(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is proposed for each row; keep what a person chose."""
    change = change_of(request, pk)
    if change.successor is None:
        raise Http404
    if not change.is_draft:
        return redirect("tasks:plan_change", pk=pk)
    form = HeirsForm(request.POST or None, change=change)
    if request.method == "POST" and form.is_valid():
        try:
            save_heirs(change=change, chosen=form.chosen())
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã lưu; bản xem trước tính theo lựa chọn này.")
            return redirect("tasks:plan_change", pk=pk)
    context = {"change": change, "plan": change.plan, "form": form, **heirs_page(form)}
    context["today"] = timezone.localdate()
    return render(request, "tasks/changing/heirs.html", context)
