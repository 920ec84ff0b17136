"""Who watches a replay: counts around every event and compares (see `replay`)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from agencies.models import Agency, Membership, Reorganisation
from kehoach.sample.past_year import early
from tasks.duties.as_of import duties_on
from tasks.models import (
    LIVE,
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    Period,
    Plan,
    ProgressEntry,
)
from tasks.reorganising import rehearse, take_over
from tasks.reorganising.conservation import Conservation, conserve
from tasks.sums.keeping import differences
from tasks.sums.targets import count_measures


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold, and what was found when it does not."""

    name: str
    found: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether nothing was found against it."""
        return not self.found


@dataclass
class Replay:
    """What the replay found."""

    scope: str
    opened: int = 0
    closed: dict[str, int] = field(default_factory=dict)
    events: list[Conservation] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Return whether everything was conserved and every check held."""
        return all(e.holds for e in self.events) and all(c.holds for c in self.checks)


Totals = dict[str, int]
States = dict[tuple[str, str], int]


class Witness:
    """Counts around every event and compares."""

    def __init__(self, plan: Plan, found: Replay) -> None:
        """Begin with nothing counted."""
        self.plan, self.found = plan, found
        self.promised: dict[str, int] = {}
        self.totals: Totals = {}
        self.links: tuple[set[Any], set[Any]] = (set(), set())
        self.eves: dict[date, States] = {}

    def check(self, name: str, *wrong: str) -> None:
        """Keep what was found against a rule; no words: it holds."""
        self.found.checks.append(Check(name, wrong))

    def watch(self, moment: str, event: Reorganisation) -> None:
        """Look before and after an event."""
        period = Period.objects.get(plan=self.plan, year=2025)
        if moment == "before":
            self.before(event, period)
        else:
            self.after(event, period)

    def before(self, event: Reorganisation, period: Period) -> None:
        """Count on the eve, and rehearse: nothing may change by that."""
        on = event.effective_on
        eve = on - timedelta(days=1)
        if not self.found.events:
            self.found.opened = period.duties.count()
        self.rates(period, eve)
        self.eves[eve] = states_now()
        self.totals, self.links = totals(), all_links()
        preview = rehearse(event=event, today=on, now=early(on))
        self.promised = preview.fates or {}
        problems = [*preview.problems]
        problems += [f"{q.task_code}: chưa chọn" for q in preview.questions]
        self.check(f"{on:%d/%m/%Y}: xem trước không còn vướng", *problems)
        self.check(
            f"{on:%d/%m/%Y}: xem trước không để lại gì",
            *changed(self.totals, totals()),
        )

    def after(self, event: Reorganisation, period: Period) -> None:
        """Compare with what was before; then let people go over to successors."""
        on = event.effective_on
        self.found.events.append(conserve(event=event))
        fates = {name: event.counts[name] for name in self.promised}
        self.check(
            f"{on:%d/%m/%Y}: áp dụng đúng như xem trước",
            *changed(self.promised, fates),
        )
        now, (entries, evidence) = totals(), all_links()
        kept = ("entries", "evidence")
        wrong = changed({k: self.totals[k] for k in kept}, {k: now[k] for k in kept})
        lost = len(self.links[0] - entries) + len(self.links[1] - evidence)
        if lost:
            wrong.append(f"mất {lost} liên kết")
        self.check(f"{on:%d/%m/%Y}: nhật ký, minh chứng còn nguyên", *wrong)
        self.rates(period, on)
        self.rates(period, on + timedelta(days=1))
        self.check(f"{on:%d/%m/%Y}: mỗi việc một đơn vị một dòng", *doubles())
        self.check(f"{on:%d/%m/%Y}: không ai còn vai trò ở đơn vị cũ", *stayed(on))
        self.past(f"sau {on:%d/%m/%Y}")
        move_people(event)

    def rates(self, period: Period, day: date) -> None:
        """No numerator may pass its denominator."""
        above = [
            f"{row.measure.code}: {row.numbers.numerator}/{row.numbers.denominator}"
            for row in count_measures(period=period, data_day=day)
            if row.numbers.denominator is not None
            and row.numbers.numerator > row.numbers.denominator
        ]
        self.check(f"{day:%d/%m/%Y}: không tỷ lệ nào quá 100%", *above)

    def past(self, when: str) -> None:
        """Every eve must still be answered as it was then."""
        for eve, then in self.eves.items():
            wrong = changed(then, states_on(eve))
            self.check(f"{eve:%d/%m/%Y}: trả lời như cũ {when}", *wrong)

    def at_the_end(self, period: Period) -> None:
        """Compare once more when the year is closed."""
        self.rates(period, period.data_to)
        self.past("khi đã chốt kỳ")
        events = Reorganisation.objects.order_by("effective_on", "pk")
        again = [conserve(event=event) for event in events]
        wrong = [
            a.event for a, b in zip(again, self.found.events, strict=True) if a != b
        ]
        self.check("Đối chiếu lại khi đã chốt kỳ như lúc áp dụng", *wrong)
        self.check("Mỗi việc một đơn vị một dòng khi đã chốt kỳ", *doubles())
        self.check("Số tổng hợp khớp từng dòng", *differences(period=period))
        rows = period.duties.order_by().values_list("state").annotate(n=Count("pk"))
        self.found.closed = dict(sorted(rows))


