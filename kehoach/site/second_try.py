"""The door tries once more when the database could not: a deadlock, a conflict of two
transactions, a wait for a lock that was too long, a connection that broke.

The work is done again only when nothing of the first try is left: no transaction of it
was committed and no other system was told (`kehoach.lib.outside`). Who loses the
connection in the middle of COMMIT does not know whether it holds, so that is not tried
again either. The second time, and whenever it may not be tried, the page gives back
what was typed and says what is known.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.views.defaults import server_error

from kehoach.lib.outside import Heard, listening
from kehoach.site.middleware import PassesOn, typed_in
from kehoach.site.uploads import is_full_disk
from tasks.evidence.storing import remove_unheld

logger = logging.getLogger(__name__)
#: serialization_failure, deadlock_detected, lock_not_available: the server took it back.
TAKEN_BACK = ("40001", "40P01", "55P03")
#: admin_shutdown, crash_shutdown, cannot_connect_now; 08 is the class of connections.
LOST = ("57P01", "57P02", "57P03", "08")
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
#: Fields that are not sent again from the page.
NEVER_KEPT = ("csrfmiddlewaretoken",)


class Attempt:
    """Watches the statements of one request."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.kept = False
        self.failed: BaseException | None = None

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run the statement; keep its error, and whether what it wrote is committed."""
        try:
            answer = execute(sql, params, many, context)
        except Error as error:
            self.failed = error
            raise
        if str(sql).lstrip().upper().startswith(WRITES):
            context["connection"].on_commit(self._was_kept)
        return answer

    def _was_kept(self) -> None:
        self.kept = True

    def may_repeat(self, error: BaseException) -> bool:
        """Return whether the first try left nothing, here or elsewhere."""
        is_known = is_taken_back(error) or self.failed is error
        return is_known and not self.kept and not self.heard.said

    def is_unsaved(self, error: BaseException) -> bool:
        """Return whether nothing of the request is stored for sure."""
        is_known = is_taken_back(error) or self.failed is error
        return is_known and not self.kept


class SecondTryMiddleware(PassesOn):
    """Stands next to the view; `process_exception` sees what it raised."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Watch what the view asks of the database."""
        with listening() as heard:
            attempt = Attempt(heard)
            request.attempt = attempt  # type: ignore[attr-defined] # read below
            try:
                with connection.execute_wrapper(attempt):
                    return self.get_response(request)
            finally:
                remove_unheld(heard.files)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Do the view once more, or give back what was typed; other errors go on."""
        attempt: Attempt = request.attempt  # type: ignore[attr-defined] # set above
        if is_full_disk(error):
            logger.error("No room on the disk: %s", request.path)
            return given_back(request, is_unsaved=not attempt.kept, is_full=True)
        if not is_transient(error):
            return None
        if attempt.may_repeat(error):
            logger.warning("Tried once more: %s (%s)", request.path, _code(error))
            try:
                return again(request)
            except DatabaseError as second:
                if not is_transient(second):
                    raise
                error = second
        logger.error("Not stored: %s (%s)", request.path, _code(error))
        return given_back(request, is_unsaved=attempt.is_unsaved(error))


def unanswered(request: HttpRequest) -> HttpResponseBase:
    """Answer what failed outside the view (`handler500`): who is there is read from the
    database, too. Other errors, and forms that no page of ours sent: Django's page.
    """
    error, attempt = sys.exc_info()[1], getattr(request, "attempt", None)
    is_ours = attempt is not None or _ours(request)
    if error is None or not is_transient(error) or not is_ours:
        return server_error(request)
    logger.error("Not answered: %s (%s)", request.path, _code(error))
    is_unsaved = attempt is None or attempt.is_unsaved(error)
    return given_back(request, is_unsaved=is_unsaved)


class _TokenCheck(CsrfViewMiddleware):
    """Only tells: Django's page of refusal would ask who is there."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _ours(request: HttpRequest) -> bool:
    """Return whether it carries the token that pages of ours hand out."""
    check = _TokenCheck(server_error)
    return check.process_view(request, server_error, (), {}) is None


def _code(error: BaseException) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def is_taken_back(error: BaseException) -> bool:
    """Return whether the server says that it undid the transaction."""
    return _code(error) in TAKEN_BACK


def is_transient(error: BaseException) -> bool:
    """Return whether the same work may well succeed a moment later."""
    if not isinstance(error, Error):
        return False
    if is_taken_back(error) or _code(error).startswith(LOST):
        return True
    cause = error.__cause__
    words = str(error).lower()
    is_silent = type(cause).__name__ in {"OperationalError", "InterfaceError"}
    return is_silent and ("connection" in words or "database is locked" in words)


def again(request: HttpRequest) -> HttpResponse:
    """Do the view of the request anew, as if it came now."""
    if not connection.in_atomic_block:  # as in a test that is undone
        connection.close_if_unusable_or_obsolete()
    for _, files in request.FILES.lists() if request.method == "POST" else ():
        for each in files:
            rewind(each)
    told: Any = get_messages(request)
    del told._queued_messages[:]
    found: Any = request.resolver_match
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer


def rewind(file: "UploadedFile[Any]") -> None:
    """Let the file be read from its beginning; a reader may have closed it."""
    if file.closed:
        file.open()
    file.seek(0)


def given_back(
    request: HttpRequest, *, is_unsaved: bool, is_full: bool = False
) -> HttpResponse:
    """Return the page with what was typed, drawn without the database."""
    posted = request.method == "POST"
    context = {
        "is_unsaved": is_unsaved,
        "is_full": is_full,
        "posted": posted,
        "typed": typed_in(request) if posted else [],
        "fields": kept_fields(request) if posted else [],
        "files": kept_files(request) if posted else [],
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    page = render_to_string("not_stored.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the form said, to be sent again; no password is written on a page."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and "password" not in name
        for value in values
    ]


def kept_files(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of files and the names, which a person has to choose anew."""
    lists = request.FILES.lists()
    return [(name, ", ".join(str(f.name) for f in files)) for name, files in lists]
