"""Files that a script sends ahead of their form: one by one, and asked for before."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from kehoach.lib.dates import format_date
from kehoach.lib.refusals import RuleBroken
from tasks.duties.access import can_write, signed_in
from tasks.evidence.attaching import keep_file
from tasks.evidence.same_file import DuplicateFile
from tasks.models import Evidence


@require_POST
def keep_file_view(request: HttpRequest, code: str) -> JsonResponse:
    """Keep one file for the agency, on no duty yet; say which evidence it is."""
    agency = own_agency(request, code)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return JsonResponse({"message": "Chưa có tệp, hãy chọn lại."}, status=422)
    now = timezone.now()
    try:
        row = keep_file(
            agency=agency,
            actor=signed_in(request),
            upload=upload,
            confirmed_open="confirmed_open" in request.POST,
            today=timezone.localdate(now),
            now=now,
        )
    except DuplicateFile as error:
        return JsonResponse({"known": as_known(error.evidence)}, status=409)
    except RuleBroken as error:
        return JsonResponse({"message": _words_of(error)}, status=422)
    return JsonResponse({"pk": row.pk}, status=201)


@require_safe
def known(request: HttpRequest, code: str, digest: str) -> JsonResponse:
    """Say whether the agency has this very file, before its bytes travel."""
    agency = own_agency(request, code)
    rows = Evidence.objects.filter(agency=agency, quarantined_at__isnull=True)
    row = rows.filter(sha256=digest).first() if digest else None
    return JsonResponse({"known": as_known(row) if row else None})


def _words_of(error: RuleBroken) -> str:
    """Return what is wrong with the one file, where no field is beside it."""
    return " ".join(error.problems.values()) or error.message


def own_agency(request: HttpRequest, code: str) -> Agency:
    """Return the agency that the person writes for, or 404."""
    agency = get_object_or_404(Agency, code=code)
    if not can_write(signed_in(request), agency.pk, timezone.localdate()):
        raise Http404
    return agency


def as_known(row: Evidence) -> dict[str, int | str]:
    """Return what the browser shows of evidence that is there already."""
    day = timezone.localtime(row.recorded_at).date()
    return {"pk": row.pk, "words": f"«{row}», tải lên {format_date(day)}"}
