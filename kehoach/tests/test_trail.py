"""The trail of the whole portal: admin edits, reads, exports, its page, its end."""

import re
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.accounts.tests.user_forms import form_of, page_of
from agencies.models import AuditPurge, AuditRecord
from agencies.tests.factories import make_agency, make_membership, make_user
from agencies.trail.purging import purge_audit, trail_lines
from agencies.trail.writing import Fact, record, record_all
from tasks.models import Evidence, FigureValue, Holiday, Period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def root(client):
    person = make_user(is_staff=True, is_superuser=True, full_name="Bà Quản Trị")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def last(kind: str) -> AuditRecord:
    return AuditRecord.objects.filter(kind=kind).latest("pk")


def test_an_edit_in_the_admin_keeps_what_was_and_what_is(client, root):
    day = Holiday.objects.create(day=date(2026, 9, 2), name="Quốc khánh")
    address = reverse("admin:tasks_holiday_change", args=[day.pk])
    client.post(address, {"day": "03/09/2026", "name": "Quốc khánh"})
    row = last("setting")
    assert (row.actor, row.address, row.model) == (root, "127.0.0.1", "tasks.Holiday")
    assert row.before == {"day": "2026-09-02"}
    assert row.after == {"day": "2026-09-03"}
    client.post(reverse("admin:tasks_holiday_delete", args=[day.pk]), {"post": "yes"})
    assert last("setting").before["name"] == "Quốc khánh"


def test_rights_and_names_of_an_account_are_told_apart_and_names_are_hashes(
    client, root
):
    other = make_user(full_name="Ông Cũ")
    client.post(page_of(other), form_of(other, is_staff="on", full_name="Ông Mới"))
    row = last("right")
    assert (row.person, row.after["is_staff"]) == (other, True)
    assert row.after["full_name"].startswith("#")
    assert "Mới" not in str(row.after)


def test_a_role_given_in_the_form_of_an_account_is_told(client, root):
    other, agency = make_user(), make_agency()
    inline = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-agency": str(agency.pk),
        "memberships-0-role": "head",
    }
    client.post(page_of(other), form_of(other, **inline))
    row = last("role")
    assert (row.actor, row.person, row.after["role"]) == (root, other, "head")


def test_reading_evidence_exporting_and_lists_of_people_are_told(client, root):
    duty = make_duty()
    proof = Evidence.objects.create(
        agency=duty.agency, number="1/BC", issued_on=TODAY, subject="Báo cáo", uploaded_by=root,
        recorded_at=NOW, file=ContentFile(b"%PDF-1.4", "a.pdf"), file_name="a.pdf",
        content_type="application/pdf", confirmed_open=True, sha256=sha256(b"%PDF-1.4").hexdigest(),
    )  # fmt: skip
    address = reverse("tasks:evidence_file", args=[proof.pk])
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    row = last("read")
    assert (row.actor, row.target) == (root, address)
    assert row.after == {"model": "tasks.Evidence", "key": str(proof.pk)}
    client.get(reverse("tasks:people"), {"q": "Hoa", "tai-khoan": "dang-ngu"})
    assert last("personal").after == {"query": "tai-khoan=dang-ngu"}
    client.get(reverse("tasks:people_file"))
    assert last("personal").target == reverse("tasks:people_file")
    assert b"".join(client.get(plan_page("tasks:duties_csv")).streaming_content)
    assert last("export").target == plan_page("tasks:duties_csv")
    before = AuditRecord.objects.count()
    client.get(reverse("tasks:notices"))
    assert AuditRecord.objects.count() == before


def test_the_access_log_says_page_and_row_but_no_words_and_no_secrets(
    client, root, caplog
):
    caplog.set_level("INFO", logger="kehoach.access")
    client.get("/tim-kiem/", {"q": "Lê Thị Hòa"})
    client.get("/mat-khau/dat/MQ/abc-secret/")
    said = [line.getMessage() for line in caplog.records]
    lines = [line for line in said if "ms" in line]
    assert any(line.startswith("GET tasks:search - 200") for line in lines)
    assert any(line.startswith("GET password_reset_confirm - ") for line in lines)
    assert not any(word in line for word in ("Hòa", "secret") for line in lines)


def test_the_page_is_for_who_may_and_costs_the_same_for_many(client, root):
    people = [make_user(full_name=f"Người {number}") for number in range(3)]

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(reverse("trail")).status_code == 200
        return len(found)

    asked()
    record_all([Fact(kind="export", actor=people[0], target="tep.xlsx")])
    few = asked()
    record_all(
        Fact(kind="right", actor=one, person=two, before={"is_staff": False})
        for one in people
        for two in people
    )
    assert asked() == few
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("trail")).status_code == 403


