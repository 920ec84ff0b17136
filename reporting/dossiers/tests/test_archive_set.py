"""«Hồ sơ nộp lưu»: a closed period with its lists, and to whom it was handed over."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import AuditRecord
from agencies.tests.factories import make_user
from reporting.dossiers.asking import ask_archive, hand_over_set
from reporting.dossiers.tests.dossiers import content_of, packed, words_of
from reporting.dossiers.year_rows import folders_of
from reporting.models import Dossier, FrozenReport, YearlyReport
from reporting.tests.scenes import period_of
from reporting.yearly.freezing import issue
from reporting.yearly.tests.freezing import AFTER, frozen, head, scene
from reporting.yearly.tests.signing import complete, hand_in_newest
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.evidence.tests import files
from tasks.models import UnitReport, UrgingLetter
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import make_scene
from tasks.tests.pages import text_of

__all__ = ["head", "scene"]
pytestmark = pytest.mark.django_db
INDEX = "00 Mục lục hồ sơ, mục lục văn bản.docx"
ASKING = {"today": AFTER, "now": NOW}


def stored(row, name, content=files.PDF):
    """Give a row its file with the hash of it."""
    row.file_name, row.sha256 = name, hashlib.sha256(content).hexdigest()
    row.file.save("a.pdf", files.upload(content))
    return row


@pytest.fixture
def issued(scene, head):
    """Return the period: closed, its report issued, a letter and a unit's report."""
    period = period_of(scene)
    complete(period)
    frozen(scene, head)
    YearlyReport.objects.update(number="05/BC-SNV", issued_on=AFTER)
    hand_in_newest(period, head, AFTER)
    issue(period=period, actor=head, upload=files.upload(), today=AFTER)
    stored(
        UrgingLetter(
            period=period, purpose="urge", issuer="so", about="Đôn đốc báo cáo",
            text="Gửi gấp", number="7/SNV", signed_on=AFTER, created_by=head,
            created_at=NOW, sent_at=NOW, sent_by=head,
        ),
        "Công văn.pdf",
    )  # fmt: skip
    unit = period.duties.first().agency
    stored(
        UnitReport(
            agency=unit, period=period, number="9/BC-UBND", signed_on=AFTER,
            signer="Ông Ba", arrived_on=AFTER, recorded_by=head, recorded_at=NOW,
        ),
        "Báo cáo xã.pdf",
    )  # fmt: skip
    return period


def test_an_open_period_is_not_archived():
    period = period_of(make_scene())
    person = make_user("head", period.plan.steering_agency)
    with pytest.raises(InvalidInput, match="chưa chốt"):
        ask_archive(period=period, actor=person, **ASKING)
    assert Dossier.objects.count() == 0


def test_the_set_holds_reports_letters_and_lists(issued, head):
    row = packed(ask_archive(period=issued, actor=head, **ASKING))
    assert (row.state, row.damaged) == ("ready", 0)
    found = content_of(row)
    names = {name.split("/")[-1] for name in found}
    assert names >= {
        INDEX, "SHA256SUMS.txt", "002 Báo cáo.docx", "003 Phụ lục.xlsx",
        "004 Dữ kiện.json", "001 Công văn.pdf",
    }  # fmt: skip
    assert any(name.endswith("Báo cáo xã.pdf") for name in found)
    words = words_of(found[INDEX])
    for said in (
        "MỤC LỤC HỒ SƠ", "Thời hạn bảo quản", "Tiêu đề hồ sơ", "Số, ký hiệu hồ sơ",
        "05/BC-SNV", "7/SNV", "9/BC-UBND", "Ông Ba", "Số trang", "33/2024/QH15",
    ):  # fmt: skip
        assert said in words
    assert row.packed == len(found) - 2


