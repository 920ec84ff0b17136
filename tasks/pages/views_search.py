"""«Tìm kiếm»: one box over everything the person may read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import User
from tasks.duties.access import signed_in
from tasks.models.querysets import number_of
from tasks.pages import search as hits
from tasks.pages import search_letters as letters
from tasks.pages import search_said as said
from tasks.pages.search import Hit

#: Of each kind on the first page, and on the page of one kind.
FEW, _PER_PAGE = 5, 25
_KINDS: dict[str, tuple[str, Callable[..., Any], Callable[..., Hit]]] = {
    "dieu-khoan": ("Nội dung kế hoạch", hits.clauses, hits.clause_hit),
    "co-quan": ("Cơ quan", hits.agencies_by_name, hits.agency_hit),
    "can-bo": ("Cán bộ", hits.people_by_name, hits.person_hit),
    "ke-hoach": ("Kế hoạch", letters.documents, letters.document_hit),
    "cong-van": (
        "Công văn của cơ quan theo dõi",
        letters.steering_letters,
        letters.steering_letter_hit,
    ),
    "bao-cao": ("Báo cáo của đơn vị", letters.unit_letters, letters.unit_letter_hit),
    "dot-xuat": ("Báo cáo đột xuất", letters.adhoc_requests, letters.adhoc_hit),
    "nhat-ky": ("Kết quả đã cập nhật", said.entries, said.entry_hit),
    "minh-chung": ("Minh chứng", said.evidence, said.evidence_hit),
    "tra-loi": ("Câu trả lời bằng chữ", said.answers, said.answer_hit),
    "vuong-mac": ("Khó khăn, vướng mắc", said.difficulties_saying, said.difficulty_hit),
    "phoi-hop": ("Phối hợp", said.coordination, said.coordination_hit),
}


@dataclass(frozen=True)
class SearchGroup:
    """What was found of one kind."""

    kind: str
    title: str
    page: Page[Any]
    hits: list[Hit]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, grouped; `loai` asks for all of one kind."""
    typed = request.GET.get("q", "").strip()[:200]
    words, kind = hits.search_words(typed), request.GET.get("loai", "")
    chosen = {kind: _KINDS[kind]} if kind in _KINDS else _KINDS
    found = {
        name: find(words, signed_in(request), timezone.localdate())
        for name, (_, find, _) in (chosen if words else {}).items()
    }
    size = FEW if len(chosen) > 1 else _PER_PAGE
    numbers = numbers_of(found)
    groups = [
        group_of(request, name, words, rows, numbers[name], size)
        for name, rows in found.items()
        if numbers[name]
    ]
    context = {
        "typed": typed,
        "words": words,
        "kind": kind if kind in _KINDS else "",
        "groups": groups,
        "total": sum(numbers.values()),
    }
    return render(request, "tasks/pages/search.html", context)


def numbers_of(found: Mapping[str, Any]) -> dict[str, int]:
    """Return kind → how many were found; all that the database has to count in one
    query.
    """
    numbers = {name: len(rows) for name, rows in found.items() if type(rows) is list}
    asked = {name: rows for name, rows in found.items() if name not in numbers}
    columns = {f"n{at}": number_once(rows) for at, rows in enumerate(asked.values())}
    if columns:
        one = User.objects.order_by().annotate(**columns).values_list(*columns)
        numbers |= dict(zip(asked, one[:1][0], strict=True))
    return {name: numbers[name] for name in found}


def number_once(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows there are, each once, as a column."""
    keys = rows.order_by().values("pk")
    return number_of(rows.model._base_manager.filter(pk__in=keys))


def group_of(
    request: HttpRequest,
    name: str,
    words: Sequence[str],
    rows: Any,
    number: int,
    size: int,
) -> SearchGroup:
    """Return one page of one kind, of which so many were found."""
    title, _, show = _KINDS[name]
    pages = Paginator(rows, size)
    pages.count = number
    page = pages.get_page(request.GET.get("page"))
    return SearchGroup(name, title, page, [show(row, words) for row in page])