def test_the_page_is_searched_by_person_kind_and_day(client, root):
    hoa = make_user(full_name="Lê Thị Hòa")
    record_all([Fact(kind="export", actor=hoa, target="tep-cua-hoa.xlsx")])
    record_all([Fact(kind="read", actor=root, target="tep-khac.pdf")])

    def page(**asked):
        return text_of(client.get(reverse("trail"), asked))

    found = page(nguoi="hoa", loai="export")
    assert "tep-cua-hoa.xlsx" in found
    assert "tep-khac.pdf" not in found
    assert "tep-cua-hoa.xlsx" not in page(den="01/01/2020")
    assert "tep-cua-hoa.xlsx" in page(tu="01/01/2020")
    assert "Kiểm tra lại năm 9999" in page(tu="31/12/9999")


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=ZONE)


def old(*moments: datetime) -> None:
    AuditRecord.objects.bulk_create(
        AuditRecord(kind="sign_in", at=moment) for moment in moments
    )


def test_whole_months_past_their_time_go_and_leave_count_and_hash():
    old(at(2024, 5, 3), at(2024, 5, 31), at(2024, 6, 1), at(2026, 6, 9))
    lines = list(trail_lines(AuditRecord.objects.filter(at__lt=at(2024, 6, 1))))[:2]
    digest = sha256(b"".join(lines)).hexdigest()
    (gone,) = purge_audit(months=24, today=date(2026, 6, 10))
    assert (gone.month, gone.number) == (date(2024, 5, 1), 2)
    assert gone.digest == digest
    days = AuditRecord.objects.filter(kind="sign_in").order_by("at")
    assert [row.at.year for row in days] == [2024, 2026]
    assert last("purge").after == {"number": 2, "sha256": digest}
    assert purge_audit(months=24, today=date(2026, 6, 10)) == []


def test_a_month_that_was_not_said_to_go_stays():
    old(at(2024, 5, 3), at(2024, 7, 3))
    purge_audit(months=24, today=date(2026, 6, 10))
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        AuditRecord.objects.filter(kind="sign_in").delete()
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        AuditPurge.objects.all().delete()


def test_the_command_says_what_went(capsys, clock):
    clock.at(at(2026, 6, 10))
    old(at(2024, 5, 3))
    call_command("purge_audit")
    assert "05/2024: 1 dòng" in capsys.readouterr().out
    assert last("purge").job == "purge_audit"


def test_a_closed_period_is_only_looked_at(client, root):
    period = make_duty().period
    address = reverse("admin:tasks_period_change", args=[period.pk])
    assert client.get(address).status_code == 200
    Period.objects.filter(pk=period.pk).update(state="closed", closed_at=NOW)
    assert client.post(address, {"note": "x"}).status_code == 403


def test_codes_and_figures_in_use_stay(client, root):
    duty = make_duty()
    figure = make_figure(duty.task)
    fields = {"agency": duty.agency, "period": duty.period, "figure": figure}
    FigureValue.objects.create(**fields, number=4, entered_by=root, recorded_at=NOW)
    make_membership(make_user(), duty.agency)
    for row, name in ((figure, "figure"), (duty.task.plan, "plan")):
        address = reverse(f"admin:tasks_{name}_change", args=[row.pk])
        page = client.get(address)
        assert 'name="code"' not in page.content.decode(), name
        assert "giữ nguyên" in text_of(page)
    address = reverse("admin:agencies_agency_change", args=[duty.agency.pk])
    assert 'name="code"' not in client.get(address).content.decode()


def test_a_year_that_cannot_be_meant_is_refused_in_the_admin(client, root):
    page = client.post(
        reverse("admin:tasks_holiday_add"), {"day": "31/12/9999", "name": "x"}
    )
    assert "Ghi năm từ 1900 đến 2100" in text_of(page)
    assert not Holiday.objects.filter(day__year=9999).exists()


def test_the_page_says_roles_days_and_answers_in_words(client, root):
    fields = {"role": "clerk", "is_primary": False, "valid_from": "2026-06-01"}
    record(
        "role", actor=root, target=make_agency("Sở A"), person=make_user(),
        after=fields | {"state": "offered"},
    )  # fmt: skip
    record(
        "job", target="reporting.yearly.pdf", after={"problem": "OSError", "tries": 3}
    )
    client.force_login(root)
    page = text_of(client.get(reverse("trail")))
    for words in ("Vai trò: Văn thư", "01/06/2026", "Kết quả: đã đề nghị",
                  "Hỏng vì: OSError", "Số lần: 3"):  # fmt: skip
        assert words in page, words
    assert not re.search(r"[Ii]s_primary|: clerk|: offered|2026-06-01|Tries", page)
