"""C10: a thousand files on one duty stay a page; a day of an agency has an end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.desk.tests.ready import page_for, ready_duty
from tasks.duties.errors import InvalidInput
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach, post_file
from tasks.models import Evidence, EvidenceLink
from tasks.official_letters.correcting_unit_report import correct_unit_report
from tasks.official_letters.unit_reports import record_unit_report
from tasks.tests.factories import NOW, TODAY
from tasks.tests.pages import text_of
from tasks.work.correcting_documents import correct_evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def give(duty, actor, count, begin=0):
    """Attach so many documents, a few on each day."""
    rows = Evidence.objects.bulk_create(
        Evidence(
            agency=duty.agency,
            number=f"{number}/KH-UBND",
            subject=f"Kế hoạch thực hiện dân chủ ở thôn số {number}",
            uploaded_by=actor,
            recorded_at=NOW - timedelta(days=number % 50),
        )
        for number in range(begin, begin + count)
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(
            evidence=each, duty=duty, added_by=actor, recorded_at=each.recorded_at
        )
        for each in rows
    )


def cost(client, url):
    """Return queries and bytes of a page."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(asked), len(answer.content)


@pytest.mark.slow
def test_fifteen_hundred_documents_cost_what_thirty_cost(login, duty, officer):
    client = login(officer)
    pages = [
        reverse("tasks:duty", args=[duty.pk]),
        reverse("tasks:attach_evidence", args=[duty.pk]),
    ]
    give(duty, officer, 120)
    for page in pages:
        client.get(page)
    before = [cost(client, page) for page in pages]
    give(duty, officer, 1_380, 120)
    after = [cost(client, page) for page in pages]
    assert [queries for queries, _ in after] == [queries for queries, _ in before]
    assert all(size < 150_000 for _, size in after), after
    page = text_of(client.get(pages[0]))
    assert "1–20 trong 1.500" in page
    assert "Trang 1 / 75" in page
    last = text_of(client.get(pages[0], {"mc": "75"}))
    assert "1.481–1.500 trong 1.500" in last
    assert "Trang 1 / 75" in text_of(client.get(pages[0], {"mc": "9" * 5000}))


def test_what_goes_out_names_the_first_and_leads_to_the_rest(
    login, duty, officer, head
):
    other = ready_duty(duty, officer, "II.9")
    give(other, officer, 14)
    page = text_of(login(head).get(page_for(duty)))
    assert page.count("Kế hoạch thực hiện dân chủ ở thôn") == 9
    assert "… và 5 minh chứng nữa" in page


def test_evidence_older_than_what_is_offered_is_still_used_again(login, duty, officer):
    give(duty, officer, 120)
    oldest = Evidence.objects.order_by("recorded_at", "pk").first()
    oldest.links.update(removed_at=NOW)
    client = login(officer)
    url = reverse("tasks:attach_evidence", args=[duty.pk])
    assert client.post(url, {"evidence": oldest.pk}).status_code == 302
    assert oldest.links.filter(removed_at=None).exists()


def fresh(number):
    return files.upload(files.PDF + b"%d" % number, f"{number}.pdf")


def test_a_day_of_files_is_full_and_says_so(login, duty, officer, settings):
    settings.FILES_PER_DAY = 2
    client = login(officer)
    for number in range(2):
        assert post_file(client, duty, fresh(number)).status_code == 302
    page = text_of(post_file(client, duty, fresh(2), number="12/KH"))
    assert "Hôm nay đơn vị đã tải lên 2 tệp (1 MB); mỗi ngày nhận tối đa 2 tệp" in page
    assert 'value="12/KH"' in page
    assert Evidence.objects.count() == 2
    post_file(client, duty, "", number="13/KH", subject="Không tệp")
    assert Evidence.objects.count() == 3
    Evidence.objects.update(recorded_at=NOW - timedelta(days=1))
    assert post_file(client, duty, fresh(2)).status_code == 302


def test_a_day_of_megabytes_is_full(duty, officer, settings):
    settings.MEGABYTES_PER_DAY = 1
    attach(duty, officer, upload=files.upload(files.PDF + bytes(700_000)))
    with pytest.raises(InvalidInput, match="1 MB"):
        attach(duty, officer, upload=files.upload(files.PDF + bytes(700_001)))


def test_files_put_right_and_letters_count_too(duty, officer, settings):
    settings.FILES_PER_DAY = 1
    row = attach(duty, officer, upload=fresh(0))
    said = {"subject": row.subject, "reason": "Nhầm", "confirmed_open": True}
    said |= {"actor": officer, "today": TODAY, "now": NOW}
    correct_evidence(evidence=row, duty=duty, upload=fresh(1), **said)
    with pytest.raises(InvalidInput, match="1 tệp; mỗi ngày"):
        correct_evidence(evidence=row, duty=duty, upload=fresh(2), **said)
    told = {"agency": duty.agency, "period": duty.period, "signed_on": TODAY}
    told |= {"actor": officer, "today": TODAY, "now": NOW}
    letter = record_unit_report(number="1/BC", upload=fresh(3), **told)
    told = {"report": letter, "signed_on": TODAY, "reason": "Nhầm tệp"}
    told |= {"actor": officer, "today": TODAY, "now": NOW}
    correct_unit_report(number="2/BC", upload=fresh(4), **told)
    with pytest.raises(InvalidInput, match="mỗi ngày nhận tối đa 1 tệp"):
        correct_unit_report(number="3/BC", upload=fresh(5), **told)
