"""What is to be the same after a restore: counted at the backup, and again in the copy."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256

from django.conf import settings

from reporting.facts.as_text import facts_digest
from reporting.models import FrozenReport
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import DOCX, rendered
from reporting.yearly.freezing import facts_for, template_for
from reporting.yearly.report_words import report_of
from tasks.models import Period, Plan

logger = logging.getLogger(__name__)
PACKAGES = ("kehoach", "agencies", "tasks", "reporting", "templates")
CODE = {".py", ".html", ".txt", ".csv"}
#: Of a report that cannot be made: the same word before and after.
FAILS = "không lập được"


def code_release() -> str:
    """Return a hash of the code: another release may count and print otherwise."""
    seen = sha256()
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*")):
            if path.suffix in CODE and "tests" not in path.parts:
                seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def report_proofs(today: date) -> dict[str, dict[str, str]]:
    """Return hashes of each plan's last frozen report, or of its newest period: the
    facts that it prints, its DOCX, and the facts counted from the rows anew.
    """
    return {
        f"{period.plan.code} {period.key}": {
            name: _tried(period, today, prove) for name, prove in PROOFS.items()
        }
        for period in _periods()
    }


def _periods() -> Iterator[Period]:
    """Yield the period of each plan whose report is to be made."""
    standing = FrozenReport.objects.filter(reopened_at=None)
    frozen = set(standing.values_list("report__period_id", flat=True))
    for plan in Plan.objects.order_by("pk"):
        rows = plan.periods.select_related("plan__steering_agency")
        newest = sorted(rows, key=lambda row: (row.pk in frozen, row.data_to, row.pk))
        yield from newest[-1:]


def _tried(period: Period, today: date, prove: Callable[[Period, date], str]) -> str:
    try:
        return prove(period, today)
    except Exception:  # a report that cannot be made shall not keep a backup from it
        logger.exception("A report cannot be made for its backup")
        return FAILS


def _printed(period: Period, today: date) -> str:
    return facts_digest(facts_for(period=period, today=today))


def _docx(period: Period, today: date) -> str:
    facts = facts_for(period=period, today=today)
    return sha256(rendered(facts, DOCX, template_for(period))).hexdigest()


def _counted(period: Period, today: date) -> str:
    report = with_defaults(report_of(period))
    return facts_digest(yearly_facts(period=period, report=report, today=today))


PROOFS = {"facts": _printed, "docx": _docx, "counted": _counted}
