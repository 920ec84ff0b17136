"""«Mẫu Word»: downloaded, edited in Word, uploaded, looked at, taken back."""

from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from jinja2 import TemplateError
from lxml.etree import XMLSyntaxError

from agencies.models import User
from kehoach.lib.text import nfc
from kehoach.site.uploads import problem_of
from reporting.checking import check
from reporting.facts.report import YearlyFacts as Facts
from reporting.files.sample import SAMPLE
from reporting.files.template_check import (
    FILE,
    HEAVY,
    package_problems,
    template_problems,
)
from reporting.files.template_docx import render_with
from reporting.models import ReportTemplate
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.evidence.file_types import clean_name
from tasks.evidence.kept_files import opened
from tasks.evidence.storing import store
from tasks.models import Plan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def standing_template(plan: Plan) -> ReportTemplate | None:
    """Return the newest version; None, or one without a file, is the shipped layout."""
    return ReportTemplate.objects.filter(plan=plan).first()


def content_of(template: ReportTemplate | None) -> bytes | None:
    """Return the template's bytes; None stands for the shipped layout."""
    if template is None or not template.file:
        return None
    with opened(template.file) as file:
        content: bytes = file.read()
    return content


def problems_of(content: bytes, facts: Facts) -> list[str]:
    """Return why the template is refused, after trial renderings; nothing if it does."""
    problems = package_problems(content) or template_problems(content)
    if problems:
        return problems
    try:
        render_with(content, SAMPLE)
        render_with(content, facts)
    except TemplateError as error:
        return [f"In thử bằng mẫu này không được: {error.message}."]
    except (XMLSyntaxError, ValueError, LookupError, AttributeError):
        message = (
            "In thử bằng mẫu này ra văn bản hỏng. Lệnh lặp, chọn phải đứng riêng một"
            " dòng và viết {%p … %}; so với mẫu mặc định."
        )
        return [message]
    return []


def warnings_of(content: bytes, facts: Facts) -> list[str]:
    """Return which rules of NĐ 30/2020/NĐ-CP the report breaks with this template."""
    verdicts = check(render_with(content, facts))
    return [f"{v.title}: {v.problems[0]}" for v in verdicts if not v.met]


@transaction.atomic
def upload_template(
    *,
    plan: Plan,
    upload: "UploadedFile[Any]",
    note: str,
    facts: Facts,
    actor: User,
    today: date,
    now: datetime,
) -> ReportTemplate:
    """Store a template that renders; from now on reports being written use it.

    Raises InvalidInput, on field `file`, for anything that is refused.
    """
    if not can_review(actor, plan, today):
        raise NotAllowed
    if problem := problem_of(upload):
        raise InvalidInput(problem, field="file")
    if (upload.size or 0) > FILE:
        raise InvalidInput(HEAVY, field="file")
    content = upload.read()
    problems = problems_of(content, facts)
    if problems:
        raise InvalidInput(" ".join(problems), field="file")
    row = _next(plan, note, actor, now)
    row.name, row.sha256 = clean_name(upload), sha256(content).hexdigest()
    row.warnings = warnings_of(content, facts)
    store(row.file, ContentFile(content), ".docx")
    row.save()
    return row


def _next(plan: Plan, note: str, actor: User, now: datetime) -> ReportTemplate:
    """Return the next version; the plan's row is locked so that numbers stay single."""
    hold(Plan.objects).get(pk=plan.pk)
    last = standing_template(plan)
    return ReportTemplate(
        plan=plan,
        number=last.number + 1 if last else 1,
        note=" ".join(nfc(note).split())[:200],
        author=actor,
        saved_at=now,
    )


@transaction.atomic
def restore_template(
    *, plan: Plan, number: int, actor: User, today: date, now: datetime
) -> ReportTemplate:
    """Take an earlier version back as the newest; number 0 is the shipped layout."""
    if not can_review(actor, plan, today):
        raise NotAllowed
    if number == 0:
        row = _next(plan, "Dùng lại mẫu mặc định", actor, now)
        row.save()
        return row
    old = ReportTemplate.objects.filter(plan=plan, number=number).first()
    if old is None:
        message = "Không có bản mẫu này."
        raise InvalidInput(message)
    row = _next(plan, f"Lấy lại bản {number}", actor, now)
    row.file, row.name, row.sha256 = old.file, old.name, old.sha256
    row.warnings = old.warnings
    row.save()
    return row
