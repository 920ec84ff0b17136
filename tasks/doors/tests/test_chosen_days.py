"""Days that somebody must keep: not earlier than what counts by mistake, and a day off is
asked about with the next working day to choose instead.
"""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import AdhocRequest, ContributionRequest, Duty, Holiday
from tasks.review.deciding import default_return_day
from tasks.tests.factories import make_duty, make_period, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
#: A Monday; 05/12/2026 is a Saturday, 06/12 a Sunday, and 07/12 is made a day off.
TODAY = date(2026, 11, 30)
SUNDAY = "06/12/2026"
ASKED = (
    "06/12/2026 là Chủ nhật, vẫn chọn? Đánh dấu ô này rồi gửi lại; hoặc nhập ngày làm"
    " việc tiếp theo: 08/12/2026."
)


@pytest.fixture(autouse=True)
def _monday(clock):
    Holiday.objects.create(day=date(2026, 12, 7), name="Nghỉ bù")
    clock.at(2026, 11, 30, 9)


@pytest.fixture
def duty():
    plan = make_plan()
    task = make_task(plan)
    return make_duty(task, make_agency("UBND xã"), make_period(plan))


@pytest.fixture
def steering(duty, client):
    person = make_user("head", duty.period.plan.steering_agency)
    client.force_login(person)
    return person


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_extension_is_never_earlier_and_asks_about_a_day_off(duty, steering, client):
    url = reverse("tasks:extend", args=[duty.pk])
    said = {"reason": "Bão lũ"}
    early = text_of(client.post(url, said | {"new_due_on": "06/12/2026"}))
    assert "Hạn mới phải sau hạn đang tính (16/12/2026)." in early
    off = text_of(client.post(url, said | {"new_due_on": "20/12/2026"}))
    assert "nhập ngày làm việc tiếp theo: 21/12/2026." in off
    assert fresh(duty).due_on == date(2026, 12, 16)
    client.post(url, said | {"new_due_on": "20/12/2026", "day_off": "on"})
    assert fresh(duty).due_on == date(2026, 12, 20)


def test_a_slip_in_the_year_extends_nothing(duty, steering, client):
    url = reverse("tasks:extend", args=[duty.pk])
    said = {"reason": "Bão lũ", "new_due_on": "18/12/2036"}
    page = text_of(client.post(url, said))
    assert "18/12/2036 muộn hơn một năm, kiểm tra lại năm." in page
    assert "Bão lũ" in page
    assert fresh(duty).due_on == date(2026, 12, 16)


def sent(duty):
    Duty.objects.filter(pk=duty.pk).update(state="submitted", first_sent_on=TODAY)
    return duty


def test_a_supplement_before_the_duty_s_own_day_is_asked_about(duty, steering, client):
    url = reverse("tasks:return", args=[sent(duty).pk])
    said = {"reason": "Thiếu số liệu", "new_due_on": "04/12/2026"}
    page = text_of(client.post(url, said))
    told = "04/12/2026 sớm hơn hạn đang tính (16/12/2026), vẫn chọn?"
    assert told in page
    assert 'type="checkbox" name="earlier"' in page
    assert "Thiếu số liệu" in page
    assert fresh(duty).state == "submitted"
    off = said | {"new_due_on": SUNDAY, "earlier": "on"}
    assert ASKED in text_of(client.post(url, off))
    client.post(url, said | {"earlier": "on"})
    assert fresh(duty).return_due_on == date(2026, 12, 4)


def test_the_day_that_is_offered_is_asked_about_by_nobody(duty, steering, client):
    url = reverse("tasks:return", args=[sent(duty).pk])
    assert default_return_day(duty, TODAY) == duty.due_on
    assert default_return_day(duty, date(2026, 12, 14)) == date(2026, 12, 21)
    offered = client.get(url).context["form"]["new_due_on"].value()
    client.post(url, {"reason": "Thiếu", "new_due_on": f"{offered:%d/%m/%Y}"})
    assert fresh(duty).return_due_on == date(2026, 12, 16)


