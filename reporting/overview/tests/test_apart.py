"""Who owes nothing stands in lines of its own: bodies that are only asked, with their
letter or consent, and agencies that answer by letter only.
"""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import GroupMember
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from reporting.facts.figure_keys import printed_figures
from reporting.files.docx_text import text_of_docx
from reporting.files.tests.golden import tables
from reporting.overview.matrix import Wanted, agency_lines, matrix_columns, matrix_of
from reporting.overview.province import province_sheets
from reporting.overview.trends import week_changes
from reporting.tests.scenes import facts_of, period_of
from reporting.yearly.documents import DOCX, rendered
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.shown import PeriodDuties
from tasks.models import Consent, Duty, DutyEvent, FigureValue
from tasks.official_letters.by_letter import (
    ENDED_REASON,
    is_apart,
    let_answer_by_letter,
    let_answer_on_portal,
    letter_only,
    record_consent,
    record_letter_figures,
)
from tasks.official_letters.unit_reports import record_unit_report
from tasks.periods.opening import open_period
from tasks.periods.syncing import sync_duties
from tasks.sums.targets import count_measures, measure_rows
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = pytest.mark.django_db
CLASSES = "so-lop-boi-duong"
NOTES = "theo thông tin"


@pytest.fixture
def scene():
    """Return a commune with 26 classes and a Party body, only asked, with 40."""
    found = make_scene()
    found.classes = make_figure(found.task, CLASSES, label="Số lớp", unit="lớp")
    answer(found, make_unit(found), classes=26, trained=3, charged=4)
    body = make_agency("Ban Tuyên giáo và Dân vận Tỉnh ủy", kind="dang")
    found.asked = make_unit(found, agency=body, is_requested=True)
    answer(found, found.asked, classes=40, trained=9, charged=9)
    found.head = make_user("head", found.plan.steering_agency)
    return found


def said_of(scene) -> str:
    def every(sections):
        for section in sections:
            yield from section.paragraphs
            yield from every(section.children)

    return "\n".join(every(facts_of(scene).sections))


def letter_of(scene, agency, number="12-CV/BTGDVTU"):
    return record_unit_report(
        agency=agency,
        period=scene.period,
        number=number,
        signed_on=date(2026, 6, 5),
        arrived_on=date(2026, 6, 8),
        actor=scene.clerk,
        covers=(),
        today=TODAY,
        now=NOW,
    )


def test_who_is_only_asked_is_in_no_sum(scene):
    """40 of 66 classes were a Party body's."""
    assert "Trong kỳ đã tổ chức 26 lớp" in said_of(scene)
    annex = next(a for a in facts_of(scene).annexes if a.number == "VIII")
    assert [row[1] for row in annex.rows] == [
        Duty.objects.scored().get().agency.short_name
    ]
    assert annex.totals[4] == 26
    assert NOTES not in (said_of(scene) + annex.note).lower()


def test_the_party_body_enters_with_its_letter_in_a_line_of_its_own(scene):
    letter_of(scene, scene.asked.agency)
    said = said_of(scene)
    source = "(Văn bản số 12-CV/BTGDVTU ngày 05/06/2026)"
    assert "Trong kỳ đã tổ chức 26 lớp" in said
    assert (
        f"Theo thông tin của Ban Tuyên giáo và Dân vận Tỉnh ủy {source}: 40 lớp bồi"
        " dưỡng, tập huấn (không cộng vào số liệu chung)." in said
    )
    annex = next(a for a in facts_of(scene).annexes if a.number == "VIII")
    assert annex.totals[4] == 26
    assert f"{source}, không cộng vào tổng: Người được giao nhiệm vụ: 09;" in annex.note
    measure = facts_of(scene).targets[0].measures[0]
    assert (measure.numerator, measure.denominator) == (3, 4)
    assert (measure.informed_numerator, measure.informed_denominator) == (9, 9)
    rows = next(t for t in tables(rendered(facts_of(scene), DOCX)) if "Mục" in t[0][0])
    assert ["Theo thông tin của 01 cơ quan khác (tính riêng, không cộng)", "9", "9",
            "100", "", "", ""] in rows  # fmt: skip
    assert "muc-tieu/II.1/II.1/thong-tin-tu-so" in {
        one.key for one in printed_figures(facts_of(scene))
    }
    assert facts_of(scene).missing_units == ()


