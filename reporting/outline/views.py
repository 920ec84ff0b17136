"""«Đề cương»: sections and annexes of the yearly report, edited by the steering agency."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import User
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.models import OutlineChange, OutlineSection
from reporting.models.outline import OWN, TITLE_VARIABLES
from reporting.outline.editing import restore_outline, save_outline
from reporting.outline.forms import OutlineForm
from reporting.outline.parts import Annex, ReportOutline, Section, heading_text
from reporting.outline.rows import stored_outline
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, StaleVersion
from tasks.models import Period

_RULES = dict(OutlineSection.Rule.choices)
#: Changes shown below the outline.
_SHOWN = 10


class SectionRow(NamedTuple):
    """A line of the outline: its number, its fields, what writes it."""

    section: Section
    level: int
    number: str
    title: BoundField
    is_on: BoundField
    rule: str
    annexes: str
    is_own: bool


class AnnexRow(NamedTuple):
    """A line of the annexes."""

    annex: Annex
    number: str
    title: BoundField
    is_on: BoundField
    layout: BoundField
    is_named: bool


def plan_desk(request: HttpRequest, key: str) -> tuple[Period, ReportOutline]:
    """Return the year and its outline; 404 for strangers, 403 for who only reads."""
    user, today = cast("User", request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    if not can_review(user, period.plan, today):
        raise PermissionDenied
    return period, stored_outline(period.plan)


def attempt(
    request: HttpRequest, work: Callable[..., Any], done: str, **given: Any
) -> Any:
    """Make one call of the service as this person, now; say that it worked."""
    today, now = read_clock()
    found = work(
        **given,
        actor=cast("User", request.user),
        today=today,
        now=now,
    )
    messages.success(request, done)
    return found


def refuse(form: Form, error: RuleBroken, found: ReportOutline) -> None:
    """Say why nothing was stored; after another person's edit the next press counts."""
    show_problems(form, error)
    if isinstance(error, StaleVersion):
        form.cleaned_data["version"] = found.version


def version_of(form: Form, found: ReportOutline) -> int:
    """Return the version that the form on the page speaks of."""
    if not form.is_bound:
        return found.version
    version: int = form.cleaned_data.get("version", found.version)
    return version


@require_http_methods(["GET", "HEAD", "POST"])
def outline(request: HttpRequest, key: str) -> HttpResponse:
    """Show the outline; store names, switches, layouts and a step of order."""
    period, found = plan_desk(request, key)
    form = OutlineForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt(
                request,
                save_outline,
                "Đã lưu đề cương.",
                plan=period.plan,
                sections=form.sections(),
                annexes=form.annexes(),
                move=form.move(),
                least=form.cleaned_data["least"],
                version=form.cleaned_data["version"],
            )
        except RuleBroken as error:
            refuse(form, error, found)
        else:
            return to_plan(request, "reporting:outline", key=key)
    changes = OutlineChange.objects.filter(outline__plan=period.plan)
    context = {
        "period": period,
        "form": form,
        "version": version_of(form, found),
        "sections": list(section_rows(found, form)),
        "annexes": _annex_rows(found, form),
        "variables": TITLE_VARIABLES,
        "changes": changes.select_related("author")[:_SHOWN],
    }
    return render(request, "reporting/outline/outline.html", context)


def section_rows(found: ReportOutline, form: OutlineForm) -> Iterator[SectionRow]:
    """Yield the sections with the numbers that they print under."""
    counts = [0, 0, 0]
    hidden_from = 9
    for section, level in found.every_section():
        hidden_from = hidden_from if level > hidden_from else 9
        is_off = not section.is_on or level > hidden_from
        if not section.is_on:
            hidden_from = min(hidden_from, level)
        counts[level:] = [0] * (3 - level)
        counts[level - 1] += not is_off
        number = "" if is_off else heading_text(level, counts[level - 1], "").strip()
        yield SectionRow(
            section,
            level,
            number,
            form[f"muc-ten-{section.key}"],
            form[f"muc-in-{section.key}"],
            rule_of(section),
            ", ".join(filter(None, map(found.name, named_annexes(section, found)))),
            section.key.startswith(OWN),
        )


def rule_of(section: Section) -> str:
    """Say what writes the section until an officer does."""
    if section.children and not section.rule:
        return ""
    if section.clauses:
        codes = sum(len(clause.phrases) for clause in section.clauses)
        return f"Lời từ {codes} số liệu"
    return str(_RULES[section.rule])


def named_annexes(section: Section, found: ReportOutline) -> list[str]:
    """Return the keys of the annexes that the section points to, each once."""
    by_rule = {"nhiem-vu": ("tasks", "missing"), "trach-nhiem": ("tasks",)}
    contents = by_rule.get(section.rule, ())
    keys = [clause.annex for clause in section.clauses]
    keys += [annex.key for annex in found.annexes if annex.content in contents]
    return list(dict.fromkeys([*keys, *section.annexes]))


def _annex_rows(found: ReportOutline, form: OutlineForm) -> list[AnnexRow]:
    """Return the annexes with their numbers, and whether the text names them."""
    printed = found.printed()
    named = {
        key
        for section, _ in printed.every_section()
        for key in named_annexes(section, found)
    }
    return [
        AnnexRow(
            annex,
            found.number(annex.key),
            form[f"pl-ten-{annex.key}"],
            form[f"pl-in-{annex.key}"],
            form[f"pl-kho-{annex.key}"],
            annex.key in named,
        )
        for annex in found.annexes
    ]


@require_POST
def outline_restore(request: HttpRequest, key: str) -> HttpResponse:
    """Put the shipped outline back."""
    period, _ = plan_desk(request, key)
    version = key_of(request.POST.get("version", ""))
    try:
        if version is None:
            message = "Tải lại trang đề cương rồi bấm khôi phục lần nữa."
            raise InvalidInput(message)
        attempt(
            request,
            restore_outline,
            "Đã khôi phục đề cương mặc định; lời của cán bộ vẫn giữ theo mục.",
            plan=period.plan,
            version=version,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    return to_plan(request, "reporting:outline", key=key)
