"""The one rule of what is odd, for many duties in a fixed number of queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tasks.models import Doubt, DoubtNote, Duty
from tasks.work.doubts.copies import about_evidence, about_texts
from tasks.work.doubts.figures import about_figures, known_figures
from tasks.work.doubts.new_doubt import NewDoubt
from tasks.work.doubts.nothing import about_nothing


@dataclass(frozen=True, slots=True)
class ToldDoubt:
    """A doubt as pages show it, with what the agency says to it."""

    kind: Doubt.Kind
    key: str
    words: str
    figure_id: int | None
    explanation: str
    than_id: int | None = None

    @property
    def label(self) -> str:
        """Return what kind of doubt it is, in words."""
        return str(self.kind.label)


def doubts_of(
    duties: Iterable[Duty], *, with_copies: bool = True
) -> dict[int, list[ToldDoubt]]:
    """Return duty → what a reviewer will be told, from what is stored now; duties that
    nothing is odd about have an empty list. Without copies texts and files are not
    looked for elsewhere, which is what one waits for after saving.
    """
    rows = list(duties)
    told: dict[int, list[ToldDoubt]] = {duty.pk: [] for duty in rows}
    new = list(_find(rows, with_copies=with_copies))
    said = explanations(rows) if new else {}
    for each in new:
        text = said.get((each.duty.pk, each.key), "")
        told[each.duty.pk].append(
            ToldDoubt(
                each.kind,
                each.key,
                each.words[:500],
                each.figure_id,
                text,
                each.than_id,
            )
        )
    return told


def find_again(*, duties: Sequence[Duty], now: datetime) -> int:
    """Replace the stored doubts of duties just sent; return how many were found."""
    if not duties:
        return 0
    Doubt.objects.filter(duty__in=duties).delete()
    stored = [
        Doubt(
            duty_id=pk,
            kind=each.kind,
            key=each.key,
            words=each.words,
            explanation=each.explanation,
            found_at=now,
        )
        for pk, doubts in doubts_of(duties).items()
        for each in doubts
    ]
    Doubt.objects.bulk_create(stored)
    return len(stored)


def explanations(duties: Sequence[Duty]) -> dict[tuple[int, str], str]:
    """Return (duty, key) → the newest explanation, also one that was given before the
    duty was carried here (one query).
    """
    own = {duty.pk for duty in duties}
    told = Q(duty__in=own) | Q(duty__carried_to__in=own)
    rows = DoubtNote.objects.filter(told).order_by("pk")
    read = rows.values_list("duty", "duty__carried_to", "key", "text")
    return {
        (pk if pk in own else carried or pk, key): text
        for pk, carried, key, text in read
    }


def _find(duties: Sequence[Duty], *, with_copies: bool) -> Iterator[NewDoubt]:
    if not duties:
        return
    known = known_figures(duties)
    yield from about_figures(duties, known)
    yield from about_nothing(duties, known)
    if with_copies:
        yield from about_texts(duties)
        yield from about_evidence(duties)