def test_consent_is_as_good_as_a_letter(scene):
    record_consent(
        agency=scene.asked.agency, period=scene.period, given_on=TODAY,
        words="Ông A, Phó Trưởng ban, qua điện thoại", actor=scene.clerk, today=TODAY,
        now=NOW,
    )  # fmt: skip
    assert f"(đồng ý ngày {TODAY:%d/%m/%Y}): 40 lớp" in said_of(scene)
    Consent.objects.update(taken_back_at=NOW)
    assert NOTES not in said_of(scene).lower()


def test_the_workbook_of_the_province_adds_only_who_owes(scene):
    rows = Duty.objects.filter(period=scene.period)
    sheet = province_sheets(PeriodDuties(period_of(scene), TODAY), rows)[3]
    place = list(sheet.heads).index("Số lớp (lớp)")
    assert sheet.sums[place] == 26
    assert sorted(line[place] for line in sheet.rows) == [26, 40]


def test_the_last_seven_days_count_only_who_owes(scene):
    for duty in Duty.objects.all():
        DutyEvent.objects.create(
            duty=duty, kind="submitted", effective_on=AFTER, recorded_at=NOW
        )
    assert week_changes(scene.period, AFTER).sent == 1


def test_the_tracking_table_counts_only_who_owes(scene):
    rows = PeriodDuties(scene.period, TODAY).rows()
    (column,) = matrix_columns(rows, [scene.task])
    assert (column.totals.owed, column.totals.done) == (1, 1)
    for today in (TODAY, None):
        lines = agency_lines(rows, Wanted(), today)
        assert sorted(line["totals"].owed for line in lines) == [0, 1]
    shown = matrix_of(rows, [column], lines)
    assert sorted(line.totals.owed for line in shown.lines) == [0, 1]
    assert all(line.cells[0] for line in shown.lines)


def test_what_the_steering_agency_sent_elsewhere_is_in_the_rate(scene):
    """Sở Nội vụ answered at III.1, the rate counts the units of III.2.a."""
    other = make_task(scene.plan, "III.1")
    for figure in (scene.trained, scene.charged):
        figure.task_figures.create(task=other)
    own = make_duty(other, scene.plan.steering_agency, scene.period)
    assert numbers(scene) == (3, 4, 1)
    answer(scene, own, trained=5, charged=6)
    assert numbers(scene) == (3, 4, 1)
    Duty.objects.filter(pk=own.pk).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )
    assert numbers(scene) == (8, 10, 0)
    rows = measure_rows(period=scene.period, measure=scene.figures, data_day=TODAY)
    assert sum(row.placed.numerator for row in rows) == 8


def numbers(scene):
    found = count_measures(period=scene.period, data_day=TODAY)[0].numbers
    return found.numerator, found.denominator, found.not_reported


@pytest.fixture
def police():
    """Return a period with duties of Công an tỉnh and of a commune."""
    scene = make_scene()
    scene.head = make_user("head", scene.plan.steering_agency)
    scene.force = make_agency("Công an tỉnh", kind="vu-trang")
    other = make_agency("UBND xã A")
    for agency in (scene.force, other):
        scene.task.assignments.create(agency=agency, role="execute")
    scene.period.delete()
    return scene


def opened(scene):
    scene.period = open_period(plan=scene.plan, year=2026, today=TODAY, now=NOW)
    return scene.period


def decide(scene, service=let_answer_by_letter, **more):
    given = {"plan": scene.plan, "agency": scene.force, "reason": "Quy định của ngành",
             "actor": scene.head, "today": TODAY, "now": NOW}  # fmt: skip
    service(**given | more)


def duties(scene):
    rows = Duty.objects.filter(agency=scene.force)
    return list(rows.values_list("state", "reason"))


def test_who_answers_by_letter_only_gets_no_duty(police):
    decide(police)
    opened(police)
    assert duties(police) == []
    sync_duties(today=TODAY, now=NOW)
    assert duties(police) == []
    assert Duty.objects.count() == 1


