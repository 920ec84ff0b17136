"""Reasons to look twice, and the page that shows them beside last year's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput
from tasks.duties.rounds import rounds_of
from tasks.models import (
    Doubt,
    DoubtNote,
    Duty,
    EntryLink,
    FigureValue,
    ProgressEntry,
    ReturnReason,
)
from tasks.models.doubts import stands_alone, swings, text_key
from tasks.review.deciding import accept_duty, return_duty
from tasks.review.page import queue_place
from tasks.review.page_queue import queue_lines
from tasks.review.queue import filtered_queue, waiting
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import said, text_of
from tasks.work.doubts import doubts_of, explain_doubt, find_again
from tasks.work.doubts.of_duties import explanations
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

MOMENT = {"today": TODAY, "now": NOW}
LONG = "Tổ chức hội nghị đối thoại với nhân dân tại tất cả các thôn, tổ dân phố."
NUMBERS = st.decimals(0, 10**9, places=2)


@given(NUMBERS, NUMBERS)
def test_a_swing_is_the_same_up_and_down_and_never_small(now, before):
    assert swings(now, before) == swings(before, now)
    if abs(now - before) < 10 or max(now, before) < 2 * min(now, before):
        assert not swings(now, before)


@given(NUMBERS)
def test_no_change_is_no_swing_and_a_tenfold_one_is(number):
    assert not swings(number, number)
    assert swings(number * 10 + 10, number)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_zero_is_odd_only_among_many_that_have_more(positive, others):
    positive = min(positive, others)
    assert stands_alone(positive, others) == (
        others >= 5 and positive * 5 >= others * 4
    )


def test_texts_are_the_same_whatever_case_spaces_and_form():
    nfd = LONG.replace("ộ", "o\u0323\u0302")
    assert text_key(LONG) == text_key(f"  {LONG.upper()} \n") == text_key(nfd)
    assert text_key(LONG) != text_key(f"{LONG} Thêm.")
    assert text_key("Đã thực hiện.") == ""


@pytest.mark.parametrize(
    ("pk", "place"),
    [
        (5, (1, 3, None, 7)),
        (7, (2, 3, 5, 9)),
        (9, (3, 3, 7, None)),
        (1, (0, 3, None, 5)),
    ],
)
def test_the_queue_names_the_place_and_both_neighbours(pk, place):
    found = queue_place(pk, [5, 7, 9])
    assert (found.number, found.count, found.before, found.after) == place


class Scene:
    """A plan with last year's period, one task and one figure."""

    def __init__(self):
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.last = make_period(self.plan, 2025, state="closed")
        self.period = make_period(self.plan)
        self.task = make_task(self.plan, "III.1")
        self.figure = make_figure(self.task, label="Số hội nghị")
        self.reviewer = make_user("officer", self.steering)

    def sends(self, name="UBND xã An", answer="12", text="Đã làm.", agency=None):
        agency = agency or make_agency(name, kind="cap-xa")
        duty = make_duty(self.task, agency, self.period)
        log_progress(
            duties=[duty],
            author=make_user("officer", agency),
            done_on=TODAY,
            text=text,
            progress="done",
            answers={self.figure.pk: answer},
            **MOMENT,
        )
        submit_duty(duty=duty, actor=make_user("head", agency), **MOMENT)
        duty.refresh_from_db()
        return duty

    def last_year(self, agency, number):
        FigureValue.objects.create(
            figure=self.figure,
            agency=agency,
            period=self.last,
            number=number,
            entered_by=self.reviewer,
            recorded_at=NOW,
        )


@pytest.fixture
def scene(db):
    return Scene()


def words(duty):
    return [doubt.words for doubt in duty.doubts.all()]


def test_a_clean_submission_has_no_doubt(scene):
    agency = make_agency("UBND xã An", kind="cap-xa")
    scene.last_year(agency, 11)
    assert words(scene.sends(agency=agency)) == []


def test_a_swing_names_both_numbers(scene):
    agency = make_agency("UBND xã An", kind="cap-xa")
    scene.last_year(agency, Decimal(1))
    assert words(scene.sends(agency=agency)) == ["«Số hội nghị»: 12, kỳ trước 1"]


