"""An agency says in one line why what looks odd is right."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, InvalidInput
from tasks.duties.gates import require_writer, working_period
from tasks.duties.locks import lock_duties
from tasks.models import TO_DO, Doubt, DoubtNote, Duty, State
from tasks.work.doubts.of_duties import doubts_of


@transaction.atomic
def explain_doubt(
    *, duty: Duty, key: str, text: str, actor: User, today: date, now: datetime
) -> DoubtNote:
    """Keep the explanation; the reviewer of what was sent already sees it as well.

    A later line replaces it on pages and the first stays. Raises InvalidInput for no
    words and for a doubt that is gone meanwhile.
    """
    [row] = lock_duties([duty])
    require_writer(actor, row.agency_id, today)
    working_period(row, today)
    if row.state not in {*TO_DO, State.SUBMITTED}:
        message = "Nhiệm vụ đã kết thúc nên không giải thích thêm được."
        raise DutyNotOpen(message)
    said = " ".join(nfc(text).split())
    if not said:
        message = "Ghi một câu giải thích."
        raise InvalidInput(message, field="text")
    about = _words_of(row, key)
    note = DoubtNote.objects.create(
        duty=row,
        key=key,
        about=about,
        text=said[:300],
        author=actor,
        recorded_at=now,
    )
    Doubt.objects.filter(duty=row, key=key).update(explanation=note.text)
    return note


def _words_of(duty: Duty, key: str) -> str:
    """Return the doubt's words, as stored or as found now."""
    known = dict(duty.doubts.values_list("key", "words"))
    known |= {each.key: each.words for each in doubts_of([duty])[duty.pk]}
    if not key or key not in known:
        message = "Điểm này không còn: số liệu hoặc nội dung vừa được sửa."
        raise InvalidInput(message)
    return known[key]
