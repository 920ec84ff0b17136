"""A duty that is ready to be sent, and the page that sends it."""

from django.urls import reverse

from tasks.evidence.keeping import attach_evidence
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.work.logging import log_progress


def ready_duty(duty, officer, code):
    task = make_task(duty.task.plan, code, evidence_required=True)
    figure = make_figure(task, label=f"Số cuộc {code}", required=True)
    row = make_duty(task, duty.agency, duty.period)
    moment = {"today": TODAY, "now": NOW}
    log_progress(
        duties=[row], author=officer, done_on=TODAY, text=f"Đã họp {code}",
        progress="done", answers={figure.pk: "7"}, **moment,
    )  # fmt: skip
    attach_evidence(
        duties=[row], actor=officer, subject=f"Biên bản {code}", number="5/BB", **moment
    )
    return row


def page_for(duty):
    return reverse("tasks:send_ready", args=[duty.agency.code])
