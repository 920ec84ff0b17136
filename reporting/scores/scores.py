"""Scores of agencies: turned on by the steering agency, computed from rows, kept with inputs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from agencies.models import Agency, User
from agencies.models.authority import WRITERS, acts_for
from reporting.models import AgencyScore, ScoreFormula, ScoreReply, ScoreSwitch
from reporting.scores.scoring import (
    DEFAULT_WEIGHTS,
    SCORE_PARTS,
    ScoreShare,
    as_stored,
    score_of,
)
from tasks.duties.authority import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.listing import NOT_OWED, WAITING_REVIEW
from tasks.duties.past_words import words_on
from tasks.duties.shown import PeriodDuties
from tasks.models import EvidenceLink, Period, Plan
from tasks.models.freshness import Freshness, freshness_case
from tasks.models.status import CARRIED_OUT, Standing
from tasks.periods.days import may_manage_periods

_WHOLE = 100


def is_on(plan: Plan) -> bool:
    """Return whether agencies of the plan are scored; off until somebody turns it on."""
    newest = ScoreSwitch.objects.filter(plan=plan).first()
    return newest is not None and newest.is_on


def sees_scores(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person sees every agency's score: the steering agency only."""
    return is_on(plan) and can_review(user, plan, today)


def sees_score(user: User, plan: Plan, agency: Agency, today: date) -> bool:
    """Return whether the person sees this agency's score: the steering agency, or who writes for
    the agency, since nobody can reply to what they do not see.
    """
    own = acts_for(user, agency.pk, today, *WRITERS)
    return is_on(plan) and (own or can_review(user, plan, today))


def _require_manager(actor: User, plan: Plan, today: date) -> None:
    if not may_manage_periods(actor, plan.steering_agency_id, today):
        message = "Chỉ lãnh đạo cơ quan theo dõi kế hoạch đổi việc chấm điểm."
        raise NotAllowed(message)


def current_formula(plan: Plan) -> ScoreFormula | None:
    """Return the newest version."""
    return ScoreFormula.objects.filter(plan=plan).first()


@transaction.atomic
def switch_scoring(
    *, plan: Plan, on: bool, actor: User, today: date, now: datetime
) -> None:
    """Turn scoring on or off; turning on publishes the shipped weights when there are
    none. What was computed stays stored.
    """
    _require_manager(actor, plan, today)
    ScoreSwitch.objects.create(plan=plan, is_on=on, at=now, by=actor)
    if on and current_formula(plan) is None:
        publish_formula(
            plan=plan, weights=DEFAULT_WEIGHTS, reason="", actor=actor, today=today
        )


def publish_formula(
    *, plan: Plan, weights: Mapping[str, int], reason: str, actor: User, today: date
) -> ScoreFormula:
    """Publish the next version of the weights; scores of older versions stay theirs."""
    _require_manager(actor, plan, today)
    if (
        any(weights[name] < 0 for name in SCORE_PARTS)
        or sum(weights.values()) != _WHOLE
    ):
        message = "Bốn trọng số không âm và phải cộng lại bằng 100."
        raise InvalidInput(message, field="on_time")
    newest = current_formula(plan)
    try:
        with transaction.atomic():
            return ScoreFormula.objects.create(
                plan=plan,
                version=newest.version + 1 if newest else 1,
                reason=reason.strip()[:300],
                published_on=today,
                by=actor,
                **{name: weights[name] for name in SCORE_PARTS},
            )
    except IntegrityError as error:
        message = "Người khác vừa công bố phiên bản mới. Xem lại rồi công bố."
        raise InvalidInput(message) from error


