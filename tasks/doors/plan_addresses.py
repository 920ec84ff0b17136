"""Where the pages of one plan stand: below `ke-hoach/<mã>/`, each under one name.

The same name without a code is the address of before there were several plans. It goes
on to the plan when the person has only one that the page can be about, else it offers
the plans to choose from; it never guesses (decision 050).
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone

from tasks.doors.request_params import SeveralPlans
from tasks.duties.access import REVIEWERS, signed_in
from tasks.models import Period, Plan, Task, periods_named
from tasks.models.plan_rows import PlanQuerySet

#: How pages were called before, where their word has changed.
_FORMERLY = {"bao-cao/": "bao-cao-nam/", "muc-tieu/": "cach-do/"}
_TASK = "nhiem-vu/<str:code>/"
#: Words of pages that only who steers the plan has; who reads all of it.
_STEERED = ("don-doc", "ky-bao-cao", "tiep-nhan", "de-cuong-don-vi", "dieu-chinh")
_WHOLE = ("bao-cao", "muc-tieu", "nhiem-vu", "so-sanh", "tong-quan", "bang-theo-doi")

_View = Callable[..., HttpResponseBase]


def pages_of_plan(pages: Iterable[URLPattern]) -> list[URLPattern | URLResolver]:
    """Return the addresses of these pages below the plan's code, and the former ones."""
    every = list(pages)
    below = [
        path(_route(each), _about_plan(each.callback), name=each.name) for each in every
    ]
    former = [
        path(_former(_route(each)), go_on, {"page": _route(each)}, name=each.name)
        for each in every
        if _route(each)
    ]
    return [*former, path("ke-hoach/<slug:plan>/", include(below))]


def _route(page: URLPattern) -> str:
    return str(page.pattern)


def _former(route: str) -> str:
    if route.startswith(_TASK):
        return route.replace("nhiem-vu/", "ke-hoach/", 1)
    word = route.partition("/")[0] + "/"
    return _FORMERLY.get(word, word) + route.removeprefix(word)


def _about_plan(view: _View) -> _View:
    """Return the view, which asks `asked_plan` for the plan of its address."""

    @wraps(view)
    def of_plan(
        request: HttpRequest, *args: Any, plan: str, **said: Any
    ) -> HttpResponseBase:
        return view(request, *args, **said)

    return of_plan


def go_on(request: HttpRequest, page: str, **said: Any) -> HttpResponse:
    """Go on to the page of the only plan that has it, with the query and what was
    typed; else let the person choose.
    """
    query = request.GET.copy()
    code = query.pop("ke-hoach", [""])[-1]
    key = str(said.get("key") or query.get("ky", ""))
    task = str(said.get("code", "")) if page.startswith(_TASK) else ""
    plans = (
        Plan.objects.filter(code=code) if code else _having(request, page, key, task)
    )
    name = str(request.resolver_match and request.resolver_match.view_name)

    def address(plan: Plan) -> str:
        there = reverse(name, kwargs={"plan": plan.code, **said})
        return f"{there}?{query.urlencode()}" if query else there

    found = list(plans[:2])
    if len(found) == 1:
        return HttpResponseRedirect(
            address(found[0]), preserve_request=request.method == "POST"
        )
    query.pop("page", None)  # of the plans that are offered
    raise SeveralPlans(plans, address)


def _having(request: HttpRequest, page: str, key: str, task: str) -> PlanQuerySet:
    """Return the plans that the person has this page of: that they steer, read as a
    whole or see; where they have none, those that they see, whose page says why not.
    """
    user, today = signed_in(request), timezone.localdate()
    seen = Plan.objects.programmes().visible_to(user, today=today)
    if key:
        seen = seen.filter(
            pk__in=periods_named(Period.objects.all(), key).values("plan")
        )
    if task:
        seen = seen.filter(pk__in=Task.objects.filter(code=task).values("plan"))
    kept = seen
    if page.startswith(_STEERED):
        kept = seen.steered_by(user, today=today, roles=REVIEWERS)
    elif page.startswith(_WHOLE):
        kept = seen.read_whole_by(user, today=today)
    return kept if kept.exists() else seen
