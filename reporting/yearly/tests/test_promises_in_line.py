"""What a plan's last report promised is set beside the figures of the plan that took its
place.
"""

import pytest

from agencies.tests.factories import make_user
from reporting.counting.tests.line import follow, two_years, year_of
from reporting.models import SectionText, YearlyReport
from reporting.yearly.building import yearly_facts
from reporting.yearly.freezing import freeze
from reporting.yearly.report_words import report_of
from reporting.yearly.section_sources import sources_of
from reporting.yearly.tests.signing import complete
from tasks.models import Duty, FigureValue
from tasks.tests.factories import NOW, make_figure
from tasks.tests.measuring import AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
SAID = {
    "promise_word": "kiểm tra",
    "promise_result": "đã tiến hành {} cuộc kiểm tra, giám sát",
}
LINES = "Tăng cường kiểm tra, giám sát.\n\nXây dựng phần mềm."


@pytest.fixture
def scene():
    """Return two years; the report of the first set out to inspect more, and 12
    inspections are told in the second.
    """
    found = two_years()
    before = year_of(found.plan, 2025)
    complete(before)
    report = YearlyReport.objects.get(period=before)
    SectionText.objects.filter(report=report, key="phuong-huong").update(text=LINES)
    head = make_user("head", found.plan.steering_agency)
    freeze(period=before, actor=head, today=AFTER, now=NOW)
    figure = make_figure(found.task, "cuoc-kiem-tra", across_time="stock", **SAID)
    duty = Duty.objects.get(task=found.task, period=found.period, state="accepted")
    FigureValue.objects.create(
        figure=figure, agency=duty.agency, period=duty.period, number=12,
        entered_by=head, recorded_at=NOW,
    )  # fmt: skip
    return found


def facts_of(plan):
    period = year_of(plan)
    return yearly_facts(period=period, report=report_of(period), today=AFTER)


def said_by(facts):
    def walk(sections):
        for section in sections:
            yield from section.paragraphs
            yield from walk(section.children)

    return "\n".join(walk(facts.sections))


def test_the_promises_of_the_plan_before_are_found_by_their_heirs(scene):
    new = follow(scene)
    new.figures.filter(code="moi-cuoc-kiem-tra").update(**SAID)
    facts = facts_of(new)
    said = said_by(facts)
    assert "năm 2025, trong kỳ đã tiến hành 12 cuộc kiểm tra, giám sát" in said
    assert "đề ra “Xây dựng phần mềm”; chưa có số liệu" in said
    links = sources_of(year_of(new), report_of(year_of(new)), facts)
    addresses = {link.url for found in links.values() for link in found}
    assert f"/ke-hoach/{scene.plan.code}/bao-cao/2025/" in addresses
