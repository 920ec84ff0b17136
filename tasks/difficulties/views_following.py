"""«Theo dõi» on a difficulty, and who else may see it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.difficulties.following import begin_following, share_difficulty, unfollow
from tasks.doors.request_params import go_back
from tasks.duties.access import signed_in
from tasks.models import Difficulty


def readable(request: HttpRequest, pk: int) -> Difficulty:
    """Return the difficulty when the person reads it, or 404."""
    rows = Difficulty.objects.select_related("plan").readable_to(
        signed_in(request), today=timezone.localdate()
    )
    row: Difficulty = get_object_or_404(rows, pk=pk)
    return row


@require_POST
def follow_difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow, or stop when the form says so."""
    today, now = read_clock()
    row, person = readable(request, pk), signed_in(request)
    if request.POST.get("thoi"):
        unfollow(difficulty=row, person=person)
        messages.success(request, "Đã thôi theo dõi vướng mắc.")
        return go_back(request, "tasks:difficulties")
    try:
        begin_following(difficulty=row, person=person, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đang theo dõi: có trả lời sẽ hiện ở «Thông báo».")
    return go_back(request, "tasks:difficulties")


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the difficulty to the other agencies, or take it back."""
    today, now = read_clock()
    row, shared = readable(request, pk), not request.POST.get("thoi")
    try:
        share_difficulty(
            difficulty=row,
            shared=shared,
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        said = "Đơn vị khác trong kỳ đã xem được." if shared else "Đã thôi cho xem."
        messages.success(request, said)
    return go_back(request, "tasks:difficulties")
