"""Bodies that the plan only asks (Party, Front, unions): their own words and no debt."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import AdhocRequest, ContributionRequest, Duty, Notice
from tasks.review.deciding import return_duty
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
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}
LONG_AGO = TODAY - timedelta(days=20)
#: Words and colours of a debt.
DEBT = re.compile(
    r"[Qq]uá hạn|[Tt]rễ|(?<!không )[Pp]hải (thực hiện|trả lời|gửi|báo cáo|làm)"
    r"|[Yy]êu cầu bổ sung|Nhiệm vụ của đơn vị|[Hh]ạn gửi|Lâu chưa cập nhật|Cần cập nhật"
    r"|tone-red|text-danger|bg-red"
)


@pytest.fixture
def front():
    return make_agency(
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", short_name="UBMTTQVN", kind="mat-tran"
    )


@pytest.fixture
def person(front):
    return make_user("officer", front)


@pytest.fixture
def asked(front, person):
    """Everything that could be late for an ordered body, on one that is only asked."""
    plan = make_plan()
    period = make_period(plan, unit_due=TODAY - timedelta(days=2), data_to=LONG_AGO)
    common = {"agency": front, "period": period, "is_requested": True}
    waiting = make_duty(make_task(plan), **common)
    make_figure(waiting.task, required=True)
    make_duty(
        make_task(plan, schedule="ongoing"), heartbeat_on=date(2026, 1, 5), **common
    )
    sent = make_duty(make_task(plan), **common)
    log_progress(
        duties=[sent],
        author=person,
        done_on=LONG_AGO,
        text="Đã giám sát",
        progress="done",
        **MOMENT,
    )
    submit_duty(duty=sent, actor=make_user("head", front), **MOMENT)
    return_duty(
        duty=sent,
        reason="Nêu rõ số cuộc",
        new_due_on=TODAY + timedelta(days=1),
        earlier=True,
        day_off=True,
        actor=make_user("officer", plan.steering_agency),
        **MOMENT,
    )
    Duty.objects.filter(pk=sent.pk).update(return_due_on=LONG_AGO)
    lead = make_duty(make_task(plan), make_agency("Sở Tư pháp"), period)
    ContributionRequest.objects.create(
        duty=lead,
        agency=front,
        question="Số cuộc giám sát",
        due_on=LONG_AGO,
        asked_by=make_user(),
        asked_on=LONG_AGO,
        recorded_at=NOW,
    )
    letter = make_plan(plan.steering_agency, title="Rà soát", number="4/SNV")
    adhoc = make_period(
        letter,
        kind="dot-xuat",
        request_number="4/SNV",
        request_on=LONG_AGO,
        data_to=LONG_AGO,
        unit_due=TODAY - timedelta(days=1),
    )
    AdhocRequest.objects.create(
        plan=letter,
        state="open",
        unit_due=adhoc.unit_due,
        opened_at=NOW,
        created_by=make_user(),
        created_at=NOW,
    )
    make_duty(make_task(letter), front, adhoc, is_requested=True)
    return waiting


def addresses(front, asked):
    code, duties = front.code, list(front.duties.order_by("pk"))
    yield from (
        reverse("tasks:desk", args=[code]),
        reverse("tasks:agency", args=[code]),
        reverse("tasks:agencies"),
        plan_page("tasks:plan"),
        plan_page("tasks:duties") + f"?don-vi={code}",
        reverse("tasks:contributions"),
        reverse("tasks:contribution", args=[ContributionRequest.objects.get().pk]),
        reverse("tasks:adhoc_list"),
        reverse("reporting:adhoc", args=[AdhocRequest.objects.get().pk]),
        reverse("tasks:calendar"),
        reverse("tasks:notices"),
        reverse("tasks:difficulties"),
        reverse("tasks:search") + "?q=giam+sat",
        reverse("tasks:unit_report", args=[code]),
        reverse("reporting:agency_results", args=[code]),
        reverse("tasks:desk_sheet", args=[code]),
    )
    for duty in duties:
        yield reverse("tasks:duty", args=[duty.pk])
        yield reverse("tasks:log_progress", args=[duty.pk])


def said(page):
    """Return what stands between the head and the foot, without the plan's own words."""
    main = re.search(r"<body.*</main>", text_of(page), re.DOTALL)[0]
    return re.sub(r'<(p|div) class="clause[^>]*>.*?</\1>', "", main, flags=re.DOTALL)


def test_no_page_speaks_of_a_debt(login, front, person, asked):
    client = login(person)
    found = {}
    for address in addresses(front, asked):
        page = client.get(address, follow=True)
        assert page.status_code == 200, address
        words = said(page)
        if hits := [
            words[max(0, hit.start() - 60) : hit.end() + 20]
            for hit in DEBT.finditer(words)
        ]:
            found[address] = hits
    assert found == {}, "\n".join(f"{k}: {h!r}" for k, v in found.items() for h in v)


def test_words_of_a_request_stand_instead(login, front, person, asked):
    client = login(person)
    desk = text_of(client.get(reverse("tasks:desk", args=[front.code])))
    assert "Nội dung được đề nghị" in desk
    assert "Được đề nghị phối hợp" in desk
    assert "Được đề nghị" in desk
    notices = Notice.objects.filter(person=person).values_list("text", flat=True)
    assert any("đề nghị bổ sung" in text for text in notices)
    assert not any("yêu cầu" in text for text in notices)


def test_an_ordered_body_reads_its_duties_as_before(login, duty, officer):
    client = login(officer)
    desk = text_of(client.get(reverse("tasks:desk", args=[duty.agency.code])))
    assert "Nhiệm vụ của đơn vị" in desk
    assert "Nội dung được đề nghị" not in desk


def test_lists_that_leave_the_portal_say_the_same(login, asked):
    steering = Duty.objects.first().period.plan.steering_agency
    answer = login(make_user("head", steering)).get(plan_page("tasks:duties_csv"))
    text = answer.getvalue().decode("utf-8-sig")
    assert "Được đề nghị phối hợp" in text
    assert "Yêu cầu bổ sung,Yêu cầu bổ sung" not in text
    assert "Được đề nghị bổ sung" in text