def test_facts_that_were_changed_are_named_and_not_packed(issued, head):
    FrozenReport.objects.update(facts="{}")
    row = packed(ask_archive(period=issued, actor=head, **ASKING))
    found = content_of(row)
    assert (row.state, row.damaged) == ("ready", 3)
    assert not any(name.endswith(("Báo cáo.docx", ".json")) for name in found)
    assert "không còn nguyên vẹn" in words_of(found[INDEX])


def test_a_closed_period_without_a_report_says_so(scene, head):
    row = packed(ask_archive(period=period_of(scene), actor=head, **ASKING))
    assert row.state == "failed"
    assert "chưa có báo cáo, công văn nào" in row.problem


def test_who_may_and_who_may_not(issued, head):
    steering = issued.plan.steering_agency
    for person in (make_user("officer", steering), make_user(is_superuser=True)):
        ask_archive(period=issued, actor=person, **ASKING)
    for person in (
        make_user("viewer", steering),
        make_user("head", issued.duties.first().agency),
        make_user(is_staff=True),
    ):
        with pytest.raises(NotAllowed):
            ask_archive(period=issued, actor=person, **ASKING)


def handed(row, actor, **said):
    said = {"handed_on": AFTER, "handed_to": "Lưu trữ Sở", "number": "3/BB"} | said
    moment = {"today": AFTER, "now": NOW}
    return hand_over_set(row=row, actor=actor, **said, **moment)


def test_who_received_it_is_kept_with_the_hash(issued, head):
    row = packed(ask_archive(period=issued, actor=head, **ASKING))
    row = handed(row, head)
    assert (row.handed_to, row.handed_number, row.handed_by) == (
        "Lưu trữ Sở",
        "3/BB",
        head,
    )
    last = AuditRecord.objects.order_by("-pk").first()
    assert last.after["sha256"] == row.sha256
    with pytest.raises(InvalidInput, match="đã ghi nhận"):
        handed(row, head, handed_to="Nơi khác")


def test_a_day_before_the_set_or_to_come_is_refused(issued, head):
    row = packed(ask_archive(period=issued, actor=head, **ASKING))
    Dossier.objects.update(asked_at=NOW)
    for day in (date(2026, 6, 1), AFTER + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refused:
            handed(row, head, handed_on=day)
        assert "handed_on" in refused.value.problems


def test_the_database_keeps_no_half_hand_over(issued, head):
    ask_archive(period=issued, actor=head, **ASKING)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dossier.objects.update(handed_at=NOW)


def test_reading_the_period_costs_the_same(issued, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        folders_of(issued)
    unit = issued.duties.first().agency
    for number in range(12):
        UrgingLetter.objects.create(
            period=issued, purpose="urge", issuer="so", about="Đôn đốc", text="Gửi",
            number=f"{number}/SNV", signed_on=AFTER, sent_at=NOW,
            created_by=UnitReport.objects.get(agency=unit).recorded_by, created_at=NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(10):
        folders_of(issued)


@pytest.mark.usefixtures("_after_the_deadline")
def test_the_archive_set_is_asked_for_and_taken_on_its_page(login, issued, head):
    page = login(head)
    address = plan_page("reporting:archive", args=[issued.key])
    assert "Lập hồ sơ nộp lưu" in text_of(page.get(address))
    assert address in text_of(page.get(plan_page(f"/bao-cao/{issued.key}/")))
    page.post(address)
    row = packed(Dossier.objects.get())
    row.kept_until = None
    row.save()
    note = reverse("reporting:archive_handed", args=[row.pk])
    assert row.sha256 in text_of(page.get(note))
    stranger = login(make_user("head", issued.duties.first().agency))
    for url in (address, note, reverse("reporting:dossier_file", args=[row.pk])):
        assert stranger.get(url).status_code == 404
    viewer = login(make_user("viewer", issued.plan.steering_agency))
    assert viewer.get(address).status_code == 403
    officer = login(make_user("officer", issued.plan.steering_agency))
    assert officer.get(reverse("reporting:dossier_file", args=[row.pk])).getvalue()
