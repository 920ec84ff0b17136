"""How a referral ends, and what its agency is told."""

from datetime import date, datetime

from agencies.models import User
from tasks.duties.locks import hold
from tasks.models import Difficulty, Notice, Referral
from tasks.notices.telling import Told, tell_agencies


def close_referral(
    row: Referral, state: str, said: str, actor: User, now: datetime
) -> None:
    """Write what became of the locked referral."""
    row.state, row.reply, row.replied_by, row.replied_at = state, said, actor, now
    row.save(update_fields=["state", "reply", "replied_by", "replied_at"])


def tell_competent(
    row: Referral, words: str, actor: User, today: date, now: datetime
) -> None:
    """Tell the agency to which the difficulty was passed."""
    told = Told(Notice.Kind.PASSED, words, f"/vuong-mac/chuyen/{row.pk}/")
    tell_agencies(told={row.agency_id: told}, actor=actor, today=today, now=now)


def end_referral(
    difficulty: Difficulty, why: str, actor: User, today: date, now: datetime
) -> None:
    """End the referral of a difficulty that was settled elsewhere, if one waits; the
    difficulty is locked.
    """
    rows = hold(Referral.objects.waiting())
    for row in rows.filter(difficulty=difficulty):
        close_referral(row, Referral.State.TAKEN_BACK, "", actor, now)
        words = f"{why} của {difficulty.agency}, không phải xử lý nữa"
        tell_competent(row, words, actor, today, now)
