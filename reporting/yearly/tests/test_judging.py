"""«Đánh giá chung», «Kiến nghị»: drafts by stated rules, each sentence with its rows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agencies.tests.factories import make_user
from kehoach.lib.refusals import RuleBroken
from reporting.counting.lateness import Behind
from reporting.counting.sums import Given, Sums
from reporting.facts.report import DRAFT_MARK
from reporting.facts.tests.papers import texts
from reporting.models import SectionText
from reporting.tests.scenes import facts_of, period_of, section_of
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import facts_for, freeze
from reporting.yearly.judged import Judged, Promised, ToldFigure
from reporting.yearly.judging import ReportMaterial
from reporting.yearly.judging_promises import kept_promises, open_promises
from reporting.yearly.tests.signing import complete, hand_in_newest
from tasks.difficulties.committee_answers import record_committee_answer
from tasks.difficulties.handling import (
    escalate_difficulty,
    merge_difficulties,
    raise_difficulty,
)
from tasks.models import Target, TargetMeasure
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
MOMENT = {"today": AFTER, "now": NOW}


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.plan.steering_agency)


def words_of(scene, key):
    return section_of(facts_of(scene), key).paragraphs


def raised(scene, duty, text="Thiếu kinh phí tập huấn."):
    return raise_difficulty(
        agency=duty.agency, period=scene.period, duty=duty, text=text,
        recommendation="Bố trí kinh phí.",
        actor=make_user("officer", duty.agency), today=TODAY, now=NOW,
    )  # fmt: skip


def escalated(scene, officer, *rows):
    head = (
        merge_difficulties(rows=rows, head=rows[0], actor=officer, **MOMENT)
        if rows[1:]
        else None
    )
    return escalate_difficulty(
        difficulty=head or rows[0], note="Đề nghị bổ sung dự toán.", actor=officer,
        **MOMENT,
    )  # fmt: skip


def test_what_was_brought_before_the_committee_stands_in_part_five(scene, officer):
    first, second, third = (make_unit(scene, state="open") for _ in range(3))
    rows = [raised(scene, duty) for duty in (first, second)]
    alike = raised(scene, third, "thiếu kinh phí tập huấn")
    escalated(scene, officer, *rows)
    escalated(scene, officer, alike)
    section = section_of(facts_of(scene), "kien-nghi")
    names = f"{first.agency.name}, {second.agency.name} và {third.agency.name}"
    assert section.paragraphs == (
        f"Về vướng mắc do {names} nêu (Thiếu kinh phí tập huấn): Đề nghị bổ sung dự"
        " toán. Các đơn vị kiến nghị: Bố trí kinh phí.",
    )
    assert section.rows == ((f"vuong-mac/{rows[0].pk}",),)
    assert section.is_draft


def test_nothing_brought_before_the_committee_is_said_as_a_draft(scene):
    raised(scene, make_unit(scene, state="open"))
    section = section_of(facts_of(scene), "kien-nghi")
    assert "không có kiến nghị, đề xuất" in section.paragraphs[0]
    assert section.is_draft


def test_the_answer_of_the_committee_is_named_by_its_document(scene, officer):
    duty = make_unit(scene, state="open")
    row = escalated(scene, officer, raised(scene, duty))
    record_committee_answer(
        difficulty=row, number="99/UBND-NC", issued_on=TODAY, text="Đồng ý.",
        actor=officer, **MOMENT,
    )  # fmt: skip
    said = words_of(scene, "kien-nghi")[0]
    assert "đã được Ủy ban nhân dân tỉnh cho ý kiến tại văn bản số 99/UBND-NC" in said


def test_measures_are_judged_by_what_the_plan_states(scene):
    Target.objects.filter(plan=scene.plan).update(threshold=80)
    answer(scene, make_unit(scene), trained=9, charged=10)
    said = words_of(scene, "uu-diem")
    assert any(
        "đạt 90% (09/10 đơn vị); các kết quả này đều vượt mục tiêu 80%" in each
        for each in said
    ), said
    Target.objects.filter(plan=scene.plan).update(threshold=100)
    assert any("tiến gần mục tiêu" in each for each in words_of(scene, "uu-diem"))
    answer(scene, make_unit(scene), trained=0, charged=10)
    said = words_of(scene, "ton-tai")
    assert any(
        "đạt 45% (09/20 đơn vị), thấp hơn mục tiêu 100% là 55 điểm phần trăm" in each
        for each in said
    ), said


def test_a_measure_that_few_reported_is_not_judged(scene):
    answer(scene, make_unit(scene), trained=10, charged=10)
    for _ in range(4):
        silent_unit(scene)
    assert not any("người" in each for each in words_of(scene, "uu-diem"))
    assert any("Chưa đủ cơ sở đánh giá" in each for each in words_of(scene, "ton-tai"))


def test_levels_that_lag_and_shared_difficulties_are_named(scene):
    units = [make_unit(scene, state="open", first_sent_on=None) for _ in range(2)]
    rows = [raised(scene, duty) for duty in units]
    assert any("còn chậm" in each for each in words_of(scene, "ton-tai"))
    cause = section_of(facts_of(scene), "nguyen-nhan")
    assert cause.paragraphs[0].startswith("02 đơn vị cùng nêu vướng mắc khi thực hiện")
    assert cause.rows[0] == (f"vuong-mac/{rows[0].pk}",)


def confirm(scene, officer, client, key):
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:section", args=[2026, key])
    form = client.get(path).context["form"]
    typed = {"text": form["text"].value().replace("\n", "\r\n"), "confirm": "1"}
    assert client.post(path, typed | {"base": form["base"].value()}).status_code == 302


def shown(scene, key):
    return section_of(facts_for(period=period_of(scene), today=AFTER), key)


def test_a_draft_says_so_until_somebody_stands_for_it(scene, officer, client):
    answer(scene, make_unit(scene), trained=9, charged=10)
    facts = facts_for(period=period_of(scene), today=AFTER)
    assert texts(rendered(facts, "docx")).count(DRAFT_MARK) >= 3
    confirm(scene, officer, client, "kien-nghi")
    row = SectionText.objects.get()
    assert (row.is_automatic, bool(row.text), row.author) == (True, True, officer)
    assert not shown(scene, "kien-nghi").is_draft
    assert shown(scene, "kien-nghi").rows
    escalated(scene, officer, raised(scene, make_unit(scene, state="open")))
    assert shown(scene, "kien-nghi").is_draft, "the words moved since"


def test_each_drafted_sentence_leads_to_its_rows_on_the_page(scene, officer, client):
    row = escalated(scene, officer, raised(scene, make_unit(scene, state="open")))
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert f'href="/vuong-mac/?so={row.pk}">vướng mắc</a>' in html
    assert "Dự thảo từ số liệu, chưa có người xác nhận" in html
    assert "Máy soạn" not in html
    workshop = client.get(plan_page("reporting:workshop", args=[2026])).content.decode()
    assert "Dự thảo, chờ xác nhận" in workshop
    assert "Máy soạn" not in workshop


def test_signing_refuses_drafts_and_measures_that_nobody_approved(scene, client):
    answer(scene, make_unit(scene), trained=9, charged=10)
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=scene.period, actor=head, **MOMENT)
    complete(period_of(scene))
    SectionText.objects.filter(key="uu-diem").delete()
    measure = TargetMeasure.objects.filter(target__plan=scene.plan).first()
    TargetMeasure.objects.filter(pk=measure.pk).update(is_approved=False)
    freeze(period=period_of(scene), actor=head, **MOMENT)
    with pytest.raises(RuleBroken) as refused:
        hand_in_newest(period_of(scene), head, AFTER)
    assert "chưa ai xác nhận dự thảo ưu điểm" in refused.value.message
    assert f"chưa phê duyệt cách đo {measure.code}" in refused.value.message
    assert "lời đã chốt còn ghi cách đo chờ phê duyệt" in refused.value.message
    head.is_staff = True
    head.save()
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert plan_page("reporting:section", args=[2026, "uu-diem"]) in html
    assert f"{plan_page('reporting:measures')}#cach-do-{measure.pk}" in html


def test_an_approved_measure_leaves_no_note_behind(scene):
    answer(scene, make_unit(scene), trained=9, charged=10)
    assert "chờ phê duyệt" in facts_of(scene).scope_note
    complete(period_of(scene))
    said = "\n".join(
        texts(rendered(facts_for(period=period_of(scene), today=AFTER), "docx"))
    )
    for word in ("phê duyệt", "Máy soạn", "hệ thống", "[Dự thảo"):
        assert word not in said


def promising(lines, behind=(), levels=None, sums=None):
    """Return what the sentences on last year's promises are written from."""
    promised = Promised("Báo cáo số 05/BC-SNV năm 2025", lines, "2025")
    day, result = AFTER + timedelta(days=1), "đã tiến hành {} cuộc kiểm tra, giám sát"
    told = (ToldFigure("cuoc-kiem-tra", False, "kiểm tra", result),)
    judged = Judged(day, levels or {}, (), promised, told=told)
    return ReportMaterial(judged, (), (), behind, sums or Sums({}, ()), 80)


