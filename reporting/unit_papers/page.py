"""What the page of a draft shows, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField

from agencies.models import Agency
from reporting.facts.papers import UnitPaper
from reporting.files.columns import shown
from reporting.models import PaperKind
from reporting.unit_papers.forms import DraftForm
from reporting.unit_papers.material import Item, UnitMaterial
from reporting.unit_papers.outline import with_variables
from reporting.unit_papers.papers import result_of
from reporting.unit_papers.shipped import DUTIES, WORDS, UnitPart
from tasks.models import Period


@dataclass(frozen=True)
class Tab:
    """One of the agency's papers."""

    kind: str
    label: str
    is_here: bool


@dataclass(frozen=True)
class Duty:
    """One duty on the page: its fields, and the letter's words for it."""

    item: Item
    fields: tuple[BoundField, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class PartLine:
    """One part of the outline on the page."""

    part: UnitPart
    title: str
    text: BoundField | None = None
    confirm: BoundField | None = None
    shown: BoundField | None = None
    duties: tuple[Duty, ...] | None = None


def tabs_of(agency: Agency, period: Period, here: str) -> list[Tab]:
    """Return the papers that the agency may draft in the period: plans of its own only
    for a whole year, and where it can be given work.
    """
    kinds = [PaperKind.REPORT]
    if period.is_whole and agency.can_be_ordered:
        kinds += [PaperKind.PLAN, PaperKind.INSPECTION]
    return [Tab(kind.value, kind.label, kind.value == here) for kind in kinds]


def part_lines(about: UnitMaterial, form: DraftForm) -> list[PartLine]:
    """Return the parts in order with their fields."""
    return list(_lines(about, form))


def _lines(about: UnitMaterial, form: DraftForm) -> Iterator[PartLine]:
    for part in about.outline.printed():
        title = with_variables(part.title, about.period)
        if part.source == WORDS:
            text, confirm, shown = (
                form[name] if name in form.fields else None
                for name in (f"{kind}-{part.key}" for kind in ("loi", "dung", "goc"))
            )
            yield PartLine(part, title, text, confirm, shown)
        elif part.source == DUTIES:
            duties = tuple(_duty(item, about, form) for item in about.items)
            yield PartLine(part, title, duties=duties)
        else:
            yield PartLine(part, title)


def _duty(item: Item, about: UnitMaterial, form: DraftForm) -> Duty:
    names = [f"{kind}-{item.duty.pk}" for kind in ("chon", "who", "when", "product")]
    fields = tuple(form[name] for name in names if name in form.fields)
    is_report = about.kind == PaperKind.REPORT
    said = tuple(result_of(item, about)) if is_report else ()
    return Duty(item, fields, said)


def annex_rows(paper: UnitPaper) -> list[list[tuple[str, str]]]:
    """Return the annex's rows as (head, cell), shown as the file shows them."""
    if paper.annex is None:
        return []
    heads = paper.annex.heads
    return [list(zip(heads, map(shown, row), strict=True)) for row in paper.annex.rows]
