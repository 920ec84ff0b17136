"""C3: with clamd a file is opened by nobody before it was searched; nothing is lost."""

import re
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.cache import cache
from django.urls import reverse

from agencies.jobs import run_asked
from agencies.models import AskedJob, AuditRecord
from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_user
from kehoach.testing.clamd import FOUND, MALWARE_MARK, clamd
from tasks.evidence.keeping import link_evidence
from tasks.evidence.kept_files import opened
from tasks.evidence.scans import PutAway
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import MOMENT, attach, post_file
from tasks.jobs import pulse_job
from tasks.models import Evidence, FileScan, Notice
from tasks.official_letters.tests.unit_reports import record
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
INFECTED = files.PDF + MALWARE_MARK
CHECKING = "Đang kiểm tra mã độc"


@pytest.fixture
def there(settings, tmp_path):
    """Return a clamd of this test."""
    with clamd(tmp_path) as found:
        settings.CLAMD_ADDRESS = found.address
        yield found


@pytest.fixture
def steering(duty):
    return make_user("officer", duty.task.plan.steering_agency)


def states():
    return list(FileScan.objects.order_by("pk").values_list("state", flat=True))


def file_of(client, evidence):
    return client.get(reverse("tasks:evidence_file", args=[evidence.pk]))


def test_nobody_opens_a_file_before_it_was_searched(
    login, duty, officer, steering, there
):
    post_file(login(officer), duty, files.upload())
    evidence = Evidence.objects.get()
    page = reverse("tasks:duty", args=[duty.pk])
    assert states() == ["waiting"]
    for person in (steering, officer):
        client = login(person)
        assert CHECKING in text_of(client.get(page))
        answer = file_of(client, evidence)
        assert answer.status_code == 409
        assert "Tệp đang được kiểm tra mã độc" in text_of(answer)
        assert "gửi kết quả như thường" in text_of(answer)
    run_asked()
    assert there.shown == [files.PDF]
    assert states() == ["clean"]
    assert asked_jobs() == []
    client = login(steering)
    assert CHECKING not in text_of(client.get(page))
    assert b"".join(file_of(client, evidence).streaming_content) == files.PDF


def test_work_goes_on_meanwhile(duty, officer, there):
    evidence = attach(duty, officer)
    link_evidence(evidence=evidence, duties=[duty], actor=officer, **MOMENT)
    assert evidence.links.filter(removed_at=None).count() == 1


def test_what_is_infected_stays_away_for_good_and_is_told(
    login, duty, officer, steering, there, settings
):
    post_file(login(officer), duty, files.upload(INFECTED, "thư mời.pdf"))
    evidence = Evidence.objects.get()
    run_asked()
    evidence.refresh_from_db()
    assert states() == ["infected"]
    assert evidence.quarantined_at
    assert FOUND in evidence.quarantine_reason
    with pytest.raises(PutAway):
        opened(evidence.file)
    told = dict(Notice.objects.values_list("person", "text"))
    assert set(told) == {officer.pk, steering.pk}
    assert "«thư mời.pdf» có mã độc" in told[officer.pk]
    assert "tải lên bản sạch" in told[officer.pk]
    assert "không mở" in told[steering.pk]
    assert Notice.objects.filter(address=f"/nhiem-vu/{duty.pk}/").count() == 2
    row = AuditRecord.objects.get(kind="malware")
    assert (row.person, row.after["found"]) == (officer, FOUND)
    page = text_of(post_file(login(officer), duty, files.upload(INFECTED)))
    assert "đã bị cách ly" in page
    settings.CLAMD_ADDRESS = ""
    with pytest.raises(PutAway):
        opened(evidence.file)


def test_a_long_name_leaves_room_for_what_to_do(duty, officer, steering, there):
    duty.agency.name = duty.agency.short_name = ("Dài " * 40)[:120]
    duty.agency.save()
    attach(duty, officer, upload=files.upload(INFECTED, f"{'rất dài ' * 20}.pdf"))
    run_asked()
    told = dict(Notice.objects.values_list("person", "text"))
    assert told[officer.pk].endswith("rồi tải lên bản sạch.")
    assert told[steering.pk].endswith("chờ đơn vị tải lên bản sạch.")


