"""«Sắp xếp tổ chức» as an administrator walks through it, and as nobody else may."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agencies.models import Agency, Membership, PlannedAgency, Reorganisation
from agencies.tests.factories import make_agency, make_user
from tasks.models import Duty
from tasks.reorganising.tests.event_pages import LIST, addresses, said, url
from tasks.reorganising.tests.reorganising import (
    EVE,
    communes,
    log,
    make_event,
    merge,
    run,
)
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
State = Reorganisation.State


@pytest.mark.parametrize("role", ["officer", "head", "leader", "staff"])
def test_only_administrators_get_in(login, role):
    a, b = communes("A", "B")
    event = merge(a, new=b)
    steering = make_plan().steering_agency
    member = "" if role == "staff" else role
    user = make_user(member, steering if member else None, is_staff=role == "staff")
    client = login(user)
    reads, writes = addresses(event)
    assert {client.get(address).status_code for address in reads} == {403}
    assert {client.post(address).status_code for address in writes} == {403}
    assert Reorganisation.objects.get().is_draft
    assert event.lines.count() == 1
    assert reverse(LIST) not in text_of(client.get(plan_page("tasks:plan")))


def test_nobody_gets_in_without_login(client):
    event = merge(*communes("A"), new=make_agency())
    reads, writes = addresses(event)
    answers = [client.get(each) for each in reads] + [client.post(e) for e in writes]
    assert {answer.status_code for answer in answers} == {302}
    assert all("dang-nhap" in answer["Location"] for answer in answers)


def test_the_permission_opens_the_pages_and_the_navigation(login):
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_reorganisation"))
    answer = login(user).get(reverse(LIST))
    assert answer.status_code == 200
    assert f'href="{reverse(LIST)}" aria-current="page"' in text_of(answer)


def test_unknown_events_and_lines_are_404(admin):
    a, b, c = communes("A", "B", "C")
    event, other = merge(a, new=c), merge(b, new=c)
    line = other.lines.get()
    assert admin.get(url("preview", 999_999)).status_code == 404
    removing = url("line_remove", event.pk, line.pk)
    assert admin.post(removing).status_code == 404
    assert other.lines.count() == 1


def test_a_draft_goes_all_the_way_to_applied_and_undone(admin):
    plan = make_plan()
    period = make_period(plan)
    first, second = make_task(plan, "III.2.a"), make_task(plan, "III.2.b")
    a, b, heir = communes("Xã An Hòa", "Xã Bình Hòa", "Xã Cam Hòa")
    open_duty = make_duty(first, a, period)
    divided = [make_duty(task, b, period) for task in (first, second)]
    officer = make_user("officer", a)
    head = make_user("head", b)

    answer = admin.post(
        reverse("tasks:reorganisation_new"),
        {"name": "Sắp xếp 2026", "legal_basis": "NQ 9", "effective_on": "01/06/2026"},
    )
    event = Reorganisation.objects.get()
    assert answer["Location"] == url("", event.pk)
    new = {
        "new_name": "Ủy ban nhân dân xã Hòa Bình",
        "new_short_name": "UBND xã Hòa Bình",
        "new_kind": "cap-xa",
        "new_level": "xa",
    }
    line = {"predecessor": "Xã An Hòa", "kind": "merge", **new}
    assert admin.post(url("line", event.pk), line).status_code == 302
    planned = PlannedAgency.objects.get()
    assert planned.code == "ubnd-xa-hoa-binh"
    for followed in (f"{planned.name} ({planned.code})", heir.code):
        line = {"predecessor": b.code, "kind": "split", "successor": followed}
        assert admin.post(url("line", event.pk), line).status_code == 302
    assert event.lines.count() == 3

    page = admin.get(url("preview", event.pk))
    assert page.context["preview"].fates["pending"] == 2
    assert 'name="digest"' not in text_of(page)
    digest = page.context["preview"].digest
    early = admin.post(url("apply", event.pk), {"digest": digest}, follow=True)
    assert "phải chọn đơn vị tiếp nhận" in said(early)

    answer = admin.post(
        url("choose", event.pk),
        {
            f"takes.{b.code}.": heir.code,
            f"takes.{b.code}.{second.pk}": planned.code,
        },
        follow=True,
    )
    assert "Đã lưu 2 lựa chọn" in said(answer)
    preview = answer.context["preview"]
    assert preview.can_apply
    assert preview.fates["joined"] + preview.fates["transferred"] == 3
    assert not Agency.objects.filter(code=planned.code).exists()

    answer = admin.post(url("apply", event.pk), {"digest": preview.digest}, follow=True)
    assert "2 cơ quan kết thúc, 3 nhiệm vụ sang đơn vị mới" in said(answer)
    born = Agency.objects.get(code=planned.code)
    open_duty.refresh_from_db()
    assert open_duty.carried_to.agency == born
    for duty in divided:
        duty.refresh_from_db()
    assert [duty.carried_to.agency for duty in divided] == [heir, born]

    page = admin.get(url("people", event.pk))
    assert page.context["left"] == 2
    answer = admin.post(
        url("people", event.pk),
        {"cu": b.code, "moi": heir.code, "nguoi": [head.pk]},
        follow=True,
    )
    assert "Đã chuyển 1 vai trò" in said(answer)
    assert answer.context["left"] == 1
    role = Membership.objects.get(user=head, agency=heir)
    assert (role.role, role.valid_from) == ("head", TODAY)
    assert not Membership.objects.alive_on(TODAY).filter(user=officer).exists()

    assert admin.get(url("undo", event.pk)).context["obstacles"] == []
    answer = admin.post(url("undo", event.pk), follow=True)
    assert "Đã hoàn tác" in said(answer)
    event.refresh_from_db()
    assert event.state == State.UNDONE
    assert not Agency.objects.filter(code=planned.code).exists()
    assert Duty.objects.filter(state="open").count() == 3
    assert Membership.objects.get(user=officer).valid_to is None
    answer = admin.post(url("copy", event.pk), follow=True)
    assert answer.context["event"].is_draft
    assert answer.context["total"] == 3


def test_what_was_typed_comes_back_with_the_reason(admin):
    event = make_event()
    communes("Xã Thành Hải", "Xã Thanh Hải")
    line = {"predecessor": "thanh hai", "kind": "merge", "successor": "Xã Lạ"}
    answer = admin.post(url("line", event.pk), line)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert "Chọn một cơ quan" in form.errors["predecessor"][0]
    assert text_of(answer).count('name="predecessor_chon"') == 2
    assert form.errors["successor"] == ["Không có cơ quan tên «Xã Lạ»."]
    assert 'value="thanh hai"' in text_of(answer)
    assert not event.lines.exists()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"kind": "dissolve", "successor": "bon"}, "kind"),
        ({"kind": "merge"}, "successor"),
        ({"kind": "merge", "successor": "ba"}, "successor"),
        ({"kind": "merge", "new_name": "Xã Mới"}, "new_kind"),
        ({"kind": "merge", "successor": "bon", "new_name": "X"}, "successor"),
        ({"kind": "lạ", "successor": "bon"}, "kind"),
        ({"kind": "dissolve", "predecessor": ""}, "predecessor"),
    ],
)
def test_lines_that_make_no_sense_are_explained_beside_the_field(admin, line, field):
    event = make_event()
    for code in ("ba", "bon"):
        make_agency(f"Xã {code}", code=code, kind="cap-xa")
    answer = admin.post(url("line", event.pk), {"predecessor": "ba", **line})
    assert field in answer.context["form"].errors
    assert not event.lines.exists()
    assert not PlannedAgency.objects.exists()


def test_a_failed_line_leaves_no_planned_agency(admin):
    a, b = communes("A", "B")
    event = merge(a, new=b, kind="rename")
    new = {"new_name": "Xã Mới", "new_kind": "cap-xa", "new_level": "xa"}
    line = {"predecessor": a.code, "kind": "split", **new}
    answer = admin.post(url("line", event.pk), line)
    assert "không thêm dòng khác" in str(answer.context["form"].errors)
    assert not PlannedAgency.objects.exists()


def test_the_search_offers_names_with_codes(admin):
    event = make_event()
    make_agency("Xã Thành Hải", code="thanh-hai", kind="cap-xa")
    make_agency("Xã Cũ Hải", code="cu", kind="cap-xa", valid_to=EVE)
    asked = {"o": "predecessor", "predecessor": "hải"}
    page = text_of(admin.get(url("search", event.pk), asked))
    assert re.findall(r'name="predecessor_chon" value="([^"]+)"', page) == ["thanh-hai"]
    assert "Xã Thành Hải" in page
    assert text_of(admin.get(url("search", event.pk), {"o": "x"})).strip() == ""


def test_undoing_too_late_names_who_worked(admin):
    plan = make_plan()
    a, b = communes("A", "B")
    make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=b)
    before = NOW.replace(hour=8)
    run(event, now=before)
    log(Duty.objects.get(agency=b), "Họp dân", now=NOW)
    author = Duty.objects.get(agency=b).entries.get().author
    page = admin.get(url("undo", event.pk))
    assert author.full_name in text_of(page)
    answer = admin.post(url("undo", event.pk), follow=True)
    assert author.full_name in said(answer)
    event.refresh_from_db()
    assert event.state == State.APPLIED


def test_applied_events_have_no_forms_and_refuse_their_addresses(admin):
    a, b = communes("A", "B")
    event = merge(a, new=b)
    run(event)
    page = text_of(admin.get(url("", event.pk)))
    assert "Thêm một dòng" not in page
    answer = admin.post(
        url("line", event.pk), {"predecessor": b.code, "kind": "dissolve"}
    )
    assert "không sửa được nữa" in str(answer.context["form"].errors)
    answer = admin.post(url("delete", event.pk), follow=True)
    assert "không sửa được nữa" in said(answer)
    assert admin.get(url("preview", event.pk))["Location"] == url("", event.pk)


def test_only_the_ticked_go_over_and_only_to_a_successor(admin):
    a, b, stranger = communes("A", "B", "C")
    stays, goes = make_user("officer", a), make_user("head", a)
    event = merge(a, new=b)
    run(event)
    to = {"cu": a.code, "nguoi": [goes.pk, "x"]}
    answer = admin.post(
        url("people", event.pk), {**to, "moi": stranger.code}, follow=True
    )
    assert "không kế thừa" in said(answer)
    assert admin.post(url("people", event.pk), to).status_code == 404
    admin.post(url("people", event.pk), {**to, "moi": b.code})
    assert [m.user for m in Membership.objects.filter(agency=b)] == [goes]
    assert not Membership.objects.alive_on(TODAY).filter(user=stays).exists()
