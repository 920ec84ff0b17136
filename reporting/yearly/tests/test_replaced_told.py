"""The report of the year in which a plan took another's place speaks of both."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency
from reporting.counting.tests.line import follow, two_years, year_of
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.report_words import report_of
from tasks.models import Duty
from tasks.tests.factories import make_assignment, make_duty, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
AFTER = date(2026, 12, 20)


@pytest.fixture
def scene():
    """Return two years; one unit reported, one is at work, one clause has no heir."""
    found = two_years()
    agency = make_agency("Sở Y tế")
    make_assignment(found.task, agency)
    make_duty(found.task, agency, found.period, progress="in_progress")
    alone = make_task(found.plan, "III.9", text="Chuyên đề riêng", short_title="Riêng")
    sent = Duty.objects.get(task=found.task, period=found.period, state="accepted")
    make_duty(
        alone, sent.agency, found.period, state="accepted",
        first_sent_on=date(2026, 5, 10), accepted_on=date(2026, 5, 12),
    )  # fmt: skip
    return found


@pytest.fixture
def new(scene):
    return follow(scene)


def facts_of(plan):
    period = year_of(plan)
    return yearly_facts(
        period=period, report=with_defaults(report_of(period)), today=AFTER
    )


def said_by(facts):
    """Return every paragraph of the report."""

    def walk(sections):
        for section in sections:
            yield from section.paragraphs
            yield from walk(section.children)

    return "\n".join(walk(facts.sections))


def test_the_new_plans_report_counts_both_over_its_own_units(scene, new):
    facts = facts_of(new)
    [task] = facts.tasks
    assert (task.owed, task.reported, task.done) == (2, 1, 1)
    assert task.note == "1 lượt đã báo cáo theo kế hoạch cũ"
    [measure] = facts.targets[0].measures
    assert (measure.numerator, measure.denominator, measure.not_reported) == (3, 4, 1)
    assert "1 lượt đã báo cáo theo kế hoạch cũ" in measure.note


def test_it_says_in_words_what_came_from_the_old_plan(scene, new):
    said = said_by(facts_of(new))
    assert f"Kế hoạch này thay thế {scene.plan}" in said
    assert "01 lượt nhiệm vụ đã báo cáo trước khi thay thế (V.1: 1 lượt)" in said
    assert "01 lượt đang thực hiện được chuyển tiếp" in said
    assert "Số liệu của 01 đơn vị lấy theo số đã báo cáo ở kế hoạch cũ" in said
    assert "III.9 (riêng; 1/1 đơn vị đã báo cáo trước khi thay thế)" in said


def test_the_old_plans_report_says_where_its_work_went(scene, new):
    said = said_by(facts_of(scene.plan))
    assert "được thay thế bởi Kế hoạch mới" in said
    assert "02 lượt nhiệm vụ chuyển sang" in said


def test_a_year_without_a_change_says_nothing_of_it(scene):
    said = said_by(facts_of(scene.plan))
    assert "thay thế" not in said
