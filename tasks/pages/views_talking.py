"""«Trao đổi»: questions and answers in a duty's record, and what waits for a reader."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from tasks.doors.later_day import MessageForm
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import duty_for, signed_in
from tasks.models import Duty, DutyMessage
from tasks.pages.views_duty import duty_context
from tasks.work import talking
from tasks.work.page_talk import my_open_asks, talk_waiting_for


@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, then what they wait for."""
    today = timezone.localdate()
    user = signed_in(request)
    context = (
        talk_waiting_for(user, today) | my_open_asks(user, today) | {"today": today}
    )
    return render(request, "tasks/pages/talks.html", context)


@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, or answer the question that the form names; what was typed comes back."""
    today = timezone.localdate()
    duty = duty_for(signed_in(request), pk, today)
    form = MessageForm(request.POST, auto_id="trao_doi_%s")
    question = named_question(request, duty)
    if form.is_valid():
        error = _save(request, duty, question, form.cleaned_data["text"])
        words = "Đã gửi câu trả lời." if question else "Đã gửi câu hỏi."
        if stored(request, error, words):
            return redirect(f"{reverse('tasks:duty', args=[pk])}#trao-doi")
        show_problems(form, error)
    else:
        messages.error(request, "Chưa gửi được, xem ô nội dung ở phần Trao đổi.")
    context = duty_context(request, duty, today)
    show_again(context, form, question)
    return render(request, "tasks/pages/duty.html", context)


def show_again(
    context: dict[str, Any], form: MessageForm, question: DutyMessage | None
) -> None:
    """Put what was typed back where it was typed."""
    if question is None:
        context |= {"message_form": form, "talks_here": True}
    for talk in context["talks"]:
        if talk.question == question:
            talk.form = form


def named_question(request: HttpRequest, duty: Duty) -> DutyMessage | None:
    """Return the question of this duty that is answered, 404 for another's."""
    key = request.POST.get("answers", "")
    if not key:
        return None
    found: DutyMessage = get_object_or_404(DutyMessage, pk=key_of(key), duty=duty)
    return found


def _save(
    request: HttpRequest, duty: Duty, question: DutyMessage | None, text: str
) -> RuleBroken | None:
    """Hand the words to the service; return the refusal of a rule, if any."""
    if question:
        return refusal_of(
            request, talking.answer_question, question=question, text=text
        )
    return refusal_of(request, talking.ask_question, duty=duty, text=text)
