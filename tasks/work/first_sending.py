"""The day of the first sending, told by the facts: own sendings and letters (rule 1).

A sending that was taken back before anybody looked at it was none; the arrival of a
letter that tells of the duty is one, while the letter stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tasks.models import Duty, DutyEvent, LetterDuty


def told_first_days(
    duties: Iterable[Duty], *, but_the_last: bool = False
) -> dict[int, date | None]:
    """Return duty → the day of its first sending as its facts tell (three queries);
    `but_the_last` as if the last sending were taken back.
    """
    ids = [duty.pk for duty in duties]
    days: dict[int, list[date]] = defaultdict(list)
    for duty_id, sent in _own_days(ids).items():
        days[duty_id] += sent[: -1 if but_the_last else None][:1]
    covers = LetterDuty.objects.filter(
        duty__in=ids, letter__taken_off_at__isnull=True
    ).select_related("letter")
    for cover in covers:
        days[cover.duty_id].append(cover.letter.arrived_on)
    for duty_id, before in _before_letters(ids):
        days[duty_id].append(before)
    return {pk: min(days[pk], default=None) for pk in ids}


def _own_days(ids: list[int]) -> dict[int, list[date]]:
    """Return duty → its sendings that were not taken back, oldest first."""
    moves = DutyEvent.objects.filter(
        duty__in=ids,
        kind__in=(DutyEvent.Kind.SUBMITTED, DutyEvent.Kind.TAKEN_BACK),
        voided_at__isnull=True,
    ).order_by("recorded_at", "pk")
    sent: dict[int, list[date]] = defaultdict(list)
    for duty_id, kind, day in moves.values_list("duty", "kind", "effective_on"):
        if kind == DutyEvent.Kind.SUBMITTED:
            sent[duty_id].append(day)
        elif sent[duty_id]:
            sent[duty_id].pop()
    return sent


def _before_letters(ids: list[int]) -> Iterable[tuple[int, date]]:
    rows = LetterDuty.objects.filter(duty__in=ids, sent_before__isnull=False)
    return [(row.duty_id, row.sent_before) for row in rows if row.sent_before]
