"""The composed plans beside the first: states, clashing codes, work, an amendment."""

from datetime import date

import pytest
from django.test import TestCase

from agencies.events.loading import load_agencies
from kehoach.sample.other_plans import other_plans
from kehoach.sample.samples import at_noon
from tasks.models import DraftComment, Duty, Plan, PlanChange, PlanState, Task
from tasks.plan.checking import gaps_of
from tasks.plan.loading import load_plan

pytestmark = pytest.mark.sqlite_too
TODAY = date(2026, 11, 30)


class TestOtherPlans(TestCase):
    """They are loaded once for all tests, which takes longer than these."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_agencies()
        load_plan()
        other_plans(today=TODAY, now=at_noon(TODAY))
        cls.plans = {plan.code: plan for plan in Plan.objects.programmes()}

    def test_four_plans_stand_beside_each_other(self):
        states = {code: plan.state for code, plan in self.plans.items()}
        assert states == {
            "dan-chu-co-so": PlanState.RUNNING,
            "mau-cai-cach-hanh-chinh": PlanState.RUNNING,
            "mau-chuyen-doi-so": PlanState.RUNNING,
            "mau-an-toan-thong-tin": PlanState.DRAFT,
        }
        assert {plan.steering_agency.code for plan in self.plans.values()} == {
            "so-noi-vu",
            "so-khcn",
        }
        assert Task.objects.filter(code="III.2.a").count() == 3
        composed = [
            plan for code, plan in self.plans.items() if code.startswith("mau-")
        ]
        assert all(plan.title.startswith("[Mẫu]") for plan in composed)

    def test_tasks_recur_have_products_and_money_and_are_worked_on(self):
        cchc = self.plans["mau-cai-cach-hanh-chinh"]
        duties = Duty.objects.filter(task__plan=cchc)
        times = duties.filter(task__code="III.1.a").order_by("occurs_from")
        assert times[0].occurrence.startswith("Quý")
        assert len(times) >= 4
        assert duties.filter(task__code="III.3.a").count() >= 11
        assert duties.exclude(first_sent_on=None).exists()
        assert Task.objects.get(plan=cchc, code="III.2.b").budget == 120_000_000
        phase = Duty.objects.get(
            task__plan=self.plans["mau-chuyen-doi-so"], task__code="III.1.a"
        )
        assert phase.due_on == date(2028, 12, 31)

    def test_the_amendment_of_the_middle_of_the_year_is_applied(self):
        change = PlanChange.objects.get()
        assert (change.plan.code, change.state) == (
            "mau-cai-cach-hanh-chinh",
            "applied",
        )
        moved = Duty.objects.get(task__plan=change.plan, task__code="III.1.b")
        assert moved.due_on == date(2026, 9, 30)

    def test_the_draft_says_what_it_lacks_and_opens_nothing(self):
        draft = self.plans["mau-an-toan-thong-tin"]
        said = " ".join(gap.text for gap in gaps_of(draft, TODAY))
        assert "chưa có số, ngày ban hành" in said
        assert "chưa giao cho cơ quan nào: PL.1.2" in said
        assert not draft.periods.exists()

    def test_two_agencies_commented_on_the_draft_and_one_is_answered(self):
        draft = self.plans["mau-an-toan-thong-tin"]
        rows = DraftComment.objects.filter(invite__plan=draft).order_by("pk")
        assert len({row.invite.agency_id for row in rows}) == 2
        assert [row.replies.count() for row in rows] == [1, 0]
        assert [row.task and row.task.code for row in rows] == ["PL.1.3", None]

    def test_a_second_run_changes_nothing(self):
        before = Duty.objects.count(), PlanChange.objects.count(), Plan.objects.count()
        other_plans(today=TODAY, now=at_noon(TODAY))
        after = Duty.objects.count(), PlanChange.objects.count(), Plan.objects.count()
        assert after == before
