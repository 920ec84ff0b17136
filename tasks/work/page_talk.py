"""What waits between an agency and the steering agency: questions and later days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from agencies.models import Agency, User
from tasks.doors.later_day import MessageForm, RefuseExtensionForm
from tasks.duties.authority import can_review, can_write
from tasks.duties.gates import is_worked, period_of_work
from tasks.duties.past_words import in_periods_of
from tasks.models import TO_DO, Duty, DutyMessage, ExtensionRequest, Period, Plan

#: Rows of one list on the page; the rest is counted.
_SHOWN = 100


@dataclass
class Talk:
    """A question of a duty with its answers, and the form for who was asked."""

    question: DutyMessage
    replies: list[DutyMessage]
    form: MessageForm | None


def talks_of(duty: Duty, user: User, today: date) -> list[Talk]:
    """Return the duty's questions, the first first (one query, and who may answer)."""
    rows = list(duty.messages.select_related("author", "agency"))
    sides = {True: False, False: False}
    if any(row.waits for row in rows):
        sides[True] = can_write(user, duty.agency_id, today)
        sides[False] = can_review(user, duty.period.plan, today)
    return [
        Talk(
            row,
            [each for each in rows if each.answers_id == row.pk],
            MessageForm(auto_id=f"tl{row.pk}_%s")
            if row.waits and sides[row.from_steering]
            else None,
        )
        for row in rows
        if row.answers_id is None
    ]


def may_talk(duty: Duty, user: User, today: date) -> bool:
    """Return whether the person may ask in the duty's record."""
    if not duty.is_live or not is_worked(duty, today):
        return False
    writes = can_write(user, duty.agency_id, today)
    return writes or can_review(user, duty.period.plan, today)


def may_ask_later(duty: Duty, user: User, today: date) -> bool:
    """Return whether the person may ask for a later day of the duty."""
    has_day = duty.due_now is not None and not duty.is_requested
    works = duty.state in TO_DO and has_day
    if not works or not can_write(user, duty.agency_id, today):
        return False
    return period_of_work(duty, today).is_open


def talk_context(duty: Duty, user: User, today: date) -> dict[str, Any]:
    """Return what the duty's page shows of questions and of later days asked for."""
    reviews = can_review(user, duty.period.plan, today)
    later = list(for_rows(duty.extension_requests.all()))
    waiting = [row for row in later if row.is_open and reviews]
    return {
        "talks": talks_of(duty, user, today),
        "talks_here": may_talk(duty, user, today),
        "message_form": MessageForm(auto_id="hoi_%s"),
        "later": [row for row in later if row not in waiting],
        "to_decide": with_forms(waiting),
        "may_ask_later": may_ask_later(duty, user, today)
        and not any(row.is_open for row in later),
    }


def for_rows(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join what a request's line shows."""
    return rows.select_related(
        "agency", "duty__task", "duty__agency", "period", "asked_by", "decided_by"
    )


def talk_waiting_for(user: User, today: date) -> dict[str, Any]:
    """Return what waits for the person: requests to decide, questions to answer; a
    fixed number of queries.
    """
    questions = DutyMessage.objects.waiting(today=today).for_reader(user, today=today)
    joined = questions.select_related(
        "duty__task", "duty__agency", "duty__period", "agency", "author"
    )
    decide = days_to_decide(user, today)
    answer = list(joined[: _SHOWN + 1])
    return {
        "to_decide": decide[:_SHOWN],
        "to_answer": [
            (row, MessageForm(auto_id=f"tl{row.pk}_%s")) for row in answer[:_SHOWN]
        ],
        "more": len(decide) > _SHOWN or len(answer) > _SHOWN,
    }


def days_to_decide(
    user: User, today: date, plan: Plan | None = None
) -> list[tuple[ExtensionRequest, RefuseExtensionForm]]:
    """Return the requests for a later day that wait for the person, of all plans or of
    one, one more than a page shows at most.
    """
    requests = ExtensionRequest.objects.to_decide(user, today=today)
    if plan:
        requests = requests.filter(period__plan=plan)
    return with_forms(for_rows(requests)[: _SHOWN + 1])


def with_forms(
    rows: Iterable[ExtensionRequest],
) -> list[tuple[ExtensionRequest, RefuseExtensionForm]]:
    """Return each request with the form that refuses it."""
    return [(row, RefuseExtensionForm(auto_id=f"kgh{row.pk}_%s")) for row in rows]


def later_days_of(agency: Agency, period: Period) -> QuerySet[ExtensionRequest]:
    """Return the agency's own requests of the period, without those taken back."""
    own = Q(agency=agency, duty__isnull=True) | Q(duty__agency=agency)
    rows = ExtensionRequest.objects.filter(own, period=period)
    return rows.exclude(state=ExtensionRequest.State.WITHDRAWN)


def asked_by_agency(agency: Agency, period: Period) -> list[ExtensionRequest]:
    """Return the agency's own requests of the period, what waits first, then newest."""
    kept = for_rows(later_days_of(agency, period))
    return sorted(kept, key=lambda row: (not row.is_open, -row.pk))[:10]


def questions_asked_of(
    agency: Agency, today: date, reader: User | None = None
) -> QuerySet[DutyMessage]:
    """Return the questions that the agency was asked and has not answered; to a reader,
    of the duties that this one sees.
    """
    rows = DutyMessage.objects.waiting(today=today)
    kept = rows.filter(from_steering=True, duty__agency=agency)
    if reader is None:
        return kept
    seen = Duty.objects.filter(agency=agency).visible_to(reader, today=today)
    return kept.filter(duty__in=seen.order_by().values("pk"))


def questions_to(
    agency: Agency, today: date, reader: User | None = None
) -> list[DutyMessage]:
    """Return the first ten of these questions."""
    rows = questions_asked_of(agency, today, reader)
    return in_periods_of(rows.select_related("duty__task", "agency")[:10])


def my_open_asks(user: User, today: date) -> dict[str, Any]:
    """Return what the person's own agencies asked and nobody answered yet."""
    sides = DutyMessage.objects.waiting(today=today).exclude(
        pk__in=DutyMessage.objects.for_reader(user, today=today).values("pk")
    )
    duties = Duty.objects.visible_to(user, today=today)
    questions = sides.filter(duty__in=duties.order_by().values("pk"))
    requests = ExtensionRequest.objects.waiting().visible_to(user, today=today)
    decide = ExtensionRequest.objects.to_decide(user, today=today).values("pk")
    return {
        "asked": in_periods_of(
            questions.select_related("duty__task", "duty__agency", "agency")[:_SHOWN]
        ),
        "requested": list(for_rows(requests.exclude(pk__in=decide))[:_SHOWN]),
    }
