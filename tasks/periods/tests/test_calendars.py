"""A plan owns its reporting calendar: what opens, how it is called, who changes it."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import AuditRecord
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import CalendarRow, Duty, Period, periods_named
from tasks.periods.calendar_editing import calendars_of, save_calendar
from tasks.periods.calendars import (
    new_period,
    proposed_periods,
    put_calendar,
    whole_meant,
    words_ahead,
)
from tasks.periods.days import edit_period
from tasks.periods.forms_calendar import key_from
from tasks.periods.opening import open_period, preview_period
from tasks.periods.ready_calendars import READY_CALENDARS, CalendarEntry
from tasks.plan.copying import CopiedPart, copy_plan
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
QUARTERS = READY_CALENDARS["quy-som"].entries
MOMENT = {"today": TODAY, "now": NOW}


def planned(entries=QUARTERS, **fields):
    """Return a plan with this calendar."""
    plan = make_plan(**fields)
    plan.calendar.all().delete()
    put_calendar(plan, entries)
    return plan


def edited(plan, entries, actor=None, since=0, today=TODAY):
    actor = actor or make_user("head", plan.steering_agency)
    save_calendar(plan=plan, since=since, entries=entries, actor=actor, today=today)


def typed(entries, **more):
    """Return the entries as the form of the page sends them."""
    sent = {
        f"{number}-{name}": "on" if value is True else value or ""
        for number, entry in enumerate(entries)
        for name, value in entry._asdict().items()
    }
    return sent | more


def test_a_quarter_opens_as_the_calendar_says():
    plan = planned()
    make_assignment(make_task(plan), make_agency())
    quarter = open_period(plan=plan, year=2026, kind="quy-2", **MOMENT)
    assert (quarter.key, str(quarter)) == ("2026-quy-2", "Quý II năm 2026")
    assert (quarter.data_from, quarter.data_to) == (date(2026, 3, 6), date(2026, 6, 5))
    assert (quarter.unit_due, quarter.summary_due) == (
        date(2026, 6, 10),
        date(2026, 6, 15),
    )
    assert quarter.is_interim
    assert quarter.part_of == "nam"
    assert quarter.duties.get().due_on == date(2026, 6, 10)


def test_without_a_day_units_have_two_working_days():
    plan = planned(READY_CALENDARS["quy"].entries)
    quarter = new_period(plan, 2026, "quy-1")  # 14/3/2026 is a Saturday
    assert quarter.unit_due == date(2026, 3, 17)
    assert quarter.summary_due is None


@pytest.mark.parametrize("name", READY_CALENDARS)
def test_every_calendar_that_is_offered_is_right(name):
    plan = planned(())
    edited(plan, READY_CALENDARS[name].entries)
    rows = proposed_periods(plan, 2027)
    assert {row.kind for row in rows} == {e.key for e in READY_CALENDARS[name].entries}
    assert all(row.data_to < row.unit_due for row in rows)


def test_what_the_calendar_lacks_is_named():
    plan = planned()
    with pytest.raises(InvalidInput, match=r"không có kỳ «6-thang».*quý I năm 2026"):
        open_period(plan=plan, year=2026, kind="6-thang", **MOMENT)
    plan.calendar.all().delete()
    with pytest.raises(InvalidInput, match="chưa có lịch báo cáo"):
        preview_period(plan=plan, year=2026, today=TODAY)


def test_a_plan_of_halves_opens_the_one_that_runs():
    halves = [
        CalendarEntry("dau", "6 tháng đầu năm", "14/6"),
        CalendarEntry("cuoi", "6 tháng cuối năm", "14/12"),
    ]
    plan = planned(halves)
    assert whole_meant(plan, 2026, TODAY).kind == "dau"
    assert whole_meant(plan, 2026, date(2026, 7, 1)).kind == "cuoi"
    assert whole_meant(plan, 2026, date(2027, 1, 1)).kind == "cuoi"
    first = open_period(plan=plan, year=2026, **MOMENT)
    second = open_period(plan=plan, year=2026, kind="cuoi", **MOMENT)
    assert first.is_whole
    assert second.follows(first)
    assert words_ahead(first) == "6 tháng cuối năm 2026"
    assert words_ahead(second) == "6 tháng đầu năm 2027"


def test_the_whole_is_meant_before_its_last_part():
    plan = planned()
    for kind in ("quy-4", "nam"):
        open_period(plan=plan, year=2026, kind=kind, **MOMENT)
    meant = Period.objects.filter(plan=plan).meant_first(date(2026, 10, 1))
    assert [each.kind for each in meant] == ["nam", "quy-4"]


@pytest.mark.parametrize(
    ("kind", "ahead"),
    [("quy-1", "quý II năm 2026"), ("quy-4", "quý I năm 2027"), ("nam", "năm 2027")],
)
def test_a_report_looks_ahead_to_what_follows_in_the_calendar(kind, ahead):
    assert words_ahead(new_period(planned(), 2026, kind)) == ahead


def test_quarterly_tasks_follow_the_quarters_of_the_plan():
    plan = planned()
    task = make_task(plan, schedule="quarterly", schedule_text="Hằng quý")
    later = make_task(plan, schedule="quarterly", offset_days=3)
    half = make_task(plan, schedule="half_year")
    for each in (task, later, half):
        make_assignment(each, make_agency())
    open_period(plan=plan, year=2026, today=date(2026, 10, 1), now=NOW)
    times = Duty.objects.filter(task=task).order_by("occurs_from")
    said = list(times.values_list("occurrence", "occurs_from", "occurs_to", "due_on"))
    assert said[1] == (
        "Quý II/2026",
        date(2026, 3, 6),
        date(2026, 6, 5),
        date(2026, 6, 10),
    )
    assert len(said) == 4
    second = Duty.objects.filter(task=later).order_by("occurs_from")[1]
    assert second.due_on == date(2026, 6, 8)
    # halves the calendar does not have: cut from the year by months
    assert Duty.objects.filter(task=half).count() == 2


def test_a_period_stays_as_it_was_opened():
    plan = planned()
    opened = open_period(plan=plan, year=2026, kind="quy-1", **MOMENT)
    new = [CalendarEntry("nam", "Năm", "31/12"), CalendarEntry("quy-1", "Q1", "31/12")]
    edited(plan, new[:1], since=2027)
    opened.refresh_from_db()
    assert str(opened) == "Quý I năm 2026"
    assert open_period(plan=plan, year=2026, kind="quy-1", **MOMENT) == opened
    assert [p.key for p in proposed_periods(plan, 2026)][1] == "2026-quy-1"
    assert [p.data_to for p in proposed_periods(plan, 2027)] == [date(2027, 12, 31)]


def test_a_calendar_by_which_something_was_opened_is_not_edited():
    plan = planned()
    open_period(plan=plan, year=2026, **MOMENT)
    with pytest.raises(InvalidInput, match="áp dụng từ năm 2027"):
        edited(plan, QUARTERS[:1])
    with pytest.raises(InvalidInput, match="từ năm 2027 trở đi"):
        edited(plan, QUARTERS[:1], since=2026)
    edited(plan, QUARTERS[:1], since=2027)
    assert [each.since for each in calendars_of(plan)] == [2027, 0]
    edited(plan, [], since=2027)  # taken away again
    assert [each.used_in for each in calendars_of(plan)] == [2026]


def test_who_drafts_edits_a_draft_and_heads_a_published_plan():
    draft, running = planned(state="draft"), planned()
    for plan in (draft, running):
        plan.officer = make_user("officer", plan.steering_agency)
    edited(draft, QUARTERS[:1], draft.officer)
    with pytest.raises(NotAllowed):
        edited(running, QUARTERS[:1], running.officer)
    with pytest.raises(NotAllowed):
        edited(draft, QUARTERS[:1], make_user("head", make_agency()))
    row = AuditRecord.objects.get(kind="setting")
    assert "quy-1" in str(row.before)
    assert "quy-1" not in str(row.after)


def test_the_page_keeps_a_calendar_and_says_what_is_wrong_at_its_row(client, clock):
    clock.at(TODAY)
    plan = planned(QUARTERS[:1])
    client.force_login(make_user("head", plan.steering_agency))
    address = plan_page("tasks:calendar_of_plan")
    page = client.get(address)
    assert "26/11/2025 – 25/11/2026" in text_of(page)
    filled = client.get(address, {"mau": "quy"}).content.decode()
    assert 'value="Quý III"' in filled
    assert plan.calendar.count() == 1  # filled in, not kept
    wrong = list(QUARTERS)
    wrong[4] = wrong[4]._replace(last_day="20/10", unit_day="31/2")
    said = text_of(client.post(address, typed(wrong)))
    assert "«31/2» không phải ngày trong năm" in said
    wrong[4] = wrong[4]._replace(unit_day="")
    said = client.post(address, typed(wrong))
    assert "Từ 21/10 đến 25/11 không thuộc kỳ nào" in text_of(said)
    assert 'value="20/10"' in said.content.decode()
    assert plan.calendar.count() == 1
    done = client.post(address, typed(QUARTERS), follow=True)
    assert "Đã lưu lịch báo cáo" in text_of(done)
    assert "06/03/2026 – 05/06/2026" in text_of(done)
    assert "2026-quy-2" in text_of(done)


def test_the_page_makes_a_calendar_of_later_years(client, clock):
    clock.at(TODAY)
    plan = planned()
    open_period(plan=plan, year=2026, **MOMENT)
    client.force_login(make_user("head", plan.steering_agency))
    address = plan_page("tasks:calendar_of_plan")
    assert "Lập lịch áp dụng từ năm 2027" in text_of(client.get(address))
    client.post(address, typed(QUARTERS[:1], tu="2027"))
    assert CalendarRow.objects.filter(plan=plan, since=2027).count() == 1
    client.post(address, typed(QUARTERS, tu="2027"))
    assert CalendarRow.objects.filter(plan=plan, since=2027).count() == 5
    client.post(address, {"tu": "2027", "bo": "1"})
    assert not CalendarRow.objects.filter(plan=plan, since=2027).exists()


def test_the_page_is_not_for_others(client, clock):
    clock.at(TODAY)
    plan = planned()
    client.force_login(make_user("officer", plan.steering_agency))
    assert client.get(plan_page("tasks:calendar_of_plan")).status_code == 403


def test_the_page_of_periods_offers_the_periods_of_the_calendar(client, clock):
    clock.at(TODAY)
    plan = planned()
    make_assignment(make_task(plan), make_agency())
    client.force_login(make_user("head", plan.steering_agency))
    page = client.get(plan_page("tasks:periods"), {"nam": 2026, "loai": "quy-3"})
    assert "Mở kỳ quý III năm 2026" in text_of(page)
    client.post(plan_page("tasks:open_year"), {"year": 2026, "kind": "quy-3"})
    assert Period.objects.get().key == "2026-quy-3"
    report = reverse("reporting:yearly", args=[plan.code, "2026-quy-3"])
    assert "quý III năm 2026" in text_of(client.get(report))


def test_a_copy_takes_the_latest_calendar_along_or_has_the_usual_one():
    plan = planned()
    put_calendar(plan, QUARTERS[:1], since=2028)
    whole = copy_plan(
        plan=plan,
        code="a",
        short_title="A",
        parts=[CopiedPart.CALENDAR],
        today=TODAY,
    )
    assert [(r.since, r.key, r.last_day) for r in whole.calendar.all()] == [
        (0, "nam", "25/11")
    ]
    bare = copy_plan(plan=plan, code="b", short_title="B", parts=[], today=TODAY)
    assert [row.key for row in bare.calendar.all()] == ["nam", "6-thang", "9-thang"]


def test_a_copy_of_parts_names_the_copied_whole():
    plan = planned()
    copy = copy_plan(
        plan=plan,
        code="a",
        short_title="A",
        parts=[CopiedPart.CALENDAR],
        today=TODAY,
    )
    assert {row.part_of.plan for row in copy.calendar.exclude(part_of=None)} == {copy}


KEYS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)


@given(st.sets(KEYS, min_size=1, max_size=4), st.integers(2024, 2100))
def test_addresses_of_periods_lead_back_to_them(keys, year):
    plan = make_plan()
    rows = [
        make_period(plan, each, kind=key, label="Kỳ")
        for key in {*keys, "nam"} - {"dot-xuat"}
        for each in (year, year - 1)
    ]
    try:
        for row in rows:
            found = periods_named(Period.objects.filter(plan=plan), row.key)
            assert list(found) == [row]
    finally:
        Period.objects.filter(plan=plan).delete()


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Quý II", "quy-2"),
        ("Cả năm", "nam"),
        ("Năm", "nam"),
        ("6 tháng đầu năm", "6-thang-dau-nam"),
        ("Tháng 3", "thang-3"),
    ],
)
def test_a_name_suggests_the_word_of_addresses(label, key):
    assert key_from(label) == key


def test_moving_the_day_of_a_quarter_moves_what_is_due_with_it_alone():
    plan = planned()
    agency = make_agency()
    yearly = make_task(plan)
    quarterly = make_task(plan, schedule="quarterly")
    anchored = make_task(plan, schedule="relative", offset_days=5, anchor="mốc")
    for task in (yearly, quarterly, anchored):
        make_assignment(task, agency)
    year = open_period(plan=plan, year=2026, **MOMENT)
    quarter = open_period(plan=plan, year=2026, kind="quy-2", **MOMENT)
    head = make_user("head", plan.steering_agency)
    before = dict(Duty.objects.values_list("pk", "due_on"))
    moved = edit_period(
        period=quarter,
        changes={"unit_due": date(2026, 6, 12)},
        actor=head,
        today=TODAY,
        now=NOW,
    )
    after = dict(Duty.objects.values_list("pk", "due_on"))
    assert moved == 1
    assert {pk for pk in after if after[pk] != before[pk]} == {quarter.duties.get().pk}
    moved = edit_period(
        period=year,
        changes={"unit_due": date(2026, 12, 10)},
        actor=head,
        today=TODAY,
        now=NOW,
    )
    assert moved == 1
    assert year.duties.get(task=yearly).due_on == date(2026, 12, 10)
    waiting = year.duties.get(task=anchored)
    assert (waiting.due_on, waiting.heartbeat_on) == (None, None)