def test_a_lone_zero_names_the_others(scene):
    for number in range(5):
        scene.sends(f"UBND xã {number}")
    assert words(scene.sends("UBND xã Không", "0")) == [
        "«Số hội nghị» ghi 0; 5/5 đơn vị cùng loại có số lớn hơn 0"
    ]
    other_kind = make_agency("Sở Y tế", kind="so")
    assert words(scene.sends(answer="0", agency=other_kind)) == []


def test_the_same_text_as_another_agencys_or_last_years_is_doubted(scene):
    first = scene.sends("UBND xã An", text=LONG)
    second = scene.sends("UBND xã Bình", text=LONG.upper())
    assert words(first) == []
    assert words(second) == ["Nội dung giống hệt của UBND xã An (III.1)"]
    entry = first.entries.get()
    entry.pk, entry.agency, entry.period = None, second.agency, scene.last
    entry.save()
    old = make_duty(scene.task, second.agency, scene.last)
    entry.links.create(duty=old)
    third = scene.sends(
        "UBND xã Cam", text="Nội dung khác hẳn, không ai viết như vậy cả."
    )
    assert words(third) == []
    find_again(duties=[second], now=NOW)
    assert set(words(second)) == {
        "Nội dung giống hệt của UBND xã An (III.1)",
        "Nội dung giống hệt Năm 2025",
    }


def test_doubts_are_replaced_when_sent_again(scene):
    agency = make_agency("UBND xã An", kind="cap-xa")
    scene.last_year(agency, 1)
    duty = scene.sends(agency=agency)
    return_duty(
        duty=duty,
        reason="Kiểm tra số.",
        new_due_on=TODAY.replace(day=20),
        earlier=True,
        day_off=True,
        actor=scene.reviewer,
        **MOMENT,
    )
    duty.refresh_from_db()
    log_progress(
        duties=[duty],
        author=make_user("officer", agency),
        done_on=TODAY,
        text="Sửa số.",
        progress="done",
        answers={scene.figure.pk: "2"},
        reason="Nhập nhầm",
        **MOMENT,
    )
    submit_duty(duty=duty, actor=make_user("head", agency), **MOMENT)
    assert words(duty) == []
    sent = rounds_of(duty)
    assert [(r.number, r.answer, r.note) for r in sent] == [
        (1, "Yêu cầu bổ sung", "Kiểm tra số."),
        (2, "", ""),
    ]
    accept_duty(duty=duty, actor=scene.reviewer, **MOMENT)
    assert rounds_of(duty)[1].answer != ""


def test_only_clean_ones_pass_the_filter_for_bulk(scene):
    agency = make_agency("UBND xã An", kind="cap-xa")
    scene.last_year(agency, 1)
    odd, clean = scene.sends(agency=agency), scene.sends("UBND xã Bình")
    rows = waiting(scene.period, scene.reviewer, TODAY)
    assert list(filtered_queue(rows, "", "", "thuong", period=scene.period)) == [clean]
    assert list(filtered_queue(rows, "", "", "can-xem", period=scene.period)) == [odd]


@pytest.mark.parametrize("units", [1, 3, 12])
def test_finding_costs_the_same_for_one_and_for_many(scene, units):
    for number in range(units):
        scene.sends(f"UBND xã {number}", "0", LONG)
    duties = list(Duty.objects.select_related("agency", "period"))
    with CaptureQueriesContext(connection) as seen:
        find_again(duties=duties, now=NOW)
    assert len(seen) == (8 if units == 1 else 10), [q["sql"][:80] for q in seen]


