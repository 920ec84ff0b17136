"""Following a difficulty: the steering agency shows it to others, who then hear of its answer."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Membership, User
from agencies.models.authority import WRITERS, agencies_of
from tasks.duties.authority import can_review
from tasks.duties.errors import NotAllowed
from tasks.duties.locks import hold
from tasks.models import Difficulty, DifficultyFollow, Notice
from tasks.notices.telling import Told, notice_to


def may_follow(person: User, difficulty: Difficulty, today: date) -> bool:
    """Return whether the person reads it and either reviews the plan or writes for
    another agency; who raised it is told anyway.
    """
    readable = Difficulty.objects.readable_to(person, today=today)
    if not readable.filter(pk=difficulty.pk).exists():
        return False
    if can_review(person, difficulty.plan, today):
        return True
    mine = agencies_of(person, today, *WRITERS)
    return mine.exclude(pk=difficulty.agency_id).exists()


def begin_following(
    *, difficulty: Difficulty, person: User, today: date, now: datetime
) -> bool:
    """Follow the difficulty; return whether that is new."""
    if not may_follow(person, difficulty, today):
        raise NotAllowed
    defaults = {"since": now}
    return DifficultyFollow.objects.get_or_create(
        difficulty=difficulty, person=person, defaults=defaults
    )[1]


def unfollow(*, difficulty: Difficulty, person: User) -> bool:
    """Stop following; return whether the person did."""
    rows = DifficultyFollow.objects.filter(difficulty=difficulty, person=person)
    return rows.delete()[0] > 0


@transaction.atomic
def share_difficulty(
    *, difficulty: Difficulty, shared: bool, actor: User, today: date, now: datetime
) -> Difficulty:
    """Show the difficulty to the other agencies of the period, or take it back.

    Taken back, who does not read it otherwise follows it no longer.
    """
    rows = hold(Difficulty.objects).select_related("plan")
    row: Difficulty = rows.get(pk=difficulty.pk)
    if not can_review(actor, row.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch cho đơn vị khác xem."
        raise NotAllowed(message)
    row.shared_at, row.shared_by = (now, actor) if shared else (None, None)
    row.save(update_fields=["shared_at", "shared_by"])
    if not shared:
        for each in row.follows.select_related("person"):
            if not may_follow(each.person, row, today):
                each.delete()
    return row


def tell_followers(
    *, difficulty: Difficulty, text: str, actor: User, today: date, now: datetime
) -> int:
    """Tell who follows the difficulty and still may; its own agency is told apart, the
    actor is not.
    """
    told = Membership.objects.alive_on(today).filter(
        agency_id=difficulty.agency_id, role__in=WRITERS
    )
    follows = difficulty.follows.exclude(person=actor).exclude(
        person__in=told.values("user")
    )
    people = [row.person for row in follows.select_related("person")]
    address = f"/vuong-mac/?loc=theo-doi#vuong-mac-{difficulty.pk}"
    words = Told(Notice.Kind.ANSWERED, text, address)
    rows = [
        notice_to(person_id=person.pk, told=words, now=now)
        for person in people
        if may_follow(person, difficulty, today)
    ]
    return len(Notice.objects.bulk_create(rows))
