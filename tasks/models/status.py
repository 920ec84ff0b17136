"""Two facts, one label (rule 1): the rule stands here as Python and as SQL.

`RULES` is read from the top and the first that holds gives the standing; list,
dashboard, report and mail take label, tone and icon from `Standing`.
Labels: docs/domain.md; ongoing tasks say «Đã thực hiện trong kỳ».
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.db import models
from django.db.models import Case, F, Q, Value, When

from tasks.models.due_days import is_supplement, supplement
from tasks.models.states import LIVE, Progress, Schedule, State

if TYPE_CHECKING:
    pass

DUE_SOON = timedelta(days=7)
WAITING = (State.OPEN, State.PREPARED)


class Standing(models.TextChoices):
    """Where a duty stands on a day, with the words that every page uses."""

    WAIVED = "waived", "Không thuộc diện"
    ENDED = "ended", "Đã kết thúc"
    TRANSFERRED = "transferred", "Đã chuyển tiếp"
    NOTHING = "nothing", "Không phát sinh trong kỳ"
    DONE_LATE = "done_late", "Hoàn thành quá hạn"
    DONE_ONGOING = "done_ongoing", "Đã thực hiện trong kỳ"
    DONE_ON_TIME = "done_on_time", "Hoàn thành đúng hạn"
    DONE = "done", "Hoàn thành"
    ACCEPTED = "accepted", "Đã tiếp nhận, chưa hoàn thành"
    WAITING_LATE = "waiting_late", "Chờ tiếp nhận (gửi quá hạn)"
    WAITING = "waiting", "Chờ tiếp nhận"
    RETURNED_LATE = "returned_late", "Quá hạn bổ sung"
    RETURNED = "returned", "Yêu cầu bổ sung"
    LETTER_ONLY = "letter_only", "Đã gửi văn bản, chưa cập nhật hệ thống"
    OVERDUE = "overdue", "Quá hạn chưa gửi"
    RETURNED_READY = "returned_ready", "Đã bổ sung, chờ thủ trưởng duyệt"
    AWAITING_HEAD = "awaiting_head", "Chờ thủ trưởng duyệt"
    DUE_SOON = "due_soon", "Sắp đến hạn"
    IN_TIME = "in_time", "Đang thực hiện – trong hạn"
    NO_DUE = "no_due", "Đang thực hiện (không ấn định ngày)"
    NOT_STARTED = "not_started", "Chưa thực hiện"

    @property
    def tone(self) -> str:
        """Return the colour name; the label is always shown with it."""
        return TONES[self][0]

    @property
    def icon(self) -> str:
        """Return the icon's name in the sprite."""
        return TONES[self][1]


TONES = {
    Standing.WAIVED: ("grey", "circle-minus"),
    Standing.ENDED: ("grey", "circle-minus"),
    Standing.TRANSFERRED: ("grey", "arrow-right"),
    Standing.NOTHING: ("green", "circle-check"),
    Standing.DONE_LATE: ("purple", "circle-check"),
    Standing.DONE_ONGOING: ("green", "circle-check"),
    Standing.DONE_ON_TIME: ("green", "circle-check"),
    Standing.DONE: ("green", "circle-check"),
    Standing.ACCEPTED: ("blue", "circle-check"),
    Standing.WAITING_LATE: ("purple", "send"),
    Standing.WAITING: ("azure", "send"),
    Standing.RETURNED_LATE: ("red", "arrow-back-up"),
    Standing.RETURNED: ("amber", "arrow-back-up"),
    Standing.LETTER_ONLY: ("azure", "mail"),
    Standing.OVERDUE: ("red", "alert-triangle"),
    Standing.RETURNED_READY: ("blue", "user-check"),
    Standing.AWAITING_HEAD: ("blue", "user-check"),
    Standing.DUE_SOON: ("amber", "clock"),
    Standing.IN_TIME: ("blue", "progress"),
    Standing.NO_DUE: ("blue", "progress"),
    Standing.NOT_STARTED: ("grey", "circle-dashed"),
}

#: What closed periods stored for a standing whose label was changed since.
FORMER_LABELS = {
    "Đang thực hiện (không hạn)": Standing.NO_DUE,
    "Quá hạn": Standing.OVERDUE,
}

#: Standings that mean the agency is late and may be urged.
LATE = (Standing.OVERDUE, Standing.RETURNED_LATE)
#: Standings that count as carried out in annex I.
CARRIED_OUT = (
    Standing.NOTHING,
    Standing.DONE_LATE,
    Standing.DONE_ONGOING,
    Standing.DONE_ON_TIME,
    Standing.DONE,
)


