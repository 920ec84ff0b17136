"""«Hồ sơ phục vụ đoàn kiểm tra»: all that an agency said, its files, an index; whole or
named, within bounds, by who may.
"""

import hashlib
import tracemalloc
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AskedJob, AuditRecord
from agencies.tests.factories import make_agency, make_user
from reporting.dossiers import storing
from reporting.dossiers.agency_rows import agency_rows_of
from reporting.dossiers.spans import Span
from reporting.dossiers.tests.dossiers import SPAN, asked, content_of, packed, words_of
from reporting.models import Dossier
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.evidence.keeping import quarantine, unlink_evidence
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import MOMENT, attach, stored_files
from tasks.evidence.tests.files import room_for
from tasks.models import Evidence, FileTrouble, UnitReport
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.work.correcting_entries import correct_entry
from tasks.work.tests.working import log

pytestmark = pytest.mark.django_db
INDEX = "00 Mục lục hồ sơ.docx"
MEGABYTE = 1024 * 1024


def pdf(word, name):
    return files.upload(files.PDF + word.encode(), name)


@pytest.fixture
def proof(duty, officer):
    return attach(
        duty, officer, upload=pdf("1", "Kế hoạch.pdf"), number="12/KH-UBND",
        issuer="UBND xã Hòa Bình", issued_on=TODAY,
    )  # fmt: skip


def test_a_set_holds_what_was_said_and_sent(duty, officer, proof):
    entry = log(duty, officer, text="Họp dân ở thôn Phú Hòa.")
    correct_entry(
        entry=entry, duty=duty, text="Họp dân ở thôn Phú Thọ.", reason="Nhầm tên thôn",
        done_on=entry.done_on, progress=entry.progress, actor=officer, **MOMENT,
    )  # fmt: skip
    row = packed(asked(officer, duty.agency))
    assert (row.state, row.packed, row.left_out, row.damaged) == ("ready", 1, 0, 0)
    found = content_of(row)
    path = "Tệp kèm theo/001 Kế hoạch.pdf"
    assert set(found) == {INDEX, path, "SHA256SUMS.txt"}
    assert hashlib.sha256(found[path]).hexdigest() == proof.sha256
    sums = found["SHA256SUMS.txt"].decode()
    assert f"{proof.sha256}  {path}\n" in sums
    assert f"{hashlib.sha256(found[INDEX]).hexdigest()}  {INDEX}\n" in sums
    words = words_of(found[INDEX])
    for said in (
        "UBND xã Hòa Bình", "Phục vụ: Đoàn kiểm tra.", duty.task.short_title,
        "Họp dân ở thôn Phú Thọ.", "Lý do sửa: Nhầm tên thôn", "Trước khi sửa",
        "Họp dân ở thôn Phú Hòa.", "12/KH-UBND", "001 Kế hoạch.pdf",
        proof.sha256[:16], str(officer),
    ):  # fmt: skip
        assert said in words


def test_the_hash_of_the_set_is_kept_with_who_asked(duty, officer, proof):
    row = packed(asked(officer, duty.agency))
    content = Path(default_storage.path(row.file.name)).read_bytes()
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert row.size == len(content)
    assert row.kept_until == TODAY + timedelta(days=7)
    first, last = AuditRecord.objects.filter(kind="export").order_by("pk")
    assert first.after["agencies"] == [duty.agency.code]
    assert (last.actor, last.after["sha256"]) == (officer, row.sha256)


def test_asking_is_a_row_for_a_worker(duty, officer):
    row = asked(officer, duty.agency)
    [job] = AskedJob.objects.all()
    assert (job.job, row.state) == ("reporting.pack_dossier", "asked")
    assert stored_files() == []


