"""Pages of sets of papers: who sees them, who takes them, what they cost."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AskedJob, AuditRecord
from agencies.tests.factories import make_agency, make_user
from reporting.dossiers.tests.dossiers import asked, packed
from reporting.models import Dossier
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
PAGE = "/ho-so-kiem-tra/"


def said(*agencies, **changes):
    return {
        "agencies": [each.pk for each in agencies],
        "first": "01/01/2026",
        "last": "10/06/2026",
        "purpose": "Đoàn kiểm tra theo Quyết định 12/QĐ-UBND",
    } | changes


def file_of(row):
    return reverse("reporting:dossier_file", args=[row.pk])


@pytest.fixture
def ready(duty, officer):
    """Return a set that is packed, its clock that of the page."""
    return packed(asked(officer, duty.agency))


def test_an_officer_asks_and_a_worker_is_told(login, duty, officer):
    page = login(officer)
    assert duty.agency.name in text_of(page.get(PAGE))
    answer = page.post(PAGE, said(duty.agency))
    assert answer.status_code == 302
    row = Dossier.objects.get()
    assert row.purpose == "Đoàn kiểm tra theo Quyết định 12/QĐ-UBND"
    assert list(row.agencies.all()) == [duty.agency]
    assert AskedJob.objects.filter(job="reporting.pack_dossier").exists()
    assert "Đang đóng gói" in text_of(page.get(PAGE))


def test_a_refusal_keeps_what_was_typed(login, duty, officer):
    answer = login(officer).post(PAGE, said(duty.agency, last="11/06/2026"))
    page = text_of(answer)
    assert "Ngày cuối không sau hôm nay." in page
    assert 'value="Đoàn kiểm tra theo Quyết định 12/QĐ-UBND"' in page
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize("pk", ["0", "999999", "x", "-1", ""])
def test_an_agency_that_is_not_ones_own_is_refused(login, duty, officer, pk):
    other = make_duty(duty.task, make_agency(), duty.period).agency
    page = login(officer)
    for agencies in ([pk], [pk, duty.agency.pk], [other.pk]):
        answer = page.post(PAGE, said() | {"agencies": agencies})
        assert answer.status_code == 200
    assert Dossier.objects.count() == 0


def test_who_may_pack_nothing_sees_no_page(login, duty):
    for person in (make_user("viewer", duty.agency), make_user()):
        assert login(person).get(PAGE).status_code == 403
        assert login(person).post(PAGE, said(duty.agency)).status_code == 403


def test_the_zip_is_taken_and_that_is_recorded(login, officer, ready):
    answer = login(officer).get(file_of(ready))
    content = answer.getvalue()
    assert content.startswith(b"PK")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    taken = AuditRecord.objects.filter(target=file_of(ready)).get()
    assert (taken.kind, taken.actor) == ("export", officer)


def test_nobody_takes_what_another_had_packed(login, duty, officer, head, ready):
    steering = make_user("head", duty.period.plan.steering_agency)
    others = (
        head, steering, make_user(), make_user(is_superuser=True),
        make_user("officer", make_duty(duty.task, None, duty.period).agency),
    )  # fmt: skip
    for person in others:
        page = login(person)
        assert page.get(file_of(ready)).status_code == 404
        drop = reverse("reporting:drop_dossier", args=[ready.pk])
        assert page.post(drop).status_code == 404
        assert page.get(f"{PAGE}?page=9").status_code in {200, 403}
    assert login(officer).get(file_of(ready)).getvalue()
    for pk in (ready.pk + 1, 10**9):
        assert login(officer).get(f"/ho-so/{pk}/tep/").status_code == 404


def test_who_lost_the_role_takes_nothing(login, officer, ready):
    officer.memberships.update(valid_to=TODAY - timedelta(days=1))
    assert login(officer).get(file_of(ready)).status_code == 404


def test_a_set_past_its_days_is_not_handed_out(login, officer, ready):
    Dossier.objects.update(kept_until=TODAY - timedelta(days=1))
    page = login(officer)
    assert page.get(file_of(ready)).status_code == 404
    assert "Đã hết hạn tải" in text_of(page.get(PAGE))


def test_a_set_changed_on_the_disk_is_not_handed_out(login, officer, ready):
    Path(default_storage.path(ready.file.name)).write_bytes(b"PK other")
    assert login(officer).get(file_of(ready)).status_code == 409


def test_the_file_is_removed_by_hand(
    login, officer, ready, django_capture_on_commit_callbacks
):
    path = Path(default_storage.path(ready.file.name))
    with django_capture_on_commit_callbacks(execute=True):
        login(officer).post(reverse("reporting:drop_dossier", args=[ready.pk]))
    ready.refresh_from_db()
    assert (ready.state, path.exists()) == ("gone", False)
    assert len(ready.sha256) == 64


def test_the_agencys_page_leads_here(login, duty, officer):
    page = f"/co-quan/{duty.agency.code}/"
    link = f"{PAGE}?don-vi={duty.agency.code}"
    assert link in text_of(login(officer).get(page))
    assert link not in text_of(login(make_user("viewer", duty.agency)).get(page))


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_page_costs_the_same(login, duty, officer, count):
    steering = make_user("officer", duty.period.plan.steering_agency)
    for _ in range(count):
        other = make_duty(duty.task, make_agency(), duty.period).agency
        row = Dossier.objects.create(
            kind="kiem-tra", first_day=TODAY, last_day=TODAY, asked_by=steering,
            asked_at=NOW,
        )  # fmt: skip
        row.agencies.add(other, duty.agency)
    page = login(steering)
    page.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert page.get(PAGE).status_code == 200
    assert len(queries) <= 12


def test_before_any_period_an_administrator_reads_what_to_wait_for(admin):
    assert "Chưa có đơn vị nào có nhiệm vụ" in text_of(admin.get(PAGE))
