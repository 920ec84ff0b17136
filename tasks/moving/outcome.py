"""What becomes of every duty: pure, the same for the preview and for applying.

Rules (rules 5 and 14, docs/decisions/005): what was sent or accepted before the
effective day stays; an open duty goes to exactly one place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from kehoach.lib.refusals import RuleBroken
from tasks.models import CLOSED, REPORTED, State
from tasks.moving.facts import DutyFact, Keeps, Key, LineFact, Taker, World


class Fate(StrEnum):
    """Where a predecessor's duty goes."""

    KEPT = "kept"
    TRANSFERRED = "transferred"
    JOINED = "joined"
    ENDED = "ended"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class DutyMove:
    """One predecessor's duty and its fate; `key` is set when it goes on elsewhere."""

    duty: DutyFact
    fate: Fate
    key: Key | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SuccessorDuty:
    """A successor's duty after the event; `existing` is None when it is made new."""

    key: Key
    existing: DutyFact | None
    sources: tuple[DutyFact, ...]

    @property
    def is_of_heir(self) -> bool:
        """Return whether the work goes on in another task, of the next plan."""
        own = self.existing
        return own is not None and own.task_id != self.sources[0].task_id

    @property
    def is_supplementary(self) -> bool:
        """Return whether it was reported already, so that a new round opens."""
        return self.existing is not None and self.existing.state in REPORTED

    @property
    def is_revived(self) -> bool:
        """Return whether it had ended or been waived at the successor."""
        return self.existing is not None and self.existing.state in CLOSED


@dataclass(frozen=True, slots=True)
class Credit:
    """The successor owes nothing: its predecessor had done it."""

    key: Key
    source: DutyFact


@dataclass(frozen=True, slots=True)
class AskedDecision:
    """What a person must decide: who takes («carry») or whether it is enough («once»)."""

    kind: str
    old: str
    task_id: int
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """Everything that applying will do to duties."""

    moves: tuple[DutyMove, ...]
    targets: tuple[SuccessorDuty, ...]
    credits: tuple[Credit, ...]
    asked: tuple[AskedDecision, ...]

    def digest(self, world: World) -> str:
        """Return a short text that differs when anything in it differs."""
        said = repr((world.effective_on, world.lines, self.moves, self.targets))
        said += repr((self.credits, self.asked))
        return sha256(said.encode()).hexdigest()[:32]


def outcome_of(world: World) -> Outcome:
    """Decide the fate of every duty of the predecessors."""
    return _Deciding(world).run()


