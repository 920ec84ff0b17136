"""«A clerk is offered what a clerk cannot do»: every link and button of a clerk's pages
opens, for a clerk and for who only looks on.
"""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.following import share_difficulty
from tasks.difficulties.handling import raise_difficulty
from tasks.evidence.keeping import attach_evidence
from tasks.models import AdhocRequest
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
from tasks.work.at_head import prepare_duty
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}
#: What leads out of the page or only looks different.
ELSEWHERE = re.compile(r"^(#|mailto:|tel:|https?:|/static/|/lich/.*\.ics)")


@pytest.fixture
def agency(duty, officer, head):
    """An agency with work in every state, difficulties, an ad-hoc request."""
    agency, period, plan = duty.agency, duty.period, duty.period.plan
    make_figure(duty.task, required=True)
    rows = [make_duty(make_task(plan), agency, period) for _ in range(5)]
    for row in rows[:4]:
        log_progress(
            duties=[row],
            author=officer,
            done_on=TODAY,
            text=f"Đã làm {row.pk}",
            progress="done",
            **MOMENT,
        )
    prepare_duty(duty=rows[0], actor=officer, **MOMENT)
    for row in rows[1:3]:
        submit_duty(duty=row, actor=head, **MOMENT)
    reviewer = make_user("officer", plan.steering_agency)
    return_duty(
        duty=rows[1],
        reason="Nêu rõ",
        new_due_on=TODAY + timedelta(days=5),
        earlier=True,
        day_off=True,
        actor=reviewer,
        **MOMENT,
    )
    attach_evidence(
        duties=[rows[3]],
        actor=officer,
        subject="Quyết định",
        number="12/QĐ-UBND",
        issued_on=TODAY,
        issuer="UBND xã",
        **MOMENT,
    )
    raise_difficulty(
        agency=agency,
        period=period,
        duty=duty,
        text="Thiếu kinh phí",
        actor=officer,
        **MOMENT,
    )
    other = make_duty(duty.task, make_agency("UBND xã Bên"), period)
    shared = raise_difficulty(
        agency=other.agency,
        period=period,
        text="Thiếu phòng",
        actor=make_user("officer", other.agency),
        **MOMENT,
    )
    share_difficulty(difficulty=shared, shared=True, actor=reviewer, **MOMENT)
    letter = make_plan(plan.steering_agency, title="Rà soát", number="4/SNV")
    adhoc = make_period(
        letter,
        kind="dot-xuat",
        request_number="4/SNV",
        request_on=TODAY,
        data_to=TODAY,
        unit_due=TODAY + timedelta(days=3),
    )
    AdhocRequest.objects.create(
        plan=letter,
        state="open",
        unit_due=adhoc.unit_due,
        opened_at=NOW,
        created_by=make_user(),
        created_at=NOW,
    )
    make_duty(make_task(letter), agency, adhoc)
    return agency


def starts(agency):
    code = agency.code
    yield from (
        reverse("tasks:desk", args=[code]),
        reverse("tasks:agency", args=[code]),
        reverse("tasks:unit_report", args=[code]),
        reverse("tasks:agencies"),
        plan_page("tasks:plan"),
        plan_page("tasks:duties"),
        reverse("tasks:difficulties"),
        reverse("tasks:difficulties") + "?loc=chung",
        reverse("tasks:contributions"),
        reverse("tasks:adhoc_list"),
        reverse("reporting:adhoc", args=[AdhocRequest.objects.get().pk]),
        reverse("tasks:calendar"),
        reverse("tasks:notices"),
        reverse("tasks:search") + "?q=ubnd",
        reverse("reporting:agency_results", args=[code]),
    )
    for duty in agency.duties.order_by("pk"):
        yield reverse("tasks:duty", args=[duty.pk])


def offered(page):
    """Return the addresses that links lead to and that forms send to."""
    text = text_of(page)
    links = re.findall(r'(?:href|hx-get)="([^"]+)"', text)
    forms = re.findall(r'<form[^>]*method="post"[^>]*?action="([^"]+)"', text)
    return (
        {html.unescape(link) for link in links if not ELSEWHERE.match(link)},
        {html.unescape(form) for form in forms},
    )


@pytest.mark.slow
@pytest.mark.parametrize("role", ["clerk", "viewer"])
def test_nothing_is_offered_that_is_refused(login, agency, role):
    client = login(make_user(role, agency))
    links, forms, refused = {}, {}, []
    for start in starts(agency):
        page = client.get(start)
        assert page.status_code == 200, start
        found, sent = offered(page)
        links |= dict.fromkeys(found, start)
        forms |= dict.fromkeys(sent, start)
    logout = reverse("logout")
    for link, start in links.items():
        address = link if link.startswith("/") else start.split("?")[0] + link
        reply = client.get(address.split("#")[0])
        if reply.status_code in {403, 404, 500}:
            refused.append((start, address, reply.status_code))
        if hasattr(reply, "streaming_content"):
            list(reply.streaming_content)
    for form, start in forms.items():
        if form != logout and client.post(form).status_code in {403, 404}:
            refused.append((start, form, "POST"))
    assert refused == []


def test_a_clerk_is_offered_the_letter(login, agency):
    clerk = make_user("clerk", agency)
    client = login(clerk)
    desk = text_of(client.get(reverse("tasks:desk", args=[agency.code])))
    letter = reverse("tasks:unit_report", args=[agency.code])
    assert f'href="{letter}' in desk
    assert "Ghi nhật ký" not in desk
    assert 'type="submit"' in text_of(client.get(letter))


def test_a_clerk_is_told_of_no_act_of_others(login, agency):
    """Words, too, offer only what this person does."""
    client = login(make_user("clerk", agency))
    request = AdhocRequest.objects.get()
    for address in (
        reverse("tasks:adhoc_list"),
        reverse("reporting:adhoc", args=[request.pk]),
    ):
        assert not re.search(r">\s*Trả lời\s*<", text_of(client.get(address))), address
    duty = agency.duties.filter(state="open").exclude(period__kind="dot-xuat")[0]
    page = text_of(client.get(reverse("tasks:duty", args=[duty.pk])))
    assert "Ghi số, ngày báo cáo của đơn vị" in page
    assert "Bấm “Ghi nhật ký”" not in page
    officer = login(make_user("officer", agency))
    assert re.search(
        r">\s*Trả lời\s*<", text_of(officer.get(reverse("tasks:adhoc_list")))
    )