def test_deciding_ends_what_waits_and_taking_back_brings_it_again(police):
    opened(police)
    decide(police)
    assert duties(police) == [("ended", ENDED_REASON)]
    assert facts_of(police).tasks[0].owed == 1
    assert {unit.name for unit in facts_of(police).missing_units} == {"UBND xã A"}
    with pytest.raises(RuleBroken, match="đã thuộc diện"):
        decide(police)
    later = TODAY.replace(day=TODAY.day + 3)
    decide(police, let_answer_on_portal, today=later)
    assert duties(police) == [("open", "")]
    assert not letter_only(later).exists()
    assert letter_only(TODAY).exists()


def test_what_it_sent_before_counts_no_more_and_comes_back(police):
    opened(police)
    duty = Duty.objects.get(agency=police.force)
    sent = {"state": "submitted", "first_sent_on": TODAY, "submitted_at": NOW}
    Duty.objects.filter(pk=duty.pk).update(**sent)
    answer(police, duty, trained=5, charged=6)
    assert facts_of(police).targets[0].measures[0].numerator == 5
    decide(police)
    assert duties(police) == [("submitted", "")]
    assert facts_of(police).tasks[0].owed == 1
    assert facts_of(police).targets[0].measures[0].numerator == 0
    letter_of(police, police.force, "5/CAT")
    assert facts_of(police).targets[0].measures[0].informed_numerator == 5
    type(police.charged).objects.filter(pk=police.charged.pk).update(by_letter=False)
    assert facts_of(police).targets[0].measures[0].informed_denominator is None
    type(police.charged).objects.filter(pk=police.charged.pk).update(by_letter=True)
    decide(police, let_answer_on_portal)
    assert facts_of(police).targets[0].measures[0].numerator == 5


def test_only_the_head_decides_and_with_a_reason(police):
    with pytest.raises(NotAllowed):
        decide(police, actor=police.reader)
    with pytest.raises(InvalidInput, match="Ghi lý do"):
        decide(police, reason=" ")
    assert not GroupMember.objects.exists()


def test_numbers_of_its_letter_stand_apart_and_nothing_on_staff(police):
    opened(police)
    decide(police)
    staff, rule = police.charged, police.has_rule
    type(staff).objects.filter(pk=staff.pk).update(by_letter=False)
    letter = letter_of(police, police.force, "5/CAT-PX03")
    common = {"letter": letter, "actor": police.clerk, "today": TODAY, "now": NOW}
    with pytest.raises(InvalidInput):
        record_letter_figures(answers={staff.pk: "7"}, **common)
    answers = {rule.pk: "co", police.must_have.pk: "co"}
    assert record_letter_figures(answers=answers, **common) == 2
    assert record_letter_figures(answers=answers, **common) == 0
    assert record_letter_figures(answers={rule.pk: "khong"}, **common) == 1
    assert FigureValue.objects.filter(figure=rule).count() == 2
    measure = facts_of(police).targets[0].measures[1]
    assert (measure.numerator, measure.not_reported) == (0, 1)
    assert measure.informed_units == 1
    assert (measure.informed_numerator, measure.informed_denominator) == (0, 1)
    text = text_of_docx(rendered(facts_of(police), DOCX))
    assert "Văn bản số 5/CAT-PX03" in text


def test_who_owes_answers_in_the_portal(police):
    opened(police)
    assert not is_apart(police.force, police.period, TODAY)
    letter = letter_of(police, police.force, "5/CAT")
    with pytest.raises(RuleBroken, match="nhập ở nhiệm vụ"):
        record_letter_figures(
            letter=letter, answers={}, actor=police.clerk, today=TODAY, now=NOW
        )


def test_sums_by_plain_sql_leave_out_who_owes_nothing(scene):
    from reporting.tests.recounting import VALUES, one

    total = one(f"select sum(v.number){VALUES}", scene.period.pk, CLASSES)
    assert total == Decimal(26)
    letter_of(scene, scene.asked.agency)
    printed = {one.key: one.value for one in printed_figures(facts_of(scene))}
    assert total == printed["phu-luc/VIII/tong/5"]
