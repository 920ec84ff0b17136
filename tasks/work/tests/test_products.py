"""What a plan asks beside the work: a product, the head in person, one who sums up."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import Incomplete, NotAllowed
from tasks.evidence.keeping import attach_evidence, mark_product, unlink_evidence
from tasks.models import Assignment, EvidenceLink
from tasks.moving.journal import Journal
from tasks.moving.linking import link_evidence_on
from tasks.periods.opening import open_period
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_plan,
    make_task,
)
from tasks.work.logging import log_progress
from tasks.work.sending import missing_for_sending, submit_duty, submit_ready

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
RULES = "Quyết định ban hành quy chế"
LACKS = f"Chưa có sản phẩm: {RULES}"


@pytest.fixture
def row(duty):
    """Return a duty whose task asks for a product."""
    return make_duty(make_task(duty.task.plan, product=RULES), duty.agency, duty.period)


def done(duty, officer):
    log_progress(
        duties=[duty], author=officer, text="Đã làm.", progress="done", done_on=TODAY,
        **MOMENT,
    )  # fmt: skip


def proof_of(duty, officer, number="12/QĐ-UBND"):
    return attach_evidence(
        duties=[duty], actor=officer, subject="Quy chế", number=number,
        issued_on=TODAY, issuer="UBND", **MOMENT,
    )  # fmt: skip


def marked(duty, proof, actor, is_product=True):
    mark_product(
        evidence=proof, duty=duty, is_product=is_product, actor=actor, **MOMENT
    )


def test_a_proof_that_is_marked_meets_the_product(row, officer, head):
    done(row, officer)
    assert missing_for_sending(row) == [LACKS]
    proof = proof_of(row, officer)
    assert missing_for_sending(row) == [LACKS]
    with pytest.raises(Incomplete):
        submit_duty(duty=row, actor=head, **MOMENT)
    marked(row, proof, officer)
    assert missing_for_sending(row) == []
    marked(row, proof, officer, is_product=False)
    assert missing_for_sending(row) == [LACKS]
    marked(row, proof, officer)
    unlink_evidence(evidence=proof, duty=row, actor=officer, **MOMENT)
    assert missing_for_sending(row) == [LACKS]


def test_only_what_the_plan_asks_for_can_be_marked(duty, row, officer):
    plain = proof_of(duty, officer)
    with pytest.raises(RuleBroken, match="không nêu sản phẩm"):
        marked(duty, plain, officer)
    with pytest.raises(RuleBroken, match="không còn gắn"):
        marked(row, plain, officer)
    with pytest.raises(NotAllowed):
        marked(row, proof_of(row, officer, "13/QĐ"), make_user(agency=make_agency()))


def test_marking_takes_the_duty_back_from_the_head(row, officer):
    proof = proof_of(row, officer)
    row.refresh_from_db()
    row.state = "prepared"
    row.save()
    marked(row, proof, officer)
    row.refresh_from_db()
    assert row.state == "open"


def test_the_page_of_a_duty_marks_its_product(client, row, officer):
    client.force_login(officer)
    proof = proof_of(row, officer)
    page = client.get(reverse("tasks:duty", args=[row.pk])).content.decode()
    assert RULES in page
    url = reverse("tasks:mark_product", args=[row.pk, proof.pk])
    assert url in page
    answer = client.post(url, {"san-pham": "1"}, follow=True)
    assert "Sản phẩm của nhiệm vụ" in answer.content.decode()
    assert EvidenceLink.objects.get(evidence=proof).is_product
    client.force_login(make_user(agency=make_agency()))
    assert client.post(url, {"san-pham": "0"}).status_code == 404


def test_a_product_goes_along_to_who_takes_the_work_over(row, officer):
    marked(row, proof_of(row, officer), officer)
    heir = make_duty(row.task, make_agency(), row.period)

    class Nothing(Journal):
        def __init__(self):
            pass

        def created(self, *args):
            pass

    link_evidence_on({row.pk: heir.pk}, NOW, Nothing())
    assert EvidenceLink.objects.get(duty=heir).is_product


def test_what_is_addressed_to_the_head_is_sent_by_the_head(duty, officer, head):
    task = make_task(duty.task.plan, addressed_to="Chủ tịch UBND cấp xã")
    own = make_duty(task, duty.agency, duty.period)
    duty.agency.one_step = True
    duty.agency.save()
    for each in (duty, own):
        done(each, officer)
    why = "Nhiệm vụ giao Chủ tịch UBND cấp xã"
    with pytest.raises(NotAllowed, match=why):
        submit_duty(duty=own, actor=officer, **MOMENT)
    sent = submit_ready(agency=duty.agency, period=duty.period, actor=officer, **MOMENT)
    assert [each.pk for each in sent.sent] == [duty.pk]
    assert why in sent.missing[0][1][0]
    submit_duty(duty=own, actor=head, **MOMENT)
    own.refresh_from_db()
    assert own.state == "submitted"


def test_joint_leads_owe_one_duty_each_and_one_of_them_sums_up():
    task = make_task(make_plan())
    first, second = make_agency("Sở A"), make_agency("Sở B")
    make_assignment(task, first, is_main=True)
    other = make_assignment(task, second)
    period = open_period(plan=task.plan, year=2026, **MOMENT)
    assert {duty.agency for duty in period.duties.all()} == {first, second}
    other.is_main = True
    with pytest.raises(ValidationError, match="đã là Sở A"):
        other.full_clean()
    Assignment.objects.filter(agency=first).update(valid_to=TODAY)
    other.valid_from = TODAY + timedelta(days=1)
    other.full_clean()
    assert other.role_words == "Chủ trì, đầu mối tổng hợp"
    other.role = "execute"
    with pytest.raises(ValidationError, match="là cơ quan chủ trì"):
        other.full_clean()


def test_rows_below_a_task_stand_under_it_in_two_levels():
    above = make_task(make_plan())
    below = make_task(above.plan, parent=above)
    below.full_clean()
    deeper = make_task(above.plan, parent=below)
    with pytest.raises(ValidationError, match="hai bậc"):
        deeper.full_clean()
