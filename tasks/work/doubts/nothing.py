"""«Không phát sinh» where something was reported of the same time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q

from kehoach.lib.numbers import format_number
from tasks.models import Doubt, Duty, EntryLink, Figure, Period, ProgressEntry
from tasks.work.doubts.figures import Known
from tasks.work.doubts.new_doubt import NewDoubt

_NAMED = 3


def about_nothing(duties: Sequence[Duty], known: Known) -> Iterator[NewDoubt]:
    """Yield, for duties that report nothing, what speaks against it."""
    silent = [duty for duty in duties if duty.nothing_to_report]
    if not silent:
        return
    done = _work(silent, known)
    for duty in silent:
        facts = [*_figures(duty, known), *done[duty.pk]]
        if facts:
            words = f"Báo không phát sinh, trong khi {'; '.join(facts[:_NAMED])}"
            yield NewDoubt(duty, Doubt.Kind.NOTHING, Doubt.Kind.NOTHING.value, words)


def _periods(duty: Duty, known: Known) -> list[Period]:
    return [duty.period, *known.parts.get(duty.period_id, ())]


def _figures(duty: Duty, known: Known) -> Iterator[str]:
    """Yield what was counted in the period, or in a part of it that was reported."""
    for figure in known.figures.get(duty.task_id, ()):
        if figure.across_time != Figure.OverTime.FLOW:
            continue
        for period in _periods(duty, known):
            number = known.of(duty, figure.pk, period.pk)
            if number:
                yield f"{period.words} ghi {format_number(number)} «{figure.label}»"
                break


def _work(duties: Sequence[Duty], known: Known) -> dict[int, list[str]]:
    """Return duty → the last work that was logged in its time (one query)."""
    own = Q()
    for duty in duties:
        own |= Q(
            duty__task_id=duty.task_id,
            duty__agency_id=duty.agency_id,
            duty__period__in=_periods(duty, known),
        )
    rows = EntryLink.objects.standing().filter(own, entry__nothing_to_report=False)
    entries: dict[tuple[int, int], dict[int, ProgressEntry]] = defaultdict(dict)
    rows = rows.exclude(entry__progress="not_started").select_related("entry", "duty")
    for link in rows.order_by("-entry__done_on", "-entry_id"):
        place = (link.duty.task_id, link.duty.agency_id)
        entries[place].setdefault(link.duty.period_id, link.entry)
    found: dict[int, list[str]] = defaultdict(list)
    for duty in duties:
        wanted = entries[duty.task_id, duty.agency_id]
        for period in _periods(duty, known):
            if entry := wanted.get(period.pk):
                text = f"{entry.text[:80]}…" if len(entry.text) > 80 else entry.text
                found[duty.pk].append(f"ngày {entry.done_on:%d/%m/%Y} đã ghi «{text}»")
                break
    return found