@pytest.mark.usefixtures("_inside_the_period")
class TestPage:
    """«Tiếp nhận, rà soát» one by one."""

    def test_the_page_compares_and_leads_on(self, scene, login):
        agency = make_agency("UBND xã An", kind="cap-xa")
        scene.last_year(agency, 1)
        odd, clean = scene.sends(agency=agency), scene.sends("UBND xã Bình")
        client = login(scene.reviewer)
        page = client.get(reverse("tasks:review_one", args=[odd.pk]))
        assert "«Số hội nghị»: 12, kỳ trước 1" in text_of(page)
        assert "+11" in text_of(page)
        assert page.context["place"].number == 1
        assert page.context["after_url"].startswith(f"/tiep-nhan/{clean.pk}/")
        done = client.post(
            reverse("tasks:accept", args=[odd.pk]), {"next": page.context["next_url"]}
        )
        assert done.url == page.context["next_url"]
        last = client.get(done.url)
        assert (last.context["place"].number, last.context["place"].count) == (1, 1)
        assert last.context["next_url"].startswith(plan_page("/tiep-nhan/?"))

    def test_who_does_not_review_is_kept_out(self, scene, login):
        duty = scene.sends()
        url = reverse("tasks:review_one", args=[duty.pk])
        assert login(make_user("officer", make_agency())).get(url).status_code == 404
        assert login(make_user("officer", duty.agency)).get(url).status_code == 403

    @pytest.mark.parametrize("units", [1, 3])
    def test_the_page_costs_the_same_for_one_and_for_three(self, scene, login, units):
        duties = [scene.sends(f"UBND xã {n}", text=LONG) for n in range(units)]
        client = login(scene.reviewer)
        address = reverse("tasks:review_one", args=[duties[0].pk])
        client.get(address)  # the first opening is written down, once
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        assert len(seen) == 20, len(seen)

    def test_reasons_are_data(self, scene, login):
        ReturnReason.objects.create(text="Thiếu chữ ký.", position=0)
        ReturnReason.objects.filter(text__startswith="Nêu rõ").update(is_active=False)
        duty = scene.sends()
        page = text_of(
            login(scene.reviewer).get(reverse("tasks:return", args=[duty.pk]))
        )
        assert "Thiếu chữ ký." in page
        assert "Nêu rõ kết quả cụ thể" not in page

    def test_a_bulk_acceptance_lists_each_result(self, scene, login):
        duty, other = scene.sends(), scene.sends("UBND xã Bình")
        accept_duty(duty=other, actor=scene.reviewer, **MOMENT)
        page = login(scene.reviewer).post(
            reverse("tasks:accept_chosen"), {"duty": [duty.pk, other.pk], "sure": 1}
        )
        assert "Đã tiếp nhận 1 trong 2 nhiệm vụ đã chọn." in text_of(page)
        assert Doubt.objects.count() == 0


@pytest.fixture
def half(scene):
    """Return the first half of the year, with 49 of the figure from one commune."""
    dates = {"data_to": date(2026, 5, 31), "unit_due": date(2026, 6, 5)}
    period = make_period(scene.plan, kind="6-thang", **dates)
    scene.agency = make_agency("UBND xã An", kind="cap-xa")
    scene.duty = make_duty(scene.task, scene.agency, scene.period)
    scene.officer = make_user("officer", scene.agency)
    FigureValue.objects.create(
        figure=scene.figure, agency=scene.agency, period=period, number=49,
        entered_by=scene.officer, recorded_at=NOW,
    )  # fmt: skip
    return period


def logs(scene, answer=None, *, nothing=False):
    log_progress(
        duties=[scene.duty],
        author=scene.officer,
        done_on=TODAY,
        text="" if nothing else "Đã làm.",
        progress="done",
        nothing_to_report=nothing,
        answers={} if answer is None else {scene.figure.pk: answer},
        reason="Nhập lại",
        **MOMENT,
    )
    scene.duty.refresh_from_db()
    return [(each.kind, each.words) for each in doubts_of([scene.duty])[scene.duty.pk]]


def test_less_than_the_half_year_is_doubted_when_saved(scene, half):
    words = (
        "«Số hội nghị» cộng dồn cả kỳ ghi {}, ít hơn số của 6 tháng đầu năm 2026: 49"
    )
    assert logs(scene, "5") == [("below_part", words.format(5))]
    assert logs(scene, "0") == [("below_part", words.format(0))]
    assert logs(scene, "49") == []
    scene.figure.across_time = "stock"
    scene.figure.save()
    assert logs(scene, "5") == []


def test_people_fewer_than_meetings_are_doubted(scene, half):
    meetings = make_figure(scene.task, label="Số cuộc")
    scene.figure.not_below = meetings
    scene.figure.save()
    FigureValue.objects.create(
        figure=meetings, agency=scene.agency, period=scene.period, number=60,
        entered_by=scene.officer, recorded_at=NOW,
    )  # fmt: skip
    words = "«Số hội nghị»: 50, ít hơn «Số cuộc»: 60"
    assert logs(scene, "50") == [("fewer", words)]
    assert logs(scene, "60") == []