class _Deciding:
    """One pass over the world; holds what was found on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.followers = world.followers
        self.asked: dict[AskedDecision, None] = {}
        self.sources: dict[Key, list[DutyFact]] = {}
        self.moves: list[DutyMove] = []
        self.credited: dict[Key, Credit] = {}
        self.held = {_held_key(duty): duty for duty in _live_last(world.held)}
        self.met: dict[tuple[int, str], DutyFact] = {}
        for duty in world.duties:
            ends = world.keeps == Keeps.SENT_BEFORE
            if ends and duty.is_once and duty.state == State.ACCEPTED:
                for line in self.followers[duty.agency]:
                    self.met.setdefault((duty.task_id, line.new), duty)

    def run(self) -> Outcome:
        for duty in self.world.duties:
            decide = self.move_of if self.world.places is None else self.placed
            self.moves.append(decide(duty))
        if self.world.places is None:
            self.give_credit()
        targets = tuple(
            SuccessorDuty(key, self.existing(key), tuple(sources))
            for key, sources in sorted(
                self.sources.items(), key=lambda item: item[0].order
            )
        )
        alone = {
            target.key
            for target in targets
            if target.existing is None and len(target.sources) == 1
        }
        moves = tuple(
            DutyMove(move.duty, Fate.TRANSFERRED, move.key)
            if move.key in alone
            else move
            for move in self.moves
        )
        kept = tuple(
            credit
            for key, credit in sorted(
                self.credited.items(), key=lambda item: item[0].order
            )
            if key not in self.sources
        )
        return Outcome(moves, targets, kept, tuple(self.asked))

    def placed(self, duty: DutyFact) -> DutyMove:
        place = (self.world.places or {}).get(duty.pk)
        if place is None:
            return DutyMove(duty, Fate.KEPT)
        if place.key is None:
            return DutyMove(duty, Fate.ENDED, reason=place.reason)
        self.sources.setdefault(place.key, []).append(duty)
        return DutyMove(duty, Fate.JOINED, place.key)

    def move_of(self, duty: DutyFact) -> DutyMove:
        if stays(duty, self.world):
            return DutyMove(duty, Fate.KEPT)
        taker = self.taker_of(duty)
        if taker is None:
            return DutyMove(duty, Fate.PENDING)
        if not taker.code:
            return DutyMove(duty, Fate.ENDED, reason=taker.reason)
        if duty.is_once and (duty.task_id, taker.code) in self.met:
            enough = self.is_enough(duty.task_id, taker.code)
            if enough is None:
                return DutyMove(duty, Fate.PENDING)
            if enough:
                return DutyMove(duty, Fate.ENDED, reason=self.done_by(duty, taker.code))
        key = self.key_of(duty, taker.code)
        self.sources.setdefault(key, []).append(duty)
        return DutyMove(duty, Fate.JOINED, key)

    def taker_of(self, duty: DutyFact) -> Taker | None:
        """Return who takes the duty; None when a person must say first."""
        lines = self.followers[duty.agency]
        if len(lines) == 1 and lines[0].new:
            return Taker(lines[0].new, "")
        for key in (
            (duty.agency, duty.task_id),
            (duty.agency, 0),
            ("", duty.task_id),
            ("", 0),
        ):
            taker = self.world.carry.get(key)
            if taker and self.fits(taker, lines):
                return Taker(taker.code, taker.reason or self.ended_because(lines))
        choices = tuple(line.new for line in lines if line.new)
        self.asked[AskedDecision("carry", duty.agency, duty.task_id, choices)] = None
        return None

    def fits(self, taker: Taker, lines: list[LineFact]) -> bool:
        """Return whether the decision can hold for an agency with these lines.

        Work of a divided agency goes to one of its successors; work of a dissolved
        one to any agency that goes on.
        """
        heirs = {line.new for line in lines if line.new}
        if not taker.code:
            return True
        return taker.code in heirs if heirs else taker.code in self.world.names

    def ended_because(self, lines: list[LineFact]) -> str:
        verb = "chia, tách" if lines[0].new else "giải thể"
        return f"Đơn vị {verb} theo {self.world.basis}; không còn đối tượng"

    def done_by(self, duty: DutyFact, code: str) -> str:
        done = self.met[duty.task_id, code]
        return f"{self.world.names[done.agency]} đã hoàn thành, được tiếp nhận"

    def is_enough(self, task_id: int, code: str) -> bool | None:
        """Return the decision on a `once` duty that a predecessor had accepted."""
        renamed = [line.kind for line in self.world.lines if line.new == code]
        if renamed == ["rename"]:
            return True
        for key in ((task_id, code), (task_id, "")):
            if key in self.world.once:
                return self.world.once[key]
        self.asked[AskedDecision("once", "", task_id, (code,))] = None
        return None

    def give_credit(self) -> None:
        """Note what successors need not do: `once` work that is enough, and whatever
        a renamed agency had reported under its old name.
        """
        for (task_id, code), duty in sorted(self.met.items(), key=lambda item: item[0]):
            owes = code and Key(task_id, code, 0) not in self.held
            if owes and self.is_enough(task_id, code):
                self.credit(duty, code)
        for duty in self.world.duties:
            lines = self.followers[duty.agency]
            if lines[0].kind == "rename" and stays(duty, self.world):
                self.credit(duty, lines[0].new)

    def credit(self, duty: DutyFact, code: str) -> None:
        key = self.key_of(duty, code)
        if self.existing(key) is None:
            self.credited.setdefault(key, Credit(key, duty))

    def key_of(self, duty: DutyFact, code: str) -> Key:
        """Return the duty of that agency that the work goes on in."""
        return Key(duty.task_id, code, self.period_for(duty), duty.occurs_from)

    def period_for(self, duty: DutyFact) -> int:
        """Return the period that work goes on in: a `once` duty in the newest open."""
        if not duty.is_once:
            return duty.period_id
        plan = self.world.plan_of_period[duty.period_id]
        opened = [row.pk for row in self.world.periods if row.plan_id == plan]
        return opened[-1] if opened else duty.period_id

    def existing(self, key: Key) -> DutyFact | None:
        once = Key(key.task_id, key.agency, 0)
        return self.held.get(once) or self.held.get(key)


def stays(duty: DutyFact, world: World) -> bool:
    """Return whether the duty remains with the old agency, under its old name.

    Sent before the effective day, or of a closed period (a `once` duty goes on). An
    agency that goes on keeps all that it reported, and periods that were over before.
    """
    on, keeps = world.effective_on, world.keeps
    if keeps == Keeps.ALL:
        return True
    if duty.state in REPORTED:
        sent = duty.first_sent_on
        return keeps == Keeps.SAID or sent is None or sent < on
    over = date.min if keeps == Keeps.SENT_BEFORE else on
    opened = {row.pk for row in world.periods if row.data_to >= over}
    return duty.period_id not in opened and not duty.is_once


def _held_key(duty: DutyFact) -> Key:
    """Return how a successor's duty is found: a live `once` duty in any period."""
    live_once = duty.is_once and duty.state not in CLOSED
    period = 0 if live_once else duty.period_id
    return Key(duty.task_id, duty.agency, period, duty.occurs_from)


def _live_last(duties: Iterable[DutyFact]) -> list[DutyFact]:
    return sorted(duties, key=lambda duty: (duty.state not in CLOSED, duty.pk))


def eve(day: date) -> date:
    """Return the last day before an event."""
    return day - timedelta(days=1)


class StalePreview(RuleBroken):
    """Something changed after the preview was shown."""

    default = "Dữ liệu đã thay đổi từ lúc xem trước. Xem lại rồi áp dụng."