@transaction.atomic
def compute_scores(*, period: Period, today: date) -> int:
    """Compute and keep today's score of every agency that owes something; return how
    many are new. Once a day and version: what was computed is never changed.
    """
    plan = period.plan
    formula = current_formula(plan)
    if not period.is_open or formula is None or not is_on(plan):
        return 0
    found = score_shares(_rows_of(period, today), today)
    same = AgencyScore.objects.filter(period=period, formula=formula, computed_on=today)
    kept = set(same.values_list("agency_id", flat=True))
    rows = [
        AgencyScore(
            period=period,
            agency_id=agency,
            formula=formula,
            computed_on=today,
            inputs=as_stored(shares),
            value=score_of(shares, formula.weights),
        )
        for agency, shares in found.items()
        if agency not in kept
    ]
    AgencyScore.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def compute_every_day(*, today: date) -> int:
    """Compute the scores of every open period that has begun, where its plan is scored."""
    opened = Period.objects.filter(state=Period.State.OPEN, data_from__lte=today)
    opened = opened.select_related("plan")
    return sum(compute_scores(period=period, today=today) for period in opened)


def _rows_of(period: Period, today: date) -> Iterable[Mapping[str, Any]]:
    """Return what the formula looks at: owed duties, not waived, not requested."""
    proof = EvidenceLink.objects.filter(
        duty=OuterRef("pk"),
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    )
    rows = PeriodDuties(period, today).rows().scored().exclude(standing__in=NOT_OWED)
    fields = ("agency_id", "task__code", "task__evidence_required", "due_on")
    marked = rows.annotate(proved=Exists(proof), freshness=freshness_case(today))
    ordered = marked.order_by("agency_id", "task__position", "pk")
    names = (*fields, "task_id", "first_sent_on", "standing", "proved", "freshness")
    found = list(ordered.values(*names, "task__worded_from"))
    day = period.words_day()
    if not any((since := row["task__worded_from"]) and since > day for row in found):
        return found
    spoken = words_on(period.plan_id, day)
    return [
        row | {"task__code": spoken[row["task_id"]]["code"]}
        if row["task_id"] in spoken
        else row
        for row in found
    ]


def score_shares(
    rows: Iterable[Mapping[str, Any]], today: date
) -> dict[int, dict[str, ScoreShare]]:
    """Return agency → part → how many of how many."""
    found: dict[int, dict[str, list[tuple[str, bool]]]] = defaultdict(
        lambda: {name: [] for name in SCORE_PARTS}
    )
    for row in rows:
        parts = found[row["agency_id"]]
        for name, met in verdicts(row, today).items():
            parts[name].append((row["task__code"], met))
    return {
        agency: {
            name: ScoreShare(
                sum(met for _, met in lines),
                len(lines),
                tuple(code for code, met in lines if not met),
            )
            for name, lines in parts.items()
        }
        for agency, parts in found.items()
    }


def verdicts(row: Mapping[str, Any], today: date) -> dict[str, bool]:
    """Return part → whether the duty counts; a part that does not apply is left out."""
    due, sent, standing = row["due_on"], row["first_sent_on"], row["standing"]
    ripe = sent is not None or (due is not None and due < today)
    said: dict[str, bool] = {}
    if due is not None and ripe:
        said["on_time"] = sent is not None and sent <= due
    if ripe and standing not in WAITING_REVIEW:
        said["complete"] = standing in CARRIED_OUT
    nothing = standing == Standing.NOTHING
    if sent is not None and row["task__evidence_required"] and not nothing:
        said["evidence"] = row["proved"]
    if row["freshness"] != Freshness.NONE:
        said["freshness"] = row["freshness"] == Freshness.FRESH
    return said


def reply_to_score(
    *, score: AgencyScore, text: str, author: User, today: date, now: datetime
) -> ScoreReply:
    """Put the agency's words beside its score."""
    if not acts_for(author, score.agency_id, today, *WRITERS):
        message = "Chỉ cán bộ đầu mối, thủ trưởng của đơn vị nêu ý kiến về điểm."
        raise NotAllowed(message)
    if not text.strip():
        message = "Ghi ý kiến của đơn vị."
        raise InvalidInput(message, field="text")
    return ScoreReply.objects.create(
        score=score, author=author, text=text.strip(), written_at=now
    )
