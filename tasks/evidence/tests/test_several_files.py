"""Several files of one form: each is evidence of its own, a refused one loses no other."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.evidence.attaching import (
    AttachedDocument,
    attach_documents,
    keep_file,
    subject_of,
    told_by,
)
from tasks.evidence.keeping import unlink_evidence
from tasks.evidence.same_file import DuplicateFile
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach, post_file, stored_files
from tasks.models import Evidence, EvidenceLink
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


def pdf(name: str) -> files.SimpleUploadedFile:
    """Return a PDF with content of its own."""
    return files.upload(files.PDF + name.encode(), name)


def attach_all(duty, actor, *uploads, **said):
    """Attach confirmed files with what the form says of them."""
    common = {"kept": (), "confirmed_open": True} | said
    document = common.pop("document", AttachedDocument())
    return attach_documents(
        duties=[duty],
        actor=actor,
        document=document,
        files=uploads,
        **common,
        **MOMENT,
    )


def send_ahead(client, agency, upload, **more):
    """Send one confirmed file ahead of its form."""
    url = reverse("tasks:keep_file", args=[agency.code])
    return client.post(url, {"file": upload, "confirmed_open": "on"} | more)


def test_three_files_become_three_pieces_of_evidence(login, duty, officer):
    three = [pdf("a.pdf"), pdf("b.pdf"), pdf("c.pdf")]
    answer = post_file(login(officer), duty, three, subject="")
    assert answer.status_code == 302
    assert list(Evidence.objects.values_list("subject", flat=True).order_by("pk")) == [
        "a",
        "b",
        "c",
    ]
    assert EvidenceLink.objects.filter(duty=duty).count() == 3


def test_a_refused_file_loses_no_other_and_is_named(login, duty, officer):
    client = login(officer)
    three = [pdf("a.pdf"), files.upload(files.EXE, "b.pdf"), pdf("c.pdf")]
    url = post_file(client, duty, three, subject="")["Location"]
    assert set(Evidence.objects.values_list("file_name", flat=True)) == {
        "a.pdf",
        "c.pdf",
    }
    page = text_of(client.get(url))
    assert "Đã thêm 2 minh chứng" in page
    assert "Chưa nhận «b.pdf»: Tệp thực chất là chương trình chạy" in page


def test_nothing_but_refused_files_comes_back_in_the_form(login, duty, officer):
    two = [files.upload(files.EXE, "a.pdf"), files.upload(b"", "b.pdf")]
    answer = post_file(login(officer), duty, two)
    assert answer.status_code == 200
    for words in ("«a.pdf»: Tệp thực chất là", "«b.pdf»: Tệp rỗng"):
        assert words in text_of(answer)
    assert Evidence.objects.count() == len(stored_files()) == 0


def test_number_and_day_are_the_documents_not_the_photos(duty, officer):
    said = AttachedDocument("Niêm yết", "12/TB-UBND", date(2026, 1, 5), "UBND phường")
    photo = files.upload(files.JPG, "IMG_2034.jpg")
    attach_all(duty, officer, pdf("Thông báo.pdf"), photo, document=said)
    rows = {row.file_name: row for row in Evidence.objects.all()}
    assert rows["Thông báo.pdf"].number == "12/TB-UBND"
    assert rows["Thông báo.pdf"].subject == "Niêm yết – Thông báo"
    assert rows["IMG_2034.jpg"].number == ""
    assert rows["IMG_2034.jpg"].subject.startswith("Niêm yết – Ảnh chụp ngày ")


def test_photos_of_a_papers_pages_are_the_paper():
    said = AttachedDocument("", "12/TB-UBND", date(2026, 1, 5))
    for name in ("trang 1.jpg", "trang 2.png"):
        assert told_by(name, ["trang 1.jpg", "trang 2.png"], said, TODAY).number


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Biên bản_họp thôn 3.pdf", "Biên bản họp thôn 3"),
        ("IMG_20260611_081500.JPG", "Ảnh chụp ngày 05/01/2026"),
        ("1719.png", "Ảnh chụp ngày 05/01/2026"),
        ("1719.pdf", "1719"),
        (".jpg", ".jpg"),
    ],
)
def test_a_file_is_about_what_its_name_says(name, subject):
    assert subject_of(name, date(2026, 1, 5)) == subject


def test_the_same_file_twice_in_one_form_is_kept_once(duty, officer):
    done = attach_all(duty, officer, pdf("a.pdf"), pdf("a.pdf"))
    assert (len(done.evidence), done.refused) == (1, [])


def test_a_file_sent_ahead_waits_for_its_form(login, duty, officer):
    client = login(officer)
    answer = send_ahead(client, duty.agency, pdf("a.pdf"))
    kept = Evidence.objects.get()
    assert (answer.status_code, answer.json()) == (201, {"pk": kept.pk})
    assert not kept.links.exists()
    url = reverse("tasks:attach_evidence", args=[duty.pk])
    form = {"kept": [kept.pk], "number": "5/KH", "issued_on": "05/01/2026"}
    wrong = client.post(url, form | {"issued_on": "31/02/2026"})
    assert f'name="kept" value="{kept.pk}" checked' in text_of(wrong)
    assert client.post(url, form).status_code == 302
    kept.refresh_from_db()
    assert (kept.number, kept.issued_on) == ("5/KH", date(2026, 1, 5))
    assert list(kept.duties.all()) == [duty]


def test_what_an_earlier_form_said_of_a_file_stays(duty, officer):
    first = attach(duty, officer, subject="Đã ghi", number="1/KH")
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    said = AttachedDocument("Khác", "2/KH")
    attach_all(other, officer, kept=[first.pk], document=said)
    first.refresh_from_db()
    assert (first.subject, first.number) == ("Đã ghi", "1/KH")
    assert first.duties.count() == 2


def test_files_of_other_agencies_cannot_be_named(duty, officer):
    other = make_duty(duty.task, make_agency(), duty.period)
    theirs = attach(other, make_user("officer", other.agency))
    with pytest.raises(InvalidInput):
        attach_all(
            duty, officer, kept=[theirs.pk], document=AttachedDocument("Trích yếu")
        )
    assert not EvidenceLink.objects.filter(duty=duty).exists()


def test_a_day_to_come_is_refused_also_for_files_sent_ahead(duty, officer):
    kept = keep_file(
        agency=duty.agency,
        actor=officer,
        upload=pdf("a.pdf"),
        confirmed_open=True,
        **MOMENT,
    )
    late = AttachedDocument(issued_on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput) as refused:
        attach_all(duty, officer, kept=[kept.pk], document=late)
    assert set(refused.value.problems) == {"issued_on"}


def test_who_does_not_write_for_the_agency_sends_nothing_ahead(login, duty, officer):
    stranger = make_user("officer", make_agency())
    assert (
        send_ahead(login(stranger), duty.agency, files.upload()).status_code
        == 404
        == login(stranger)
        .get(reverse("tasks:known_file", args=[duty.agency.code, "0" * 64]))
        .status_code
    )
    with pytest.raises(NotAllowed):
        keep_file(
            agency=duty.agency,
            actor=stranger,
            upload=files.upload(),
            confirmed_open=True,
            **MOMENT,
        )
    assert Evidence.objects.count() == 0


def test_a_file_sent_ahead_is_checked_as_any(login, duty, officer):
    client = login(officer)
    answer = send_ahead(client, duty.agency, files.upload(files.EXE, "a.pdf"))
    assert answer.status_code == 422
    assert "chương trình chạy" in answer.json()["message"]
    url = reverse("tasks:keep_file", args=[duty.agency.code])
    unconfirmed = client.post(url, {"file": files.upload()})
    assert unconfirmed.status_code == 422
    assert "Xác nhận tệp không có độ mật" in unconfirmed.json()["message"]
    assert client.post(url, {"confirmed_open": "on"}).status_code == 422
    assert Evidence.objects.count() == 0


def test_a_known_file_is_found_by_its_sum_in_the_own_agency_only(login, duty, officer):
    attach(duty, officer)
    digest = hashlib.sha256(files.PDF).hexdigest()
    kept = Evidence.objects.get()
    client = login(officer)
    url = reverse("tasks:known_file", args=[duty.agency.code, digest])
    assert client.get(url).json()["known"]["pk"] == kept.pk
    assert send_ahead(client, duty.agency, files.upload()).status_code == 409
    kept.quarantined_at = NOW
    kept.save()
    assert client.get(url).json() == {"known": None}
    other = make_agency()
    there = reverse("tasks:known_file", args=[other.code, digest])
    neighbour = login(make_user("officer", other))
    assert neighbour.get(there).json() == {"known": None}


def test_one_duplicate_alone_is_still_offered_for_reuse(duty, officer):
    first = attach(duty, officer)
    with pytest.raises(DuplicateFile) as refused:
        attach_all(duty, officer, files.upload(name="khac.pdf"))
    assert refused.value.evidence == first


def test_a_full_disk_is_said_and_nothing_is_lost(login, duty, officer, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/dev/full/khong-ghi-duoc"},
        }
    }
    answer = post_file(login(officer), duty, files.upload(), number="12/KH")
    page = text_of(answer)
    assert "Máy chủ chưa cất được tệp" in page
    assert 'value="12/KH"' in page
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"link": "https://vb.example.vn/1"}, {"number", "issued_on"}),
        (
            {"link": "javascript:alert(1)", "number": "1/BC", "issued_on": TODAY},
            {"link"},
        ),
    ],
)
def test_an_address_is_checked_also_beside_files_sent_ahead(duty, officer, said, wrong):
    kept = keep_file(
        agency=duty.agency,
        actor=officer,
        upload=pdf("a.pdf"),
        confirmed_open=True,
        **MOMENT,
    )
    with pytest.raises(InvalidInput) as refused:
        attach_all(duty, officer, kept=[kept.pk], document=AttachedDocument(**said))
    assert set(refused.value.problems) == wrong


def test_proof_that_changed_makes_open_forms_stale(duty, officer):
    version = duty.version
    (row,) = attach_all(duty, officer, pdf("a.pdf")).evidence
    duty.refresh_from_db()
    assert duty.version == version + 1
    unlink_evidence(evidence=row, duty=duty, actor=officer, **MOMENT)
    duty.refresh_from_db()
    assert duty.version == version + 2


def test_a_number_beside_a_file_that_is_held_is_a_document_of_its_own(duty, officer):
    (held,) = attach_all(duty, officer, pdf("a.pdf")).evidence
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    said = AttachedDocument("Kế hoạch", "12/KH-UBND", TODAY)
    done = attach_all(other, officer, kept=[held.pk], document=said)
    assert [row.number for row in done.evidence] == ["", "12/KH-UBND"]
    again = attach_all(other, officer, kept=[held.pk], document=AttachedDocument())
    assert again.evidence == [held]
