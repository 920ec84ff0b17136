"""«Hướng dẫn sử dụng»: the user guide inside the portal, by role."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kehoach.site.context import audiences_on
from kehoach.site.guide import guide, picture_path

EVERYBODY = "tat-ca"


@login_not_required
@require_safe
def guide_page(request: HttpRequest) -> HttpResponse:
    """Show the guide: first what the reader's roles need, then the rest, folded."""
    before, *parts = guide()
    roles = audiences_on(request)
    whole = request.GET.get("vai-tro") == EVERYBODY or not roles
    mine = [part for part in parts if whole or part.is_for(roles)]
    shown = [(part, part.shown(None if whole else roles)) for part in mine]
    others = [(part, part.shown(None)) for part in parts if part not in mine]
    context = {
        "before": before.shown(None),
        "parts": shown,
        "others": others,
        "whole": whole,
        "everybody": EVERYBODY,
    }
    return render(request, "kehoach/site/guide.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def guide_picture(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture of the guide; 404 for anything else."""
    path = picture_path(name)
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
