"""«Chép câu trả lời» of a list, and one number for what waits in badge and queue."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.tests.factories import make_agency, make_user
from tasks.models import Duty
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_period, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.at_any_hour]


@pytest.fixture
def period():
    today = timezone.localdate()
    return make_period(
        make_plan(make_agency("Sở Nội vụ", code="so-noi-vu")),
        year=today.year,
        data_from=today - timedelta(days=300),
        data_to=today + timedelta(days=10),
        unit_due=today + timedelta(days=12),
    )


@pytest.fixture
def officer(period, client):
    user = make_user("officer", period.plan.steering_agency)
    client.force_login(user)
    return user


def late(period, name):
    duty = make_duty(period=period, agency=make_agency(name))
    day = timezone.localdate() - timedelta(days=4)
    Duty.objects.filter(pk=duty.pk).update(due_on=day, original_due_on=day)
    return duty


@pytest.mark.usefixtures("officer")
def test_the_answer_counts_and_names_what_the_list_shows(period, client):
    late(period, "UBND xã An")
    late(period, "UBND xã Bình")
    make_duty(period=period, agency=make_agency("UBND xã Còn Hạn"))
    query = {"ky": period.key, "trang-thai": "overdue"}
    page = client.get(plan_page("tasks:duties"), query)
    assert f"{plan_page('tasks:duties_answer')}?" in page.content.decode()
    text = client.get(plan_page("tasks:duties_answer"), query).context["answer"]
    now = timezone.localtime()
    assert re.match(rf"Đến \d\d:\d\d ngày {now:%d/%m/%Y}, ", text)
    assert text.endswith(
        "2 nhiệm vụ «Quá hạn chưa gửi» của 2 đơn vị: UBND xã An (1), UBND xã Bình (1)."
    )


def test_an_agency_answers_for_its_own_rows_only(period, client):
    mine, other = late(period, "UBND xã An"), late(period, "UBND xã Bình")
    client.force_login(make_user("officer", mine.agency))
    query = {"ky": period.key}
    text = client.get(plan_page("tasks:duties_answer"), query).context["answer"]
    assert mine.agency.short_name in text
    assert other.agency.short_name not in text


@pytest.mark.usefixtures("officer")
def test_badge_and_queue_say_the_same_number(period, client):
    today = timezone.localdate()
    before = make_period(
        period.plan, period.year - 1, data_from=today - timedelta(days=700)
    )
    for held in (period, before):
        duty = make_duty(period=held)
        Duty.objects.filter(pk=duty.pk).update(
            state="submitted", first_sent_on=today, submitted_at=timezone.now()
        )
    html = client.get(plan_page("tasks:review"), {"ky": period.key}).content.decode()
    badge = re.search(r"Tiếp nhận.*?nav-badge[^>]*>(\d+)", html, re.DOTALL)
    assert badge[1] == "2"
    assert f"2 chờ tiếp nhận, ở dưới là 1 của {period.words}" in html
