"""What an administrator chose on the preview of a reorganisation, saved together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from agencies.models import Agency, Reorganisation
from tasks.models import CarryDecision, OnceDecision, Task
from tasks.reorganising import decide_carry, decide_once


@dataclass(frozen=True, slots=True)
class CarryChoice:
    """Who takes open work; `takes` None takes an earlier choice back."""

    predecessor: Agency | None
    task: Task | None
    takes: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OnceChoice:
    """Whether a predecessor's work is enough; None takes an earlier choice back."""

    task: Task
    successor_code: str
    is_enough: bool | None


@transaction.atomic
def save_choices(
    *,
    event: Reorganisation,
    carry: Iterable[CarryChoice] = (),
    once: Iterable[OnceChoice] = (),
) -> int:
    """Save all choices or none; return how many there were."""
    count = 0
    for choice in carry:
        _save_carry(event, choice)
        count += 1
    for answer in once:
        _save_once(event, answer)
        count += 1
    return count


def _save_carry(event: Reorganisation, choice: CarryChoice) -> None:
    if choice.takes is None:
        CarryDecision.objects.filter(
            event=event,
            event__state=Reorganisation.State.DRAFT,
            predecessor=choice.predecessor,
            task=choice.task,
        ).delete()
        return
    decide_carry(
        event=event,
        predecessor=choice.predecessor,
        task=choice.task,
        takes_code=choice.takes,
        reason=choice.reason,
    )


def _save_once(event: Reorganisation, answer: OnceChoice) -> None:
    if answer.is_enough is None:
        OnceDecision.objects.filter(
            event=event,
            event__state=Reorganisation.State.DRAFT,
            task=answer.task,
            successor_code=answer.successor_code,
        ).delete()
        return
    decide_once(
        event=event,
        task=answer.task,
        successor_code=answer.successor_code,
        is_satisfied=answer.is_enough,
    )
