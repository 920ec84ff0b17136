"""Measures are approved outside of the technical admin, with who and when."""

import pytest
from django.urls import reverse

from agencies.models import User
from agencies.tests.factories import make_agency, make_user
from kehoach.administration.troubles import measures as troubles
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.figures.measures import approve_measures
from tasks.models import Target, TargetMeasure
from tasks.tests.addresses import plan_page
from tasks.tests.admin_forms import filled
from tasks.tests.factories import NOW, TODAY, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE, APPROVE = "reporting:measures", "reporting:approve_measures"


@pytest.fixture
def rows():
    plan = make_plan(make_agency("Sở Khoa học"))
    target = Target.objects.create(
        plan=plan, code="II.1", short_title="Công khai", text="100%", position=1
    )
    task = make_task(plan)
    return [
        TargetMeasure.objects.create(
            target=target, code=f"II.1.{n}", short_title=f"Cách đo {n}", kind="rate",
            method="units_done", numerator_text="Đơn vị đã công khai",
            denominator_text="Đơn vị phải công khai", counting_unit="đơn vị",
            task=task, position=n,
        )
        for n in (1, 2, 3)
    ]  # fmt: skip


def head_of(rows):
    return make_user("head", rows[0].target.plan.steering_agency)


def test_the_head_approves_one_then_many_and_both_stay_told(rows, client):
    head = head_of(rows)
    client.force_login(head)
    page = text_of(client.get(plan_page(PAGE)))
    assert "3 cách đo còn là đề xuất" in page
    assert "Đơn vị phải công khai" in page
    assert "In ở bảng mục tiêu của báo cáo năm" in page
    client.post(plan_page(APPROVE), {"only": rows[0].pk, "key": [rows[1].pk]})
    rows[0].refresh_from_db()
    assert (rows[0].is_approved, rows[0].approved_by) == (True, head)
    assert TargetMeasure.objects.filter(is_approved=True).count() == 1
    said = client.post(
        plan_page(APPROVE), {"key": [r.pk for r in rows[1:]]}, follow=True
    )
    assert "Đã duyệt 2 cách đo: II.1.2, II.1.3." in text_of(said)
    assert "Mọi cách đo đã được duyệt." in text_of(said)
    assert str(head) in text_of(said)


def test_who_approved_first_stays(rows):
    head, other = head_of(rows), head_of(rows)
    keys, when = [rows[0].pk], {"today": TODAY, "now": NOW}
    approve_measures(keys=keys, actor=head, **when)
    assert approve_measures(keys=keys, actor=other, **when) == []
    rows[0].refresh_from_db()
    assert (rows[0].approved_by, rows[0].approved_at) == (head, NOW)


def test_an_officer_reads_and_strangers_do_neither(rows, client):
    officer = make_user("officer", rows[0].target.plan.steering_agency)
    client.force_login(officer)
    page = text_of(client.get(plan_page(PAGE)))
    assert "Cách đo 1" in page
    assert "Duyệt cách đo này" not in page
    client.post(plan_page(APPROVE), {"key": [rows[0].pk]})
    with pytest.raises(NotAllowed):
        approve_measures(keys=[rows[0].pk], actor=officer, today=TODAY, now=NOW)
    client.force_login(make_user("head", make_agency()))
    assert client.get(plan_page(PAGE)).status_code == 403
    assert not TargetMeasure.objects.filter(is_approved=True).exists()


def test_nothing_ticked_is_said(rows):
    with pytest.raises(InvalidInput, match="Chọn ít nhất một cách đo"):
        approve_measures(keys=[], actor=head_of(rows), today=TODAY, now=NOW)


def test_administration_leads_here_and_the_admin_keeps_who_too(rows, client):
    assert [row.url for row in troubles()] == [plan_page(PAGE)]
    admin = User.objects.create_superuser("qt", "qt@example.vn", "Khanh-Hoa@2026!")
    client.force_login(admin)
    address = reverse("admin:tasks_target_change", args=[rows[0].target_id])
    said = filled(client, address) | {"measures-0-is_approved": "on"}
    answer = client.post(address, said)
    assert answer.status_code == 302, text_of(answer)[:3000]
    rows[0].refresh_from_db()
    assert (rows[0].is_approved, rows[0].approved_by) == (True, admin)
    assert rows[0].approved_at is not None


def test_the_page_costs_the_same_for_one_and_for_three(
    rows, client, django_assert_max_num_queries
):
    client.force_login(head_of(rows))
    client.get(plan_page(PAGE))
    with django_assert_max_num_queries(14):
        client.get(plan_page(PAGE))
