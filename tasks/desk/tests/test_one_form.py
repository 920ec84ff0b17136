"""One form for one act: what was done and its document are saved in one go."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests.files import upload
from tasks.evidence.tests.photos import JPEG, with_camera_data
from tasks.figures.answers import field_name
from tasks.models import DutyEvent, Evidence, FigureValue, ProgressEntry
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.tests.pages import said, text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
HTMX = {"HX-Request": "true"}
OPEN = {"confirmed_open": "on"}


def page_at(duty, name="log_progress"):
    return reverse(f"tasks:{name}", args=[duty.pk])


def refusals(answer):
    """Return field → messages of the form that came back."""
    assert answer.status_code == 200
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_text_and_number_are_enough_for_a_document(login, duty, officer):
    login(officer).post(page_at(duty), said(duty, number="312/BC-UBND"))
    proof = Evidence.objects.get()
    assert (proof.number, proof.issued_on) == ("312/BC-UBND", date(2026, 6, 5))
    assert proof.issuer == duty.agency.name
    assert proof.subject == "Họp dân ở thôn Phú Hòa."
    assert list(proof.duties.all()) == [duty]
    assert ProgressEntry.objects.get().text == proof.subject


def test_a_number_told_before_in_the_period_is_the_same_document(login, duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    client = login(officer)
    client.post(page_at(duty), said(duty, number="312/BC-UBND", subject="Báo cáo"))
    page = text_of(client.get(page_at(other)))
    assert '<option value="312/BC-UBND">Báo cáo</option>' in page
    client.post(page_at(other), said(other, number="312/bc-ubnd", text="Việc khác."))
    assert set(Evidence.objects.get().duties.all()) == {duty, other}
    other.refresh_from_db()
    client.post(page_at(other), said(other, number="312/BC-UBND", subject="Tờ trình"))
    assert Evidence.objects.count() == 2
    Evidence.objects.update(issued_on=date(2025, 6, 5))
    other.refresh_from_db()
    client.post(page_at(other), said(other, number="312/BC-UBND", text="Năm nay."))
    assert Evidence.objects.count() == 3


def test_several_files_come_with_the_entry_in_place(login, duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    files = [upload(b"%PDF-1.4 mot", "bien-ban.pdf"), upload(b"%PDF-1.4 hai", "ds.pdf")]
    form = said(duty, file=files, number="7/BB", also_for=[other.pk]) | OPEN
    page = text_of(
        login(officer).post(page_at(duty, "log_in_place"), form, headers=HTMX)
    )
    assert "Đã lưu kết quả" in page
    assert Evidence.objects.count() == 2
    assert all(set(row.duties.all()) == {duty, other} for row in Evidence.objects.all())


def test_a_file_without_the_confirmation_saves_nothing(login, duty, officer):
    answer = login(officer).post(page_at(duty), said(duty, file=upload()))
    assert "confirmed_open" in refusals(answer)
    assert not ProgressEntry.objects.exists()
    assert not Evidence.objects.exists()


def test_all_errors_come_at_once_each_at_its_field_with_links(login, duty, officer):
    """A wrong day hides neither a wrong number nor a missing text."""
    figure = make_figure(duty.task, label="Số người được tiếp")
    name = field_name(figure.pk)
    form = said(duty, done_on="31/02/2026", text="", subject="Báo cáo", **{name: "13o"})
    answer = login(officer).post(page_at(duty), form)
    assert set(refusals(answer)) == {"done_on", "text", name, "number"}
    page = text_of(answer)
    assert "Chưa lưu: 4 ô cần sửa." in page
    for field in ("done_on", "text", name, "number"):
        assert f'href="#id_{field}"' in page
        assert f'id="id_{field}_error"' in page
    assert 'value="13o"' in page


def test_an_address_stands_beside_number_and_day_never_instead(login, duty, officer):
    client, link = login(officer), "https://dvc.khanhhoa.gov.vn/bai-dang?id=1"
    found = refusals(client.post(page_at(duty), said(duty, link=link)))
    assert set(found) == {"number", "issued_on", "subject", "confirmed_open"}
    told = {"number": "3/TB", "issued_on": "04/06/2026", "subject": "Thông báo"}
    found = refusals(client.post(page_at(duty), said(duty, link=link, **told)))
    assert set(found) == {"confirmed_open"}
    client.post(page_at(duty), said(duty, link=link, **told) | OPEN)
    assert Evidence.objects.get().link == link
    page = text_of(client.get(reverse("tasks:duty", args=[duty.pk])))
    assert f'href="{link}" target="_blank" rel="noopener' in page


@pytest.mark.parametrize(
    "link",
    [
        "http://khanhhoa.gov.vn/a",
        "javascript:alert(1)",
        "https://ten:mat-khau@khanhhoa.gov.vn/",
        "https://khanhhoa.gov.vn/" + "a" * 500,
        "https://mot hai.vn/",
        "https://localhost/",
        "https://[::1",
    ],
)
def test_other_addresses_are_refused(login, duty, officer, link):
    told = {"number": "3/TB", "issued_on": "04/06/2026", "subject": "Thông báo"}
    form = said(duty, link=link, **told) | OPEN
    assert "link" in refusals(login(officer).post(page_at(duty), form))
    assert not Evidence.objects.exists()


def test_a_file_that_is_there_already_is_offered_and_taken(login, duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    held = attach_evidence(
        duties=[other], actor=officer, subject="Biên bản", upload=upload(),
        confirmed_open=True, today=TODAY, now=NOW,
    )  # fmt: skip
    form = said(duty) | OPEN
    answer = login(officer).post(page_at(duty), form | {"file": upload()})
    assert "Đơn vị đã tải tệp này lên rồi" in refusals(answer)["file"][0]
    assert f'name="kept" value="{held.pk}" checked' in text_of(answer)
    login(officer).post(page_at(duty), form | {"kept": [held.pk]})
    assert set(held.duties.all()) == {duty, other}
    assert Evidence.objects.count() == 1


def test_a_photo_that_is_there_already_is_known_also_with_its_camera_data(
    login, duty, officer
):
    photo = with_camera_data(JPEG)
    attach_evidence(
        duties=[make_duty(make_task(duty.task.plan), duty.agency, duty.period)],
        actor=officer, subject="Ảnh", upload=upload(photo, "a.jpg"),
        confirmed_open=True, today=TODAY, now=NOW,
    )  # fmt: skip
    form = said(duty) | OPEN
    again = upload(with_camera_data(JPEG, 6, ">"), "b.jpg")
    answer = login(officer).post(page_at(duty), form | {"file": again})
    assert "Đơn vị đã tải tệp này lên rồi" in refusals(answer)["file"][0]
    kept = Evidence.objects.get().pk
    assert f'name="kept" value="{kept}" checked' in text_of(answer)


def test_a_file_that_was_put_away_is_not_offered_for_reuse(login, duty, officer):
    held = attach_evidence(
        duties=[duty], actor=officer, subject="Biên bản", upload=upload(),
        confirmed_open=True, today=TODAY, now=NOW,
    )  # fmt: skip
    Evidence.objects.filter(pk=held.pk).update(quarantined_at=NOW)
    duty.refresh_from_db()
    form = said(duty) | OPEN | {"file": upload()}
    answer = login(officer).post(page_at(duty), form)
    [words] = refusals(answer)["file"]
    assert words == "Tệp này đã bị cách ly, không dùng làm minh chứng được."
    assert f'value="{held.pk}" checked' not in text_of(answer)


def test_flows_say_from_which_day_and_stocks_stand_apart(login, duty, officer):
    make_figure(duty.task, label="Số lượt tiếp", unit="lượt")
    make_figure(duty.task, label="Số thôn", across_time="stock", unit="thôn")
    make_figure(duty.task, label="Có quy chế", type="yes_no")
    half = make_period(
        duty.task.plan, kind="6-thang", data_to=date(2026, 6, 9), unit_due=TODAY
    )
    first = duty.task.figures.first()
    value = {"agency": duty.agency, "entered_by": officer, "recorded_at": NOW}
    FigureValue.objects.create(figure=first, period=half, number=49, **value)
    page = text_of(login(officer).get(page_at(duty)))
    flow = page.index("Số liệu cộng dồn từ 15/12/2025")
    stock = page.index("Số liệu tại thời điểm")
    assert flow < page.index("Số lượt tiếp<") < stock < page.index("Số thôn<")
    assert page.index("Số thôn<") < page.index("Câu hỏi khác")
    assert 'data-short="6 tháng">49<' in page
    assert "Dùng số 6 tháng cho ô trống" in page


def test_why_it_was_sent_back_stands_on_the_form_until_it_is_sent(login, duty, officer):
    duty.state, duty.return_due_on, duty.first_sent_on = "returned", TODAY, TODAY
    duty.save()
    DutyEvent.objects.create(
        duty=duty, kind="returned", from_state="submitted", to_state="returned",
        actor=officer, effective_on=TODAY, recorded_at=NOW, note="Số thấp hơn 6 tháng.",
    )  # fmt: skip
    for name in ("log_progress", "log_in_place"):
        page = text_of(login(officer).get(page_at(duty, name), headers=HTMX))
        assert "Phải bổ sung, chậm nhất ngày 10/06/2026" in page
        assert "Số thấp hơn 6 tháng." in page


def test_saving_may_put_it_before_the_head_or_send_it(login, duty, officer):
    login(officer).post(page_at(duty), said(duty, then="trinh"))
    duty.refresh_from_db()
    assert duty.state == "prepared"
    form = said(duty, text="Thêm một việc.", then="gui")
    answer = login(make_user("head", duty.agency)).post(
        page_at(duty), form, follow=True
    )
    assert "Đã lưu và gửi" in text_of(answer)
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_the_same_form_that_sends_is_sent_once(login, duty, head):
    form = said(duty, then="gui", form_key="k")
    for _ in range(2):
        page = text_of(login(head).post(page_at(duty), form, follow=True))
    assert "Đã lưu rồi lúc 09:30 ngày 10/06/2026" in page
    assert "không còn mở" not in page
    assert ProgressEntry.objects.count() == 1


def test_a_wrong_number_hides_no_part_above_its_whole(login, duty, officer):
    wrong, whole = make_figure(duty.task), make_figure(duty.task)
    part = make_figure(duty.task, not_above=whole)
    names = [field_name(row.pk) for row in (wrong, whole, part)]
    form = said(duty, **dict(zip(names, ("13o", "3", "4"), strict=True)))
    assert set(refusals(login(officer).post(page_at(duty), form))) == {
        names[0],
        names[2],
    }


def test_what_lacks_something_is_saved_and_says_what_it_lacks(login, duty, officer):
    make_figure(duty.task, label="Số lượt tiếp", required=True)
    answer = login(officer).post(page_at(duty), said(duty, then="trinh"), follow=True)
    assert "Chưa trình được" in text_of(answer)
    assert "Chưa có số liệu: Số lượt tiếp" in text_of(answer)
    assert ProgressEntry.objects.count() == 1


def test_nothing_happened_needs_no_words(login, duty, officer):
    login(officer).post(page_at(duty), said(duty, text="", progress="nothing"))
    duty.refresh_from_db()
    assert (duty.nothing_to_report, duty.progress) == (True, "done")


def test_figures_and_a_document_stay_within_the_bar(
    login, duty, officer, django_assert_max_num_queries
):
    """The bar of the house is 34 with figures, doubts and a document."""
    figures = [make_figure(duty.task) for _ in range(3)]
    last = make_period(duty.period.plan, 2025, state="closed")
    make_duty(duty.task, duty.agency, last)
    for figure in figures:
        FigureValue.objects.create(
            agency=duty.agency, period=last, figure=figure, number=5000,
            entered_by=officer, recorded_at=NOW,
        )  # fmt: skip
    names = [field_name(figure.pk) for figure in figures]
    form = said(duty, number="312/BC-UBND", **dict.fromkeys(names, "5"))
    client = login(officer)
    with django_assert_max_num_queries(33):
        answer = client.post(page_at(duty), form | {"file": upload()} | OPEN)
    assert Evidence.objects.get().file
    assert FigureValue.objects.filter(period=duty.period).count() == 3
    assert "kỳ trước" in text_of(client.get(answer["Location"]))
