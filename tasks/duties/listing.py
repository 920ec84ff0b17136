"""The rows behind every number: a period's duties with their standing, filtered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)

from agencies.models import Agency, AgencyGroup
from kehoach.lib.dates import parse_date
from kehoach.lib.text import search_text
from tasks.models import Duty, DutyCount, DutyEvent, Progress
from tasks.models.due_days import due_now_case
from tasks.models.freshness import freshness_case
from tasks.models.querysets import DutyQuerySet
from tasks.models.status import CARRIED_OUT, LATE, UNSETTLED, Standing

NOT_OWED = (Standing.WAIVED, Standing.ENDED, Standing.TRANSFERRED)
WAITING_REVIEW = (Standing.WAITING, Standing.WAITING_LATE)
TAKEN_IN = (*CARRIED_OUT, Standing.ACCEPTED)
#: What was sent at least once, whatever was asked of it since.
SENT = (
    *TAKEN_IN,
    *WAITING_REVIEW,
    Standing.RETURNED,
    Standing.RETURNED_LATE,
    Standing.RETURNED_READY,
    Standing.LETTER_ONLY,
)
_UNSENT = tuple(s for s in Standing if s not in (*NOT_OWED, *SENT))
#: What nobody waits for and nobody is late with; a letter without a record is neither.
NOT_DUE = tuple(
    standing
    for standing in Standing
    if standing
    not in (*NOT_OWED, *TAKEN_IN, *WAITING_REVIEW, *LATE, Standing.LETTER_ONLY)
)
#: word of the address → (label, standings): the sums that pages show.
SUMS: dict[str, tuple[str, tuple[Standing, ...]]] = {
    "phai-thuc-hien": (
        "Phải thực hiện (tất cả)",
        tuple(standing for standing in Standing if standing not in NOT_OWED),
    ),
    "da-bao-cao": (
        "Đã báo cáo",
        (*CARRIED_OUT, Standing.ACCEPTED, *WAITING_REVIEW),
    ),
    "hoan-thanh": ("Đã hoàn thành (đã tiếp nhận)", CARRIED_OUT),
    "cho-tiep-nhan": ("Chờ tiếp nhận (tất cả)", WAITING_REVIEW),
    "da-gui": ("Đã gửi (kể cả đang bổ sung)", SENT),
    "chua-gui": ("Chưa gửi (tất cả)", _UNSENT),
    "da-tiep-nhan": ("Đã tiếp nhận (tất cả)", TAKEN_IN),
    "chua-den-han": ("Chưa đến hạn (kể cả đang bổ sung)", NOT_DUE),
    "tre": ("Quá hạn (chưa gửi và bổ sung)", LATE),
}
ORDERS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "nhiem-vu": (
        "Theo nhiệm vụ",
        ("task__position", "task_id", "agency__sort_key", "pk"),
    ),
    "don-vi": ("Theo đơn vị", ("agency__sort_key", "task__position", "pk")),
    "han": (
        "Theo hạn",
        (due_now_case().asc(nulls_last=True), "agency__sort_key", "pk"),
    ),
    "-han": (
        "Hạn muộn trước",
        (due_now_case().desc(nulls_last=True), "agency__sort_key", "pk"),
    ),
}
#: word of the address → whether an unfinished duty says «chưa thực hiện».
_UNFINISHED = {"chua": True, "dang": False}
_REQUESTED = {"tinh": False, "de-nghi": True}


class TaskName(Protocol):
    """What is read of a task to find it by its words."""

    @property
    def pk(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def short_title(self) -> str: ...


@dataclass(frozen=True)
class DutyFilters:
    """What the address asks for; words that mean nothing keep no row."""

    task: str = ""
    standings: tuple[str, ...] = ()
    agency: str = ""
    kind: str = ""
    level: str = ""
    territory: str = ""
    group: str = ""
    scored: str = ""
    progress: str = ""
    freshness: str = ""
    moved: str = ""
    twice: bool = False
    since: date | None = None
    words: str = ""
    order: str = "nhiem-vu"

    @classmethod
    def asked(cls, get: Any) -> Self:
        """Read the address."""
        chosen = [w for value in get.getlist("trang-thai") for w in value.split(",")]
        order = get.get("sap-xep", "")
        return cls(
            task=get.get("ma", "").strip(),
            standings=tuple(word for word in chosen if word),
            agency=get.get("don-vi", "").strip(),
            kind=get.get("loai", ""),
            level=get.get("cap", ""),
            territory=get.get("dia-ban", ""),
            group=get.get("nhom", ""),
            scored=get.get("dien", ""),
            progress=get.get("tien-do", ""),
            freshness=get.get("cap-nhat", ""),
            moved=get.get("viec", ""),
            twice=get.get("bo-sung", "") == "hai-lan",
            since=day_or_none(get.get("tu", "")),
            words=get.get("q", "").strip(),
            order=order if order in ORDERS else "nhiem-vu",
        )

    @property
    def wanted(self) -> set[str]:
        """Return the standings that the words of the address stand for."""
        found: set[str] = set()
        for word in self.standings:
            found |= set(SUMS[word][1]) if word in SUMS else {word}
        return found

    def apply(self, rows: DutyQuerySet, tasks: Iterable[TaskName], today: date) -> Any:
        """Keep what is asked, whatever the standing."""
        rows = self.alike(rows, tasks, "agency__")
        if self.agency:
            rows = rows.filter(agency__code=self.agency)
        if self.group:
            rows = rows.filter(agency__in=members_of_group(self.group, today))
        if self.moved and self.since:
            rows = rows.filter(moved_since(self.moved, self.since))
        if self.twice:
            rows = rows.filter(pk__in=returned_twice())
        if self.freshness:
            rows = rows.annotate(freshness=freshness_case(today))
            rows = rows.filter(freshness=self.freshness)
        return rows.filter(self._speaks_of(tasks)) if self.words else rows

    @property
    def are_summed(self) -> bool:
        """Return whether the kept sums can answer: no single agency, no word and no
        move is asked for.
        """
        singled = (self.agency, self.group, self.moved, self.words, self.freshness)
        return not (any(singled) or self.twice)

    @property
    def is_by_task(self) -> bool:
        """Return whether the rows come in the order of tasks."""
        return self.order == "nhiem-vu"

    def alike(
        self,
        rows: Any,
        tasks: Iterable[TaskName],
        agency: str = "",
    ) -> Any:
        """Keep what is asked of tasks and kinds of agencies, in rows or in sums."""
        kinds = {
            "kind": self.kind,
            "level": self.level,
            "territory": self.territory,
        }
        rows = rows.filter(
            **{f"{agency}{k}": word for k, word in kinds.items() if word}
        )
        if self.task:
            rows = rows.filter(task__in=self._tasks_meant(tasks))
        if self.scored:
            rows = rows.filter(is_requested=_REQUESTED.get(self.scored))
        return rows

    def of_sums(
        self, sums: QuerySet[DutyCount], tasks: Iterable[TaskName]
    ) -> QuerySet[DutyCount]:
        """Keep the sums of what is asked (`are_summed`), in whatever standing."""
        kept: QuerySet[DutyCount] = self.saying(self.alike(sums, tasks), "progress")
        return kept

    def saying(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        """Keep the owing, unfinished duties whose progress is as asked."""
        if self.progress not in _UNFINISHED:
            return rows
        fresh = _UNFINISHED[self.progress]
        said = [p for p in Progress.values if (p == Progress.NOT_STARTED) is fresh]
        left = rows.exclude(standing__in=(*NOT_OWED, *CARRIED_OUT))
        return left.filter(**{f"{column}__in": said})

    def _tasks_meant(self, tasks: Iterable[TaskName]) -> list[int]:
        """Return the clause of the address and those below it; none when unknown."""
        below = f"{self.task}."
        return [t.pk for t in tasks if f"{t.code}.".startswith(below)]

    def _speaks_of(self, tasks: Iterable[TaskName]) -> Q:
        words = search_text(self.words)
        found = [
            task.pk
            for task in tasks
            if words in search_text(f"{task.code} {task.short_title}")
        ]
        return Q(agency__search_text__contains=words) | Q(task_id__in=found)

    def standing_in(
        self, rows: QuerySet[Any], *, is_now: bool = False
    ) -> QuerySet[Any]:
        """Keep the rows that stand as asked; all when nothing is asked. Today's rows of
        an open period (`is_now`) are found by what is stored where no day changes it.
        """
        if not self.standings:
            return rows
        if is_now and self.wanted.isdisjoint(UNSETTLED):
            return rows.filter(standing_without_date__in=self.wanted)
        return rows.filter(standing__in=self.wanted)

    def ordered(self, rows: QuerySet[Duty]) -> QuerySet[Duty]:
        """Sort as asked; the order is total, so pages never overlap."""
        return rows.order_by(*ORDERS[self.order][1])


def day_or_none(word: str) -> date | None:
    """Return the day that the address names, None for anything else."""
    try:
        return parse_date(word) if word else None
    except ValueError:
        return None


def moved_since(kind: str, since: date) -> Exists:
    """Return the condition that the duty made a move of this kind since a day."""
    moves = DutyEvent.objects.filter(
        duty_id=OuterRef("pk"),
        kind=kind,
        effective_on__gte=since,
        voided_at__isnull=True,
    )
    return Exists(moves)


def returned_twice() -> QuerySet[Any]:
    """Return the duties that were sent back two times or more."""
    moves = DutyEvent.objects.filter(
        kind=DutyEvent.Kind.RETURNED, voided_at__isnull=True
    )
    counted = moves.order_by().values("duty").annotate(times=Count("*"))
    return counted.filter(times__gte=2).values("duty")


def members_of_group(code: str, day: date) -> QuerySet[Agency]:
    """Return the agencies of the group on `day`; none for an unknown code."""
    group = AgencyGroup.objects.filter(code=code).first()
    if group is None:
        return Agency.objects.none()
    return Agency.objects.in_group(group.pk, day)


def count_standings(rows: QuerySet[Any]) -> dict[Standing, int]:
    """Return standing → number of rows, in the order of `Standing` (one query)."""
    found: Mapping[str, int] = dict(
        rows.order_by().values_list("standing").annotate(number=Count("*"))
    )
    return {s: found[s.value] for s in Standing if found.get(s.value)}


def number_in(rows: QuerySet[Any]) -> Aggregate:
    """Return what says how many duties are in a group of the rows: each is one, but a
    sum that the database keeps says so many (their total may be none).
    """
    return Sum("number") if rows.model is DutyCount else Count("*")


def count_by_task(rows: QuerySet[Any]) -> dict[int, dict[str, int]]:
    """Return task → standing → number of duties, of rows or of their sums (one query)."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    alike = rows.order_by().values_list("task_id", "standing")
    for task, word, total in alike.annotate(total=number_in(rows)):
        if total:
            found[task][word] = total
    return found
