"""Answers go on in the plan that takes another's place: none is lost, none counts twice,
however both recur.
"""

from decimal import Decimal
from itertools import product

import pytest

from agencies.tests.factories import make_user
from kehoach.lib.refusals import RuleBroken
from kehoach.testing.examples import few_of
from tasks.changing import save_heirs
from tasks.changing.drafting_heirs import Chosen
from tasks.changing.tests.changing import MOMENT, apply, live, opened
from tasks.changing.tests.replacing import (
    line_of,
    next_plan,
    open_year,
    replacement,
    task_like,
)
from tasks.changing.tests.undoing import exact
from tasks.figures.answers import read_answer
from tasks.figures.keeping import add_up_times, replace_values
from tasks.models import FigureValue, Task
from tasks.periods.calendars import put_calendar
from tasks.periods.opening import open_period
from tasks.periods.ready_calendars import READY_CALENDARS
from tasks.tests.factories import TODAY, make_assignment, make_figure, make_task
from tasks.work.correcting_entries import withdraw_entry
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
RECURS = ["annual", "monthly", "quarterly", "half_year"]
# The pairs of `make test`; `make test-all` tries every one.
SOME = [("monthly", "quarterly"), ("quarterly", "monthly"), ("half_year", "half_year")]
SOME_WITH_KIND = [
    ("annual", "monthly", "flow"),
    ("monthly", "annual", "stock"),
    ("quarterly", "half_year", "flow"),
    ("half_year", "quarterly", "stock"),
    ("monthly", "monthly", "flow"),
]


def in_quarters(plan, agency):
    """Let the plan's year have four quarters, and the agency another task whose times
    begin on days of the first one's and end in other parts.
    """
    make_assignment(make_task(plan, schedule="monthly"), agency)
    plan.calendar.all().delete()
    put_calendar(plan, READY_CALENDARS["quy"].entries)


class Both:
    """A figure of an old plan and its heir, each asked as its task recurs."""

    def __init__(self, given, old, new="annual", *, parts=(), **fields):
        Task.objects.filter(pk=given.task.pk).update(schedule=old)
        given.task.refresh_from_db()
        self.parts, self.agency = parts, given.agency
        if parts:
            in_quarters(given.task.plan, self.agency)
        self.old = given.task
        opened(self.old)
        self.new = task_like(self.old, next_plan(), "II.3", schedule=new)
        make_assignment(self.new, self.agency)
        if parts:
            in_quarters(self.new.plan, self.agency)
        open_year(self.new.plan)
        for plan in (self.old.plan, self.new.plan):
            for kind in parts:
                open_period(plan=plan, year=2026, kind=kind, **MOMENT)
        self.asked = make_figure(self.old, "so", label="Số", **fields)
        self.heir = make_figure(self.new, "so", label="Số", **fields)
        self.officer = make_user(agency=self.agency)
        self.said = {"entered_by": self.officer, "recorded_at": MOMENT["now"]}

    def answer(self, duty, figure, number):
        where = {"agency_id": self.agency.pk, "period_id": duty.period_id}
        answers = {figure.pk: read_answer(figure, number)}
        at = where | {"occurs_from": duty.occurs_from}
        replace_values(at, self.said, answers, {})
        if duty.occurs_from:
            add_up_times(where, self.said, [figure.pk], {})

    def replace(self):
        draft = replacement(self.old.plan, self.new.plan)
        apply(draft)
        return draft

    def of(self, figure):
        """Return time → what stands; None is the whole period."""
        year = figure.plan.periods.get(kind="nam")
        rows = FigureValue.times.filter(figure=figure, period=year, is_current=True)
        return dict(rows.values_list("occurs_from", "number"))

    def in_parts(self, figure):
        """Return what the parts say together."""
        rows = FigureValue.objects.filter(
            figure=figure, period__kind__in=self.parts, is_current=True
        )
        return sum(rows.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    few_of(product(RECURS, RECURS, ["flow", "stock"]), SOME_WITH_KIND),
)
def test_the_sum_is_the_same_and_goes_on_from_there(given, old, new, kind):
    both = Both(given, old, new, across_time=kind)
    for number, duty in enumerate(live(both.old).order_by("occurs_from"), 1):
        both.answer(duty, both.asked, str(number))
    before = both.of(both.asked)[None]
    both.replace()
    assert both.of(both.heir)[None] == before
    for duty in live(both.new).order_by("-occurs_from"):
        there = both.of(both.heir)
        both.answer(duty, both.heir, "40")
        more = 40 - there.get(duty.occurs_from, Decimal(0))
        now = both.of(both.heir)[None]
        assert now == (there[None] + more if kind == "flow" else now)
    last = max(both.of(both.heir).keys() - {None}, default=None)
    assert kind == "flow" or both.of(both.heir)[None] == both.of(both.heir)[last]