def test_a_period_s_deadline_comes_forward_only_when_it_is_meant(
    duty, steering, client
):
    period = duty.period
    url = reverse("tasks:period", args=[period.pk])
    page = text_of(client.post(url, {"unit_due": "15/12/2026", "outline": "Đề cương"}))
    assert "15/12/2026 sớm hơn hạn đang tính (16/12/2026), vẫn chọn?" in page
    assert "Đề cương" in page
    assert fresh(period).unit_due == date(2026, 12, 16)
    client.post(url, {"unit_due": "15/12/2026", "earlier": "on"})
    assert fresh(period).unit_due == fresh(duty).due_on == date(2026, 12, 15)
    off = {"unit_due": "15/12/2026", "summary_due": "20/12/2026"}
    page = text_of(client.post(url, off))
    assert "nhập ngày làm việc tiếp theo: 21/12/2026." in page
    assert fresh(period).summary_due is None
    client.post(url, off | {"day_off": "on"})
    assert fresh(period).summary_due == date(2026, 12, 20)


def test_what_did_not_change_is_not_asked_again(duty, steering, client):
    period = duty.period
    type(period).objects.filter(pk=period.pk).update(unit_due=date(2026, 12, 20))
    url = reverse("tasks:period", args=[period.pk])
    client.post(url, {"unit_due": "20/12/2026", "outline": "Đề cương"})
    assert fresh(period).outline == "Đề cương"


def test_a_deadline_of_a_period_is_never_put_into_the_past(
    duty, steering, client, clock
):
    url = reverse("tasks:period", args=[duty.period.pk])
    clock.at(2026, 12, 20, 16)
    client.force_login(steering)
    sure = {"earlier": "on", "day_off": "on"}
    page = text_of(client.post(url, sure | {"unit_due": "18/12/2026"}))
    assert "Hạn gửi của đơn vị phải từ hôm nay trở đi." in page


def test_a_contribution_on_a_day_off_is_asked_about(duty, client):
    client.force_login(make_user("officer", duty.agency))
    other = make_agency("Sở Tư pháp")
    url = reverse("tasks:ask_contribution", args=[duty.pk])
    said = {"agency": other.code, "question": "Số lớp tập huấn", "due_on": SUNDAY}
    page = text_of(client.post(url, said))
    assert ASKED in page
    assert 'type="checkbox" name="day_off"' in page
    assert not ContributionRequest.objects.exists()
    client.post(url, said | {"day_off": "on"})
    assert ContributionRequest.objects.get().due_on == date(2026, 12, 6)


def test_an_adhoc_request_due_on_a_day_off_is_asked_about(duty, steering, client):
    url = reverse("tasks:adhoc_new")
    forms = {"cau-TOTAL_FORMS": 0, "cau-INITIAL_FORMS": 0}
    said = {"title": "Niêm yết công khai", "unit_due": SUNDAY, **forms}
    page = text_of(client.post(url, said))
    assert ASKED in page
    assert not AdhocRequest.objects.exists()
    client.post(url, said | {"day_off": "on"})
    assert AdhocRequest.objects.get().unit_due == date(2026, 12, 6)


def test_reopening_until_a_day_off_is_asked_about(duty, steering, client):
    type(duty.period).objects.filter(pk=duty.period_id).update(state="closed")
    url = reverse("tasks:unlock", args=[duty.pk])
    said = {"until": SUNDAY, "reason": "Số liệu sai"}
    assert ASKED in text_of(client.post(url, said))
    client.post(url, said | {"day_off": "on"})
    assert fresh(duty).reopened_until == date(2026, 12, 6)


def test_the_admin_leaves_the_days_of_a_period_to_its_page(duty, client, admin_client):
    url = reverse("admin:tasks_period_change", args=[duty.period.pk])
    page = admin_client.get(url)
    assert page.status_code == 200
    assert not {"unit_due", "summary_due"} & set(page.context["adminform"].form.fields)
