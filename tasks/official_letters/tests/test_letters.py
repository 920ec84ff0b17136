"""«Công văn»: only who is late, recorded on each duty, never twice, never a request."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, StaleVersion
from tasks.models import DutyEvent, Notice, UrgingLetter
from tasks.official_letters.drafting import change_letter, draft_letter
from tasks.official_letters.letter_lists import annex_lines_of
from tasks.official_letters.tests.letters import MOMENT, NOW, TODAY, Scene
from tasks.tests.addresses import plan_page
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(clock):
    clock.at(NOW)
    return Scene()


def test_only_the_late_are_named(scene):
    letter = scene.draft()
    assert list(letter.agencies.order_by("name")) == scene.late
    assert [line.duty.agency for line in annex_lines_of(letter, TODAY)] == scene.late
    assert "đề nghị" in letter.text
    assert "123/KH-UBND" in letter.text
    assert "yêu cầu" in scene.draft(issuer="ubnd").text


def test_nothing_is_drafted_where_nobody_is_late(scene):
    with pytest.raises(InvalidInput):
        scene.draft(agencies=[scene.asked, scene.wrote, scene.sent])
    assert not UrgingLetter.objects.exists()


def test_whoever_answers_meanwhile_leaves_the_annex(scene):
    letter = scene.draft()
    first = scene.late[0].duties.get()
    first.due_on = date(2026, 12, 31)
    first.save()
    assert [line.duty.agency for line in annex_lines_of(letter, TODAY)] == [
        scene.late[1]
    ]
    scene.send(letter)
    assert DutyEvent.objects.get(kind="urged").duty.agency == scene.late[1]


def test_sending_is_recorded_on_each_duty_and_told_once(scene):
    people = [make_user("officer", agency) for agency in scene.late]
    bystander = make_user("officer", scene.asked)
    letter = scene.send(scene.draft())
    notes = set(DutyEvent.objects.filter(kind="urged").values_list("note", flat=True))
    assert notes == {"Công văn số 45/SNV ngày 20/12/2026"}
    assert DutyEvent.objects.filter(kind="urged").count() == 2
    assert set(Notice.objects.values_list("person", flat=True)) == {
        p.pk for p in people
    }
    assert not Notice.objects.filter(person=bystander).exists()
    with pytest.raises(DutyNotOpen):
        scene.send(letter)
    assert DutyEvent.objects.filter(kind="urged").count() == 2


def test_a_sent_letter_stays_as_it_was(scene):
    letter = scene.send(scene.draft())
    scene.late[0].duties.update(state="waived", reason="Không thuộc diện")
    assert [line.standing for line in annex_lines_of(letter, TODAY)] == [
        "Quá hạn chưa gửi"
    ] * 2
    with pytest.raises(DutyNotOpen):
        change_letter(
            letter=letter, said={"about": "khác"}, version=letter.version,
            actor=scene.officer, today=TODAY,
        )  # fmt: skip


def test_nobody_late_any_more_means_no_sending(scene):
    letter = scene.draft()
    for agency in scene.late:
        agency.duties.update(due_on=date(2026, 12, 31))
    with pytest.raises(DutyNotOpen):
        scene.send(letter)


@pytest.mark.parametrize(
    ("number", "day"), [("  ", TODAY), ("45/SNV", date(2026, 12, 21))]
)
def test_number_and_day_are_needed(scene, number, day):
    with pytest.raises(InvalidInput):
        scene.send(scene.draft(), number=number, signed_on=day)


def test_the_database_refuses_a_sent_letter_without_number(scene):
    letter = scene.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        UrgingLetter.objects.filter(pk=letter.pk).update(sent_at=NOW)


def test_two_officers_do_not_overwrite_each_other(scene):
    letter = scene.draft()
    common = {"letter": letter, "actor": scene.officer, "today": TODAY}
    change_letter(said={"about": "đôn đốc lần một"}, version=1, **common)
    with pytest.raises(StaleVersion):
        change_letter(said={"about": "đôn đốc lần hai"}, version=1, **common)
    letter.refresh_from_db()
    assert letter.about == "đôn đốc lần một"


def test_agencies_do_not_write_letters(scene):
    stranger = make_user("head", scene.late[0])
    with pytest.raises(NotAllowed):
        draft_letter(
            period=scene.period, purpose="urge", issuer="so", agencies=scene.late,
            actor=stranger, **MOMENT,
        )  # fmt: skip


def test_the_seasons_request_is_recorded_on_the_period(scene):
    letter = scene.draft(purpose="request")
    assert annex_lines_of(letter, TODAY) == []
    scene.send(letter, number="12/SNV")
    scene.period.refresh_from_db()
    assert (scene.period.request_number, scene.period.request_on) == ("12/SNV", TODAY)
    assert not DutyEvent.objects.filter(kind="urged").exists()


def test_the_pages_from_the_list_to_the_sent_letter(login, scene):
    client = login(scene.officer)
    page = text_of(client.get(plan_page("tasks:letters")))
    for agency in scene.late:
        assert agency.name in page
    assert scene.asked.name not in page
    answer = client.post(
        plan_page("tasks:new_letter"),
        {"purpose": "urge", "issuer": "so", "agency": [scene.late[0].pk, "x"]},
    )
    letter = UrgingLetter.objects.get()
    here = reverse("tasks:letter", args=[letter.pk])
    assert answer["Location"] == here
    form = {
        "issuer": "so", "about": "đôn đốc báo cáo", "text": "Một.\nHai, chậm nhất ngày 25/12/2026.",
        "signer_capacity": "GIÁM ĐỐC", "recipients": "Như trên", "version": 1,
        "answer_by": "25/12/2026", "signer_name": "Trần Văn Bình",
    }  # fmt: skip
    assert client.post(here, form)["Location"] == here
    stale = client.post(here, form | {"about": "bản của tôi"})
    assert "Có người vừa sửa" in text_of(stale)
    assert "bản của tôi" in text_of(stale)
    assert stale.context["version"] == 2
    sent = reverse("tasks:letter_sent", args=[letter.pk])
    wrong = client.post(sent, {"number": "", "signed_on": "20/12/2026"})
    assert "Nhập số, ký hiệu" in text_of(wrong)
    client.post(sent, {"number": "45/SNV", "signed_on": "20/12/2026"})
    letter.refresh_from_db()
    assert letter.is_sent
    duty = reverse("tasks:duty", args=[scene.late[0].duties.get().pk])
    assert "Công văn số 45/SNV ngày 20/12/2026" in text_of(client.get(duty))


def test_strangers_meet_404(login, scene):
    letter = scene.draft()
    client = login(make_user("head", scene.late[0]))
    for path in (
        plan_page("tasks:letters"),
        reverse("tasks:letter", args=[letter.pk]),
        reverse("reporting:letter_docx", args=[letter.pk]),
    ):
        assert client.get(path).status_code == 404
    for path in (
        plan_page("tasks:new_letter"),
        reverse("tasks:letter_sent", args=[letter.pk]),
    ):
        assert client.post(path).status_code == 404


def test_the_list_costs_the_same_for_one_row_and_for_three(login, scene):
    client = login(scene.officer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(plan_page("tasks:letters"))
        found = page.context
        return len(found["page"]), len(found["urged"]), len(queries)

    scene.draft()
    cost()
    few = cost()
    scene.draft()
    scene.send(scene.draft())
    scene.agency("UBND xã Chậm 3")
    assert (few, cost()) == ((1, 2, few[2]), (3, 3, few[2]))