def test_a_letter_is_put_away_too(login, duty, steering, there):
    clerk = make_user("clerk", duty.agency)
    client = login(clerk)
    letter = record(duty, clerk, upload=files.upload(INFECTED))
    where = letter.get_absolute_url()
    assert "đang kiểm tra mã độc" in text_of(client.get(where))
    run_asked()
    url = reverse("tasks:unit_report_file", args=[duty.agency.code, letter.pk])
    answer = client.get(url)
    assert answer.status_code == 409
    assert "Tệp có mã độc, đã bị cách ly" in text_of(answer)
    assert Notice.objects.filter(person=steering, address=where).exists()


@pytest.mark.parametrize("mood", ["hanging up", "half", "wrong", "gone"])
def test_clamd_is_away_and_nothing_is_lost(login, duty, officer, there, settings, mood):
    address = there.address
    there.mood = mood
    if mood == "gone":
        settings.CLAMD_ADDRESS = "unix:/nowhere/clamd.ctl"
    post_file(login(officer), duty, files.upload())
    run_asked()
    assert states() == ["waiting"]
    assert FileScan.objects.get().problem.startswith("clamd: ")
    assert AskedJob.objects.get().tries == 1
    AskedJob.objects.all().delete()  # lost, however that came
    there.mood, settings.CLAMD_ADDRESS = "well", address
    pulse_job()
    run_asked()
    assert states() == ["clean"]
    assert FileScan.objects.get().problem == ""


def test_a_file_that_clamd_does_not_take_waits_with_the_reason_and_others_go_on(
    duty, officer, there
):
    there.largest = len(files.PDF) + 1
    attach(duty, officer, upload=files.upload(files.PDF + bytes(2_000_000)))
    attach(duty, officer)
    run_asked()
    assert states() == ["waiting", "clean"]
    assert "StreamMaxLength" in FileScan.objects.get(state="waiting").problem


def test_a_file_that_is_gone_does_not_hold_the_others_up(duty, officer, there):
    gone = attach(duty, officer)
    attach(duty, officer, upload=files.upload(files.PDF + b"2"))
    gone.file.storage.delete(gone.file.name)
    run_asked()
    assert states() == ["waiting", "clean"]


def test_without_an_address_all_is_as_before(login, duty, officer, there, settings):
    waits = attach(duty, officer)
    settings.CLAMD_ADDRESS = ""
    client = login(officer)
    post_file(client, duty, files.upload(files.PDF + b"2"))
    assert FileScan.objects.count() == 1
    assert CHECKING not in text_of(client.get(reverse("tasks:duty", args=[duty.pk])))
    assert b"".join(file_of(client, waits).streaming_content) == files.PDF
    pulse_job()
    run_asked()
    assert states() == ["waiting"]


def test_health_names_clamd(client, there, settings):
    settings.METRICS_TOKEN = "khoa"

    def said():
        cache.clear()
        token = {"Authorization": "Bearer khoa"}
        return client.get("/suc-khoe", headers=token).json()["clamd"]

    assert said() == "ok"
    there.mood = "hanging up"
    assert said() == "away"
    settings.CLAMD_ADDRESS = ""
    assert said() == "absent"


def test_files_of_people_come_into_the_store_by_one_way():
    saves = re.compile(r"\.save\([^()]*(\([^()]*\)[^()]*)*save=False")
    root = Path(portal.BASE_DIR)
    code = [
        path
        for room in ("agencies", "kehoach", "reporting", "tasks")
        for path in (root / room).rglob("*.py")
        if "/tests/" not in path.as_posix()
    ]
    found = {
        path.relative_to(root).as_posix()
        for path in code
        if saves.search(path.read_text())
    }
    assert found == {"tasks/evidence/storing.py", "reporting/kept/pdf.py"}
