"""What an administrator chooses and uploads before applying; what pages cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import CarryDecision, OnceDecision
from tasks.reorganising.tests.event_pages import LIST, big, cost, said, upload, url
from tasks.reorganising.tests.reorganising import (
    EVE,
    communes,
    make_event,
    merge,
    run,
    split,
)
from tasks.tests.factories import (
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def test_a_sheet_is_shown_first_and_written_on_confirmation(admin):
    event = make_event()
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    make_agency("Xã Bà", code="ba-2", kind="cap-xa")
    page = upload(
        admin, event, ("", "Xã Ba", "Sáp nhập", "moi", "Xã Mới", "", "cap-xa", "xa", "")
    )
    assert not event.lines.exists()
    assert "Tên chỉ khác dấu" in text_of(page)
    sheet = page.context["sheet"]
    answer = admin.post(url("sheet_write", event.pk), {"sheet": sheet}, follow=True)
    assert "Đã ghi 1 dòng, 1 cơ quan sẽ lập." in said(answer)
    assert event.lines.get().successor_code == "moi"


def test_a_wrong_sheet_cannot_be_written(admin):
    event, other = make_event(), make_event()
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    page = upload(admin, event, ("la", "", "Giải thể", "", "", "", "", "", ""))
    assert page.context["sheet"] == ""
    assert "Không có cơ quan mã «la»." in text_of(page)
    right = upload(admin, event, ("ba", "", "Giải thể", "", "", "", "", "", ""))
    sheet = right.context["sheet"]
    for wrong in ("", sheet[:-2], "x" + sheet):
        answer = admin.post(url("sheet_write", event.pk), {"sheet": wrong}, follow=True)
        assert "tải tệp lên lại" in said(answer)
    answer = admin.post(url("sheet_write", other.pk), {"sheet": sheet}, follow=True)
    assert "tải tệp lên lại" in said(answer)
    assert not event.lines.exists()
    assert not other.lines.exists()


def test_a_bad_file_is_explained_on_the_event_page(admin):
    event = make_event()
    file = SimpleUploadedFile("a.pdf", b"%PDF")
    page = admin.post(url("sheet", event.pk), {"file": file})
    assert page.context["sheet"].errors["file"] == ["Chọn tệp .xlsx hoặc .csv."]


def test_the_template_is_a_workbook(admin):
    event = merge(*communes("A"), new=make_agency())
    answer = admin.get(url("template", event.pk))
    assert answer.content[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]


def test_a_stale_preview_is_not_applied_and_the_new_one_is_shown(admin):
    plan = make_plan()
    period = make_period(plan)
    a, b = communes("A", "B")
    make_duty(make_task(plan), a, period)
    event = merge(a, new=b)
    digest = admin.get(url("preview", event.pk)).context["preview"].digest
    make_duty(make_task(plan), a, period)
    answer = admin.post(url("apply", event.pk), {"digest": digest}, follow=True)
    assert "đã thay đổi từ lúc xem trước" in said(answer)
    assert answer.context["total"] == 2
    assert answer.context["preview"].digest != digest
    event.refresh_from_db()
    assert event.is_draft


def test_problems_stand_instead_of_the_preview(admin):
    a, b = communes("A", "B")
    a.valid_to = EVE.replace(month=1)
    a.save()
    event = merge(a, new=b)
    page = admin.get(url("preview", event.pk))
    assert "đã kết thúc ngày 31/01/2026" in text_of(page)
    assert 'name="digest"' not in text_of(page)


def test_choices_are_kept_changed_and_taken_back(admin):
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    a, b, c, gone, other = communes("A", "B", "C", "D", "E")
    make_duty(task, a, period)
    make_duty(task, gone, period)
    event = split(a, b, c)
    event.lines.create(predecessor=gone, kind="dissolve")
    choose = url("choose", event.pk)
    typed = {f"other.{gone.code}.": "E", "takes..": "-", "reason..": "Không còn"}
    page = admin.post(choose, typed, follow=True)
    assert page.context["preview"].can_apply
    assert page.context["preview"].fates["ended"] == 1
    rows = {d.predecessor: d.takes_code for d in CarryDecision.objects.all()}
    assert rows == {gone: other.code, None: ""}
    html = text_of(page)
    assert f'value="E ({other.code})"' in html
    assert 'value="Không còn"' in html
    page = admin.post(choose, {f"takes.{a.code}.": c.code}, follow=True)
    rows = {d.predecessor: d.takes_code for d in CarryDecision.objects.all()}
    assert rows == {a: c.code}
    assert page.context["preview"].fates["pending"] == 1


def test_an_unknown_taker_is_refused_beside_its_field(admin):
    plan = make_plan()
    gone = communes("D")[0]
    make_duty(make_task(plan), gone, make_period(plan))
    event = merge(gone, new=None, kind="dissolve")
    page = admin.post(url("choose", event.pk), {f"other.{gone.code}.": "Xã Lạ"})
    form = page.context["form"]
    assert form.errors[f"other.{gone.code}."] == ["Không có cơ quan tên «Xã Lạ»."]
    assert 'value="Xã Lạ"' in text_of(page)
    page = admin.post(url("choose", event.pk), {f"other.{gone.code}.": gone.code})
    assert "không phải cơ quan hoạt động sau sự kiện" in text_of(page)
    assert not CarryDecision.objects.exists()


def test_work_done_once_is_asked_about_by_radio(admin):
    plan = make_plan()
    period = make_period(plan)
    task = make_task(plan, "IV.11.1", schedule="once")
    a, b, c = communes("A", "B", "C")
    make_duty(task, a, period, state="accepted", first_sent_on=EVE, accepted_on=EVE)
    make_duty(task, b, period)
    event = merge(a, b, new=c)
    page = admin.get(url("preview", event.pk))
    assert [q.kind for q in page.context["preview"].questions] == ["once"]
    assert f'type="radio" name="once.{task.pk}."' in text_of(page)
    page = admin.post(url("choose", event.pk), {f"once.{task.pk}.": "yes"}, follow=True)
    assert page.context["preview"].can_apply
    assert OnceDecision.objects.get().is_satisfied
    exact = {f"once.{task.pk}.": "yes", f"once.{task.pk}.{c.code}": "no"}
    admin.post(url("choose", event.pk), exact)
    assert OnceDecision.objects.count() == 1  # nothing is asked per successor any more
    page = admin.post(url("choose", event.pk), {}, follow=True)
    assert not OnceDecision.objects.exists()


@pytest.mark.parametrize(
    ("name", "most"), [("", 12), ("preview", 120), ("template", 6)]
)
def test_pages_of_a_draft_cost_the_same_for_few_lines_and_for_more(admin, name, most):
    small, large = big(4), big(8)
    one = cost(admin, url(name, small.pk))
    assert cost(admin, url(name, large.pk)) == one
    assert one <= most


def test_people_and_the_list_cost_the_same_for_one_and_for_more(admin):
    def applied(count):
        heir = make_agency(kind="cap-xa")
        olds = [make_agency(kind="cap-xa") for _ in range(count)]
        for old in olds:
            make_user("officer", old)
        event = merge(*olds, new=heir)
        run(event)
        return event

    small = applied(1)
    listed = cost(admin, reverse(LIST))
    large = applied(5)
    assert cost(admin, reverse(LIST)) == listed <= 8
    people = cost(admin, url("people", small.pk))
    assert cost(admin, url("people", large.pk)) == people <= 10


def test_lines_are_found_without_marks_and_nothing_found_is_said(admin):
    a, b, c = communes("Xã Diên Lạc", "Xã Cam Hòa", "Xã Diên Điền")
    event = merge(a, b, new=c)
    page = admin.get(url("", event.pk), {"q": "dien lac"})
    assert [line.predecessor for line in page.context["page"]] == [a]
    assert page.context["total"] == 2
    none = admin.get(url("", event.pk), {"q": "vạn ninh"})
    assert "Không có dòng nào khớp «vạn ninh»" in text_of(none)
