"""Proof through its pages: in, out, used again, put away."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import MOMENT, post_file
from tasks.models import (
    Evidence,
    EvidenceLink,
)
from tasks.tests.factories import (
    make_duty,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def test_a_file_goes_in_and_comes_out_safely(login, duty, officer):
    client = login(officer)
    post_file(
        client, duty, files.upload(name="Kế hoạch 5.2026.pdf"), issued_on="05/06/2026"
    )
    evidence = Evidence.objects.get()
    assert evidence.issued_on == date(2026, 6, 5)
    answer = client.get(reverse("tasks:evidence_file", args=[evidence.pk]))
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    stranger = login(make_user("head", make_agency()))
    url = reverse("tasks:evidence_file", args=[evidence.pk])
    assert stranger.get(url).status_code == 404
    steering = login(make_user("officer", duty.task.plan.steering_agency))
    opened = steering.get(url)
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content) == files.PDF


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.EXE, "Tệp thực chất là chương trình chạy (.exe)"),
        (b"", "Tệp rỗng (0 byte)"),
        (files.PDF.ljust(26 * 1024 * 1024, b"\0"), "vượt mức 25 MB"),
    ],
)
def test_bad_files_are_refused_with_the_typed_words_kept(
    login, duty, officer, content, words
):
    answer = post_file(login(officer), duty, files.upload(content))
    assert words in text_of(answer)
    assert 'value="Kế hoạch"' in text_of(answer)
    assert Evidence.objects.count() == 0


def test_a_duplicate_is_offered_and_used_again(login, duty, officer):
    client = login(officer)
    post_file(client, duty, files.upload())
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    answer = post_file(client, other, files.upload(name="khac.pdf"))
    twin = answer.context["twin"]
    assert "Dùng lại minh chứng đó" in text_of(answer)
    url = reverse("tasks:attach_evidence", args=[other.pk])
    assert client.post(url, {"evidence": twin.pk}).status_code == 302
    assert EvidenceLink.objects.filter(evidence=twin).count() == 2


def test_the_file_comes_first_then_what_it_needs(login, duty, officer):
    url = reverse("tasks:attach_evidence", args=[duty.pk])
    page = text_of(login(officer).get(url))
    names = ("file", "confirmed_open", "subject", "number", "issued_on", "issuer")
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)
    assert page.index("data-camera") < page.index('name="confirmed_open"')


def test_a_refused_form_says_that_the_file_must_be_chosen_again(login, duty, officer):
    answer = post_file(login(officer), duty, files.upload(), issued_on="31/02/2026")
    assert "chọn lại tệp trước khi lưu" in text_of(answer)
    plain = login(officer).post(reverse("tasks:attach_evidence", args=[duty.pk]), {})
    assert "chọn lại tệp trước khi lưu" not in text_of(plain)


def test_evidence_of_others_cannot_be_used(login, duty, officer):
    other = make_duty(duty.task, make_agency(), duty.period)
    theirs = attach_evidence(
        duties=[other],
        actor=make_user("officer", other.agency),
        subject="Của đơn vị khác",
        number="9/KH",
        **MOMENT,
    )
    url = reverse("tasks:attach_evidence", args=[duty.pk])
    answer = login(officer).post(url, {"evidence": theirs.pk})
    assert answer.status_code == 200
    assert EvidenceLink.objects.filter(duty=duty).count() == 0


def test_quarantine_hides_the_file_at_once(login, duty, officer):
    post_file(login(officer), duty, files.upload())
    evidence = Evidence.objects.get()
    url = reverse("tasks:quarantine", args=[evidence.pk])
    login(officer).post(url, {"reason": "thử"})
    evidence.refresh_from_db()
    assert evidence.quarantined_at is None
    login(make_user("officer", duty.task.plan.steering_agency)).post(
        url, {"reason": "Có dấu mật"}
    )
    evidence.refresh_from_db()
    assert evidence.quarantine_reason == "Có dấu mật"
    download = reverse("tasks:evidence_file", args=[evidence.pk])
    assert login(officer).get(download).status_code == 404