class Facts(Protocol):
    """What of a duty its standing depends on."""

    @property
    def state(self) -> str: ...
    @property
    def progress(self) -> str: ...
    @property
    def schedule(self) -> str: ...
    @property
    def is_requested(self) -> bool: ...
    @property
    def nothing_to_report(self) -> bool: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def return_due_on(self) -> date | None: ...
    @property
    def first_sent_on(self) -> date | None: ...
    @property
    def submitted_at(self) -> Any: ...


class Rule(NamedTuple):
    """A standing, its test on one row and the same test as an SQL condition."""

    standing: Standing
    holds: Callable[[Facts, date], bool]
    condition: Callable[[date], Q]


def sent_late(duty: Facts) -> bool:
    """Return whether the first sending came after the due day; requests never."""
    if duty.is_requested or duty.due_on is None or duty.first_sent_on is None:
        return False
    return duty.first_sent_on > duty.due_on


SENT_LATE = Q(is_requested=False, first_sent_on__gt=F("due_on"))


def _by_state(state: State, standing: Standing) -> Rule:
    return Rule(standing, lambda d, _: d.state == state, lambda _: Q(state=state))


def _is_supplement(duty: Facts) -> bool:
    return is_supplement(duty.state, duty.return_due_on)


def _done(duty: Facts) -> bool:
    return duty.state == State.ACCEPTED and duty.progress == Progress.DONE


DONE = Q(state=State.ACCEPTED, progress=Progress.DONE)


def _can_be_late(duty: Facts) -> bool:
    return (
        duty.state in WAITING
        and not duty.is_requested
        and duty.due_on is not None
        and duty.first_sent_on is None
    )


CAN_BE_LATE = Q(
    state__in=WAITING,
    is_requested=False,
    due_on__isnull=False,
    first_sent_on__isnull=True,
)

RULES = (
    _by_state(State.WAIVED, Standing.WAIVED),
    _by_state(State.ENDED, Standing.ENDED),
    _by_state(State.TRANSFERRED, Standing.TRANSFERRED),
    Rule(
        Standing.NOTHING,
        lambda d, _: d.state == State.ACCEPTED and d.nothing_to_report,
        lambda _: Q(state=State.ACCEPTED, nothing_to_report=True),
    ),
    Rule(
        Standing.DONE_LATE,
        lambda d, _: _done(d) and sent_late(d),
        lambda _: DONE & SENT_LATE,
    ),
    Rule(
        Standing.DONE_ONGOING,
        lambda d, _: _done(d) and d.schedule == Schedule.ONGOING,
        lambda _: DONE & Q(schedule=Schedule.ONGOING),
    ),
    Rule(
        Standing.DONE_ON_TIME,
        lambda d, _: _done(d) and d.due_on is not None,
        lambda _: DONE & Q(due_on__isnull=False),
    ),
    Rule(Standing.DONE, lambda d, _: _done(d), lambda _: DONE),
    _by_state(State.ACCEPTED, Standing.ACCEPTED),
    Rule(
        Standing.WAITING_LATE,
        lambda d, _: d.state == State.SUBMITTED and sent_late(d),
        lambda _: Q(state=State.SUBMITTED) & SENT_LATE,
    ),
    _by_state(State.SUBMITTED, Standing.WAITING),
    Rule(
        Standing.RETURNED_LATE,
        lambda d, today: (
            _is_supplement(d)
            and not d.is_requested
            and d.return_due_on is not None
            and today > d.return_due_on
        ),
        lambda today: supplement() & Q(is_requested=False, return_due_on__lt=today),
    ),
    _by_state(State.RETURNED, Standing.RETURNED),
    Rule(
        Standing.RETURNED_READY,
        lambda d, _: d.state == State.PREPARED and _is_supplement(d),
        lambda _: supplement() & Q(state=State.PREPARED),
    ),
    Rule(
        Standing.LETTER_ONLY,
        lambda d, _: (
            d.state in WAITING
            and d.first_sent_on is not None
            and d.submitted_at is None
        ),
        lambda _: Q(
            state__in=WAITING,
            first_sent_on__isnull=False,
            submitted_at__isnull=True,
        ),
    ),
    Rule(
        Standing.OVERDUE,
        lambda d, today: _can_be_late(d) and d.due_on is not None and today > d.due_on,
        lambda today: CAN_BE_LATE & Q(due_on__lt=today),
    ),
    _by_state(State.PREPARED, Standing.AWAITING_HEAD),
    Rule(
        Standing.DUE_SOON,
        lambda d, today: (
            _can_be_late(d) and d.due_on is not None and d.due_on <= today + DUE_SOON
        ),
        lambda today: CAN_BE_LATE & Q(due_on__lte=today + DUE_SOON),
    ),
    Rule(
        Standing.NOT_STARTED,
        lambda d, _: d.progress == Progress.NOT_STARTED,
        lambda _: Q(progress=Progress.NOT_STARTED),
    ),
    Rule(
        Standing.IN_TIME,
        lambda d, _: d.due_on is not None and not d.is_requested,
        lambda _: Q(due_on__isnull=False, is_requested=False),
    ),
)


