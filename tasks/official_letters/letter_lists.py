"""What an urging letter lists: what is late, and what was never or not lately updated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Value, When
from django.utils.timezone import localdate

from agencies.models import Agency
from kehoach.lib.dates import format_date
from tasks.duties.past_words import in_their_periods
from tasks.models import Duty, Period, UrgedFor, UrgingLetter
from tasks.models.due_days import due_now_case, supplement
from tasks.models.freshness import Freshness, freshness_of
from tasks.models.status import Standing, is_late, standing_case
from tasks.reminders.due_today import not_updated

#: How a duty stands of which nothing is late and nothing was ever said.
NEVER_UPDATED = "Chưa cập nhật, chưa đến hạn"


@dataclass(frozen=True)
class Urged:
    """A duty as the annex shows it; `due_on` is the day missed or to come, never the day
    of an update, which nobody has set as a deadline.
    """

    duty: Duty
    due_on: date | None
    standing: str
    kind: str

    @property
    def kind_label(self) -> str:
        """Return the name of the annex's part."""
        return str(UrgedFor(self.kind).label)


def urged_duties(period: Period, today: date) -> Any:
    """Return the period's duties that a letter may urge on `today`, each with its
    `kind`: the late first, then what its agency did not update.

    Requested bodies, sent letters, waived and extended duties are never among them:
    what is late is `status.is_late`, what is not updated is looked for among
    `urgeable` (docs/domain.md, rule 8).
    """
    kind = Case(
        When(is_late(today) & supplement(), then=Value(UrgedFor.SUPPLEMENT)),
        When(is_late(today), then=Value(UrgedFor.UNREPORTED)),
        When(not_updated(period, today), then=Value(UrgedFor.STALE)),
        output_field=CharField(),
    )
    rows = Duty.objects.shown_in(period).annotate(kind=kind).filter(kind__isnull=False)
    place = Case(*(When(kind=word, then=at) for at, word in enumerate(UrgedFor.values)))
    found = rows.annotate(place=place, standing=standing_case(today))
    longest_late = due_now_case().asc(nulls_last=True)
    return found.order_by("place", "agency__sort_key", "agency_id", longest_late, "pk")


def urged_by_agency(period: Period, today: date) -> list[tuple[Agency, dict[str, int]]]:
    """Return the agencies that may be urged, each with kind → number of duties; who is
    late first.
    """
    rows = urged_duties(period, today).order_by()
    counted: dict[int, Counter[str]] = {}
    for agency, kind, number in rows.values_list("agency", "kind").annotate(
        number=Count("pk")
    ):
        counted.setdefault(agency, Counter())[kind] = number
    agencies = Agency.objects.filter(pk__in=counted).order_by("sort_key", "pk")
    found = [(agency, dict(counted[agency.pk])) for agency in agencies]
    return sorted(found, key=lambda pair: set(pair[1]) == {UrgedFor.STALE})


def as_urged(rows: Iterable[Any], today: date) -> list[Urged]:
    """Return the rows of `urged_duties` with the day that counts, told in words."""
    joined = rows.select_related("task", "agency")  # type: ignore[attr-defined] # a query
    return [_urged(row, today) for row in in_their_periods(joined)]


def _urged(row: Any, today: date) -> Urged:
    if row.kind != UrgedFor.STALE:
        words = str(Standing(row.standing).label)
        return Urged(row, row.due_now, words, row.kind)
    if freshness_of(row, today) == Freshness.STALE:
        words = f"{Freshness.STALE.label}, từ ngày {format_date(row.heartbeat_on)}"
        return Urged(row, row.due_now, words, row.kind)
    return Urged(row, row.due_now, NEVER_UPDATED, row.kind)


def annex_lines_of(letter: UrgingLetter, today: date) -> list[Urged]:
    """Return what the annex lists: what was stored once sent, else what is so today of
    the kinds that the letter speaks of.
    """
    if letter.is_sent:
        named = letter.named.select_related("duty__task", "duty__agency").order_by(
            "duty__agency__sort_key", F("due_on").asc(nulls_last=True), "duty"
        )
        day = letter.period.words_day(letter.sent_at and localdate(letter.sent_at))
        in_their_periods((row.duty for row in named), day)
        lines = [Urged(r.duty, r.due_on, r.standing, r.kind) for r in named]
        return sorted(lines, key=lambda line: UrgedFor.values.index(line.kind))
    if letter.purpose == UrgingLetter.Purpose.REQUEST:
        return []
    mine = letter.agencies.values("pk")
    rows = urged_duties(letter.period, today).filter(agency__in=mine)
    return as_urged(rows.filter(kind__in=letter.kinds), today)
