"""What a person decides before an event is applied."""

from django.db import transaction

from agencies.models import Agency, Reorganisation
from tasks.duties.errors import InvalidInput
from tasks.models import CarryDecision, OnceDecision, Task
from tasks.reorganising.applying import lock_event


def _draft(event: Reorganisation) -> Reorganisation:
    row = lock_event(event)
    if not row.is_draft:
        message = "Sự kiện đã áp dụng; không đổi quyết định được nữa."
        raise InvalidInput(message)
    return row


@transaction.atomic
def decide_carry(
    *,
    event: Reorganisation,
    predecessor: Agency | None,
    task: Task | None,
    takes_code: str,
    reason: str = "",
) -> CarryDecision:
    """Say who takes open work; an empty code ends it. Replaces an earlier decision.

    Raises InvalidInput when the code names no agency that goes on after the event.
    """
    row = _draft(event)
    heirs = {line.successor_code for line in row.lines.select_related(
        "successor", "planned"
    )}  # fmt: skip
    ending = row.lines.filter(predecessor__code=takes_code).exists()
    alive = Agency.objects.alive_on(row.effective_on).filter(code=takes_code)
    if takes_code and takes_code not in heirs and (ending or not alive.exists()):
        message = f"«{takes_code}» không phải cơ quan hoạt động sau sự kiện."
        raise InvalidInput(message, field="takes_code")
    CarryDecision.objects.filter(event=row, predecessor=predecessor, task=task).delete()
    return CarryDecision.objects.create(
        event=row,
        predecessor=predecessor,
        task=task,
        takes_code=takes_code,
        reason=reason.strip()[:200],
    )


@transaction.atomic
def decide_once(
    *,
    event: Reorganisation,
    task: Task,
    successor_code: str = "",
    is_satisfied: bool,
    reason: str = "",
) -> OnceDecision:
    """Say whether a predecessor's accepted `once` work is enough for its successor."""
    row = _draft(event)
    decision, _ = OnceDecision.objects.update_or_create(
        event=row,
        task=task,
        successor_code=successor_code,
        defaults={"is_satisfied": is_satisfied, "reason": reason.strip()[:200]},
    )
    return decision
