"""Pages of replacing a plan: beginning, heirs, preview, who may, links both ways."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from tasks.changing.forms_heirs import HeirsForm
from tasks.changing.tests.changing import BASIS, ON, apply, live
from tasks.changing.tests.replacing import next_plan, open_year, replacement, task_like
from tasks.models import Plan, PlanChange
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    make_assignment,
    make_figure,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(given, duty):
    steering = given.task.plan.steering_agency
    plan = next_plan(begins_on=ON, number="8/KH-UBND", steering=steering)
    task = task_like(given.task, plan, "II.3")
    make_assignment(task, given.agency)
    open_year(task.plan)
    return task


@pytest.fixture
def officer(client, given):
    person = make_user("officer", given.task.plan.steering_agency)
    client.force_login(person)
    return client


@pytest.fixture
def head(client, given):
    client.force_login(make_user("head", given.task.plan.steering_agency))
    return client


def of_old(given, rest):
    return f"/ke-hoach/{given.task.plan.code}/{rest}"


def test_an_officer_begins_and_heirs_are_proposed(officer, given, heir):
    make_task(given.task.plan, "IV.6.1", text="Việc không còn", short_title="Bỏ")
    make_task(heir.plan, "II.9", text="Hoàn toàn khác hẳn", short_title="Mới tinh")
    begin = of_old(given, "dieu-chinh/thay-the/")
    assert begin in officer.get(of_old(given, "dieu-chinh/")).content.decode()
    assert "Kế hoạch mới (8/KH-UBND)" in text_of(officer.get(begin))
    answer = officer.post(begin, {"successor": heir.plan.pk})
    draft = PlanChange.objects.get()
    assert answer["Location"] == f"/dieu-chinh/{draft.pk}/thay-the/"
    page = text_of(officer.get(answer["Location"]))
    assert "1/2 dòng trùng lời văn" in page
    assert "Cần xem <span>1</span>" in page
    assert "Nhiệm vụ mới, không thay dòng nào <span>1</span>" in page
    assert "<li>II.9 Mới tinh</li>" in page


def test_a_wrong_heir_is_named_with_its_line_and_nothing_typed_is_lost(
    officer, given, heir
):
    draft = replacement(given.task.plan, heir.plan)
    [line] = draft.lines.all()
    place = f"/dieu-chinh/{draft.pk}/thay-the/"
    said = {f"heir_{line.pk}": "II.33", f"work_{line.pk}": "end"}
    page = officer.post(place, said | {f"reason_{line.pk}": "Làm lại"})
    body = page.content.decode()
    assert f"{given.task.code} {given.task.short_title}: kế hoạch mới không có" in body
    assert 'value="II.33"' in body
    assert 'value="Làm lại"' in body
    line.refresh_from_db()
    assert (line.heir_id, line.open_work) == (heir.pk, "move")
    name = f"  {heir.code} {heir.short_title.upper()} "
    officer.post(place, {f"heir_{line.pk}": name})
    line.refresh_from_db()
    assert line.heir_id == heir.pk


def test_rows_of_one_name_stay_apart(officer, given, heir):
    make_figure(given.task, "so", label="Số")
    first, second = (make_figure(heir, code, label="Số") for code in ("so", "so-2"))
    draft = replacement(given.task.plan, heir.plan)
    line = draft.lines.get(subject="figure")
    form = HeirsForm({f"heir_{line.pk}": "so-2 Số"}, change=draft)
    assert form.is_valid()
    assert form.chosen()[line.pk].heir == second.pk != first.pk


def test_the_page_of_200_rows_stays_small(officer, given, heir):
    for number in range(200):
        words = f"Nhiệm vụ số {number} về chuyển đổi số ở cấp xã"
        task = make_task(given.task.plan, f"V.{number}", text=words, short_title=words)
        task_like(task, heir.plan, f"VI.{number}")
    draft = replacement(given.task.plan, heir.plan)
    page = officer.get(f"/dieu-chinh/{draft.pk}/thay-the/")
    assert page.content.decode().count('list="dong-task"') == 201
    assert len(page.content) < 330_000


def test_at_most_fifty_plans_are_offered_and_others_are_searched(officer, given, heir):
    for number in range(60):
        make_plan(short_title=f"Kế hoạch cải cách {number}")
    begin = of_old(given, "dieu-chinh/thay-the/")
    page = officer.get(begin)
    offered = [pk for pk, _ in page.context["form"].fields["successor"].choices if pk]
    assert len(offered) == 50
    assert offered[0] == heir.plan_id  # one agency decides for both
    assert "Đang nêu 50/61 kế hoạch" in text_of(page)
    found = make_plan(short_title="Kế hoạch biên mậu")
    page = officer.get(begin, {"q": "bien mau"})
    assert "Kế hoạch biên mậu," in text_of(page)
    offered = [pk for pk, _ in page.context["form"].fields["successor"].choices if pk]
    assert offered == [found.pk]
    far = Plan.objects.get(short_title="Kế hoạch cải cách 0")
    assert officer.post(begin, {"successor": far.pk}).status_code == 302


def test_a_person_corrects_a_heir_and_sees_the_preview(officer, given, heir):
    other = make_task(heir.plan, "II.4", text="Khác", short_title="Nhiệm vụ khác")
    draft = replacement(given.task.plan, heir.plan)
    [line] = draft.lines.all()
    place = f"/dieu-chinh/{draft.pk}/thay-the/"
    said = {f"heir_{line.pk}": other.code, f"work_{line.pk}": "keep"}
    answer = officer.post(place, said | {f"reason_{line.pk}": ""})
    assert answer["Location"] == f"/dieu-chinh/{draft.pk}/"
    page = text_of(officer.get(answer["Location"]))
    assert "II.4 Nhiệm vụ khác" in page
    assert "1 việc làm xong theo kế hoạch cũ" in page
    assert "1/1 nhiệm vụ có dòng thay thế" in page
    assert "Áp dụng từ" not in page


def test_the_head_applies_and_both_plans_lead_to_one_another(head, given, heir):
    draft = replacement(given.task.plan, heir.plan)
    page = head.get(f"/dieu-chinh/{draft.pk}/")
    digest = page.context["preview"].digest
    said = BASIS | {"effective_on": "01/06/2026", "basis_on": "25/05/2026"}
    head.post(f"/dieu-chinh/{draft.pk}/", {**said, "digest": digest, "ap-dung": "1"})
    draft.refresh_from_db()
    assert draft.state == "applied"
    old = head.get(of_old(given, ""))
    assert f'href="/ke-hoach/{heir.plan.code}/"' in old.content.decode()
    assert "Đã được thay thế bởi" in text_of(old)
    new = text_of(head.get(f"/ke-hoach/{heir.plan.code}/"))
    assert f'Thay thế <a href="/ke-hoach/{given.task.plan.code}/">' in new
    applied = text_of(head.get(f"/dieu-chinh/{draft.pk}/"))
    assert "Thay bằng II.3" in applied
    assert "Hoàn tác" in applied


def test_pages_of_an_old_plan_stay_readable(head, given, heir):
    apply(replacement(given.task.plan, heir.plan))
    for rest in ("", "danh-sach/", "tiep-nhan/", "muc-tieu/", "dieu-chinh/"):
        answer = head.get(of_old(given, rest))
        assert answer.status_code == 200
        assert "Hết hiệu lực" in text_of(answer)


def test_a_duty_that_went_leads_to_where_it_went(head, given, duty, heir):
    apply(replacement(given.task.plan, heir.plan))
    page = head.get(f"/nhiem-vu/{duty.pk}/").content.decode()
    assert f'href="/nhiem-vu/{live(heir).get().pk}/"' in page


def test_others_do_not_see_it(client, given, heir):
    draft = replacement(given.task.plan, heir.plan)
    client.force_login(make_user("head", given.agency))
    for place in (
        of_old(given, "dieu-chinh/thay-the/"),
        f"/dieu-chinh/{draft.pk}/thay-the/",
    ):
        assert client.get(place).status_code == 403


@pytest.fixture
def foreign(given, duty):
    """Return a published plan that another agency steers, with the task's heir."""
    task = task_like(given.task, next_plan(begins_on=ON), "II.3")
    make_assignment(task, given.agency)
    open_year(task.plan)
    return task.plan