def test_files_put_away_or_taken_off_are_named_only(duty, officer, proof):
    secret = attach(duty, officer, upload=pdf("2", "Mật.pdf"), subject="Có tên người")
    gone = attach(duty, officer, upload=pdf("3", "Nhầm.pdf"), subject="Đính nhầm")
    steering = make_user("officer", duty.period.plan.steering_agency)
    quarantine(evidence=secret, actor=steering, reason="Có tên người", **MOMENT)
    unlink_evidence(evidence=gone, duty=duty, actor=officer, **MOMENT)
    row = packed(asked(officer, duty.agency))
    found = content_of(row)
    assert (row.packed, row.left_out) == (1, 2)
    assert not any(name.endswith(("Mật.pdf", "Nhầm.pdf")) for name in found)
    words = words_of(found[INDEX])
    assert "Không kèm: tệp đã cách ly ngày 10/06/2026" in words
    assert "Không kèm: đơn vị đã gỡ khỏi nhiệm vụ" in words
    assert "Đính nhầm" in words
    assert "Có tên người" not in words
    assert "2 tệp không kèm theo" in words


@pytest.mark.parametrize("kind", ["wrong", "missing"])
def test_a_damaged_file_is_named_and_never_packed(duty, officer, proof, kind):
    whole = attach(duty, officer, upload=pdf("2", "Còn tốt.pdf"))
    path = Path(default_storage.path(proof.file.name))
    if kind == "wrong":
        path.write_bytes(files.PDF + b"9")
    else:
        path.unlink()
    row = packed(asked(officer, duty.agency))
    found = content_of(row)
    assert (row.state, row.packed, row.damaged) == ("ready", 1, 1)
    assert [name for name in found if name.endswith(".pdf")] == [
        "Tệp kèm theo/002 Còn tốt.pdf"
    ]
    told = "không còn nguyên vẹn" if kind == "wrong" else "mất khỏi kho"
    words = words_of(found[INDEX])
    assert told in words
    assert whole.sha256[:16] in words
    assert FileTrouble.objects.get().kind == kind


def test_hostile_names_are_plain_and_unique(duty, officer):
    names = (
        "../../a.pdf", "CON.pdf", unicodedata.normalize("NFD", "Hòa.pdf"), "Hòa.pdf",
        f"{'x' * 250}.pdf", 'a<>:"|?*.pdf',
    )  # fmt: skip
    for number, name in enumerate(names):
        each = attach(duty, officer, upload=pdf(str(number), "a.pdf"))
        Evidence.objects.filter(pk=each.pk).update(file_name=name)
    found = list(content_of(packed(asked(officer, duty.agency))))
    kept = [name for name in found if name.endswith(".pdf")]
    assert len(set(kept)) == len(names)
    assert "Tệp kèm theo/001 a.pdf" in kept
    assert "Tệp kèm theo/004 Hòa.pdf" in kept
    for name in kept:
        folder, last = name.split("/")
        assert folder == "Tệp kèm theo"
        assert len(name) < 100
        assert not set(last) & set('<>:"\\|?*')
        assert unicodedata.is_normalized("NFC", name)


def test_several_agencies_have_a_folder_and_an_index_each(duty, officer, proof):
    plan = duty.period.plan
    other = make_duty(duty.task, make_agency("UBND xã <Hòa>/Bình"), duty.period)
    steering = make_user("officer", plan.steering_agency)
    found = content_of(packed(asked(steering, duty.agency, other.agency)))
    indexes = [name for name in found if name.endswith(INDEX)]
    assert len(indexes) == 2
    assert all(name.count("/") == 1 for name in indexes)


def test_the_agencys_letter_is_packed_and_one_taken_off_named(duty, officer):
    for number, gone in (("5/BC", None), ("6/BC", NOW)):
        letter = UnitReport.objects.create(
            agency=duty.agency, period=duty.period, number=number, signed_on=TODAY,
            arrived_on=TODAY, recorded_by=officer, recorded_at=NOW, signer="Bà Hoa",
            file_name="Báo cáo.pdf", sha256=hashlib.sha256(files.PDF).hexdigest(),
            taken_off_at=gone,
        )  # fmt: skip
        letter.file.save("a.pdf", files.upload())
    row = packed(asked(officer, duty.agency))
    found = content_of(row)
    assert (row.packed, row.left_out) == (1, 1)
    words = words_of(found[INDEX])
    assert "Bà Hoa" in words
    assert "Không kèm: văn bản ghi nhầm, đã gỡ ngày 10/06/2026" in words