def test_what_was_promised_last_year_is_set_beside_this_years_figures():
    lines = ("Tăng cường kiểm tra, giám sát.", "Xây dựng phần mềm.")
    sums = Sums({"cuoc-kiem-tra": [Given(1, "so", "a", Decimal(12), None)]}, ())
    about = promising(lines, sums=sums)
    assert [one.text for one in kept_promises(about)] == [
        "Thực hiện phương hướng nêu tại Báo cáo số 05/BC-SNV năm 2025, trong kỳ đã tiến"
        " hành 12 cuộc kiểm tra, giám sát."
    ]
    [left] = open_promises(about)
    assert "“Xây dựng phần mềm”" in left.text
    assert left.rows == ("bao-cao/2025",)


def test_nobody_is_said_to_have_reported_before_the_day_or_where_nothing_is_owed():
    lines, levels = ("Đôn đốc đơn vị chưa báo cáo, báo cáo chậm.",), {"so": 2}
    silent = Behind(1, "Sở A", "so", 3, 3, 0, 0, AFTER + timedelta(days=9), None)
    early = promising(lines, (silent,), levels)
    assert not list(kept_promises(early))
    [left] = open_promises(early)
    assert "còn 01 đơn vị chưa báo cáo đủ hoặc báo cáo chậm" in left.text
    assert left.rows == ("bao-cao/2025", "don-vi")
    assert not list(kept_promises(promising(lines)))
    [kept] = kept_promises(promising(lines, levels=levels))
    assert "không còn đơn vị chưa báo cáo, báo cáo chậm" in kept.text


