"""What the portal holds about the duties and questions of a workbook, read once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from kehoach.lib.text import visible
from tasks.desk.sheet.questions import (
    AnswerKey,
    Question,
    questions_by_key,
    time_before,
)
from tasks.desk.sheet.reading import Filled
from tasks.desk.sheet.writing import open_duties
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answers import Answer, last_values, stored_answer
from tasks.models import (
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    Figure,
    FigureValue,
    Period,
    ProgressEntry,
)


def folded(text: str) -> str:
    """Return the text as it is compared: composed, visible, single spaces."""
    return " ".join(visible(text).split())


def same_answer(one: Answer, other: Answer) -> bool:
    """Return whether two answers say the same; numbers as far as Excel keeps them."""
    if one.number is not None and other.number is not None:
        return one.number == other.number or float(one.number) == float(other.number)
    kept = (one.number, one.flag, one.day, folded(one.text))
    return kept == (other.number, other.flag, other.day, folded(other.text))


@dataclass(frozen=True)
class HeldQuestion:
    """A figure with every answer that the agency gave in the period, or of the time,
    oldest first.
    """

    figure: Figure
    values: list[FigureValue]
    others: list[FigureValue]

    @property
    def current(self) -> Answer:
        """Return the answer that counts."""
        found = next((each for each in self.values if each.is_current), None)
        return stored_answer(found) if found else Answer()

    @property
    def newest(self) -> FigureValue | None:
        """Return the answer that was given last, be it that there is none."""
        return self.values[-1] if self.values else None

    def at(self, pk: int) -> Answer:
        """Return the answer of that key, empty for 0."""
        return next(
            (stored_answer(each) for each in self.values if each.pk == pk), Answer()
        )

    def was_said_after(self, pk: int, answer: Answer) -> bool:
        """Return whether the answer was given after that key and put right since."""
        later = [each for each in self.values if each.pk > pk]
        return any(same_answer(stored_answer(each), answer) for each in later)


class Held:
    """Duties, entries, documents and answers, in a fixed number of queries."""

    def __init__(
        self, filled: Filled, agency: Agency, period: Period, today: date
    ) -> None:
        """Read everything that the workbook speaks of."""
        self.agency, self.period = agency, period
        self.open = {duty.pk: duty for duty in open_duties(agency, period, today)}
        wanted = [row.key for row in filled.duties.rows if row.key not in self.open]
        own = Duty.objects.filter(agency=agency).for_page()
        self.duties = own.in_bulk(wanted) | self.open
        self.asked = questions_by_key(self.duties.values(), agency)
        self.entries = self._entries(self.duties)
        self.papers = self._papers(self.duties)
        figures = Figure.objects.select_related("counted_from__register")
        self.figures = figures.filter(plan=period.plan_id).in_bulk(
            [row.key for row in filled.figures.rows]
        )
        self.values = self._values()
        self.current = {
            key: value
            for key, values in self.values.items()
            for value in values
            if value.is_current
        }
        self.before = last_values(agency.pk, period)
        _, self.beside = values_beside(agency.pk, period)

    def question(self, key: AnswerKey) -> HeldQuestion | None:
        """Return the question of the plan with its answers."""
        figure = self.figures.get(key.figure)
        if figure is None:
            return None
        return HeldQuestion(figure, self.values.get(key, []), self._others(key))

    def _others(self, key: AnswerKey) -> list[FigureValue]:
        """Return what was said of other periods, of a time what was said before."""
        if key.time:
            before = time_before(self.current, key)
            return [before] if before else []
        said = (self.beside, self.before)
        return [each[key.figure] for each in said if key.figure in each]

    def label(self, key: AnswerKey) -> str:
        """Return the question as the sheet asks it, with its unit."""
        asked = self.asked.get(key) or Question(self.figures[key.figure])
        unit = asked.figure.unit
        return f"{asked.label} ({unit})" if unit else asked.label

    def home(self, key: AnswerKey, filled: Iterable[int]) -> Duty | None:
        """Return the open duty whose entry carries the answer: a filled one if any."""
        asking, chosen = self.asking(key), set(filled)
        first = (duty for duty in asking if duty.pk in chosen)
        return next(first, asking[0] if asking else None)

    def asking(self, key: AnswerKey) -> list[Duty]:
        """Return the open duties that ask it, in plan order."""
        asked = self.asked.get(key)
        known = {duty.pk for duty in asked.duties} if asked else ()
        return [duty for pk, duty in self.open.items() if pk in known]

    def twin(self, number: str, day: date | None, subject: str) -> Evidence | None:
        """Return the same document where the agency told it already."""
        rows = Evidence.objects.filter(
            agency=self.agency, issued_on=day, quarantined_at__isnull=True
        )
        told = (folded(number).casefold(), folded(subject).casefold())
        return next(
            (
                each
                for each in rows.filter(number__iexact=number).order_by("pk")
                if (folded(each.number).casefold(), folded(each.subject).casefold())
                == told
            ),
            None,
        )

    def _entries(self, duties: Iterable[int]) -> dict[int, list[ProgressEntry]]:
        """Return duty → its entries, oldest first."""
        found: dict[int, list[ProgressEntry]] = defaultdict(list)
        links = EntryLink.objects.filter(duty__in=list(duties))
        for link in links.select_related("entry__author").order_by("entry_id"):
            found[link.duty_id].append(link.entry)
        return dict(found)

    def _papers(self, duties: Iterable[int]) -> dict[int, list[Evidence]]:
        """Return duty → its documents, those that were taken off too."""
        found: dict[int, list[Evidence]] = defaultdict(list)
        links = EvidenceLink.objects.filter(duty__in=list(duties))
        told = links.exclude(evidence__number="").select_related("evidence")
        for link in told.order_by("pk"):
            found[link.duty_id].append(link.evidence)
        return dict(found)

    def _values(self) -> dict[AnswerKey, list[FigureValue]]:
        found: dict[AnswerKey, list[FigureValue]] = defaultdict(list)
        rows = FigureValue.times.filter(
            agency=self.agency, period=self.period, figure__in=self.figures
        )
        for value in rows.select_related("entered_by").order_by("pk"):
            found[AnswerKey(value.figure_id, value.occurs_from)].append(value)
        return dict(found)
