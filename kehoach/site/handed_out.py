"""What leaves the portal is recorded at the door, for every address: files that are
handed out, evidence that is read, lists of people that are looked at.
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from agencies.trail.writing import AuditKind, record
from kehoach.site.reading_pages import OWN

#: Files that people sent in: who reads them is told by row.
EVIDENCE = {
    "tasks:evidence_file": "tasks.Evidence",
    "tasks:earlier_evidence_file": "tasks.Correction",
    "tasks:unit_report_file": "tasks.UnitReport",
    "tasks:earlier_letter_file": "tasks.Correction",
}
#: Lists of names, addresses and telephones.
PEOPLE = {
    "tasks:people",
    "tasks:people_file",
    "admin:agencies_user_changelist",
    "admin:agencies_membership_changelist",
}
#: What somebody typed to search is not kept.
UNSAID = {"q", "csrfmiddlewaretoken"}


def note_what_left(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record the answer if it is one of those; nothing else costs anything."""
    match = request.resolver_match
    if (
        match is None
        or response.status_code != 200
        or not request.user.is_authenticated
    ):
        return
    name = match.view_name
    if name in EVIDENCE:
        key = str(match.kwargs.get("pk", ""))
        said = {"model": EVIDENCE[name], "key": key}
        record(AuditKind.READ, target=request.path, after=said)
    elif request.user.reads_only and name not in OWN:
        record(AuditKind.READ, target=request.path, after=asked(request))
    elif name in PEOPLE:
        record(AuditKind.PERSONAL, target=request.path, after=asked(request))
    elif response.headers.get("Content-Disposition", "").startswith("attachment"):
        record(AuditKind.EXPORT, target=request.path, after=asked(request))


def asked(request: HttpRequest) -> dict[str, str]:
    """Return which rows were asked for, searched words left out."""
    kept = [(name, value) for name, value in request.GET.items() if name not in UNSAID]
    return {"query": urlencode(kept)[:500]} if kept else {}