QUARTERS = ("quy-1", "quy-2")
IN_YEAR = ["monthly", "quarterly", "half_year"]


@pytest.mark.parametrize(("old", "new"), few_of(product(IN_YEAR, IN_YEAR), SOME))
def test_each_time_counts_in_exactly_one_of_the_parts(given, old, new):
    both = Both(given, old, new, parts=QUARTERS, across_time="flow")
    for number, duty in enumerate(live(both.old).order_by("occurs_from"), 1):
        both.answer(duty, both.asked, str(number))
    before = both.of(both.asked)[None]
    assert both.in_parts(both.asked) == before
    both.replace()
    assert both.in_parts(both.heir) == both.of(both.heir)[None] == before
    for duty in live(both.new).order_by("-occurs_from"):
        both.answer(duty, both.heir, "40")
        assert both.in_parts(both.heir) == both.of(both.heir)[None]


def test_what_a_part_was_told_as_a_whole_goes_on_in_it(given):
    both = Both(given, "annual", "quarterly", parts=QUARTERS, across_time="flow")
    for number, duty in enumerate(live(both.old).order_by("period"), 1):
        both.answer(duty, both.asked, str(number))
    before = both.in_parts(both.asked)
    assert before == 5  # 2 and 3; the year says 1
    both.replace()
    assert (both.in_parts(both.heir), both.of(both.heir)[None]) == (5, 1)
    both.answer(live(both.new).order_by("occurs_from").last(), both.heir, "40")
    assert (both.in_parts(both.heir), both.of(both.heir)[None]) == (45, 41)


@pytest.mark.parametrize(("old", "new"), few_of(product(RECURS, IN_YEAR), SOME))
def test_times_that_the_new_plan_had_answered_add_up_with_those_that_come(
    given, old, new
):
    both = Both(given, old, new, parts=QUARTERS, across_time="flow")
    for duty in live(both.old).filter(period__kind="nam"):
        both.answer(duty, both.asked, "3")
    both.answer(live(both.new).order_by("occurs_from").last(), both.heir, "40")
    draft = replacement(both.old.plan, both.new.plan)
    exact(draft)
    draft.refresh_from_db()
    both.replace()
    there = both.of(both.heir)
    assert there.pop(None) == sum(there.values())
    if old != "annual":
        assert both.in_parts(both.heir) == sum(there.values())


def test_months_come_together_in_the_quarter_that_is_asked(given):
    both = Both(given, "monthly", "quarterly")
    for duty in live(both.old):
        both.answer(duty, both.asked, "1")
    both.replace()
    quarters = set(live(both.new).values_list("occurs_from", flat=True))
    assert both.of(both.heir).keys() - {None} <= quarters
    assert 3 in both.of(both.heir).values()


def test_what_is_begun_anew_takes_no_answers_along(given):
    both = Both(given, "annual")
    both.answer(live(both.old).get(), both.asked, "5")
    draft = replacement(both.old.plan, both.new.plan)
    line = line_of(draft, both.old)
    save_heirs(change=draft, chosen={line.pk: Chosen(both.new.pk, "end")})
    apply(draft)
    assert both.of(both.heir) == {}


def test_a_result_whose_numbers_went_on_is_corrected_not_withdrawn(given):
    both = Both(given, "annual")
    entry = log_progress(
        duties=[live(both.old).get()], author=both.officer, text="Đã rà soát",
        done_on=TODAY, progress="done", answers={both.asked.pk: "5"}, **MOMENT,
    )  # fmt: skip
    both.replace()
    with pytest.raises(RuleBroken, match="kế hoạch thay thế"):
        withdraw_entry(
            entry=entry, duty=live(both.new).get(), actor=both.officer, **MOMENT
        )
    assert both.of(both.heir)[None] == both.of(both.asked)[None] == 5
