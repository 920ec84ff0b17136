"""The agency's desk: who gets in, what is shown, what each page costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.evidence.keeping import attach_evidence
from tasks.models import (
    Difficulty,
    Duty,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


def addresses(duty):
    """Return the addresses that read and those that write, of one duty."""
    code, pk = duty.agency.code, duty.pk
    reads = [
        reverse("tasks:desk", args=[code]),
        reverse("tasks:duty", args=[pk]),
        reverse("tasks:unit_report", args=[code]),
    ]
    writes = [
        reverse("tasks:log_progress", args=[pk]),
        reverse("tasks:attach_evidence", args=[pk]),
        reverse("tasks:prepare", args=[pk]),
        reverse("tasks:submit", args=[pk]),
        reverse("tasks:raise_difficulty", args=[pk]),
        reverse("tasks:submit_ready", args=[code]),
        reverse("tasks:unit_report", args=[code]),
    ]
    return reads, writes


def test_strangers_get_404_everywhere(login, duty):
    other = make_agency()
    for role in ("head", "officer", "viewer"):
        client = login(make_user(role, other))
        reads, writes = addresses(duty)
        assert {client.get(url).status_code for url in reads} == {404}
        assert {client.post(url).status_code for url in writes} == {404}
    assert Duty.objects.get().state == "open"


def test_membership_that_ended_yesterday_opens_nothing(login, duty):
    left = make_user("head", duty.agency, valid_to=TODAY - timedelta(days=1))
    client = login(left)
    reads, writes = addresses(duty)
    assert {client.get(url).status_code for url in reads} == {404}
    assert {client.post(url).status_code for url in writes} == {404}
    assert "chưa gắn với đơn vị" in text_of(client.get(reverse("tasks:desk_home")))


def test_nobody_gets_in_without_login(client, duty):
    reads, writes = addresses(duty)
    answers = [client.get(url) for url in reads] + [client.post(url) for url in writes]
    assert {answer.status_code for answer in answers} == {302}
    assert all("dang-nhap" in answer["Location"] for answer in answers)


def test_viewers_read_and_do_not_write(login, duty):
    client = login(make_user("viewer", duty.agency))
    reads, _ = addresses(duty)
    assert {client.get(url).status_code for url in reads} == {200}
    log, attach = (
        reverse(f"tasks:{name}", args=[duty.pk])
        for name in ("log_progress", "attach_evidence")
    )
    assert client.get(log).status_code == client.get(attach).status_code == 403
    page = text_of(client.get(reads[1]))
    assert log not in page
    assert "không cập nhật thay đơn vị" in page


def test_the_steering_agency_reads_every_desk(login, duty):
    client = login(make_user("officer", duty.task.plan.steering_agency))
    reads, _ = addresses(duty)
    assert {client.get(url).status_code for url in reads} == {200}


def test_home_goes_to_the_primary_desk(login, duty):
    user = make_user("officer", make_agency("A trước tiên", kind="cap-xa"))
    make_membership(user, duty.agency, is_primary=True)
    answer = login(user).get(reverse("tasks:desk_home"))
    assert answer["Location"] == reverse("tasks:desk", args=[duty.agency.code])


def test_the_desk_groups_by_the_day_that_counts(login, duty, officer):
    plan, agency, period = duty.task.plan, duty.agency, duty.period
    overdue = make_duty(make_task(plan), agency, period, due_on=TODAY - timedelta(1))
    soon = make_duty(make_task(plan), agency, period, due_on=TODAY + timedelta(3))
    asked = make_duty(
        make_task(plan), agency, period, is_requested=True, due_on=TODAY - timedelta(9)
    )
    back = make_duty(
        make_task(plan),
        agency,
        period,
        state="returned",
        return_due_on=TODAY,
        first_sent_on=TODAY,
    )
    answer = login(officer).get(reverse("tasks:desk", args=[agency.code]))
    groups = {
        group.code: [line.duty.pk for line in group.lines]
        for group in answer.context["desk"].groups
    }
    assert groups == {
        "qua-han": [overdue.pk],
        "bay-ngay": [back.pk, soon.pk],
        "sau-do": [duty.pk],
        "de-nghi": [asked.pk],
    }
    assert list(groups) == ["qua-han", "bay-ngay", "sau-do", "de-nghi"]


def test_a_proposal_is_shown_and_not_counted(login, duty, officer):
    task = make_task(duty.task.plan, short_title="Kiểm tra cấp huyện")
    make_assignment(task, duty.agency, is_proposal=True)
    answer = login(officer).get(reverse("tasks:desk", args=[duty.agency.code]))
    assert [p.task for p in answer.context["proposals"]] == [task]
    assert "Đề xuất, chưa có văn bản giao" in text_of(answer)
    assert answer.context["desk"].total == 1


def test_an_old_period_is_shown_read_only(login, duty, head):
    old = make_period(duty.task.plan, 2025, state="closed")
    past = make_duty(duty.task, duty.agency, old)
    client = login(head)
    answer = client.get(reverse("tasks:desk", args=[duty.agency.code]) + "?ky=2025")
    assert [
        line.duty for group in answer.context["desk"].groups for line in group.lines
    ] == [past]
    assert "đã chốt số liệu" in text_of(answer)
    assert all(line.step is None for line in answer.context["desk"].lines)
    page = client.get(reverse("tasks:duty", args=[past.pk]))
    assert not page.context["powers"].writes
    answer = client.get(reverse("tasks:log_progress", args=[past.pk]))
    assert answer["Location"] == reverse("tasks:duty", args=[past.pk])


def test_no_period_says_what_to_do(login):
    person = make_user("officer", make_agency())
    own = person.memberships.get().agency
    answer = login(person).get(reverse("tasks:desk", args=[own.code]))
    assert "Chưa có kỳ báo cáo nào" in text_of(answer)


@pytest.mark.parametrize(
    "page", ["desk", "duty", "log_progress", "unit_report", "attach_evidence"]
)
def test_pages_cost_the_same_for_one_and_for_three(
    login, duty, officer, page, django_assert_max_num_queries
):
    make_figure(duty.task, required=True)
    add_work(duty, officer)
    make_assignment(duty.task, duty.agency, is_proposal=True)
    if page == "attach_evidence":  # something to use again
        add_work(
            make_duty(make_task(duty.task.plan), duty.agency, duty.period), officer
        )
    client = login(officer)
    by_code = page in ("desk", "unit_report")
    url = reverse(f"tasks:{page}", args=[duty.agency.code if by_code else duty.pk])
    client.get(url)
    with django_assert_max_num_queries(42) as one:
        assert client.get(url).status_code == 200
    for _ in range(2):
        make_figure(duty.task, required=True)
        more = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
        make_figure(more.task, required=True)
        add_work(duty, officer)
        add_work(more, officer)
        make_assignment(more.task, duty.agency, is_proposal=True)
    with django_assert_max_num_queries(len(one)) as three:
        assert client.get(url).status_code == 200
    assert len(three) == len(one)


def add_work(duty, officer):
    """Give the duty an entry, a piece of proof and a difficulty."""
    log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="Đã làm.",
        progress="in_progress",
        **MOMENT,
    )
    attach_evidence(
        duties=[duty], actor=officer, subject="Kế hoạch", number="1/KH", **MOMENT
    )
    Difficulty.objects.create(
        plan=duty.task.plan,
        agency=duty.agency,
        period=duty.period,
        duty=duty,
        text="Thiếu người",
        raised_by=officer,
        raised_on=TODAY,
        recorded_at=NOW,
    )
