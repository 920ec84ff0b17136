"""A letter of urging that went out is put right; what it said first stays (rule 17)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.duties.errors import DutyNotOpen, Incomplete, InvalidInput, NotAllowed
from tasks.evidence.tests import files
from tasks.models import Correction, Duty, DutyEvent, Notice, UrgingLetter
from tasks.official_letters.correcting_urging import (
    correct_sent_letter,
    draft_replacing,
)
from tasks.official_letters.drafting import reword_letter
from tasks.official_letters.tests.letters import MOMENT, NOW, TODAY, Scene
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then(clock):
    """Let the doors read the letters' own day from the clock."""
    clock.at(NOW)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def sent(scene):
    return scene.send(scene.draft(), upload=files.upload())


def correct(letter, actor, **said):
    words = {"number": "54/SNV", "signed_on": TODAY, "reason": "Gõ nhầm số"} | said
    return correct_sent_letter(letter=letter, actor=actor, **words, **MOMENT)


def test_the_right_number_takes_the_place_and_the_first_stays_readable(scene, sent):
    make_user("officer", scene.late[0])
    correct(sent, scene.officer, signed_on=TODAY - timedelta(days=1))
    sent.refresh_from_db()
    assert (sent.number, sent.signed_on) == ("54/SNV", TODAY - timedelta(days=1))
    kept = sent.corrections.get()
    assert kept.said == {"number": "45/SNV", "signed_on": TODAY.isoformat()}
    assert kept.reason == "Gõ nhầm số"
    event = DutyEvent.objects.filter(duty__agency=scene.late[0]).last()
    said = (
        "Công văn số 45/SNV ngày 20/12/2026 sửa thành Công văn số 54/SNV ngày"
        " 19/12/2026: Gõ nhầm số"
    )
    assert (event.kind, event.note) == (DutyEvent.Kind.URGE_FIXED, said)
    assert Notice.objects.filter(text=said).count() == 1
    assert UrgingLetter.objects.count() == 1


def test_the_first_file_stays_readable(scene, sent, login):
    first = sent.sha256
    correct(sent, scene.officer, number=sent.number, upload=files.upload(b"%PDF-1.7 b"))
    sent.refresh_from_db()
    assert sent.sha256 != first
    kept = sent.corrections.get()
    assert kept.sha256 == first
    client = login(scene.officer)
    page = text_of(client.get(reverse("tasks:letter", args=[sent.pk])))
    earlier = reverse("tasks:earlier_sent_file", args=[kept.pk])
    assert earlier in page
    assert "Gõ nhầm số" in page
    answer = client.get(earlier)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    stranger = make_user("officer", scene.late[0])
    assert login(stranger).get(earlier).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"number": "45/SNV"}, "number"),
        ({"signed_on": TODAY + timedelta(days=1)}, "signed_on"),
        ({"number": " "}, "number"),
    ],
)
def test_nonsense_is_refused(scene, sent, said, field):
    with pytest.raises(InvalidInput) as refused:
        correct(sent, scene.officer, **said)
    assert field in refused.value.problems
    assert not Correction.objects.exists()


def test_a_draft_and_a_stranger_are_refused(scene):
    draft = scene.draft()
    with pytest.raises(DutyNotOpen):
        correct(draft, scene.officer)
    with pytest.raises(NotAllowed):
        correct(scene.send(draft), make_user("officer", scene.late[0]))


def test_the_request_of_the_period_follows(scene):
    letter = scene.send(scene.draft(purpose="request"), number="12/SNV")
    correct(letter, scene.officer, number="21/SNV")
    scene.period.refresh_from_db()
    assert scene.period.request_number == "21/SNV"


def test_wrong_words_are_replaced_by_a_letter_that_names_the_old(scene, sent):
    new = draft_replacing(letter=sent, actor=scene.officer, **MOMENT)
    assert new.replaces == sent
    assert "thay thế Công văn số 45/SNV ngày 20/12/2026" in new.text
    assert draft_replacing(letter=sent, actor=scene.officer, **MOMENT) == new
    again = reword_letter(letter=new, actor=scene.officer, today=TODAY)
    assert "thay thế Công văn số 45/SNV" in again.text
    again.text, again.signer_name = again.text.replace("45/SNV", ""), "Trần Văn Bình"
    again.save()
    with pytest.raises(Incomplete, match="chưa nêu công văn bị thay thế"):
        scene.send(again, number="46/SNV")
    again.text += "\nCông văn này thay thế Công văn số 45/SNV."
    again.save()
    reader = make_user("officer", scene.late[0])
    scene.send(again, number="46/SNV")
    notice = Notice.objects.get(person=reader)
    assert notice.text.startswith("Công văn đôn đốc số 46/SNV thay số 45/SNV")


def test_nobody_left_to_urge_is_said(scene, sent):
    Duty.objects.update(first_sent_on=date(2026, 12, 15), state="submitted")
    with pytest.raises(InvalidInput, match="Chọn ít nhất một đơn vị"):
        draft_replacing(letter=sent, actor=scene.officer, **MOMENT)


def test_the_pages_from_the_sent_letter_to_both_ways(scene, sent, login):
    client = login(scene.officer)
    page = reverse("tasks:letter", args=[sent.pk])
    form = reverse("tasks:correct_sent_letter", args=[sent.pk])
    assert form in text_of(client.get(page))
    assert "45/SNV" in text_of(client.get(form))
    said = {"number": "54/SNV", "signed_on": "19/12/2026", "reason": ""}
    refused = text_of(client.post(form, said))
    assert "Ghi lý do sửa." in refused
    assert "54/SNV" in refused
    done = client.post(form, said | {"reason": "Gõ nhầm"}, follow=True)
    assert "Bản cũ vẫn đọc được" in text_of(done)
    answer = client.post(reverse("tasks:replace_letter", args=[sent.pk]))
    new = UrgingLetter.objects.get(replaces=sent)
    assert answer.url == reverse("tasks:letter", args=[new.pk])
    assert "công văn thay thế" in text_of(client.get(page))
