"""«Tên, địa chỉ đang bị chặn»: what the door refuses now, each with its one button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.accounts.shut import shut_now, unblock
from agencies.models import User
from tasks.duties.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def shut(request: HttpRequest) -> HttpResponse:
    """List names and addresses that are refused; take one off the list."""
    user, now = signed_in(request), timezone.now()
    if not (user.is_staff and user.has_perm("agencies.change_user")):
        raise PermissionDenied
    if request.method == "POST":
        return _unblocked(request, user)
    return render(request, "kehoach/administration/shut.html", {"rows": shut_now(now)})


def _unblocked(request: HttpRequest, user: User) -> HttpResponse:
    name, place = (request.POST.get(each, "")[:150] for each in ("name", "place"))
    if unblock(name=name, place=place, actor=user, now=timezone.now()):
        messages.success(request, f"Đã gỡ chặn {name or place}.")
    else:
        messages.info(request, f"{name or place} không còn bị chặn.")
    return redirect("shut")
