"""Letters with the administrators' words, a letter to look at, a test send."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings

from agencies.models import User
from kehoach.lib.marks import fill
from tasks.models import Duty, Wording
from tasks.reminders.due_today import urgeable
from tasks.reminders.letter import (
    MOST_LINES,
    AgencyPart,
    Counts,
    Letter,
    LetterLine,
    LetterWords,
)


def wordings_in_use() -> dict[str | int, Wording]:
    """Return kind or key → the words that hold, in one query; those with a name are
    found by key alone.
    """
    found: dict[str | int, Wording] = {}
    for row in Wording.objects.filter(is_active=True):
        found[row.pk] = row
        if not row.name:
            found[row.kind] = row
    return found


def kind_of(letter: Letter) -> str:
    """Return which words the letter wants."""
    if letter.to_steering:
        return Wording.Kind.STEERING
    return Wording.Kind.LATE if letter.counts.late else Wording.Kind.COMING


def worded(letter: Letter, wordings: Mapping[str | int, Wording]) -> Letter:
    """Return the letter with its words filled; as it is where none are stored.

    Words that a step names go before those of the letter's kind.
    """
    wording = wordings.get(letter.wording_id or 0) or wordings.get(kind_of(letter))
    return filled(letter, wording) if wording else letter


def filled(letter: Letter, wording: Wording) -> Letter:
    """Return the letter with these words."""
    values = {
        "ten": letter.name,
        "don_vi": ", ".join(part.name for part in letter.parts),
        "ngay": f"{letter.on:%d/%m/%Y}",
        "tom_tat": str(letter.counts),
        "so_viec": str(letter.counts.total),
        "so_qua_han": str(letter.counts.late),
        "dia_chi": settings.SITE_URL,
    }
    words = LetterWords(
        " ".join(fill(wording.subject, values).split()),
        fill(wording.opening, values),
        fill(wording.closing, values),
    )
    return replace(letter, words=words)


def sample_letter(*, person: User, kind: str, today: date) -> Letter | None:
    """Return a letter about real duties, addressed to `person`; None without any."""
    rows = urgeable(today).filter(due_on__isnull=False)
    if kind == Wording.Kind.LATE:
        rows = rows.filter(due_on__lt=today)
    if kind == Wording.Kind.COMING:
        rows = rows.filter(due_on__gte=today)
    first = rows.order_by("due_on", "pk").first()
    if first is None:
        return None
    duties = list(
        rows.filter(agency=first.agency_id).select_related(
            "task", "agency", "period__plan__steering_agency"
        )[:MOST_LINES]
    )
    late = sum(_day(duty) < today for duty in duties)
    counts = Counts(late, len(duties) - late)
    part = AgencyPart(
        first.agency.short_name,
        first.agency.code,
        counts,
        tuple(_line(duty, today) for duty in duties),
    )
    return Letter(
        person_id=person.pk,
        name=person.full_name,
        address=person.email,
        on=today,
        parts=(part,),
        counts=counts,
        to_steering=kind == Wording.Kind.STEERING,
        signed=duties[0].period.plan.steering_agency.name,
        under=duties[0].period.plan.named,
    )


def _day(duty: Duty) -> date:
    return duty.due_now or date.max


def _line(duty: Duty, today: date) -> LetterLine:
    return LetterLine(
        duty_id=duty.pk,
        code=duty.task.code,
        title=duty.title,
        day=_day(duty),
        days_left=(_day(duty) - today).days,
        heartbeat=False,
        returned=duty.is_supplement,
    )
