"""An agency's answers to ad-hoc requests: sent in one step, with the letter of each."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from agencies.models import Agency, User
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import lock_duties
from tasks.evidence.file_types import PDF
from tasks.evidence.kept_files import kept_file
from tasks.models import TO_DO, Duty, Evidence, Period, UnitReport
from tasks.official_letters.unit_reports import record_unit_report
from tasks.work.sending import SendResult, submit_ready


def waiting_periods(agency: Agency) -> list[Period]:
    """Return the open requests that still wait for the agency, the most urgent first."""
    rows = Period.objects.filter(
        kind=Period.Kind.ADHOC,
        state=Period.State.OPEN,
        duties__agency=agency,
        duties__state__in=TO_DO,
    )
    return list(rows.distinct().order_by("unit_due", "pk"))


@transaction.atomic
def submit_answers(
    *,
    agency: Agency,
    chosen: Collection[int] | None = None,
    seen: Mapping[int, int] | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> SendResult:
    """Send every answer that is ready, of whatever request, or those chosen of what is
    complete; say what the others lack.
    """
    result, periods = SendResult(), waiting_periods(agency)
    lock_duties(Duty.objects.filter(agency=agency, period__in=periods).to_do())
    for period in periods:
        part = submit_ready(
            agency=agency,
            period=period,
            chosen=chosen,
            seen=seen,
            actor=actor,
            today=today,
            now=now,
        )
        result.sent.extend(part.sent)
        result.missing.extend(part.missing)
    return result


@transaction.atomic
def record_answer(
    *, duty: Duty, number: str, actor: User, today: date, now: datetime
) -> UnitReport:
    """Record the signed PDF of this number that came with the answer as the letter of
    the agency. Raises InvalidInput by the names of the form's fields.
    """
    proof = Evidence.objects.filter(
        links__duty=duty, links__removed_at__isnull=True, number__iexact=number
    )
    signed = proof.filter(content_type=PDF.content_type).order_by("-pk").first()
    if not number or signed is None:
        message = "Văn bản trả lời phải có số và tệp PDF đã ký."
        raise InvalidInput(message, field="file" if number else "number")
    with kept_file(signed.file) as stored:
        copy = SimpleUploadedFile(signed.file_name, stored.read(), PDF.content_type)
    try:
        return record_unit_report(
            agency=duty.agency,
            period=duty.period,
            number=signed.number,
            signed_on=signed.issued_on or today,
            actor=actor,
            upload=copy,
            today=today,
            now=now,
        )
    except InvalidInput as error:
        names = {"signed_on": "issued_on"}
        told = {names.get(name, name): said for name, said in error.problems.items()}
        raise InvalidInput(error.message, problems=told) from None
