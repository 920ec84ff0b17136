"""The facts of «công văn»: who writes to whom, and the annex of duties to urge or the
outline (docs/domain.md).
"""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from agencies.models import Agency
from agencies.models.heads import COMMITTEES
from kehoach.lib.dates import format_date
from reporting.facts.papers import LetterFacts
from reporting.facts.report import AnnexTable, DocumentHead, Signature
from reporting.models import PaperKind
from reporting.outline import bodies
from reporting.unit_papers.outline import (
    numbered_parts,
    stored_unit_outline,
    with_variables,
)
from reporting.unit_papers.shipped import DUTIES
from tasks.duties.past_words import tasks_of
from tasks.duties.plan_then import plan_on
from tasks.models import Period, TaskFigure, UrgedFor, UrgingLetter
from tasks.official_letters.letter_lists import Urged, annex_lines_of

#: Addressees named one by one; more of them are named by groups.
_NAMED = 5
_NOTHING = "–"
Issuer = UrgingLetter.Issuer


def letter_facts(letter: UrgingLetter, today: date) -> LetterFacts:
    """Return the letter as it stands today, or as it went out."""
    urging = letter.purpose == UrgingLetter.Purpose.URGE
    if letter.is_sent:
        letter.period.plan = plan_on(letter.period.plan, letter.signed_on)
    lines = annex_lines_of(letter, today)
    urged = {line.duty.agency_id for line in lines}
    day = timezone.localdate(letter.sent_at) if letter.sent_at else today
    to = [
        agency
        for agency in letter.agencies.order_by("sort_key", "pk")
        if not urging or agency.pk in urged
    ]
    return LetterFacts(
        head=_head_of(letter),
        about=letter.about,
        addressees=letter_addressees(to, urging=urging),
        paragraphs=tuple(line for line in letter.text.splitlines() if line.strip()),
        recipients=tuple(r for r in letter.recipients.splitlines() if r.strip()),
        signature=Signature(
            tuple(letter.signer_capacity.splitlines()), letter.signer_name
        ),
        annex=urged_annex(lines, day) if urging else _outline_annex(letter.period),
        groups=_groups_of(lines),
    )


def _head_of(letter: UrgingLetter) -> DocumentHead:
    """Return the head of the steering agency's letter or of the draft that UBND tỉnh signs."""
    plan = letter.period.plan
    steering = plan.steering_agency
    committee = letter.issuer == Issuer.COMMITTEE
    above = bodies.committee_of(plan)
    return DocumentHead(
        parent_body="" if committee else above,
        body=above if committee else bodies.body_of(steering),
        number=letter.number,
        symbol="UBND" if committee else bodies.symbol_of(steering),
        place=bodies.place_of_plan(plan),
        day=letter.signed_on,
    )


def letter_addressees(agencies: Sequence[Agency], *, urging: bool) -> tuple[str, ...]:
    """Return who is written to: by name up to `_NAMED`, else by groups."""
    if len(agencies) <= _NAMED:
        return tuple(agency.name for agency in agencies) or ("…",)
    communes = any(agency.kind in COMMITTEES for agency in agencies)
    others = any(agency.kind not in COMMITTEES for agency in agencies)
    where = " (danh sách tại Phụ lục kèm theo)" if urging else ""
    return tuple(
        f"{name}{where}"
        for name, there in (
            ("Các cơ quan, đơn vị cấp tỉnh", others),
            ("Ủy ban nhân dân các xã, phường, đặc khu", communes),
        )
        if there
    )


def _groups_of(lines: Sequence[Urged]) -> dict[int, str]:
    """Return before which line a part of the annex begins: one for each kind."""
    found: dict[int, str] = {}
    kinds = [line.kind for line in lines]
    for number, kind in enumerate(dict.fromkeys(kinds), 1):
        count = f"{kinds.count(kind)} nhiệm vụ"
        found[kinds.index(kind)] = f"{number}. {UrgedFor(kind).label} ({count})"
    return found


def urged_annex(lines: Sequence[Urged], day: date) -> AnnexTable:
    """Return the list of duties, kind by kind and agency by agency, as of a day."""
    return AnnexTable(
        number="",
        title="Danh sách nhiệm vụ đôn đốc",
        heads=("TT", "Đơn vị", "Nhiệm vụ", "Hạn", "Tình trạng"),
        rows=tuple(
            (
                position,
                line.duty.agency.name,
                f"{line.duty.task.code} {line.duty.title}",
                format_date(line.due_on) if line.due_on else _NOTHING,
                line.standing,
            )
            for position, line in enumerate(lines, 1)
        ),
        widths=(1, 4, 6, 2, 2),
        wide=False,
        note=f"Tính đến ngày {format_date(day)}"
        if lines
        else "Không còn nhiệm vụ phải đôn đốc",
    )


def _outline_annex(period: Period) -> AnnexTable:
    """Return the outline that agencies write by, the tasks with the figures that are
    asked under the part that tells their results.
    """
    asked = figures_asked(period)
    rows: list[tuple[str, str, str]] = []
    for number, part in numbered_parts(
        stored_unit_outline(period, PaperKind.REPORT).outline
    ):
        if not number:
            continue
        title = with_variables(part.title, period)
        rows.append((number, title, part.guide or _NOTHING))
        if part.source == DUTIES:
            tasks = tasks_of(period)
            rows += [
                (
                    str(place),
                    task.short_title,
                    "; ".join(asked.get(task.pk, [])) or _NOTHING,
                )
                for place, task in enumerate(tasks, 1)
            ]
    return AnnexTable(
        number="",
        title=f"Đề cương báo cáo {period.words}",
        heads=("Mục", "Nội dung báo cáo", "Số liệu, hướng dẫn"),
        rows=tuple(rows),
        widths=(1, 5, 6),
        wide=False,
        note=period.outline,
    )


def figures_asked(period: Period) -> dict[int, list[str]]:
    """Return task → the labels of its figures."""
    asked: dict[int, list[str]] = {}
    rows = TaskFigure.objects.filter(
        task__plan=period.plan_id, figure__is_active=True
    ).select_related("figure")
    for row in rows.order_by("figure__position", "figure_id"):
        asked.setdefault(row.task_id, []).append(row.figure.label)
    return asked
