"""The SQL of who owes what says the same as the rules of `owed.py` in plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import AgencyGroup, GroupMember, GroupRule
from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import examples
from tasks.models import Assignment, Duty, Period, PlanChange, PlanScope, Task
from tasks.periods.owed import BY_LETTER, LIVE_STATES, REPORTED_STATES, owed, parameters
from tasks.tests.factories import (
    NOW,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
DAY = date(2026, 6, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
Window = tuple[date | None, date | None]
#: From and to: always, begun and not ended, over since yesterday, not before tomorrow.
WINDOWS = st.sampled_from(
    [(None, None), (DAY, None), (None, DAY), (None, BEFORE), (AFTER, None)]
)
MOSTLY = st.one_of(*[st.just((None, None))] * 2, WINDOWS)
AGENCIES, TASKS, GROUPS = range(3), range(2), range(2)
KINDS = (("cap-xa", "khanh-hoa"), ("cap-xa", "ninh-thuan"), ("so", "khanh-hoa"))


@dataclass(frozen=True)
class Given:
    """One assignment: to an agency, or to a group."""

    task: int
    agency: int | None
    group: int | None
    window: Window
    role: str
    mode: str
    proposal: str

    @property
    def binds(self) -> bool:
        """A proposal binds from number and day on; who coordinates owes nothing."""
        return self.role != "coordinate" and self.proposal != "without"


@dataclass(frozen=True)
class World:
    """What is drawn; numbers stand for agencies, tasks and groups."""

    agencies: list[tuple[tuple[str, str], Window]]
    scopes: list[tuple[str, Window]]
    #: group, kind, territory, window.
    rules: list[tuple[int, str, str, Window]]
    #: group, agency, included, window; group 1 answers by letter.
    named: list[tuple[int, int, bool, Window]]
    given: list[Given]
    #: The last task is dropped where the agency is given the first.
    yields: bool
    #: task, agency, state.
    duties: list[tuple[int, int, str]]
    #: Who followed in the first task, whom, and the state of the work left there.
    kept: tuple[int, int, str] | None = field(default=None)


def worlds() -> st.SearchStrategy[World]:
    """Draw small worlds in which every rule has something to decide."""
    agencies, tasks, groups = map(st.sampled_from, (AGENCIES, TASKS, GROUPS))
    to_agency = st.tuples(agencies, st.none())
    to_group = st.tuples(st.none(), groups)
    given_rows = st.builds(
        lambda task, to, window, role, mode, proposal: Given(
            task, *to, window, role, mode, proposal
        ),
        tasks,
        st.one_of(to_agency, to_group),
        MOSTLY,
        st.sampled_from(["lead", "lead", "coordinate"]),
        st.sampled_from(["each", "assigned", "requested"]),
        st.sampled_from(["", "", "without", "with"]),
    )
    return st.builds(
        World,
        st.tuples(*[st.tuples(st.sampled_from(KINDS), MOSTLY)] * len(AGENCIES)).map(list),
        st.lists(st.tuples(st.sampled_from(["khanh-hoa", "ninh-thuan"]), MOSTLY), max_size=2),
        st.lists(
            st.tuples(
                groups,
                st.sampled_from(["", "", "cap-xa", "so"]),
                st.sampled_from(["", "khanh-hoa"]),
                MOSTLY,
            ),
            max_size=3,
        ),
        st.lists(st.tuples(groups, agencies, st.booleans(), WINDOWS), max_size=3),
        st.lists(given_rows, min_size=2, max_size=5, unique_by=lambda row: (row.task, row.agency, row.group)),
        st.sampled_from([True, True, False]),
        st.lists(
            st.tuples(tasks, agencies, st.sampled_from(["open", "submitted", "submitted", "accepted"])),
            max_size=3,
            unique_by=lambda row: row[:2],
        ),
        st.one_of(
            st.none(),
            st.tuples(agencies, agencies, st.sampled_from(["open", "ended"])).filter(
                lambda row: row[0] != row[1]
            ),
        ),
    )  # fmt: skip


def alive(window: Window) -> bool:
    """A dated row holds on its first and on its last day."""
    since, until = window
    return (since is None or since <= DAY) and (until is None or until >= DAY)


def members(world: World, group: int) -> set[int]:
    """Rules and names are added up; who is kept out by name is out."""
    found = {
        number
        for number, ((kind, territory), window) in enumerate(world.agencies)
        for of, wanted, where, held in world.rules
        if of == group and alive(held) and alive(window)
        if wanted in ("", kind) and where in ("", territory)
    }
    named = [row for row in world.named if row[0] == group and alive(row[3])]
    found |= {agency for _, agency, included, _ in named if included}
    return found - {agency for _, agency, included, _ in named if not included}


def standing(world: World) -> set[tuple[int, int]]:
    """Return (task, agency) of what is given and can be owed, before tasks yield."""
    scope = {territory for territory, window in world.scopes if alive(window)}
    letters = members(world, 1)
    rows = [row for row in assignments(world) if row.binds and alive(row.window)]
    found = set()
    for row in rows:
        named = row.agency is not None
        for agency in [row.agency] if named else members(world, row.group or 0):
            (_, territory), window = world.agencies[agency or 0]
            answers = row.mode == "requested" or agency not in letters
            if (named or territory in scope) and alive(window) and answers:
                found.add((row.task, agency or 0))
    return found


def assignments(world: World) -> Iterator[Given]:
    """Yield what is given, and what followed an assignment that a change ended."""
    yield from world.given
    if world.kept:
        yield Given(0, world.kept[0], None, (None, None), "execute", "assigned", "")


def owes(world: World) -> set[tuple[int, int]]:
    """Return (task, agency) that is owed on `DAY`."""
    given, last = standing(world), len(TASKS) - 1
    done = {(t, a) for t, a, state in world.duties if f"'{state}'" in REPORTED_STATES}
    other = {0: last, last: 0} if world.yields else {}
    found = set()
    for task, agency in given:
        yields = world.yields and task == last and (0, agency) in given
        met = (other.get(task), agency) in done
        left = (
            world.kept is not None
            and (task, agency) == (0, world.kept[0])
            and f"'{world.kept[2]}'" in LIVE_STATES
        )
        if not (yields or met or left):
            found.add((task, agency))
    return found


class Rows:
    """The same world in the database."""

    def __init__(self, world: World) -> None:
        plan = make_plan()
        PlanScope.objects.all().delete()
        self.period: Period = make_period(plan)
        self.tasks: list[Task] = [make_task(plan) for _ in TASKS]
        if world.yields:
            self.tasks[-1].yields_to = self.tasks[0]
            self.tasks[-1].save()
        self.agencies = [
            make_agency(kind=kind, territory=place, **dated(window))
            for (kind, place), window in world.agencies
        ]
        for territory, window in world.scopes:
            PlanScope.objects.create(plan=plan, territory=territory, **dated(window))
        self.group(world)
        for row in world.given:
            self.give(row)
        for task, agency, state in world.duties:
            self.work(task, agency, state)
        if world.kept:
            self.keep(*world.kept)

    def group(self, world: World) -> None:
        """Make the groups, the second of those who answer by letter."""
        codes = ("nhom", BY_LETTER)
        self.groups = [
            AgencyGroup.objects.get_or_create(code=code, defaults={"name": code})[0]
            for code in codes
        ]
        for group, kind, territory, window in world.rules:
            GroupRule.objects.create(
                group=self.groups[group],
                kind=kind,
                territory=territory,
                **dated(window),
            )
        for group, agency, included, window in world.named:
            GroupMember.objects.create(
                group=self.groups[group],
                agency=self.agencies[agency],
                included=included,
                **dated(window),
            )

    def give(self, row: Given) -> None:
        """Write one assignment."""
        basis = (
            {"basis_number": "5/QĐ", "basis_on": DAY} if row.proposal == "with" else {}
        )
        agency: Any = None if row.agency is None else self.agencies[row.agency]
        group = None if row.group is None else self.groups[row.group]
        make_assignment(
            self.tasks[row.task], agency, group=group, role=row.role, mode=row.mode,
            is_proposal=bool(row.proposal), **basis, **dated(row.window),
        )  # fmt: skip

    def work(self, task: int, agency: int, state: str) -> Duty:
        """Write one duty of an earlier year: what was reported counts in any period."""
        before = self.period.plan.periods.filter(year=2025).first()
        before = before or make_period(self.period.plan, 2025)
        sent = {"first_sent_on": BEFORE} if f"'{state}'" in REPORTED_STATES else {}
        more = {"accepted_on": BEFORE} if state == "accepted" else {}
        return make_duty(
            self.tasks[task],
            self.agencies[agency],
            before,
            state=state,
            **sent,
            **more,
        )

    def keep(self, follower: int, former: int, state: str) -> None:
        """End an assignment by a change that lets the former finish its work."""
        actor = make_user("head", self.agencies[0])
        change = PlanChange.objects.create(
            plan=self.period.plan,
            effective_on=DAY,
            created_by=actor,
            created_at=NOW,
        )
        old: Assignment = make_assignment(
            self.tasks[0], self.agencies[former], role="execute", mode="assigned",
            valid_to=BEFORE, ended_by=change,
        )  # fmt: skip
        make_assignment(
            self.tasks[0], self.agencies[follower], role="execute", mode="assigned",
            replaces=old,
        )  # fmt: skip
        make_duty(
            self.tasks[0], self.agencies[former], self.period, assignment=old,
            state=state, reason="Hết giao" if state == "ended" else "",
        )  # fmt: skip

    def said(self) -> set[tuple[int, int]]:
        """Return what the SQL says, in the numbers of the world."""
        tasks = {task.pk: number for number, task in enumerate(self.tasks)}
        agencies = {row.pk: number for number, row in enumerate(self.agencies)}
        told = parameters(
            plan_id=self.period.plan_id,
            on=DAY,
            data_from=self.period.data_from,
            period=self.period.pk,
        )
        with connection.cursor() as cursor:
            cursor.execute(f"{owed()} SELECT task_id, agency_id FROM owed", told)
            rows = [row for row in cursor if row[1] in agencies]  # but who steers
            return {(tasks[task], agencies[agency]) for task, agency in rows}


def dated(window: Window) -> dict[str, Any]:
    """Return the columns of a dated row."""
    return {"valid_from": window[0], "valid_to": window[1]}


@settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(worlds())
def test_the_database_owes_what_the_rules_say(world: World) -> None:
    with transaction.atomic():
        said = Rows(world).said()
        transaction.set_rollback(True)
    assert said == owes(world)
