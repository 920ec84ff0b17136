"""What a paper is written from, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from agencies.models import Agency, User
from reporting.facts.typed_words import is_noise, is_result
from reporting.models import PaperKind, UnitDraft
from reporting.unit_papers.outline import stored_unit_outline
from reporting.unit_papers.shipped import ANSWERED, PaperOutline
from reporting.unit_papers.signing import chosen_signer, rank_of, signers_of
from tasks.duties.lineage import periods_before, told_in
from tasks.duties.of_agency import duties_of
from tasks.duties.past_words import in_their_periods, speak_then
from tasks.duties.plan_then import plan_on
from tasks.figures.answers import current_values, figures_asked, last_values
from tasks.models import (
    LIVE,
    Difficulty,
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    Figure,
    FigureValue,
    Period,
    Progress,
    ProgressEntry,
    Schedule,
    TaskFigure,
    UnitReport,
)


@dataclass(frozen=True)
class Item:
    """One duty with all that a paper may say of it; `chosen` is None without a choice."""

    duty: Duty
    entries: tuple[ProgressEntry, ...]
    asked: tuple[TaskFigure, ...]
    documents: tuple[Evidence, ...]
    chosen: frozenset[int] | None = None
    work: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the duty's name without its code."""
        return self.duty.title

    @property
    def telling(self) -> tuple[ProgressEntry, ...]:
        """Return the entries that tell the result: those ticked, else the last one
        that tells what was done.
        """
        if self.chosen is not None:
            return tuple(one for one in self.entries if one.pk in self.chosen)
        return self.entries_by_rule

    @property
    def entries_by_rule(self) -> tuple[ProgressEntry, ...]:
        """Return the last entry that tells a result, if there is one."""
        found = [one for one in self.entries if is_result(one.text)]
        return tuple(found[-1:])

    @property
    def newer(self) -> int:
        """Return how many results came after what was ticked."""
        if not self.chosen:
            return 0
        told = [one.first_version for one in self.entries if one.pk in self.chosen]
        last = max(told, default=0)
        later = [one for one in self.entries if one.first_version > last]
        return sum(is_result(one.text) for one in later)

    @property
    def is_done(self) -> bool:
        """Return whether the agency says that it is finished and tells of it."""
        return self.duty.progress == Progress.DONE and bool(self.telling)

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing of it came up in the period."""
        return self.duty.nothing_to_report


@dataclass(frozen=True)
class UnitMaterial:
    """Everything of one agency's paper: facts, outline and what people wrote."""

    kind: PaperKind
    agency: Agency
    period: Period
    as_of: date
    items: tuple[Item, ...]
    values: dict[int, FigureValue]
    before: dict[int, FigureValue]
    period_before: Period | None
    difficulties: tuple[Difficulty, ...]
    outline: PaperOutline
    draft: UnitDraft
    people: tuple[User, ...]
    sent: UnitReport | None

    @property
    def given(self) -> str:
        """Return how the work came to the agency: some bodies are only asked."""
        return "được giao" if self.agency.can_be_ordered else "được đề nghị thực hiện"

    @property
    def signer(self) -> User | None:
        """Return who signs."""
        return chosen_signer(self.draft, self.people)

    @property
    def rank(self) -> str:
        """Return in whose place the signer signs, as the title says, else as it was
        said; empty when nobody did.
        """
        return rank_of(self.signer) or self.draft.rank

    @property
    def documents(self) -> list[Evidence]:
        """Return every document once, the oldest first."""
        found = {each.pk: each for item in self.items for each in item.documents}
        return sorted(
            found.values(), key=lambda one: (one.issued_on or date.max, one.pk)
        )

    def figures(self) -> list[tuple[Item, list[Figure]]]:
        """Return the figures asked, each once, under the first duty that asks it."""
        seen: set[int] = set()
        found = []
        for item in self.items:
            own = [row.figure for row in item.asked if row.figure_id not in seen]
            seen |= {figure.pk for figure in own}
            found.append((item, own))
        return found

    def is_over(self) -> bool:
        """Return whether the period's data days have passed."""
        return self.as_of >= self.period.data_to


def _sent(kind: PaperKind, agency: Agency, period: Period) -> UnitReport | None:
    """Return the letter that the agency sent, if the paper is its report."""
    if kind != PaperKind.REPORT:
        return None
    rows = UnitReport.objects.standing().filter(agency=agency, period=period)
    return rows.first()


