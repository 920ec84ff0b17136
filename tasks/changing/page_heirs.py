"""Pages of replacing a plan: the heirs to choose, the preview row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form

from kehoach.lib.text import search_text
from tasks.changing import ChangePreview
from tasks.changing.forms_heirs import HeirsForm
from tasks.changing.page import Alike, alike_of
from tasks.changing.proposing import Proposed, heir_rows, proposed_heirs
from tasks.changing.result import Becomes, Done
from tasks.models import Plan, PlanChange, PlanChangeLine
from tasks.models.changing import INHERITED
from tasks.moving.page import rates_of

#: How many plans the page of choosing one shows.
_MOST_OFFERED = 50
#: What becomes of a duty → (words, tone, icon, noun in the sentence).
_WORDS = {
    Becomes.MOVED: (
        *("Chuyển sang kế hoạch mới", "blue", "arrow-right"),
        "chuyển sang kế hoạch mới kèm nhật ký, số liệu",
    ),
    Becomes.ENDED: ("Kết thúc, giữ hồ sơ", "grey", "circle-minus", "kết thúc"),
    Becomes.KEPT: (
        *("Làm xong theo kế hoạch cũ", "green", "lock"),
        "làm xong theo kế hoạch cũ",
    ),
    Becomes.STAYS: (
        *("Giữ nguyên ở kế hoạch cũ", "green", "check"),
        "giữ nguyên ở kế hoạch cũ",
    ),
}
_KINDS = {
    "task": "Nhiệm vụ",
    "target": "Mục tiêu",
    "measure": "Cách đo",
    "figure": "Số liệu",
}
_SURE = ("Trùng lời văn", "green", "check")
_ALIKE = ("Gần giống, xem lại", "amber", "alert-triangle")
_CHOSEN = ("Người soạn chọn", "blue", "pencil")
_NONE = ("Không có dòng thay thế", "grey", "circle-minus")


def successors_offered(plans: Iterable[Plan], plan: Plan, typed: str) -> list[Plan]:
    """Return at most fifty of the plans whose names, numbers or codes hold the words,
    without marks: those of who steers this plan first, as one agency decides for both;
    the newest first.
    """
    words = search_text(typed).split()
    found = [
        each
        for each in plans
        if all(
            word in search_text(f"{each} {each.number} {each.code}") for word in words
        )
    ]
    found.sort(
        key=lambda each: (each.steering_agency_id != plan.steering_agency_id, -each.pk)
    )
    return found[:_MOST_OFFERED]


@dataclass(frozen=True)
class HeirPlace:
    """A row of the old plan with the boxes that choose its heir."""

    line: PlanChangeLine
    kind: str
    title: str
    mark: tuple[str, str, str]
    heir: BoundField
    work: BoundField | None
    reason: BoundField | None

    @property
    def is_clear(self) -> bool:
        """Return whether nobody has to look."""
        return self.mark in (_SURE, _CHOSEN)


def heirs_page(form: HeirsForm) -> dict[str, object]:
    """Return what the page of heirs shows: what wants a look first."""
    change, new = form.change, form.change.successor
    found = proposed_heirs(change.plan, new) if new else {}
    places = [_place(line, form, found.get(line.subject, {})) for line in form.lines]
    taken = {line.heir_id for line in form.lines if line.task_id}
    tasks = heir_rows("task", new) if new else []
    return {
        "look": [each for each in places if not each.is_clear],
        "clear": [each for each in places if each.is_clear],
        "number": len(places),
        "lists": list(form.heirs.values()),
        "fresh": [task for task in tasks if task.pk not in taken],
    }


def _place(
    line: PlanChangeLine, form: HeirsForm, proposed: Mapping[int, Proposed]
) -> HeirPlace:
    row: Any = line.row
    title = row.label if line.figure_id else f"{row.code} {row.short_title}"
    boxes = [
        form[name] if name in form.fields else None
        for name in (f"work_{line.pk}", f"reason_{line.pk}")
    ]
    return HeirPlace(
        line,
        _KINDS[line.subject],
        title,
        _mark(line, proposed.get(row.pk)),
        form[f"heir_{line.pk}"],
        *boxes,
    )


def _mark(line: PlanChangeLine, proposed: Proposed | None) -> tuple[str, str, str]:
    if line.heir_id is None:
        return _NONE
    if proposed is None or proposed.heir != line.heir_id:
        return _CHOSEN
    return _SURE if proposed.is_sure else _ALIKE


@dataclass(frozen=True)
class ReplacedTask:
    """A task of the old plan in the preview."""

    done: Done
    alike: tuple[Alike, ...]

    @property
    def heir(self) -> str:
        """Return the heir's name; empty where there is none."""
        return self.done.words.removeprefix("Thay bằng ") if self.has_heir else ""

    @property
    def has_heir(self) -> bool:
        """Return whether a task takes its place."""
        return self.done.line.heir_id is not None


@dataclass(frozen=True)
class OtherRows:
    """Figures, targets, measures: how many have heirs, and which have none."""

    kind: str
    number: int
    pairs: tuple[tuple[str, str], ...]
    without: tuple[str, ...]


def replaced_page(preview: ChangePreview, form: Form) -> dict[str, object]:
    """Return what the preview of a replacement shows beside the change."""
    lines = [done.line for done in preview.done]
    said = ""
    if preview.counts and lines:
        said = replaced_sentence(lines[0].event, preview.counts, lines)
    return {
        "preview": preview,
        "tasks": [
            ReplacedTask(done, alike_of(done.rows, _WORDS))
            for done in preview.done
            if done.line.task_id
        ],
        "others": list(_others(preview.done)),
        "rates": rates_of(preview.measures),
        "sentence": said,
    }


def _others(done: Iterable[Done]) -> Iterator[OtherRows]:
    rows = list(done)
    for kind in INHERITED:
        own = [each for each in rows if each.line.subject == kind]
        if kind == "task" or not own:
            continue
        with_heir = [each for each in own if each.line.heir_id]
        yield OtherRows(
            _KINDS[kind],
            len(own),
            tuple((e.title, e.words.removeprefix("Thay bằng ")) for e in with_heir),
            tuple(each.title for each in own if not each.line.heir_id),
        )


def replaced_sentence(
    change: PlanChange, counts: Mapping[str, int], lines: Iterable[PlanChangeLine]
) -> str:
    """Return what the replacement does in one sentence."""
    tasks = Counter(bool(line.heir_id) for line in lines if line.task_id)
    parts = [f"{counts[w]} việc {_WORDS[w][3]}" for w in _WORDS if counts.get(w)]
    if counts.get("opened"):
        parts.append(f"{counts['opened']} việc mở mới")
    work = ", ".join(parts) or "không động đến việc nào"
    return (
        f"«{change.successor}» thay thế kế hoạch này từ {change.effective_on:%d/%m/%Y}:"
        f" {tasks[True]}/{tasks.total()} nhiệm vụ có dòng thay thế; {work}."
    )
