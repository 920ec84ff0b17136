"""6 and 9 months beside the year: counted apart, entered once, urged once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput
from tasks.duties.same_work_in_parts import values_beside
from tasks.duties.shown import carries_over
from tasks.duties.timeline import timeline_of
from tasks.evidence.keeping import attach_evidence
from tasks.models import Duty, EntryLink, EvidenceLink, Period
from tasks.models.querysets import periods_carried_over_to
from tasks.periods.closing import TooEarly, close_period
from tasks.periods.days import edit_period
from tasks.periods.opening import open_period, preview_period
from tasks.periods.syncing import sync_duties
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_figure,
    make_plan,
    make_task,
)
from tasks.work.correcting_entries import correct_entry
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db
Kind = Period.Kind
MAY = date(2026, 5, 10)


class Scene:
    """A plan with an annual, an ongoing and a `once` task of one agency."""

    def __init__(self):
        self.plan = make_plan()
        self.agency = make_agency("UBND xã")
        schedules = ("annual", "ongoing", "once")
        self.tasks = {s: make_task(self.plan, schedule=s) for s in schedules}
        for task in self.tasks.values():
            make_assignment(task, self.agency)
        self.officer = make_user("officer", self.agency)
        self.head = make_user("head", self.plan.steering_agency)

    def open(self, kind, today=TODAY):
        return open_period(plan=self.plan, year=2026, kind=kind, today=today, now=NOW)

    def duty(self, schedule, period):
        return Duty.objects.get(task=self.tasks[schedule], period=period)

    def log(self, duty, day=MAY, **more):
        words = {"text": "Đã tổ chức hội nghị.", "progress": "done"} | more
        return log_progress(
            duties=[duty], author=self.officer, done_on=day, today=TODAY, now=NOW,
            **words,
        )  # fmt: skip


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def both(scene):
    """Return the year and its half, both open."""
    return scene.open(Kind.YEAR), scene.open("6-thang")


@pytest.mark.parametrize(
    ("kind", "last", "due"),
    [
        ("6-thang", date(2026, 6, 14), date(2026, 6, 16)),
        ("9-thang", date(2026, 9, 14), date(2026, 9, 16)),
    ],
)
def test_a_part_begins_with_the_year_and_ends_at_its_cut_off(scene, kind, last, due):
    period = scene.open(kind)
    assert (period.data_from, period.data_to) == (date(2025, 12, 15), last)
    assert period.unit_due == due


def test_a_part_opens_no_once_duty_and_no_heartbeat_whatever_comes_first(scene):
    half = scene.open("6-thang")
    year = scene.open(Kind.YEAR)
    found = {duty.task.schedule: duty for duty in half.duties.select_related("task")}
    assert set(found) == {"annual", "ongoing"}
    assert {duty.heartbeat_on for duty in found.values()} == {None}
    assert year.duties.count() == 3
    assert scene.open("6-thang") == half
    assert half.duties.count() == 2


def test_the_preview_says_exactly_what_opening_makes(scene):
    wanted = {"plan": scene.plan, "year": 2026, "kind": "6-thang", "today": TODAY}
    assert sum(preview_period(**wanted).values()) == 2
    scene.open("6-thang")
    assert not preview_period(**wanted)


def test_each_list_counts_its_own_and_the_once_duty_is_one_row(both, scene):
    year, half = both
    assert Duty.objects.shown_in(year).count() == 3
    shown = Duty.objects.shown_in(half)
    assert {duty.period for duty in shown} == {year, half}
    assert shown.get(schedule="once") == scene.duty("once", year)
    assert Duty.objects.count() == 5
    for own, other in ((year, half), (half, year)):
        carries = periods_carried_over_to(own).filter(pk=other.pk).exists()
        assert other.carries_over_to(own) is carries is True
    assert carries_over(half, [year, half])
    assert not carries_over(year, [year, half])  # the part opened no `once` duty


def test_what_the_year_holds_is_there_when_the_part_opens(scene):
    year = scene.open(Kind.YEAR)
    entry = scene.log(scene.duty("ongoing", year))
    scene.log(scene.duty("annual", year), day=date(2025, 12, 14), reason="Ghi bù")
    proof = attach_evidence(
        duties=[scene.duty("ongoing", year)], actor=scene.officer, subject="Biên bản",
        number="1/BB", today=MAY, now=NOW,
    )  # fmt: skip
    half = scene.open("6-thang")
    twin = scene.duty("ongoing", half)
    assert list(twin.entries.all()) == [entry]
    assert (twin.last_entry_on, twin.progress) == (MAY, "in_progress")
    assert EvidenceLink.objects.filter(evidence=proof, duty=twin).exists()
    assert not scene.duty("annual", half).entries.exists()


@pytest.mark.parametrize("where", [0, 1])
def test_an_entry_serves_both_and_keeps_the_year_fresh(both, scene, where):
    duty, twin = (scene.duty("ongoing", both[n]) for n in (where, 1 - where))
    entry = scene.log(duty)
    twin.refresh_from_db()
    assert list(twin.entries.all()) == [entry]
    assert twin.progress == "in_progress"
    of_year = scene.duty("ongoing", both[0])
    assert of_year.heartbeat_on == MAY + timedelta(days=of_year.task.heartbeat_days)
    assert scene.duty("ongoing", both[1]).heartbeat_on is None


def test_after_the_cut_off_an_entry_of_the_year_is_not_of_the_part(both, scene):
    late = date(2026, 6, 15)
    log_progress(
        duties=[scene.duty("ongoing", both[0])], author=scene.officer, done_on=late,
        text="Họp thôn.", progress="in_progress", today=late, now=NOW,
    )  # fmt: skip
    assert not scene.duty("ongoing", both[1]).entries.exists()


def correct(entry, duty, actor, day):
    late = date(2026, 6, 20)
    return correct_entry(
        entry=entry, duty=duty, done_on=day, text=entry.text, progress=entry.progress,
        reason="Nhầm ngày", actor=actor, today=late, now=NOW + timedelta(days=10),
    )  # fmt: skip


def test_a_corrected_day_that_leaves_the_part_leaves_its_duty(both, scene):
    of_year, of_half = (scene.duty("ongoing", period) for period in both)
    old = scene.log(of_year)
    new = correct(old, of_year, scene.officer, date(2026, 6, 15))
    of_half.refresh_from_db()
    assert list(new.duties.all()) == [of_year]
    assert (of_half.progress, of_half.last_entry_on) == ("not_started", None)
    [gone] = [item for item in timeline_of(of_half) if item.icon == "writing"]
    assert (gone.title, gone.entry) == (
        "Kết quả đã sửa sang ngày không thuộc kỳ này",
        None,
    )


def test_a_corrected_day_that_enters_the_part_serves_its_duty(both, scene):
    of_year, of_half = (scene.duty("ongoing", period) for period in both)
    late = date(2026, 6, 15)
    old = log_progress(
        duties=[of_year], author=scene.officer, done_on=late, text="Họp thôn.",
        progress="in_progress", today=late, now=NOW,
    )  # fmt: skip
    new = correct(old, of_year, scene.officer, MAY)
    of_half.refresh_from_db()
    assert set(new.duties.all()) == {of_year, of_half}
    assert (of_half.progress, of_half.last_entry_on) == ("in_progress", MAY)
    back = correct(new, of_half, scene.officer, late)
    assert list(back.duties.all()) == [of_year]


def test_nothing_in_a_part_is_no_word_about_the_year(both, scene):
    scene.log(scene.duty("ongoing", both[1]), text="", nothing_to_report=True)
    of_year = scene.duty("ongoing", both[0])
    assert (of_year.progress, of_year.nothing_to_report) == ("not_started", False)
    assert of_year.last_entry_on == MAY


def test_a_sent_twin_is_left_alone(both, scene):
    Duty.objects.filter(period=both[1]).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )
    scene.log(scene.duty("ongoing", both[0]))
    assert EntryLink.objects.count() == 1


def test_figures_of_the_other_span_are_offered_and_never_taken(both, scene):
    year, half = both
    figure = make_figure(scene.tasks["annual"])
    scene.log(scene.duty("annual", half), answers={figure.pk: "12"})
    other, values = values_beside(scene.agency.pk, year)
    assert (other, values[figure.pk].number) == (half, 12)
    assert not year.figure_values.exists()


def test_the_form_offers_the_number_of_the_part(both, scene, client, clock):
    figure = make_figure(scene.tasks["annual"])
    scene.log(scene.duty("annual", both[1]), answers={figure.pk: "12"})
    clock.at(TODAY)
    client.force_login(scene.officer)
    duty = scene.duty("annual", both[0])
    page = client.get(reverse("tasks:log_progress", args=[duty.pk]))
    assert 'data-short="6 tháng">12<' in page.content.decode()


def test_a_part_closes_from_the_day_after_its_cut_off(both, scene):
    half = both[1]
    common = {"period": half, "actor": scene.head, "now": NOW}
    with pytest.raises(TooEarly):
        close_period(**common, today=date(2026, 6, 14))
    event = close_period(**common, today=date(2026, 6, 15))
    assert event.counts["duties"] == 3
    both[0].refresh_from_db()
    assert both[0].is_open


def test_an_agency_that_ended_inside_the_span_owes_nothing_more(both, scene):
    scene.agency.valid_to = date(2026, 3, 31)
    scene.agency.save()
    sync_duties(today=date(2026, 4, 1), now=NOW)
    assert set(both[1].duties.values_list("state", flat=True)) == {"ended"}


def test_days_of_a_part_may_be_moved_and_those_of_a_year_not(both, scene):
    year, half = both
    common = {"actor": scene.head, "today": TODAY, "now": NOW}
    day = date(2026, 6, 10)
    edit_period(period=half, changes={"data_to": day}, **common)
    edit_period(period=year, changes={"data_to": day}, **common)
    half.refresh_from_db()
    year.refresh_from_db()
    assert (half.data_to, year.data_to) == (day, date(2026, 12, 14))
    before = date(2025, 1, 1)
    with pytest.raises(InvalidInput, match="sau ngày đầu kỳ"):
        edit_period(period=half, changes={"data_to": before}, **common)


def test_pages_say_which_other_period_waits(both, scene, client, clock):
    clock.at(TODAY)
    client.force_login(scene.officer)
    desk = reverse("tasks:desk", args=[scene.agency.code])
    page = client.get(desk).content.decode()
    half = client.get(f"{desk}?ky=2026-6-thang").content.decode()
    assert "ky=2026-6-thang" in page
    assert "cũng đang mở, hạn 16/06/2026: 2 nhiệm vụ chưa gửi" in page
    assert "cũng đang mở, hạn 16/12/2026: 3 nhiệm vụ chưa gửi" in half


def test_the_page_opens_a_part(scene, client, clock):
    clock.at(TODAY)
    client.force_login(scene.head)
    address = plan_page("tasks:periods")
    page = client.get(f"{address}?nam=2026&loai=6-thang").content.decode()
    sent = {"year": "2026", "kind": "6-thang"}
    client.post(plan_page("tasks:open_year"), sent)
    wrong = client.post(
        plan_page("tasks:open_year"), {"year": "2026", "kind": "tuan"}, follow=True
    )
    assert "15/12/2025 – 14/06/2026" in page
    assert Period.objects.get().key == "2026-6-thang"
    assert "không có kỳ «tuan»" in wrong.content.decode()
