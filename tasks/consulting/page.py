"""What is said of a draft, row by row, for who looks: the steering agency all of it, an
agency that was asked its own.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from agencies.models import User
from tasks.consulting.commenting import invites_of
from tasks.duties.access import may_change_plan
from tasks.models import DraftComment, DraftInvite, DraftReply, Plan

#: Word of an address → the column of a comment that names the row; none: the whole.
ROWS = {"nhiem-vu": "task", "muc": "section", "muc-tieu": "target", "ke-hoach": ""}
#: (column, key) of a row; ("", 0) of the whole draft.
RowPlace = tuple[str, int]
WHOLE: RowPlace = ("", 0)


@dataclass(frozen=True)
class DraftTalk:
    """Who may say what of the draft, and what was said."""

    plan: Plan
    invite: DraftInvite | None
    comments_now: bool
    answers: bool
    by_place: dict[RowPlace, list[DraftComment]] = field(default_factory=dict)
    #: Invitations whose comments the person may still take back.
    open_invites: frozenset[int] = frozenset()

    @property
    def is_shown(self) -> bool:
        """Return whether the person has anything to do with comments."""
        return self.answers or self.invite is not None

    @property
    def answers_now(self) -> bool:
        """Return whether the person may still answer: of a draft."""
        return self.answers and self.plan.is_draft

    def at(self, place: RowPlace) -> "RowTalk":
        """Return what stands at the row."""
        return RowTalk(self, place, self.by_place.get(place, []))


@dataclass(frozen=True)
class RowTalk:
    """The comments at one row, as the page draws them."""

    talk: DraftTalk
    place: RowPlace
    comments: list[DraftComment]

    @property
    def kind(self) -> str:
        """Return the row's word in addresses."""
        return next(word for word, column in ROWS.items() if column == self.place[0])

    @property
    def pk(self) -> int:
        """Return the row's key, the plan's for the whole draft."""
        return self.place[1] or self.talk.plan.pk

    @property
    def anchor(self) -> str:
        """Return the id of the place where the comments stand."""
        return f"y-kien-{self.kind}-{self.place[1]}"

    @property
    def is_whole(self) -> bool:
        """Return whether it is about the draft as a whole."""
        return self.place == WHOLE


def row_place(comment: DraftComment) -> RowPlace:
    """Return the row that the comment is about; a row that is gone: the whole."""
    for column in ("task", "section", "target"):
        if key := getattr(comment, f"{column}_id"):
            return column, key
    return WHOLE


def talk_of(plan: Plan, user: User, today: date) -> DraftTalk:
    """Return what is said of the draft, as far as the person reads it (3 queries)."""
    answers = may_change_plan(user, plan, today)
    invites = invites_of(user, plan, today)
    rows = comments_of(plan)
    if not answers:
        mine = DraftInvite.objects.of(user, today=today)
        rows = rows.filter(invite__in=mine)
    found: dict[RowPlace, list[DraftComment]] = defaultdict(list)
    for row in rows:
        found[row_place(row)].append(row)
    opens = frozenset(each.pk for each in invites if each.is_open_on(today))
    first = invites[0] if invites else None
    return DraftTalk(plan, first, bool(opens), answers, dict(found), opens)


def comments_of(plan: Plan) -> "QuerySet[DraftComment]":
    """Return the comments that stand, with what was answered."""
    replies = DraftReply.objects.select_related("author")
    rows = DraftComment.objects.filter(invite__plan=plan, withdrawn_at=None)
    return rows.select_related("invite__agency", "author").prefetch_related(
        Prefetch("replies", replies)
    )


def asked_of(plan: Plan) -> list[Any]:
    """Return who is asked, each with the number of its comments (one query)."""
    stands = Count("comments", filter=Q(comments__withdrawn_at=None))
    rows = plan.invites.select_related("agency").annotate(number=stands)
    return list(rows.order_by("agency__sort_key", "pk"))


def unanswered(plan: Plan) -> int:
    """Return how many comments wait for an answer (one query)."""
    rows = DraftComment.objects.filter(invite__plan=plan, withdrawn_at=None)
    return rows.filter(replies=None).count()