def test_what_lies_outside_the_span_stays_out(duty, officer, proof):
    log(duty, officer, text="Họp dân trong tháng Sáu.")
    early = {"first": TODAY - timedelta(days=90), "last": TODAY - timedelta(days=60)}
    found = content_of(packed(asked(officer, duty.agency, **early)))
    assert not any(name.endswith(".pdf") for name in found)
    assert "tháng Sáu" not in words_of(found[INDEX])


def test_who_may_ask_for_which_agency(duty, officer, head):
    other = make_duty(duty.task, make_agency(), duty.period)
    steering = make_user("officer", duty.period.plan.steering_agency)
    admin = make_user(is_superuser=True)
    for person in (officer, head, steering, admin):
        asked(person, duty.agency)
    strangers = (
        make_user("officer", other.agency),
        make_user("clerk", duty.agency),
        make_user("viewer", duty.agency),
        make_user("viewer", duty.period.plan.steering_agency),
        make_user("leader", make_agency()),
        make_user(is_staff=True),
    )
    for person in strangers:
        with pytest.raises(NotAllowed):
            asked(person, duty.agency)
    with pytest.raises(NotAllowed):
        asked(officer, duty.agency, other.agency)
    assert Dossier.objects.count() == 4


def test_the_steering_agency_packs_its_own_plans_alone(duty, officer):
    foreign = make_duty(make_task(make_duty().task.plan), duty.agency)
    log(foreign, officer, text="Việc của kế hoạch khác.")
    log(duty, officer, text="Việc của kế hoạch này.")
    steering = make_user("officer", duty.period.plan.steering_agency)
    words = words_of(content_of(packed(asked(steering, duty.agency)))[INDEX])
    assert "kế hoạch này" in words
    assert "kế hoạch khác" not in words
    words = words_of(content_of(packed(asked(officer, duty.agency)))[INDEX])
    assert "kế hoạch khác" in words


def test_who_lost_the_right_meanwhile_gets_nothing(duty, officer, proof):
    row = asked(officer, duty.agency)
    officer.memberships.update(valid_to=TODAY - timedelta(days=1))
    row = packed(row)
    assert (row.state, row.file.name) == ("failed", "")
    assert "không có quyền" in row.problem


def test_a_successor_packs_what_the_old_agency_left(duty, officer, proof):
    new = make_agency("UBND xã Mới", kind="cap-xa")
    run(merge(duty.agency, new=new))
    person = make_user("officer", new)
    found = content_of(packed(asked(person, duty.agency)))
    assert any(name.endswith("Kế hoạch.pdf") for name in found)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"first": TODAY, "last": TODAY - timedelta(days=1)}, "last"),
        ({"last": TODAY + timedelta(days=1)}, "last"),
        ({"first": TODAY - timedelta(days=3000)}, "first"),
        ({"agencies": []}, "agencies"),
    ],
)
def test_wrong_days_are_refused_at_once(duty, officer, said, field):
    with pytest.raises(InvalidInput) as refused:
        asked(officer, duty.agency, **said)
    assert field in refused.value.problems


@pytest.mark.parametrize("bound", ["DOSSIER_FILES", "DOSSIER_MEGABYTES"])
def test_too_much_is_refused_in_words(duty, officer, proof, settings, bound):
    setattr(settings, bound, 0)
    with pytest.raises(InvalidInput, match="ngắn"):
        asked(officer, duty.agency)
    setattr(settings, bound, 1)
    row = asked(officer, duty.agency)
    setattr(settings, bound, 0)
    row = packed(row)
    assert row.state == "failed"
    assert "Chọn ít đơn vị hơn" in row.problem
    assert len(stored_files()) == 1


def test_nobody_fills_the_disk_with_sets(duty, officer):
    for _ in range(5):
        asked(officer, duty.agency)
    with pytest.raises(InvalidInput, match="đợi xong"):
        asked(officer, duty.agency)