def changed(before: dict[Any, int], after: dict[Any, int]) -> list[str]:
    """Return the numbers that differ, by name."""
    keys = sorted({*before, *after}, key=str)
    return [
        f"{key}: {before.get(key, 0)} → {after.get(key, 0)}"
        for key in keys
        if before.get(key, 0) != after.get(key, 0)
    ]


def totals() -> Totals:
    """Count every row of work there is."""
    return {
        "duties": Duty.objects.count(),
        "entries": ProgressEntry.objects.count(),
        "evidence": Evidence.objects.count(),
        "agencies": Agency.objects.count(),
        "roles": Membership.objects.filter(valid_to__isnull=True).count(),
    }


def all_links() -> tuple[set[Any], set[Any]]:
    """Return every (entry, duty) and (evidence, duty)."""
    return (
        set(EntryLink.objects.values_list("entry", "duty")),
        set(EvidenceLink.objects.values_list("evidence", "duty")),
    )


def states_now() -> States:
    """Return (task, state) → how many duties."""
    rows = Duty.objects.order_by().values_list("task__code", "state")
    return {(task, state): n for task, state, n in rows.annotate(n=Count("pk"))}


def states_on(day: date) -> States:
    """Return the same as of a day, answered from events."""
    rows = duties_on(day).order_by().values_list("task__code", "state_on")
    return dict(Counter(rows))


def doubles() -> list[str]:
    """Return task and agency of live duties that stand twice in a period and for one
    occurrence, or of `once` duties that stand twice at all.
    """
    live = Duty.objects.filter(state__in=LIVE).order_by()
    by_period = live.values_list("task__code", "agency__code", "period", "occurs_from")
    once = live.filter(schedule="once").values_list("task__code", "agency__code")
    return [
        " · ".join(map(str, key))
        for rows in (by_period, once)
        for key, n in Counter(rows).items()
        if n > 1
    ]


def stayed(on: date) -> list[str]:
    """Return roles that hold at agencies that have ended."""
    rows = Membership.objects.alive_on(on).filter(agency__valid_to__lt=on)
    return [str(row.user) for row in rows.select_related("user")]


def move_people(event: Reorganisation) -> None:
    """Let whole units go over, each to its only successor."""
    lines = event.lines.exclude(kind="split").filter(successor__isnull=False)
    on = event.effective_on
    for line in lines.select_related("predecessor", "successor").order_by("pk"):
        assert line.successor is not None  # noqa: S101 -- filtered above
        take_over(
            event=event,
            predecessor=line.predecessor,
            successor=line.successor,
            users=None,
            actor=event.applied_by,
            today=on,
            now=early(on),
        )
