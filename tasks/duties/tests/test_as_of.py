"""Pages, lists and exports answer as of a day in the past, from events."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.tests.factories import make_user
from kehoach.testing.examples import examples
from tasks.desk.page_steps import Hands
from tasks.duties.as_of import duties_on, state_on, stood
from tasks.models import Duty, DutyEvent
from tasks.models.status import Standing
from tasks.plan.plan_status import plan_status
from tasks.reorganising.tests.reorganising import EVE, ON, communes, log, merge, run
from tasks.review.deciding import accept_duty
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_period, make_plan, make_task
from tasks.work.sending import submit_duty

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MAY = date(2026, 5, 11)


def at(day: date) -> Any:
    return NOW.replace(month=day.month, day=day.day)


def sent_and_accepted() -> Duty:
    """Send on 11 May and accept on 20 May."""
    plan = make_plan()
    duty = make_duty(make_task(plan), period=make_period(plan))
    head = make_user("head", duty.agency)
    log(duty, "Đã làm", now=at(MAY))
    submit_duty(duty=duty, actor=head, today=MAY, now=at(MAY))
    later = MAY + timedelta(days=9)
    accept_duty(
        duty=duty, actor=make_user("head", plan.steering_agency), today=later,
        now=at(later),
    )  # fmt: skip
    duty.refresh_from_db()
    return duty


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 5, 10), "open"),
        (MAY, "submitted"),
        (date(2026, 5, 19), "submitted"),
        (date(2026, 5, 20), "accepted"),
    ],
)
def test_a_day_in_the_past_has_its_own_state(day: date, state: str) -> None:
    duty = sent_and_accepted()
    assert duties_on(day).get(pk=duty.pk).state_on == state  # type: ignore[attr-defined]


def test_the_standing_is_that_of_the_day() -> None:
    duty = sent_and_accepted()
    words = [
        stood(duty.period, day).get(pk=duty.pk).standing  # type: ignore[attr-defined]
        for day in (date(2026, 5, 3), MAY, date(2026, 6, 1))
    ]
    assert words == [Standing.NOT_STARTED, Standing.WAITING, Standing.ACCEPTED]


def test_an_extension_counts_from_its_day() -> None:
    plan = make_plan()
    period = make_period(plan)
    duty = make_duty(
        make_task(plan), period=period, due_on=date(2026, 7, 1),
        original_due_on=date(2026, 5, 5),
    )  # fmt: skip
    DutyEvent.objects.create(
        duty=duty, kind="extended", from_state="open", to_state="open",
        due_on=duty.due_on, effective_on=date(2026, 5, 20), recorded_at=NOW,
    )  # fmt: skip
    found = {day: stood(period, day).get(pk=duty.pk) for day in (MAY, ON)}
    assert found[MAY].standing == Standing.OVERDUE  # type: ignore[attr-defined]
    assert found[ON].standing == Standing.NOT_STARTED  # type: ignore[attr-defined]


def test_what_is_recorded_late_changes_nothing_before_its_day() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    known = NOW - timedelta(hours=1)
    run(merge(a, new=c))
    assert list(duties_on(EVE)) == [duty]
    assert {d.agency for d in duties_on(ON).exclude(state_on="transferred")} == {c}
    as_known = duties_on(ON, known)
    assert [(d.agency, d.state_on) for d in as_known] == [(a, "open")]  # type: ignore[attr-defined]


@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_today_as_of_is_today(db: None, data: st.DataObject) -> None:
    """The two answers agree on the day of the last event."""
    plan = make_plan()
    duty = make_duty(make_task(plan), period=make_period(plan))
    states = data.draw(st.lists(st.sampled_from(["open", "prepared"]), max_size=4))
    for number, state in enumerate(states):
        before, duty.state = duty.state, state
        duty.save()
        DutyEvent.objects.create(
            duty=duty, kind="prepared", from_state=before, to_state=state,
            effective_on=MAY, recorded_at=NOW + timedelta(minutes=number),
        )  # fmt: skip
    rows = Duty.objects.filter(pk=duty.pk).annotate(then=state_on(MAY))
    assert rows.filter(state=F("then")).exists()


@pytest.fixture
def steering(client: Client) -> tuple[Client, Duty]:
    duty = sent_and_accepted()
    client.force_login(make_user("head", duty.period.plan.steering_agency))
    return client, duty


@pytest.mark.parametrize("name", ["tasks:duties", "tasks:plan", "reporting:dashboard"])
def test_pages_say_which_day_they_speak_of(
    steering: tuple[Client, Duty], name: str
) -> None:
    client, _ = steering
    page = client.get(plan_page(name), {"ngay": "2026-05-12"}).content.decode()
    assert "Tình hình đến hết ngày <strong>12/05/2026</strong>" in page
    assert "dựng lại từ" not in client.get(plan_page(name)).content.decode()


def test_the_list_and_its_export_speak_of_the_day(
    steering: tuple[Client, Duty],
) -> None:
    client, _ = steering
    asked = {"ky": "2026", "ngay": "12/05/2026"}
    page = client.get(plan_page("tasks:duties"), asked)
    assert [line["standing"] for line in page.context["lines"]] == [Standing.WAITING]
    early = client.get(plan_page("tasks:duties"), asked | {"ngay": "10/05/2026"})
    (line,) = early.context["lines"]
    assert (line["standing"], line["sent"]) == (Standing.IN_TIME, "–")
    exported = client.get(plan_page("tasks:duties_csv"), asked)
    assert "nhiem-vu-2026-den-12-05-2026.csv" in exported["Content-Disposition"]
    assert "Chờ tiếp nhận" in exported.getvalue().decode("utf-8-sig")


def test_the_desk_shows_the_day_and_sends_nothing(
    steering: tuple[Client, Duty],
) -> None:
    client, duty = steering
    address = reverse("tasks:desk", args=[duty.agency.code])
    page = client.get(address, {"ngay": "2026-05-12"})
    (group,) = page.context["desk"].groups
    assert [line.standing for line in group.lines] == [Standing.WAITING]
    assert page.context["hands"] == Hands()


def test_a_day_that_cannot_be_read_is_said(steering: tuple[Client, Duty]) -> None:
    client, _ = steering
    page = client.get(plan_page("tasks:duties"), {"ngay": "hôm qua"}).content.decode()
    assert "Không đọc được ngày «hôm qua»" in page


def test_numbers_of_a_past_day_open_their_rows(
    steering: tuple[Client, Duty],
) -> None:
    client, _ = steering
    page = client.get(plan_page("reporting:dashboard"), {"ngay": "2026-05-12"})
    assert page.context["page"].totals["waiting"] == 1
    rows = client.get(page.context["links"]["waiting"])
    assert len(rows.context["lines"]) == 1


def test_operators_ask_for_a_day_too() -> None:
    duty = sent_and_accepted()
    plan = duty.period.plan
    told = plan_status(plan=plan, on=date(2026, 5, 12), today=ON)
    assert told["periods"][0]["by_state"] == {"submitted": 1}
    told = plan_status(plan=plan, on=ON, today=ON)
    assert told["periods"][0]["by_state"] == {"accepted": 1}


def test_a_letter_that_arrived_earlier_moves_nothing() -> None:
    duty = sent_and_accepted()
    DutyEvent.objects.create(
        duty=duty, kind="letter", from_state="accepted", to_state="accepted",
        effective_on=date(2026, 5, 5), recorded_at=NOW,
    )  # fmt: skip
    day = date(2026, 5, 7)
    assert duties_on(day).get(pk=duty.pk).state_on == "open"  # type: ignore[attr-defined]