def test_a_full_disk_leaves_a_sentence_and_no_part(duty, officer):
    big = files.upload(files.PDF + bytes(2 * MEGABYTE), "to.pdf")
    attach(duty, officer, upload=big)
    row = asked(officer, duty.agency)
    with room_for(MEGABYTE):
        row = packed(row)
    assert row.state == "failed"
    assert "không đủ chỗ" in row.problem
    assert len(stored_files()) == 1


def test_a_part_left_by_a_crash_is_written_over(duty, officer, proof):
    row = asked(officer, duty.agency)
    part = Path(default_storage.path(f"dossiers/{row.pk}.part"))
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half" * 1000)
    row = packed(row)
    assert row.state == "ready"
    assert not part.exists()
    content_of(row)


def test_a_set_is_packed_once(duty, officer, proof):
    row = packed(asked(officer, duty.agency))
    before = row.ready_at, row.sha256
    storing.pack(dossier_id=row.pk, now=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.ready_at, row.sha256) == before


def test_the_file_goes_after_its_days_and_the_row_stays(
    duty, officer, proof, django_capture_on_commit_callbacks
):
    row = packed(asked(officer, duty.agency))
    path = Path(default_storage.path(row.file.name))
    for days, there in ((7, True), (8, False)):
        with django_capture_on_commit_callbacks(execute=True):
            storing.sweep(now=NOW + timedelta(days=days))
        assert path.exists() is there
    row.refresh_from_db()
    assert (row.state, row.file.name, len(row.sha256)) == ("gone", "", 64)


def test_a_set_that_never_came_says_so(duty, officer):
    row = asked(officer, duty.agency)
    storing.sweep(now=NOW + timedelta(days=4))
    row.refresh_from_db()
    assert row.state == "failed"
    assert "yêu cầu lại" in row.problem


@pytest.mark.parametrize("count", [1, 3, 12])
def test_reading_an_agency_costs_the_same(duty, officer, count):
    for number in range(count):
        each = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
        make_figure(each.task)
        log(each, officer, text=f"Việc {number}")
        attach(each, officer, upload=pdf(str(number), "a.pdf"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = agency_rows_of(
            duty.agency, Span(SPAN["first"], SPAN["last"]), officer, TODAY
        )
    assert len(rows.duties) == count + 1
    assert len(queries) <= 24


def test_a_large_file_is_copied_piece_by_piece(duty, officer):
    attach(
        duty, officer, upload=files.upload(files.PDF + bytes(24 * MEGABYTE), "to.pdf")
    )
    row = asked(officer, duty.agency)
    tracemalloc.start()
    try:
        row = packed(row)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert row.size > 24 * MEGABYTE
    assert peak < 16 * MEGABYTE


def test_hostile_words_stay_words(duty, officer):
    text = "</w:t><script>alert(1)</script> & \x0b=cmd|' /C calc'!A0 " + "dài " * 2000
    entry = log(duty, officer, text="Bình thường")
    type(entry).objects.filter(pk=entry.pk).update(text=text)
    row = packed(asked(officer, duty.agency, purpose="<b>Đoàn</b> & \u202eabc"))
    words = words_of(content_of(row)[INDEX])
    assert "</w:t><script>alert(1)</script> &" in words
    assert words.count("dài ") >= 2000
    assert "Phục vụ: <b>Đoàn</b> &" in words


def test_answers_of_each_time_stand_beside_the_periods(duty, officer):
    task = make_task(duty.task.plan, schedule="quarterly")
    figure = make_figure(task, label="Số cuộc họp dân")
    quarter = make_duty(
        task, duty.agency, duty.period, occurrence="Quý II/2026",
        occurs_from=date(2026, 3, 15), occurs_to=date(2026, 6, 14),
    )  # fmt: skip
    log(quarter, officer, answers={figure.pk: "41"})
    row = packed(asked(officer, duty.agency))
    said = words_of(content_of(row)[INDEX])
    assert "Năm 2026, lần từ 15/03/2026" in said
    assert said.count("Số cuộc họp dân") == 2
