"""The scene of a crowd: a plan, two agencies or more, a duty for every act of theirs."""

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from tasks.models import (
    AdhocRequest,
    Duty,
    EntryLink,
    Period,
    ProgressEntry,
)
from tasks.periods.closing import close_period
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

#: The day of the crowd: the data are complete, what is owed is due tomorrow.
DAY = date(2026, 12, 15)
MOMENT = datetime.fromisoformat("2026-12-15T09:00:00+07:00")
ACTS = ("save", "send", "accept", "attach", "return", "extend", "letter")


@dataclass
class Scene:
    """A plan with a year that is worked on and its first half, both open."""

    agencies: list[Agency]
    period: Period
    officers: list[User]
    heads: list[User]
    steering: User
    reviewer: User
    #: (act, number of the agency, one of its duties)
    work: list[tuple[str, int, Duty]]
    answers: list[Any] = field(default_factory=list)

    @property
    def plan(self) -> Any:
        """Return the plan."""
        return self.period.plan


def make_scene(writers: int, *, adhoc: bool = False, closed: bool = False) -> Scene:
    """Create two agencies, or one for two writers, with a duty for each act; `closed`:
    the year is, with all its duties open again by name.
    """
    plan = make_plan(**({"code": f"dx-{time.time_ns()}"} if adhoc else {}))
    count = max(2, writers // 2)
    agencies = [make_agency(kind="cap-xa") for _ in range(count)]
    asked: dict[str, Any] = {}
    if adhoc:
        asked = {"kind": "dot-xuat", "request_number": "1/SNV", "request_on": DAY}
    held = make_period(plan, **asked)
    steering = make_user("head", plan.steering_agency)
    scene = Scene(
        agencies=agencies,
        period=held,
        officers=[make_user("officer", each) for each in agencies],
        heads=[make_user("head", each) for each in agencies],
        steering=steering,
        reviewer=make_user("officer", plan.steering_agency),
        work=[],
    )
    fill(scene, schedule="letter" if adhoc else "annual")
    if adhoc:
        AdhocRequest.objects.create(
            plan=plan,
            state="open",
            unit_due=held.unit_due,
            created_by=steering,
            created_at=MOMENT,
            opened_at=MOMENT,
        )
    else:
        half = {"kind": "6-thang", "data_to": date(2026, 6, 14)}
        beside = make_period(plan, unit_due=date(2026, 12, 28), **half)
        for act, number, duty in list(scene.work):
            if act == "save":
                make_duty(duty.task, agencies[number], beside)
    if closed:
        close_period(period=held, actor=steering, today=DAY, now=MOMENT)
        held.duties.update(reopened_until=DAY + timedelta(days=3))
    return scene


def fill(scene: Scene, schedule: str) -> None:
    """Give every agency a duty for each act, two that share a figure to save; who joins
    and who left, one each.
    """
    shared = None
    joins = make_agency(kind="cap-xa")
    for act in ("save", *ACTS):
        task = make_task(scene.plan, schedule=schedule)
        if act == "save":
            shared = shared or make_figure(task, across_agencies="sum")
            shared.task_figures.get_or_create(task=task)
        for number, agency in enumerate(scene.agencies):
            make_assignment(task, agency)
            columns = state_for(scene, act, number)
            duty = make_duty(task, agency, scene.period, **columns)
            scene.work.append((act, number, duty))
            if act == "send":
                said_before(scene, duty, number)
        make_assignment(task, joins)
    make_duty(make_task(scene.plan, schedule=schedule), agency, scene.period)


def state_for(scene: Scene, act: str, number: int) -> dict[str, Any]:
    """Return the columns of a duty that the act may be done with."""
    if act not in {"accept", "return"}:
        return {}
    sent = {"first_sent_on": DAY - timedelta(days=3), "submitted_at": MOMENT}
    sent |= {"submitted_by": scene.heads[number], "progress": "done"}
    return {"state": "submitted"} | sent


def said_before(scene: Scene, duty: Duty, number: int) -> None:
    """Store an entry of the day before."""
    entry = ProgressEntry(
        agency=duty.agency,
        period=scene.period,
        done_on=date(2026, 6, 1),
        text="Đã rà soát",
        progress="done",
        author=scene.officers[number],
        recorded_at=MOMENT - timedelta(days=9),
    )
    entry.fill_keys()
    entry.save()
    EntryLink.objects.create(entry=entry, duty=duty)
    Duty.objects.filter(pk=duty.pk).update(progress="done", last_entry_on=DAY)
