"""The pages that put a difficulty or a contribution right, or take it back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from tasks.coordination import correcting as service
from tasks.coordination.contributions import may_answer
from tasks.coordination.forms import ContributionCorrectionForm
from tasks.difficulties.views_correcting import Page, answer_correction
from tasks.duties.access import contribution_request_for, signed_in
from tasks.models import Contribution


def correct_contribution_view(
    request: HttpRequest, pk: int, part_pk: int
) -> HttpResponse:
    """Show a contribution as a form; store its new words, or take it back."""
    today, user = timezone.localdate(), signed_in(request)
    asked = contribution_request_for(user, pk, today)
    row: Contribution = get_object_or_404(asked.contributions, pk=part_pk)
    if not may_answer(user, asked, today):
        raise PermissionDenied
    page = Page(
        title=f"Sửa phần phối hợp {asked.duty.task.code}",
        back=reverse("tasks:contribution", args=[pk]),
        name="contribution",
        row=row,
        form=ContributionCorrectionForm,
        correct=service.correct_contribution,
        withdraw=service.withdraw_contribution,
        after="Sau khi rút, đơn vị chủ trì được báo và lại chờ trả lời.",
    )
    return answer_correction(request, page, today)