def read_material(
    *,
    kind: PaperKind,
    agency: Agency,
    period: Period,
    today: date,
    draft: UnitDraft | None = None,
) -> UnitMaterial:
    """Return what the paper is written from; `draft` takes the place of the newest."""
    answered = ANSWERED[kind]
    rows = duties_of(agency, period).filter(state__in=LIVE)
    own = in_their_periods(rows)
    speak_then(period)
    sent = _sent(kind, agency, period)
    if sent:
        spoken = copy(period.plan)  # other rows may hold the same one
        spoken.steering_agency = plan_on(spoken, sent.signed_on).steering_agency
        period.plan = spoken
    duties = [duty for duty in own if duty.task.proof not in answered]
    draft = draft or newest_draft(kind, agency, period)
    return UnitMaterial(
        kind=kind,
        agency=agency,
        period=period,
        as_of=period.data_day(today),
        items=_items(duties, agency, period, draft),
        values=current_values(agency.pk, period),
        before=last_values(agency.pk, period),
        period_before=_before(period),
        difficulties=_difficulties(agency, period),
        outline=stored_unit_outline(period, kind).outline,
        draft=draft,
        people=tuple(signers_of(agency, today)),
        sent=sent,
    )


def newest_draft(kind: PaperKind, agency: Agency, period: Period) -> UnitDraft:
    """Return the version that holds; an empty one before the first."""
    rows = UnitDraft.objects.filter(agency=agency, period=period, kind=kind)
    empty = UnitDraft(agency=agency, period=period, kind=kind, number=0)
    return rows.order_by("-number").first() or empty


def _before(period: Period) -> Period | None:
    return periods_before(period).first()


def _difficulties(agency: Agency, period: Period) -> tuple[Difficulty, ...]:
    rows = Difficulty.objects.standing().filter(agency=agency, period=period)
    return tuple(rows.order_by("recorded_at", "pk"))


def _items(
    duties: Sequence[Duty], agency: Agency, period: Period, draft: UnitDraft
) -> tuple[Item, ...]:
    entries, documents = _entries(duties, period), _documents(duties)
    firsts = _first_versions(draft)
    asked: dict[int, list[TaskFigure]] = defaultdict(list)
    for row in figures_asked(duties, agency):
        asked[row.task_id].append(row)
    return tuple(
        Item(
            duty=duty,
            entries=tuple(entries[duty.pk]),
            asked=tuple(asked[duty.task_id]),
            documents=tuple(documents[duty.pk]),
            chosen=_chosen(draft, duty, entries[duty.pk], firsts),
            work=draft.work.get(str(duty.pk), {}),
        )
        for duty in duties
    )


def _first_versions(draft: UnitDraft) -> dict[int, int]:
    """Return entry that was ticked → its first version."""
    ticked = {pk for found in draft.chosen.values() for pk in found}
    if not ticked:
        return {}
    rows = ProgressEntry.objects.filter(pk__in=ticked)
    return {row.pk: row.first_version for row in rows.only("corrects")}


def _chosen(
    draft: UnitDraft, duty: Duty, entries: list[ProgressEntry], firsts: dict[int, int]
) -> frozenset[int] | None:
    """Return the ticked entries in the versions that stand; none before any tick."""
    found = draft.chosen.get(str(duty.pk))
    if found is None:
        return None
    ticked = {firsts.get(pk, pk) for pk in found}
    return frozenset(one.pk for one in entries if one.first_version in ticked)


def _entries(duties: Iterable[Duty], period: Period) -> dict[int, list[ProgressEntry]]:
    """Return duty → its entries of the period, those of a `once` duty up to its end;
    what was corrected speaks through its correction.
    """
    here = told_in(period) | Q(duty__schedule=Schedule.ONCE)
    rows = EntryLink.objects.standing().filter(
        here, duty__in=duties, entry__done_on__lte=period.data_to
    )
    found: dict[int, list[ProgressEntry]] = defaultdict(list)
    for link in rows.select_related("entry").by_day():
        if not is_noise(link.entry.text):
            found[link.duty_id].append(link.entry)
    return found


def _documents(duties: Iterable[Duty]) -> dict[int, list[Evidence]]:
    rows = EvidenceLink.objects.filter(
        duty__in=duties, removed_at__isnull=True, evidence__quarantined_at__isnull=True
    ).select_related("evidence")
    found: dict[int, list[Evidence]] = defaultdict(list)
    for link in rows.order_by("evidence__issued_on", "pk"):
        found[link.duty_id].append(link.evidence)
    return found
