"""An urging letter speaks per kind of duty, names its plan, and is signed complete."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.duties.errors import Incomplete, InvalidInput
from tasks.evidence.tests.files import PDF
from tasks.models import UrgedDuty, UrgedFor, UrgingLetter
from tasks.official_letters.drafting import change_letter, reword_letter
from tasks.official_letters.letter_lists import annex_lines_of, urged_by_agency
from tasks.official_letters.letter_words import first_words
from tasks.official_letters.sending import keep_signed_file, lacking
from tasks.official_letters.tests.letters import NOW, TODAY, Scene
from tasks.reminders.due_today import urgeable
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_period, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
OVERDUE, AGAIN, STALE = UrgedFor


@pytest.fixture
def scene(clock):
    clock.at(NOW)
    return Scene()


def sent_back(scene, name="UBND xã Bổ sung", day=date(2026, 12, 4)):
    """Return an agency that reported in time and has not completed it since."""
    return scene.agency(
        name, state="returned", first_sent_on=date(2026, 11, 1), return_due_on=day
    )


def kinds_of(letter):
    return [
        (line.duty.agency.name, line.kind) for line in annex_lines_of(letter, TODAY)
    ]


def test_what_was_reported_and_returned_is_not_accused_of_silence(scene):
    agency = sent_back(scene)
    letter = scene.draft(agencies=[agency])
    assert kinds_of(letter) == [(agency.name, AGAIN)]
    assert "chưa báo cáo" not in letter.text
    assert "phải bổ sung và đã quá hạn bổ sung" in letter.text
    both = scene.draft(agencies=[agency, scene.late[0]])
    assert kinds_of(both) == [(scene.late[0].name, OVERDUE), (agency.name, AGAIN)]
    assert "quá hạn mà chưa báo cáo" in both.text


def test_who_never_answered_is_urged_before_the_day(scene):
    scene.period.duties.update(due_on=date(2027, 1, 16))
    silent = scene.late[0]
    make_duty(
        scene.task, scene.late[1], period=other(scene), last_entry_on=TODAY,
        due_on=date(2027, 1, 16), original_due_on=date(2027, 1, 16),
    )  # fmt: skip
    letter = scene.draft(agencies=[silent])
    [line] = annex_lines_of(letter, TODAY)
    assert (line.kind, line.standing) == (STALE, "Chưa cập nhật, chưa đến hạn")
    assert "quá hạn" not in letter.text
    assert "chưa cập nhật kết quả" in letter.text
    named = {agency.name for agency, _ in urged_by_agency(scene.period, TODAY)}
    assert named == {agency.name for agency in scene.late}
    silent.duties.update(last_entry_on=TODAY)
    assert annex_lines_of(letter, TODAY) == []


def other(scene):
    """Return another period: an answer there is none in this one."""
    return make_period(scene.plan, 2025)


def test_a_missed_heartbeat_is_named_with_its_day_which_is_no_deadline(scene):
    day = TODAY - timedelta(days=40)
    task = make_task(scene.plan, schedule="ongoing")
    make_duty(task, scene.sent, scene.period, heartbeat_on=day, last_entry_on=day)
    scene.period.duties.filter(task=task).update(due_on=None)
    [line] = annex_lines_of(scene.draft(agencies=[scene.sent]), TODAY)
    assert (line.kind, line.due_on) == (STALE, None)
    assert line.standing == f"Lâu chưa cập nhật, từ ngày {day:%d/%m/%Y}"


def test_the_longest_late_stands_first_and_the_coming_last(scene):
    agency = scene.late[0]
    for due in (date(2026, 11, 20), date(2026, 5, 31)):
        make_duty(make_task(scene.plan), agency, scene.period, due_on=due)
    task = make_task(scene.plan, schedule="ongoing")
    make_duty(task, agency, scene.period, due_on=None, heartbeat_on=date(2026, 1, 1))
    days = [
        line.due_on for line in annex_lines_of(scene.draft(agencies=[agency]), TODAY)
    ]
    assert days == [
        date(2026, 5, 31), date(2026, 11, 20), date(2026, 12, 16), None
    ]  # fmt: skip


def test_the_kinds_that_a_letter_urges_can_be_chosen(scene, login):
    sent_back(scene)
    path = plan_page("tasks:new_letter")
    ticked = [agency.pk for agency, _ in urged_by_agency(scene.period, TODAY)]
    form = {"purpose": "urge", "issuer": "so", "agency": ticked, "kind": [AGAIN]}
    login(scene.officer).post(path, form)
    letter = UrgingLetter.objects.get()
    assert letter.kinds == [AGAIN]
    assert kinds_of(letter) == [("UBND xã Bổ sung", AGAIN)]


def test_the_letter_names_plan_and_subject_and_a_working_day(scene):
    words = first_words(scene.period, "urge", "so", [OVERDUE], date(2026, 11, 29))
    assert "số 123/KH-UBND ngày 09 tháng 6 năm 2025" in words["text"]
    assert "về triển khai thực hiện Nghị quyết" in words["text"]
    assert "123/KH-UBND" in words["about"]
    assert words["answer_by"] == date(2026, 12, 4)
    assert "chậm nhất ngày 04/12/2026" in words["text"]


def change(scene, letter, **said):
    return change_letter(
        letter=letter, said=said, version=letter.version, actor=scene.officer,
        today=TODAY,
    )  # fmt: skip


def test_a_day_off_is_refused_with_the_days_beside_it(scene):
    letter = scene.draft()
    with pytest.raises(InvalidInput) as refused:
        change(scene, letter, answer_by=date(2026, 12, 27))
    assert "Chủ nhật" in refused.value.message
    assert "25/12/2026 hoặc 28/12/2026" in refused.value.message
    with pytest.raises(InvalidInput):
        change(scene, letter, answer_by=date(2026, 12, 18))


def test_the_day_in_the_text_follows_the_day_of_the_form(scene):
    letter = scene.draft()
    assert "25/12/2026" in letter.text
    letter = change(scene, letter, answer_by=date(2026, 12, 28))
    assert "chậm nhất ngày 28/12/2026" in letter.text
    assert "25/12/2026" not in letter.text
    letter = change(scene, letter, text="Đề nghị báo cáo sớm.")
    assert lacking(letter, annex_lines_of(letter, TODAY)) == [
        "Nội dung chưa nêu ngày phải thực hiện xong (28/12/2026)."
    ]


def test_each_thing_that_is_missing_is_named_and_nothing_is_recorded(scene, login):
    scene.plan.number, scene.plan.issued_on = "", None
    scene.plan.save()
    scene.period.plan.refresh_from_db()
    letter = scene.draft()
    change(scene, letter, signer_name="")
    client = login(scene.officer)
    sent = reverse("tasks:letter_sent", args=[letter.pk])
    page = text_of(client.post(sent, {"number": "45/SNV", "signed_on": "20/12/2026"}))
    for words in (
        "Kế hoạch chưa có số, ký hiệu.", "Kế hoạch chưa có ngày ban hành.",
        "Chưa có họ tên người ký.", "còn chỗ trống",
    ):  # fmt: skip
        assert words in page
    letter.refresh_from_db()
    assert not letter.is_sent
    docx = client.get(reverse("reporting:letter_docx", args=[letter.pk]), follow=True)
    assert "Chưa tải được để trình ký" in text_of(docx)
    scene.plan.number, scene.plan.issued_on = "123/KH-UBND", date(2025, 6, 9)
    scene.plan.save()
    client.post(reverse("tasks:letter_words", args=[letter.pk]))
    change(scene, UrgingLetter.objects.get(), signer_name="Trần Văn Bình")
    client.post(sent, {"number": "45/SNV", "signed_on": "20/12/2026"})
    letter.refresh_from_db()
    assert letter.is_sent
    assert "…" not in letter.text


def test_words_about_a_kind_of_which_none_is_left_are_not_sent(scene):
    agency = sent_back(scene)
    letter = scene.draft(agencies=[agency, scene.late[0]])
    scene.late[0].duties.update(due_on=date(2027, 1, 31), last_entry_on=TODAY)
    with pytest.raises(Incomplete) as refused:
        scene.send(letter)
    assert "«Quá hạn chưa báo cáo»" in refused.value.message
    letter = reword_letter(letter=letter, actor=scene.officer, today=TODAY)
    assert "chưa báo cáo" not in letter.text
    scene.send(letter)
    assert UrgedDuty.objects.get().kind == AGAIN


def test_the_signed_file_is_kept_with_its_hash(scene, login):
    letter = scene.draft()
    client = login(scene.officer)
    sent = reverse("tasks:letter_sent", args=[letter.pk])
    form = {"number": "45/SNV", "signed_on": "20/12/2026"}
    file = SimpleUploadedFile("45 ky.pdf", PDF)
    page = client.post(sent, form | {"file": file})
    assert "Đánh dấu xác nhận" in text_of(page)
    fake = SimpleUploadedFile("45.pdf", b"khong phai pdf")
    page = client.post(sent, form | {"file": fake, "confirmed_open": "on"})
    letter.refresh_from_db()
    assert not letter.is_sent
    file.seek(0)
    client.post(sent, form | {"file": file, "confirmed_open": "on"})
    letter.refresh_from_db()
    assert letter.is_sent
    assert (letter.file_name, len(letter.sha256)) == ("45 ky.pdf", 64)
    kept = client.get(reverse("tasks:letter_file", args=[letter.pk]))
    assert b"".join(kept.streaming_content) == PDF


def test_a_letter_sent_without_its_file_takes_it_later_once(scene, login):
    letter = scene.send(scene.draft())
    path = reverse("tasks:letter_file", args=[letter.pk])
    client = login(scene.officer)
    assert client.get(path).status_code == 404
    form = {"confirmed_open": "on", "file": SimpleUploadedFile("a.pdf", PDF)}
    client.post(path, form)
    letter.refresh_from_db()
    assert letter.file_name == "a.pdf"
    with pytest.raises(Exception, match="đã có bản ký"):
        keep_signed_file(
            letter=letter, upload=SimpleUploadedFile("b.pdf", PDF),
            actor=scene.officer, today=TODAY,
        )  # fmt: skip
    stranger = make_user("head", scene.late[0])
    assert login(stranger).get(path).status_code == 404


def test_one_agency_and_three_cost_the_same(scene):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found = urged_by_agency(scene.period, TODAY)
        return len(found), len(queries)

    few = cost()
    sent_back(scene)
    assert cost() == (few[0] + 1, few[1])


def test_a_once_duty_is_urged_in_a_later_period_never_in_an_earlier_one(scene):
    days = {"due_on": TODAY, "opened_on": date(2025, 1, 2)}
    agency = scene.late[0]
    for year, goes_on in ((2025, True), (2027, False)):
        period = make_period(scene.plan, year, state="closed")
        task = make_task(scene.plan, schedule="once")
        duty = make_duty(task, agency, period, **days)
        assert urgeable(TODAY).filter(pk=duty.pk).exists() == goes_on
