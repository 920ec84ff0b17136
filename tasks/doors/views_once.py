"""A posted form is stored once: what views say to the service, and what they answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks.doors import once as service
from tasks.duties.access import signed_in
from tasks.duties.errors import AlreadySaved, SavedAlike


@contextmanager
def once(request: HttpRequest, now: datetime) -> Iterator[None]:
    """Surround the service call that stores the posted form; a form that comes back
    because of its words gets a key (`{% form_key %}`) that means them again.
    """
    fields: dict[str, list[str]] = dict(request.POST.lists())
    for name, files in request.FILES.lists():
        fields[name] = [f"{each.name} {each.size}" for each in files]
    sent = service.PostedForm.read(request.path, fields)
    try:
        with service.stored_once(person=signed_in(request), sent=sent, now=now):
            yield
    except SavedAlike:
        request.means_again = True  # type: ignore[attr-defined] # read by the tag
        raise


def refusal_of(
    request: HttpRequest,
    work: Callable[..., object],
    /,
    **said: Any,
) -> RuleBroken | None:
    """Hand what a form says to its service, once, as of now and by who is signed in;
    return the refusal of a rule, if any.
    """
    now = timezone.now()
    actor, today = signed_in(request), timezone.localdate(now)
    try:
        with once(request, now):
            work(**said, actor=actor, today=today, now=now)
    except RuleBroken as error:
        return error
    return None


def stored(request: HttpRequest, error: RuleBroken | None, words: str) -> bool:
    """Say that the form is stored, now (in these words) or before; return whether."""
    if error is None:
        messages.success(request, words)
    elif isinstance(error, AlreadySaved):
        messages.info(request, error.message)
    return error is None or isinstance(error, AlreadySaved)


def told_before(request: HttpRequest) -> bool:
    """Say so if this very form was stored before; return whether it was."""
    key = request.POST.get(service.FORM_KEY, "")
    moment = service.stored_at(person=signed_in(request), key=key)
    if moment:
        messages.info(request, service.told_at(moment))
    return moment is not None
