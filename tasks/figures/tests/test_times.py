"""A figure of a task that recurs is answered for each time; they add up to the period's."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.figures.answers import current_values, last_values
from tasks.models import FigureValue
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.work.correcting_entries import withdraw_entry
from tasks.work.logging import log_progress
from tasks.work.sending import missing_for_sending

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MOMENT = {"today": TODAY, "now": NOW}
FIRST, SECOND = date(2025, 12, 15), date(2026, 3, 15)


@pytest.fixture
def scene():
    return Scene()


class Scene:
    """A task of every quarter with a flow, a stock and a word; two quarters of it."""

    def __init__(self):
        self.task = make_task(make_plan(), schedule="quarterly")
        self.period = make_period(self.task.plan)
        self.agency = make_agency("UBND xã An", kind="cap-xa")
        self.officer = make_user(agency=self.agency)
        self.flow = make_figure(self.task, "luot", required=True)
        self.stock = make_figure(self.task, "to", across_time="stock")
        self.word = make_figure(self.task, "ghi-chu", type="text")
        self.quarters = [
            make_duty(
                self.task, self.agency, self.period, occurrence=f"Quý {name}/2026",
                occurs_from=first, occurs_to=last,
            )
            for name, first, last in (
                ("I", FIRST, date(2026, 3, 14)), ("II", SECOND, date(2026, 6, 14))
            )
        ]  # fmt: skip

    def says(self, quarter, **answers):
        """Log the answers of a quarter: flow="3"."""
        duty = self.quarters[quarter]
        duty.refresh_from_db()
        return log_progress(
            duties=[duty], author=self.officer, text="Đã làm.", progress="done",
            done_on=TODAY, reason="Bổ sung",
            answers={getattr(self, name).pk: said for name, said in answers.items()},
            **MOMENT,
        )  # fmt: skip

    def of(self, time=None):
        """Return what stands for the period, or for a time."""
        values = current_values(self.agency.pk, self.period, time)
        found = {}
        for name in ("flow", "stock", "word"):
            value = values.get(getattr(self, name).pk)
            if value:
                found[name] = value.text or value.number
        return found


def test_flows_add_up_and_of_a_stock_the_last_time_counts(scene):
    scene.says(1, flow="4", stock="9", word="Quý hai")
    scene.says(0, flow="3", stock="7", word="Quý một")
    assert scene.of(FIRST) == {"flow": 3, "stock": 7, "word": "Quý một"}
    assert scene.of(SECOND) == {"flow": 4, "stock": 9, "word": "Quý hai"}
    assert scene.of() == {"flow": 7, "stock": 9, "word": "Quý hai"}
    scene.says(0, flow="5")
    assert scene.of() == {"flow": 9, "stock": 9, "word": "Quý hai"}
    scene.says(1, stock="")
    assert scene.of()["stock"] == 7


def test_pages_and_sums_read_one_answer_of_the_period(scene):
    scene.says(0, flow="3")
    scene.says(1, flow="4")
    rows = FigureValue.objects.filter(figure=scene.flow, is_current=True)
    assert [value.number for value in rows] == [Decimal(7)]
    assert FigureValue.times.filter(figure=scene.flow, is_current=True).count() == 3


def test_each_time_lacks_its_own_answer(scene):
    scene.says(0, flow="3")
    scene.says(1, word="Chưa có số")
    first, second = scene.quarters
    assert missing_for_sending(first) == []
    assert missing_for_sending(second) == [f"Chưa có số liệu: {scene.flow.label}"]


def test_an_entry_that_is_withdrawn_takes_its_answers_back(scene):
    scene.says(0, flow="3")
    scene.says(1, flow="4")
    entry = scene.says(1, flow="6")
    assert scene.of() == {"flow": 9}
    withdraw_entry(entry=entry, duty=scene.quarters[1], actor=scene.officer, **MOMENT)
    assert scene.of(SECOND) == {"flow": 4}
    assert scene.of() == {"flow": 7}


def test_one_entry_for_two_tasks_answers_each_in_its_place(scene):
    yearly = make_task(scene.task.plan)
    whole = make_figure(yearly, "ca-nam")
    other = make_duty(yearly, scene.agency, scene.period)
    log_progress(
        duties=[scene.quarters[1], other], author=scene.officer, text="Đã làm.",
        progress="done", done_on=TODAY, answers={scene.flow.pk: "4", whole.pk: "50"},
        **MOMENT,
    )  # fmt: skip
    assert scene.of(SECOND) == {"flow": 4}
    assert current_values(scene.agency.pk, scene.period)[whole.pk].number == 50


def test_the_form_asks_for_the_time_alone_beside_the_time_before(client, scene):
    scene.says(0, flow="3")
    duty = scene.quarters[1]
    assert last_values(scene.agency.pk, scene.period, SECOND)[scene.flow.pk].number == 3
    client.force_login(scene.officer)
    page = client.get(reverse("tasks:log_progress", args=[duty.pk])).content.decode()
    assert "Số liệu của Quý II/2026, từ 15/03/2026 đến hết 14/06/2026" in page
    assert "Lần trước" in page
    assert "hệ thống tự cộng các lần" in page
    shown = client.get(reverse("tasks:duty", args=[duty.pk])).content.decode()
    assert "Quý II/2026" in shown
