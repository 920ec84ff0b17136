"""An account of an inspection reads, and nothing else: a rule for every address.

Only the pages named here open to it, every POST to another address is refused, and after
the last day of its decision it is signed out. What it opened is recorded by
`kehoach/site/handed_out.py`.
"""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.site.middleware import PassesOn
from kehoach.site.reading_pages import OWN, PAGES
from kehoach.site.second_factor import name_of
from tasks.models.readers import grants_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OVER = (
    "Thời hạn đọc hồ sơ của tài khoản này đã hết hoặc đã được kết thúc. Cần đọc tiếp thì"
    " đề nghị cơ quan đã cho đọc lập lại theo quyết định."
)


class ReadingOnlyMiddleware(PassesOn):
    """Stands between such an account and every view."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Let pass what is read within the days of a decision, and the account's own."""
        user = request.user
        if not (user.is_authenticated and user.reads_only):
            return None
        name = name_of(request)
        if name == "logout":
            return None
        if not grants_of(user, timezone.localdate()):
            logout(request)
            messages.warning(request, OVER)
            return redirect("login")
        if name in OWN:
            return None
        if request.method not in SAFE:
            raise PermissionDenied
        if name not in PAGES:
            return render(request, "tasks/people/reading_only.html", status=404)
        return None