def test_one_unit_is_not_called_several(scene):
    answer(scene, make_unit(scene), trained=1, charged=10)
    duty = make_unit(scene, state="open")
    for text in ("Thiếu kinh phí tập huấn.", "Thiếu trụ sở."):
        raised(scene, duty, text)
    [said, *_] = words_of(scene, "nguyen-nhan")
    assert said.startswith("Có 01 đơn vị nêu vướng mắc: Thiếu kinh phí tập huấn (")
    raised(scene, make_unit(scene, state="open"), "Thiếu người.")
    [said, *_] = words_of(scene, "nguyen-nhan")
    assert said.startswith("Một số đơn vị nêu vướng mắc: ")


def test_measures_and_tasks_are_judged_over_the_units_that_reported(scene):
    waiting = {"state": "submitted", "accepted_on": None}
    for number in range(3):
        make_unit(scene, agency=None, **(waiting if number else {}))
    for _ in range(2):
        silent_unit(scene)
    praised = words_of(scene, "uu-diem")
    assert any("cách đo II.3 đạt 100% (03/03 đơn vị)" in said for said in praised)
    assert any("nhiệm vụ III.2.a (03/03 đơn vị)" in said for said in praised)
    assert not any("III.2.a" in said for said in words_of(scene, "ton-tai"))


def test_a_task_that_few_carried_out_is_named_with_its_base(scene):
    for number in range(4):
        progress = "done" if number == 0 else "in_progress"
        make_unit(scene, state="submitted", accepted_on=None, progress=progress)
    said = words_of(scene, "ton-tai")
    assert any(
        "dưới 70% số đơn vị đã báo cáo thực hiện xong: nhiệm vụ III.2.a (01/04 đơn vị,"
        " 25%)" in each
        for each in said
    ), said
    for _ in range(5):
        silent_unit(scene)
    assert not any("III.2.a" in each for each in words_of(scene, "ton-tai"))
