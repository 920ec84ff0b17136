"""«Công văn» as a draft in Word, for signing outside the portal."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import User
from kehoach.site.downloads import saved_as_file
from reporting.files.letters_docx import render_letter
from reporting.letters.building import letter_facts
from tasks.official_letters.letter_lists import annex_lines_of
from tasks.official_letters.sending import lacking
from tasks.official_letters.views_urging import letter_for


@require_safe
def letter_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the letter as DOCX to people of the steering agency; not before it has
    what a document to be signed must have.
    """
    today = timezone.localdate()
    letter = letter_for(cast("User", request.user), pk, today)
    if not letter.is_sent and (
        missing := lacking(letter, annex_lines_of(letter, today))
    ):
        messages.error(request, f"Chưa tải được để trình ký. {' '.join(missing)}")
        return redirect("tasks:letter", pk=pk)
    content = render_letter(letter_facts(letter, today))
    name = f"cong-van-{letter.pk}-{letter.period.key}.docx"
    return saved_as_file(content, name)
