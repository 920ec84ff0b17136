"""«Xác thực hai lớp»: who needs one and has it or not; a lost one is taken away here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.accounts.factors import kinds_of
from agencies.accounts.resetting import reset_factors
from agencies.models import Membership, User
from agencies.models.authority import Role
from tasks.duties.access import signed_in
from tasks.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
def second_factors(request: HttpRequest) -> HttpResponse:
    """List who needs a second factor; take a lost one away."""
    user, now = signed_in(request), timezone.now()
    if not user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        return _reset(request, user)
    people = list(who_needs(timezone.localdate(now)))
    held = kinds_of(people)
    rows = [(person, held.get(person.pk, [])) for person in people]
    lacking = sum(not kinds for _, kinds in rows)
    context = {"rows": rows, "lacking": lacking}
    return render(request, "kehoach/administration/second_factors.html", context)


def who_needs(today: object) -> QuerySet[User]:
    """Return administrators, leaders, people of steering agencies, and whoever set it up."""
    roles = Membership.objects.alive_on(today).filter(user=OuterRef("pk"))  # type: ignore[arg-type] # a day
    steering = Plan.objects.steering_agencies()
    wide = roles.filter(Q(role=Role.LEADER) | Q(agency__in=steering))
    need = Q(is_staff=True) | Q(is_superuser=True) | Q(Exists(wide))
    people = User.objects.filter(is_active=True)
    set_up = Q(authenticator__isnull=False)
    return people.filter(need | set_up).distinct().order_by("full_name", "pk")


def _reset(request: HttpRequest, actor: User) -> HttpResponse:
    person = get_object_or_404(User, pk=request.POST.get("person", "0")[:18] or 0)
    if person == actor:
        messages.error(
            request, "Không tự đặt lại cho mình: nhờ một quản trị viên khác."
        )
    elif reset_factors(user=person, actor=actor, now=timezone.now()):
        messages.success(request, f"Đã đặt lại xác thực hai lớp của {person}.")
    else:
        messages.info(request, f"{person} chưa thiết lập xác thực hai lớp.")
    return redirect("second_factors")
