"""What of one duty is opened to who is responsible for its field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from agencies.models import User
from tasks.duties.gates import period_of_work
from tasks.duties.standing_words import told_outside
from tasks.duties.timeline import Item, versions_of
from tasks.figures.answers import last_values
from tasks.models import REPORTED, Duty, FieldGrant
from tasks.models.states import State
from tasks.models.status import standing_of

#: Why nothing is read of a duty that was not sent: title, what is to be known, icon.
_UNSENT = {
    State.RETURNED: (
        "Đơn vị chưa gửi lại",
        "Đã yêu cầu bổ sung; kết quả, số liệu hiện ở đây khi đơn vị gửi lại.",
        "hourglass",
    ),
    State.WAIVED: (
        "Không thuộc diện",
        "Đơn vị không phải báo cáo nhiệm vụ này.",
        "circle-minus",
    ),
    State.ENDED: (
        "Đã kết thúc",
        "Đơn vị không còn phải báo cáo nhiệm vụ này.",
        "circle-minus",
    ),
    State.TRANSFERRED: (
        "Đã chuyển tiếp",
        "Việc đã chuyển đi, đọc kết quả ở nơi nhận việc.",
        "arrow-right",
    ),
}
_WAITED = (
    "Đơn vị chưa gửi",
    "Kết quả, số liệu hiện ở đây khi đơn vị gửi.",
    "hourglass",
)


def grants_on(user: User, duty: Duty, today: date) -> list[FieldGrant]:
    """Return the grants by which the person reads the duty, with their figures."""
    rows = FieldGrant.objects.held_by(user, today=today).filter(tasks=duty.task_id)
    return list(rows.select_related("agency").prefetch_related("figures"))


def figures_read(grants: Iterable[FieldGrant]) -> set[int] | None:
    """Return the figures that the grants open together; None for all of them."""
    found: set[int] = set()
    for grant in grants:
        keys = {figure.pk for figure in grant.figures.all()}
        if not keys:
            return None
        found |= keys
    return found


def names_of(grants: Iterable[FieldGrant]) -> str:
    """Return the fields as the audit trail names them."""
    return ", ".join(sorted(grant.name for grant in grants))


def field_page(duty: Duty, grants: list[FieldGrant], today: date) -> dict[str, Any]:
    """Return what the page of the duty shows: where it stands, and once it was sent what
    its agency said by then, in the newest version. No document, file, move or talk.
    """
    is_sent = duty.state in REPORTED
    said = sorted(_sent_items(duty), key=lambda item: item.order, reverse=True)
    return {
        "duty": duty,
        "grants": grants,
        "standing": told_outside(standing_of(duty, today), asked=duty.is_requested),
        "is_sent": is_sent,
        "unsent": _UNSENT.get(State(duty.state), _WAITED),
        "timeline": said if is_sent else [],
        "today": today,
    }


def _sent_items(duty: Duty) -> Iterator[Item]:
    """Yield what was said before the duty was sent and stands, each by its agency; a
    later correction is of what was sent.
    """
    entries = list(duty.entries.select_related("author", "agency", "withdrawn_by"))
    agencies = {entry.pk: entry.agency.short_name for entry in entries}
    for item in versions_of(entries, own=False):
        said_first, _ = item.order
        if item.entry and was_sent(said_first, duty.submitted_at):
            yield replace(item, who=agencies[item.entry], earlier=[])


def was_sent(said_first: datetime, sent_at: datetime | None) -> bool:
    """Return whether something said first at the moment went out with what was sent; of
    what an agency sent before others joined it no moment is known.
    """
    return sent_at is None or said_first <= sent_at


def sent_before(duty: Duty, today: date) -> set[int]:
    """Return the figures whose answer of the period or time before was sent with the
    same task (2 queries).
    """
    before = last_values(duty.agency_id, period_of_work(duty, today), duty.occurs_from)
    rows = Duty.objects.filter(
        agency=duty.agency_id, task=duty.task_id, state__in=REPORTED
    )
    sent = set(rows.values_list("period_id", "occurs_from"))
    return {
        key
        for key, value in before.items()
        if (value.period_id, value.occurs_from) in sent
    }