def test_nothing_is_doubted_against_the_half_year_and_earlier_work(scene, half):
    [(kind, words)] = logs(scene, nothing=True)
    assert kind == "nothing"
    assert words == (
        "Báo không phát sinh, trong khi 6 tháng đầu năm 2026 ghi 49 «Số hội nghị»"
    )
    logs(scene)
    [(_, words)] = logs(scene, nothing=True)
    assert words.endswith("; ngày 10/06/2026 đã ghi «Đã làm.»")
    FigureValue.objects.update(number=0)
    ProgressEntry.objects.filter(nothing_to_report=False).update(period=half)
    EntryLink.objects.filter(entry__nothing_to_report=False).delete()
    assert logs(scene, nothing=True) == []


def test_an_explanation_goes_to_the_reviewer_and_ends_with_the_number(scene, half):
    logs(scene, "5")
    [told] = doubts_of([scene.duty])[scene.duty.pk]
    common = {"duty": scene.duty, "actor": scene.officer, **MOMENT}
    explain_doubt(key=told.key, text="Nửa đầu năm nhập cả lớp bồi dưỡng.", **common)
    explain_doubt(key=told.key, text="Nửa đầu năm ghi nhầm, đã trừ ra.", **common)
    assert DoubtNote.objects.count() == 2
    submit_duty(duty=scene.duty, actor=make_user("head", scene.agency), **MOMENT)
    [line] = queue_lines(waiting(scene.period, scene.reviewer, TODAY))
    assert line.oddities[-1] == (
        f"{told.words}. Đơn vị giải thích: Nửa đầu năm ghi nhầm, đã trừ ra."
    )
    explain_doubt(key=told.key, text="Xem biên bản 12.", **common)
    assert scene.duty.doubts.get().explanation == "Xem biên bản 12."
    heir = make_duty(scene.duty.task, make_agency("Xã mới"), scene.duty.period)
    Duty.objects.filter(pk=scene.duty.pk).update(carried_to=heir)
    assert explanations([heir]) == {(heir.pk, told.key): "Xem biên bản 12."}
    with pytest.raises(InvalidInput):
        explain_doubt(key="swing:khong-co:1", text="Gì đó", **common)
    Duty.objects.filter(pk=scene.duty.pk).update(state="open")
    assert logs(scene, "6") != []
    assert [d.explanation for d in doubts_of([scene.duty])[scene.duty.pk]] == [""]


@pytest.mark.usefixtures("_inside_the_period")
class TestTold:
    """Where the agency reads it: after saving, beside the figure, on the duty's page."""

    def place(self, name, scene):
        return reverse(f"tasks:{name}", args=[scene.duty.pk])

    def test_saving_in_place_tells_and_takes_an_explanation(self, scene, half, login):
        client = login(scene.officer)
        htmx = {"HX-Request": "true"}
        form = said(scene.duty) | {f"figure_{scene.figure.pk}": "5"}
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(self.place("log_in_place", scene), form, headers=htmx)
        page = text_of(answer)
        assert "Đã lưu" in page
        assert "ít hơn số của 6 tháng đầu năm 2026: 49" in page
        assert len(seen) <= 60, len(seen)
        [told] = answer.context["doubts"]
        line = {"key": told.key, "text": "Số nửa năm ghi nhầm"}
        back = text_of(
            client.post(self.place("explain_doubt", scene), line, headers=htmx)
        )
        assert "Đơn vị giải thích: Số nửa năm ghi nhầm" in back
        assert "<html" not in back

    def test_the_form_and_the_page_tell_it_again(self, scene, half, login):
        logs(scene, "5")
        client = login(scene.officer)
        form = text_of(client.get(self.place("log_progress", scene)))
        assert '<p class="figure-doubt">' in form
        assert "xem-lai-" in text_of(client.get(self.place("duty", scene)))
        other = text_of(login(scene.reviewer).get(self.place("duty", scene)))
        assert "xem-lai-" not in other
        refused = login(make_user("viewer", scene.agency)).post(
            self.place("explain_doubt", scene), {"key": "x", "text": "y"}
        )
        assert refused.status_code == 403

    def test_nothing_for_many_is_told_after_saving(self, scene, half, login):
        page = login(scene.officer).post(
            reverse("tasks:nothing", args=[scene.agency.code]),
            {"duty": scene.duty.pk, "period": scene.period.pk, "reason": "Không có"},
            follow=True,
        )
        assert "6 tháng đầu năm 2026 ghi 49" in text_of(page)