#: The standings that come and go with the day; the others are stored
#: (`Duty.standing_without_date`).
MADE_BY_A_DAY = (Standing.RETURNED_LATE, Standing.OVERDUE, Standing.DUE_SOON)
#: What a duty is without its day that can be due soon.
_UNSENT = (Standing.NOT_STARTED, Standing.IN_TIME)

#: Standings whose label says that the work goes on.
GOES_ON = (Standing.IN_TIME, Standing.NO_DUE)

#: What a duty is without the day of its supplement.
_ASKED_AGAIN = (Standing.RETURNED, Standing.RETURNED_READY)

#: What is stored of a duty and still changes with the day, and what it changes into.
UNSETTLED = frozenset({*MADE_BY_A_DAY, *_UNSENT, *_ASKED_AGAIN, Standing.AWAITING_HEAD})

#: The standings that sums are made of, as conditions that cost little per row.
IS_OWED = Q(state__in=LIVE)
IS_CARRIED_OUT = Q(state=State.ACCEPTED) & (
    Q(nothing_to_report=True) | Q(progress=Progress.DONE)
)


def is_late(today: date) -> Q:
    """Return the condition that a duty's standing is one of `LATE`."""
    return Q(late_after__lt=today)


def standing_of(duty: Facts, today: date) -> Standing:
    """Return where the duty stands on `today`."""
    for rule in RULES:
        if rule.holds(duty, today):
            return rule.standing
    return Standing.NO_DUE


def renamed(condition: Q, names: Mapping[str, str]) -> Q:
    """Return the condition with its columns called otherwise."""
    if not names:
        return condition
    found = Q(_connector=condition.connector, _negated=condition.negated)
    child: Any
    for child in condition.children:
        if isinstance(child, Q):
            found.children.append(renamed(child, names))
        else:
            lookup, value = child
            column, *rest = lookup.split("__")
            if isinstance(value, F):
                value = F(names.get(value.name, value.name))  # type: ignore[attr-defined] # the stub forgets it
            found.children.append(
                ("__".join((names.get(column, column), *rest)), value)
            )
    return found


def standing_case(today: date) -> Case:
    """Return the same rule as an SQL expression over duties (annotate as `standing`).

    The database keeps what no day changes (`Duty.standing_without_date`,
    `Duty.late_after`), so only the three standings that a day makes are worked out
    here.
    """
    late = is_late(today)
    soon = Q(late_after__lte=today + DUE_SOON, standing_without_date__in=_UNSENT)
    return Case(
        When(
            late & Q(standing_without_date__in=_ASKED_AGAIN),
            then=Value(Standing.RETURNED_LATE),
        ),
        When(late, then=Value(Standing.OVERDUE)),
        When(soon, then=Value(Standing.DUE_SOON)),
        default=F("standing_without_date"),
        output_field=models.CharField(),
    )


def standing_then_case(day: date, names: Mapping[str, str]) -> Case:
    """Return the whole rule as an SQL expression for a day in the past, with other
    columns or annotations (`names`) in the place of a duty's own.
    """
    return _case((rule.standing, renamed(rule.condition(day), names)) for rule in RULES)


def standing_without_date_case() -> Case:
    """Return the expression of `Duty.standing_without_date`: the standing before a day
    is looked at.
    """
    lasting = (rule for rule in RULES if rule.standing not in MADE_BY_A_DAY)
    return _case((rule.standing, rule.condition(date.min)) for rule in lasting)


def late_after_case() -> Case:
    """Return the expression of `Duty.late_after`: the last day in time, nothing when
    the duty cannot be late (any more).
    """
    asked_again = supplement() & Q(is_requested=False)
    return Case(
        When(asked_again, then=F("return_due_on")),
        When(CAN_BE_LATE, then=F("due_on")),
        default=None,
        output_field=models.DateField(),
    )


def _case(rules: Iterable[tuple[Standing, Q]]) -> Case:
    whens = [When(condition, then=Value(word.value)) for word, condition in rules]
    otherwise = Value(Standing.NO_DUE.value)
    return Case(*whens, default=otherwise, output_field=models.CharField())
