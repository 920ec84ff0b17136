"""What «Vướng mắc» lists: one's own, what one follows, what the steering agency shows to all."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from agencies.models import User
from kehoach.lib.keys import key_of
from kehoach.lib.text import search_text
from tasks.duties.listing import day_or_none
from tasks.duties.page_earlier import earlier_of
from tasks.models import Correction, Difficulty, DifficultyFollow, Duty, Referral
from tasks.models.querysets import DifficultyQuerySet

#: word of the address → the chip of that list.
FOLLOWED = "theo-doi"
LISTS = {
    FOLLOWED: "Đang theo dõi",
    "chung": "Cho các đơn vị cùng xem",
    "den": "Chuyển đến đơn vị",
    "dang-chuyen": "Đang chuyển cơ quan xử lý",
}


def lists_of(
    readable: DifficultyQuerySet, user: User, today: date
) -> dict[str, QuerySet[Difficulty]]:
    """Return word of the address → rows: one's own, followed, shown by the steering agency."""
    own = Difficulty.objects.visible_to(user, today=today).values("pk")
    return {
        "": readable.filter(pk__in=own),
        FOLLOWED: readable.filter(pk__in=following_of(user).values("difficulty_id")),
        "chung": readable.filter(shared_at__isnull=False),
        "den": readable.filter(pk__in=readable.passed_to(user, today)),
        "dang-chuyen": readable.filter(
            pk__in=Referral.objects.waiting().values("difficulty_id")
        ),
    }


def following_of(user: User) -> QuerySet[DifficultyFollow]:
    """Return what the person follows."""
    return DifficultyFollow.objects.filter(person=user)


def filtered_difficulties(
    rows: QuerySet[Difficulty],
    get: Any,
    *,
    once: bool,
) -> QuerySet[Difficulty]:
    """Keep what the address asks for, one difficulty by its number (`so`) at most;
    merged ones count once unless one agency's own are asked for.
    """
    if (number := key_of(get.get("so", ""))) is not None:
        return rows.filter(pk=number)
    if agency := get.get("don-vi", ""):
        rows = rows.filter(agency__code=agency)
    elif once:
        rows = rows.filter(merged_into__isnull=True)
    if since := day_or_none(get.get("tu", "")):
        rows = rows.filter(raised_on__gte=since)
    if words := get.get("q", "").strip():
        rows = rows.filter(agency__search_text__contains=search_text(words))
    return rows


def with_names(rows: QuerySet[Difficulty], user: User) -> QuerySet[Difficulty]:
    """Join what a card shows, and whether the person follows it."""
    joined = rows.select_related(
        "agency",
        "plan",
        "duty__task",
        "raised_by",
        "answered_by",
        "merged_into__agency",
    )
    follows = following_of(user).filter(difficulty=OuterRef("pk"))
    made = Prefetch("corrections", Correction.objects.select_related("made_by"))
    passed = Prefetch(
        "referrals", Referral.objects.select_related("agency", "replied_by")
    )
    return joined.prefetch_related("merged__agency", made, passed).annotate(
        follows_it=Exists(follows), followers=Count("follows", distinct=True)
    )


def difficulties_on(duty: Duty) -> list[Difficulty]:
    """Return what was raised on the duty, each with what it said `earlier`."""
    made = Prefetch("corrections", Correction.objects.select_related("made_by"))
    rows = duty.difficulties.select_related("raised_by", "answered_by")
    found = list(rows.prefetch_related(made))
    for each in found:
        each.earlier = earlier_of(each.corrections.all())
    return found
