"""The draft of an agency's letter says what its duties say, and nothing of others."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from reporting.builders.unit_report import unit_report_facts
from reporting.facts import DutyFact
from tasks.services.difficulties import raise_difficulty
from tasks.services.evidence import attach_evidence
from tasks.services.progress import log_progress
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def duty():
    commune = make_agency("Ủy ban nhân dân xã Hòa Bình", kind="cap-xa")
    return make_duty(agency=commune)


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


def work(duty, officer):
    """Give the duty an entry, a figure, proof and a difficulty."""
    figure = make_figure(duty.task, label="Số cuộc họp", unit="cuộc")
    log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="=Họp dân ở thôn Phú Hòa.",
        progress="done",
        answers={figure.pk: "1.250"},
        **MOMENT,
    )
    attach_evidence(
        duties=[duty],
        actor=officer,
        subject="Kế hoạch",
        number="5/KH-UBND",
        issued_on=date(2026, 2, 1),
        **MOMENT,
    )
    raise_difficulty(
        agency=duty.agency,
        period=duty.period,
        duty=duty,
        text="Thiếu người",
        recommendation="Bổ sung biên chế",
        actor=officer,
        **MOMENT,
    )


def test_facts_are_the_duties_own_words(duty, officer):
    work(duty, officer)
    waived = make_task(duty.task.plan)
    make_duty(waived, duty.agency, duty.period, state="waived", reason="Không có")
    other = make_duty(duty.task, make_agency(), duty.period)
    work(other, make_user("officer", other.agency))
    facts = unit_report_facts(agency=duty.agency, period=duty.period)
    code = duty.task.code
    assert facts.duties == (
        DutyFact(
            code=code,
            title=duty.task.short_title,
            label="Sắp đến hạn",
            done=("=Họp dân ở thôn Phú Hòa.",),
            figures=(("Số cuộc họp", "1.250 cuộc"),),
            evidence=("Kế hoạch số 5/KH-UBND ngày 01/02/2026",),
        ),
    )
    assert facts.difficulties == (f"{code}: Thiếu người",)
    assert facts.recommendations == (f"{code}: Bổ sung biên chế",)
    assert facts.head.place == "Hòa Bình"
    assert facts.head.symbol == "BC-UBND"
    assert facts.signature.capacity == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert facts.addressees == (duty.task.plan.steering_agency.name,)


def test_the_draft_reads_back_and_strangers_get_404(client, duty, officer):
    work(duty, officer)
    url = reverse("reporting:unit_report_docx", args=[duty.agency.code]) + "?ky=2026"
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(officer, backend=backend)
    answer = client.get(url)
    document = docx.Document(BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "=Họp dân ở thôn Phú Hòa." in text
    assert "Số cuộc họp: 1.250 cuộc" in text
    assert answer["Content-Disposition"].startswith("attachment;")
    client.force_login(make_user("head", make_agency()), backend=backend)
    assert client.get(url).status_code == 404


def test_the_draft_costs_the_same_for_one_and_for_three(
    duty, officer, django_assert_num_queries
):
    work(duty, officer)
    period = type(duty.period).objects.select_related("plan__steering_agency").get()
    for _ in range(2):
        with django_assert_num_queries(7):
            unit_report_facts(agency=duty.agency, period=period)
        for _ in range(2):
            more = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
            work(more, officer)