def test_nobody_writes_into_a_plan_that_somebody_else_steers(head, given, foreign):
    draft = replacement(given.task.plan, foreign)
    page = head.get(f"/dieu-chinh/{draft.pk}/")
    assert "hai cơ quan thống nhất rồi báo quản trị hệ thống áp dụng" in text_of(page)
    assert "Áp dụng từ" not in text_of(page)
    said = BASIS | {"effective_on": "01/06/2026", "basis_on": "25/05/2026"}
    said |= {"digest": page.context["preview"].digest, "ap-dung": "1"}
    assert head.post(f"/dieu-chinh/{draft.pk}/", said).status_code == 403
    apply(draft)
    assert "Hoàn tác" not in text_of(head.get(f"/dieu-chinh/{draft.pk}/"))
    assert head.post(f"/dieu-chinh/{draft.pk}/hoan-tac/").status_code == 403


def test_a_draft_of_somebody_else_is_not_shown_by_what_it_would_replace(
    head, given, foreign
):
    draft = replacement(given.task.plan, foreign)
    Plan.objects.filter(pk=foreign.pk).update(state="draft")
    for rest in ("", "thay-the/"):
        assert head.get(f"/dieu-chinh/{draft.pk}/{rest}").status_code == 404
    for rest in ("dieu-chinh/", "dieu-chinh/thay-the/"):
        assert "Kế hoạch mới" not in text_of(head.get(of_old(given, rest)))


def test_the_list_says_by_which_plan(officer, given, heir):
    replacement(given.task.plan, heir.plan)
    page = text_of(officer.get(plan_page("/dieu-chinh/", plan=given.task.plan)))
    assert "thay thế bằng Kế hoạch mới" in page


def test_a_plan_that_has_run_out_asks_what_becomes_of_open_work(officer, given, duty):
    Plan.objects.filter(pk=given.task.plan_id).update(ends_on=date(2026, 5, 31))
    page = officer.get(of_old(given, "dieu-chinh/")).content.decode()
    assert "hết thời gian thực hiện ngày 31/05/2026" in page
    assert f"/dieu-chinh/ke-hoach/{given.task.plan_id}/" in page
