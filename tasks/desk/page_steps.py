"""The one next step of a row of the desk: it follows what is missing, and who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from agencies.models import Agency, User
from agencies.models.authority import WRITERS, Role, roles_at
from tasks.models import Period, State
from tasks.work.sending import NO_EVIDENCE, NO_FIGURE, NO_PRODUCT

if TYPE_CHECKING:
    from tasks.desk.page_line import DeskLine


@dataclass(frozen=True)
class Hands:
    """What the person who looks may do for the agency."""

    writes: bool = False
    sends: bool = False
    records: bool = False
    person: int = 0


def hands_of(user: User, agency: Agency, today: date) -> Hands:
    """Return what the person may do for the agency on `today`, as `authority` says it of
    one role at a time (one query).
    """
    roles = roles_at(user, agency.pk, today)
    writes = not roles.isdisjoint(WRITERS)
    return Hands(
        writes=writes,
        sends=Role.HEAD in roles or (agency.one_step and writes),
        records=writes or Role.CLERK in roles,
        person=user.pk,
    )


@dataclass(frozen=True)
class DeskStep:
    """A button: `kind` says what pressing it does (`log` opens the form in its row,
    `post` makes the move, `go` leads to a page).
    """

    label: str
    url: str
    kind: str = "go"


def figures_left(missing: Sequence[str]) -> int:
    """Return how many required figures have no answer."""
    return sum(reason.startswith(NO_FIGURE) for reason in missing)


def lacks_product(missing: Sequence[str]) -> bool:
    """Return whether no proof is marked as what the plan asks for."""
    return any(reason.startswith(NO_PRODUCT) for reason in missing)


def lacks_in_words(missing: Sequence[str]) -> str:
    """Return in a few words what is missing; what came back says so by itself."""
    number = figures_left(missing)
    words = [f"còn {number} số liệu"] if number else []
    if NO_EVIDENCE in missing:
        words.append("thiếu văn bản" if not number else "văn bản")
    if lacks_product(missing):
        words.append("thiếu sản phẩm" if not number else "sản phẩm")
    return ", ".join(words)


def step_of(line: "DeskLine", hands: Hands, *, has_letter: bool) -> DeskStep | None:
    """Return the row's next step for who looks; None where nothing is theirs to do."""
    if line.is_worked and line.is_open:
        return _step_of_worked(line, hands)
    recorded = has_letter or line.is_adhoc
    if hands.records and not recorded and line.duty.state in {"submitted", "accepted"}:
        return DeskStep("Ghi số, ngày", letter_address(line))
    return None


def _step_of_worked(line: "DeskLine", hands: Hands) -> DeskStep | None:
    duty = line.duty
    if hands.sends and not line.missing and (line.ready or not hands.writes):
        return DeskStep("Xem và gửi", sending_address(line))
    if hands.writes and duty.state != State.PREPARED:
        return _step_of_officer(line, hands)
    return (
        DeskStep("Xem", reverse("tasks:duty", args=[duty.pk])) if hands.writes else None
    )


def _step_of_officer(line: "DeskLine", hands: Hands) -> DeskStep:
    log = reverse("tasks:log_progress", args=[line.duty.pk])
    if len(line.missing) == 1 and lacks_product(line.missing):
        duty = reverse("tasks:duty", args=[line.duty.pk])
        return DeskStep("Chọn sản phẩm", f"{duty}#minh-chung")
    if line.missing or line.needs_update:
        return DeskStep(log_label(line), log, "log")
    if hands.sends:
        return DeskStep("Xem và gửi", sending_address(line))
    prepare = reverse("tasks:prepare", args=[line.duty.pk])
    return DeskStep("Trình thủ trưởng", prepare, "post")


def log_label(line: "DeskLine") -> str:
    """Return what to do in the form, by what is missing."""
    number = figures_left(line.missing)
    if line.came_back and not line.came_back.since:
        return "Sửa và giải trình"
    if line.is_adhoc:
        return "Trả lời"
    if number and number == len(line.missing):
        return f"Nhập {number} số liệu"
    if line.missing == [NO_EVIDENCE]:
        return "Kèm văn bản"
    return "Cập nhật kết quả"


def sending_address(line: "DeskLine") -> str:
    """Return the page where the agency's head reads and sends, at this duty."""
    code, pk = line.duty.agency.code, line.duty.pk
    if line.is_adhoc:
        return f"{reverse('tasks:send_answers', args=[code])}#gui-{pk}"
    url = reverse("tasks:send_ready", args=[code])
    return f"{url}?{line.period.query}#gui-{pk}"


def letter_address(line: "DeskLine") -> str:
    """Return the page of the agency's letter."""
    url = reverse("tasks:unit_report", args=[line.duty.agency.code])
    return f"{url}?{line.period.query}"


def is_adhoc(period: Period) -> bool:
    """Return whether an ad-hoc request asks it, outside the desk's period."""
    return period.kind == Period.Kind.ADHOC
