"""The preview of a change to the plan in words: rows alike together, sums in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form
from django.urls import reverse

from tasks.changing import ChangePreview
from tasks.changing.result import AffectedDuty, Becomes, Done
from tasks.models import PlanChange, PlanChangeLine, State
from tasks.moving.page import Undoing, rates_of

#: Word of an address → the kind of row that it is about.
WORDS_OF_KINDS = {
    "nhiem-vu": "task",
    "muc": "section",
    "muc-tieu": "target",
    "ke-hoach": "plan",
}
#: what becomes of a duty → (words, tone, icon, noun in the sentence)
_WORDS = {
    Becomes.MOVED: ("Chuyển theo", "blue", "arrow-right", "chuyển kèm nhật ký"),
    Becomes.JOINED: ("Gộp vào việc đã có", "blue", "arrow-right", "gộp vào việc đã có"),
    Becomes.ENDED: ("Kết thúc, giữ hồ sơ", "grey", "circle-minus", "kết thúc"),
    Becomes.KEPT: ("Giữ ở cơ quan cũ", "green", "lock", "giữ ở cơ quan cũ"),
    Becomes.STAYS: (
        "Không động đến việc",
        "green",
        "check",
        "việc giữ nguyên cơ quan, hạn và nhật ký",
    ),
    Becomes.NEW_DAY: ("Đổi hạn", "amber", "clock", "đổi hạn"),
}


@dataclass(frozen=True)
class Alike:
    """Duties in one state of which the same becomes."""

    state: str
    words: str
    tone: str
    icon: str
    note: str
    rows: tuple[AffectedDuty, ...]

    @property
    def entries(self) -> int:
        """Return how many entries they have."""
        return sum(row.entries for row in self.rows)

    @property
    def documents(self) -> int:
        """Return how many documents they have."""
        return sum(row.documents for row in self.rows)


@dataclass(frozen=True)
class LinePart:
    """One line as the page shows it."""

    done: Done
    alike: tuple[Alike, ...]
    address: str
    work: BoundField | None = None
    reason: BoundField | None = None


def alike_of(
    rows: Iterable[AffectedDuty],
    words: Mapping[Becomes, tuple[str, str, str, str]] = _WORDS,
) -> tuple[Alike, ...]:
    """Return the rows by what becomes of them and their state, in the page's order."""
    found: dict[tuple[Becomes, str, str], list[AffectedDuty]] = {}
    for row in rows:
        found.setdefault((row.becomes, row.state, row.note), []).append(row)
    order = list(words)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1:]))
    return tuple(
        Alike(str(State(key[1]).label), *words[key[0]][:3], key[2], tuple(found[key]))
        for key in keys
    )


def sentence_of(counts: Mapping[str, int], lines: int, does: str = "Sẽ đổi") -> str:
    """Return what the change does in one sentence; what is nothing is left out."""
    parts = [f"{counts[word]} {_WORDS[word][3]}" for word in _WORDS if counts[word]]
    if counts["opened"]:
        parts.append(f"{counts['opened']} mở mới")
    work = ", ".join(parts) or "không động đến việc nào"
    return f"{does} {lines} dòng của kế hoạch: {work}."


def titles_of(changes: Iterable[int]) -> dict[int, list[str]]:
    """Return change → what its lines are about (one query)."""
    rows = PlanChangeLine.objects.filter(event__in=list(changes)).select_related(
        "event__plan", "task", "section", "target"
    )
    rows = rows.exclude(act=PlanChangeLine.Act.HEIR)
    found: dict[int, list[str]] = {}
    rows = rows.select_related("assignment__agency", "assignment__group")
    for line in rows.select_related("assignment__task").order_by("pk"):
        said = f"{line.task} (giao thêm)" if line.task else line.named
        found.setdefault(line.event_id, []).append(str(line.row or said))
    return found


def edit_address(line: PlanChangeLine) -> str:
    """Return the form where the line is edited."""
    words = {word: kind for kind, word in WORDS_OF_KINDS.items()}
    into = f"?du-thao={line.event_id}"
    if line.task_id:
        return reverse("tasks:plan_change_row", args=["nhiem-vu", line.task_id]) + into
    kind = words[line.subject]
    row: Any = line.row
    if row is None:
        added = reverse("tasks:plan_change_add", args=[kind, line.event.plan_id])
        return f"{added}{into}&dong={line.pk}"
    return reverse("tasks:plan_change_row", args=[kind, row.pk]) + into


def undoing_of_change(change: PlanChange) -> Undoing:
    """Return what undoing the change would do, in words."""
    return Undoing(
        name=change.basis,
        nobody="Chưa ai làm việc trên các nhiệm vụ đã điều chỉnh.",
        does=(
            "trả phân công, lời văn, thời gian và việc của các đơn vị về như trước",
            "bỏ phân công, việc do điều chỉnh tạo ra; thư nhắc đã bỏ lại chờ gửi",
            "báo cho các cơ quan đã được báo về điều chỉnh này",
            "giữ lại điều chỉnh trong danh sách với trạng thái «Đã hoàn tác»",
        ),
        instead=(
            "Việc đã làm của đơn vị không bị xóa. Nếu điều chỉnh ghi sai, soạn điều chỉnh"
            " mới có hiệu lực từ một ngày sau."
        ),
        action=reverse("tasks:plan_change_undo", args=[change.pk]),
    )


def change_page(preview: ChangePreview, form: Form) -> dict[str, object]:
    """Return what the preview's template shows beside the change."""
    parts = [_part_of(done, form) for done in preview.done]
    counts = preview.counts
    return {
        "preview": preview,
        "parts": parts,
        "rates": rates_of(preview.measures),
        "sentence": sentence_of(counts, len(parts)) if counts else "",
    }


def _part_of(done: Done, form: Form) -> LinePart:
    """Return the line with the fields that ask what becomes of its open work."""
    asks = [f"{name}_{done.line.pk}" for name in ("work", "reason")]
    moves = {Becomes.MOVED, Becomes.JOINED, Becomes.ENDED, Becomes.KEPT}
    asked = asks[0] in form.fields and any(row.becomes in moves for row in done.rows)
    fields = [form[name] for name in asks] if asked else [None, None]
    return LinePart(done, alike_of(done.rows), edit_address(done.line), *fields)
