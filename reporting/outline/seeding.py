"""The shipped outline as rows of a plan; what an office changed stays."""

from collections.abc import Iterable

from django.db import transaction

from reporting.models import (
    AnnexColumn,
    Outline,
    OutlineClause,
    OutlineSection,
    ReportAnnex,
)
from reporting.models.outline import OWN
from reporting.outline.parts import DEFAULT_LEAST, Annex, Clause, Section
from reporting.outline.shipped import SHIPPED
from tasks.models import Plan


@transaction.atomic
def seed_outline(*, plan: Plan) -> Outline:
    """Return the plan's outline with a row for everything shipped; rows that are there
    stay as they are.
    """
    outline, _ = Outline.objects.get_or_create(plan=plan)
    for position, annex in enumerate(SHIPPED.annexes, 1):
        _seed_annex(outline, annex, position)
    _seed_sections(outline, SHIPPED.sections, None)
    return outline


def _seed_annex(outline: Outline, annex: Annex, position: int) -> None:
    row, created = ReportAnnex.objects.get_or_create(
        outline=outline,
        key=annex.key,
        defaults={"position": position, **_annex_values(annex)},
    )
    if created:
        _store_columns(row, annex)


def _annex_values(annex: Annex) -> dict[str, object]:
    return {
        "title": annex.title,
        "content": annex.content,
        "kinds": list(annex.kinds),
        "layout": annex.layout,
    }


def _store_columns(row: ReportAnnex, annex: Annex) -> None:
    AnnexColumn.objects.bulk_create(
        AnnexColumn(
            annex=row,
            position=position,
            head=column.head,
            code=column.code.removeprefix("?"),
            counts_yes=column.code.startswith("?"),
            width=column.width,
        )
        for position, column in enumerate(annex.columns, 1)
    )


def _seed_sections(
    outline: Outline, sections: Iterable[Section], parent: OutlineSection | None
) -> None:
    for position, section in enumerate(sections, 1):
        row, created = OutlineSection.objects.get_or_create(
            outline=outline,
            key=section.key,
            defaults={
                "parent": parent,
                "position": position,
                "title": section.title,
                "rule": section.rule,
            },
        )
        if created:
            _store_clauses(row, section.clauses)
        _seed_sections(outline, section.children, row)


def _store_clauses(row: OutlineSection, clauses: Iterable[Clause]) -> None:
    annexes = {annex.key: annex for annex in row.outline.annexes.all()}
    OutlineClause.objects.bulk_create(
        OutlineClause(
            section=row,
            position=position,
            lead=clause.lead,
            phrases="\n".join(clause.phrases),
            kinds=list(clause.kinds),
            annex=annexes.get(clause.annex),
        )
        for position, clause in enumerate(clauses, 1)
    )


def reset_outline(outline: Outline) -> None:
    """Put everything shipped back; what the office added is switched off and kept."""
    own = {"key__startswith": OWN}
    outline.sections.filter(**own).update(is_on=False, position=99)
    outline.annexes.filter(**own).update(is_on=False, position=99)
    outline.least_coverage = DEFAULT_LEAST
    outline.save(update_fields=["least_coverage"])
    rows = {annex.key: annex for annex in outline.annexes.all()}
    for position, annex in enumerate(SHIPPED.annexes, 1):
        row = rows[annex.key]
        outline.annexes.filter(pk=row.pk).update(
            position=position, is_on=True, **_annex_values(annex)
        )
        row.columns.all().delete()
        _store_columns(row, annex)
    _reset_sections(outline, SHIPPED.sections, None)


def _reset_sections(
    outline: Outline, sections: Iterable[Section], parent: OutlineSection | None
) -> None:
    for position, section in enumerate(sections, 1):
        row = outline.sections.get(key=section.key)
        row.parent, row.position, row.is_on = parent, position, True
        row.title, row.rule = section.title, section.rule
        row.save()
        row.annexes.clear()
        row.clauses.all().delete()
        _store_clauses(row, section.clauses)
        _reset_sections(outline, section.children, row)
