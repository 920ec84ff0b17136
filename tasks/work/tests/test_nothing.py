"""«Không phát sinh» for several duties: one entry, zeros on request, refusals named."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Duty, FigureValue, ProgressEntry
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress
from tasks.work.nothing import confirm_nothing
from tasks.work.sending import missing_for_sending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def other(duty):
    return make_duty(make_task(duty.task.plan), duty.agency, duty.period)


def confirm(actor, *duties, **said):
    return confirm_nothing(
        agency=duties[0].agency,
        period=duties[0].period,
        duties=duties,
        actor=actor,
        **{"reason": "Không có đơn thư.", "with_zeros": False, **MOMENT, **said},
    )


def test_one_entry_serves_all(duty, other, officer):
    result = confirm(officer, duty, other)
    entry = ProgressEntry.objects.get()
    assert result.confirmed == [duty, other]
    assert list(entry.duties.order_by("pk")) == [duty, other]
    assert entry.text == "Không phát sinh trong kỳ. Không có đơn thư."
    assert set(Duty.objects.values_list("nothing_to_report", flat=True)) == {True}


def test_a_duty_that_reports_work_is_refused_by_name(duty, other, officer):
    log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="Đã họp.",
        progress="in_progress",
        **MOMENT,
    )
    result = confirm(officer, duty, other)
    assert result.confirmed == [other]
    [(refused, why)] = result.refused
    assert (refused, "Đã có nhật ký" in why) == (duty, True)


@pytest.mark.parametrize(("zeros", "missing"), [(False, 1), (True, 0)])
def test_zeros_are_written_only_when_asked(duty, officer, zeros, missing):
    make_figure(duty.task, required=True)
    make_figure(duty.task, required=False)
    make_figure(duty.task, required=True, type="text")
    FigureValue.objects.all().delete()
    result = confirm(officer, duty, with_zeros=zeros)
    duty.refresh_from_db()
    assert len(missing_for_sending(duty)) == missing + 1  # the text stays asked
    assert result.zeros == FigureValue.objects.filter(number=0).count() == 1 - missing


def test_a_reason_is_needed_and_nothing_is_half_done(duty, officer):
    with pytest.raises(InvalidInput, match="lý do"):
        confirm(officer, duty, reason="  ")
    assert not ProgressEntry.objects.exists()


def test_who_does_not_write_confirms_nothing(duty):
    with pytest.raises(NotAllowed):
        confirm(make_user("viewer", duty.agency), duty)


def test_the_desk_offers_it_and_tells_the_result(login, duty, other, officer):
    client = login(officer)
    desk = reverse("tasks:desk", args=[duty.agency.code])
    assert "Xác nhận không phát sinh" in text_of(client.get(desk))
    url = reverse("tasks:nothing", args=[duty.agency.code])
    said = {
        "period": duty.period_id,
        "duty": [duty.pk, other.pk],
        "reason": "Không có.",
    }
    page = text_of(client.post(url, said, follow=True))
    assert f"Đã xác nhận không phát sinh: {duty.task.code}, {other.task.code}." in page
    assert "Xác nhận không phát sinh" not in page
    none = text_of(client.post(url, {"period": duty.period_id}, follow=True))
    assert "Đánh dấu ít nhất một nhiệm vụ" in none


def test_duties_of_others_are_not_touched(login, duty, officer):
    strange = make_duty(duty.task, make_agency(), duty.period)
    url = reverse("tasks:nothing", args=[duty.agency.code])
    login(officer).post(
        url, {"period": duty.period_id, "duty": [strange.pk], "reason": "Không có."}
    )
    assert not ProgressEntry.objects.exists()
    stranger = login(make_user("officer", make_agency()))
    assert stranger.post(url, {"period": duty.period_id}).status_code == 404
