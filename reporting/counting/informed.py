"""What stands in lines of its own: figures of bodies that are only asked, and of those
that answer by letter only. They are added to nothing and compared with nothing.

A body enters with its letter (number, day) or with its consent; without either its
figures stay out of the report.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import count_word
from reporting.counting.sums import sent, standing
from reporting.outline.parts import Annex, Clause
from tasks.models import (
    Consent,
    Figure,
    FigureValue,
    LetterFigure,
    Period,
    TargetMeasure,
    UnitReport,
)
from tasks.official_letters.by_letter import letter_only
from tasks.sums.four_numbers import (
    FourNumbers,
    Placed,
    UnitPlace,
    Word,
    add_up,
    place,
    whole,
)

#: How phrases begin that count units: «05 đơn vị ban hành …».
SUBJECTS = ("cơ quan, ", "đơn vị ", "doanh nghiệp ", "nhà nước ")


class Informed(NamedTuple):
    """One body with its source and its answers by figure code."""

    agency_id: int
    name: str
    kind: str
    source: str
    figures: dict[str, FigureValue]

    @property
    def lead(self) -> str:
        """Return how a line of it begins."""
        return f"Theo thông tin của {self.name} ({self.source})"


def informed_of(period: Period) -> tuple[Informed, ...]:
    """Return the bodies in the official order, of who answers by letter only nothing on
    staff, equipment and money; two queries, and two more with any.
    """
    by_letter = LetterFigure.objects.filter(
        value=OuterRef("pk"), letter__taken_off_at__isnull=True
    )
    never = Q(figure__by_letter=False) | Q(figure__type=Figure.Type.MONEY)
    only = letter_only(period.data_to).values("pk")
    rows = (
        FigureValue.objects.filter(standing(period), period=period)
        .exclude(never, agency_id__in=only)
        .filter(Q(Exists(by_letter)) | Q(sent(period, requested=True)))
        .exclude(sent(period))
        .select_related("figure", "agency")
        .order_by("agency__sort_key", "agency_id", "recorded_at", "pk")
    )
    found: dict[int, list[FigureValue]] = {}
    for value in rows:
        found.setdefault(value.agency_id, []).append(value)
    sources = _sources(period, found)
    return tuple(
        Informed(
            agency,
            values[0].agency.short_name,
            values[0].agency.kind,
            sources[agency],
            {value.figure.code: value for value in values},
        )
        for agency, values in found.items()
        if agency in sources
    )


def _sources(period: Period, agencies: Iterable[int]) -> dict[int, str]:
    """Return agency → its letter, else its consent."""
    ids = list(agencies)
    if not ids:
        return {}
    agreed = Consent.objects.standing().filter(period=period, agency_id__in=ids)
    found = {
        agency: f"đồng ý ngày {format_date(day)}"
        for agency, day in agreed.values_list("agency_id", "given_on")
    }
    letters = UnitReport.objects.standing().filter(period=period, agency_id__in=ids)
    for agency, number, day in letters.values_list("agency_id", "number", "signed_on"):
        found[agency] = f"Văn bản số {number} ngày {format_date(day)}"
    return found


def informed_lines(clause: Clause, bodies: Iterable[Informed]) -> list[str]:
    """Return a sentence per body that told one of the clause's figures."""
    found = []
    for body in bodies:
        if clause.kinds and body.kind not in clause.kinds:
            continue
        parts = [
            part
            for phrase in clause.phrases
            if (part := _phrase(body, *phrase.split("|", 1)))
        ]
        if parts:
            found.append(
                f"{body.lead}: {'; '.join(parts)} (không cộng vào số liệu chung)."
            )
    return found


def _phrase(body: Informed, code: str, words: str) -> str:
    value = body.figures.get(code.removeprefix("?"))
    if value is None:
        return ""
    if value.number is not None:
        return f"{count_word(value.number)} {words}"
    return f"có {_what(words)}" if value.flag else ""


def _what(words: str) -> str:
    """Return what a unit does, without the word for the units that are counted."""
    for subject in SUBJECTS:
        words = words.removeprefix(subject)
    return words.removeprefix("có ")


def annex_lines(annex: Annex, bodies: Iterable[Informed]) -> list[str]:
    """Return a line per body that told one of the annex's columns."""
    found = []
    for body in bodies:
        if annex.kinds and body.kind not in annex.kinds:
            continue
        cells = [
            f"{column.head}: {said}"
            for column in annex.columns
            if (said := _cell(body.figures.get(column.code.removeprefix("?"))))
        ]
        if cells:
            found.append(f"{body.lead}, không cộng vào tổng: {'; '.join(cells)}.")
    return found


def _cell(value: FigureValue | None) -> str:
    if value is None:
        return ""
    if value.number is not None:
        return count_word(value.number)
    return {True: "có", False: "không", None: ""}[value.flag]


def measured(
    measures: list[TargetMeasure], bodies: Iterable[Informed]
) -> dict[int, FourNumbers]:
    """Return measure → what the bodies told of it, counted apart from the rate."""
    told = list(bodies)
    if not told:
        return {}
    prefetch_related_objects(measures, "numerator_figures")
    found = {}
    for measure in measures:
        placed = [placed_of(measure, body) for body in told]
        kept = [each for each in placed if each is not None]
        if kept:
            found[measure.pk] = add_up(measure.method, kept)
    return found


def placed_of(measure: TargetMeasure, body: Informed) -> Placed | None:
    """Return where the body would stand; None when it told too little for the measure."""
    top = [_told(body, figure) for figure in measure.numerator_figures.all()]
    base, question = measure.denominator_figure, measure.not_applicable_figure
    if not any(top):
        return None
    flags = [value.flag if value else None for value in top]
    asked = _told(body, question) if question else None
    whole_of = _told(body, base) if base else None
    word = Word(
        sent=True,
        applies=(asked.flag if asked else None) if question else True,
        flag=None if None in flags else all(flags),
        numerator=whole([value.number if value else None for value in top]),
        denominator=whole_of.number if whole_of else None,
    )
    found = place(measure.method, word)
    return found if found.place in (UnitPlace.COUNTED, UnitPlace.BASE) else None


def apart_from(measure: TargetMeasure, period: Period) -> list[tuple[Informed, Placed]]:
    """Return who told something of the measure outside its rate, and what."""
    told = [(body, placed_of(measure, body)) for body in informed_of(period)]
    return [(body, placed) for body, placed in told if placed is not None]


def _told(body: Informed, figure: Figure) -> FigureValue | None:
    return body.figures.get(figure.code)
