"""What a line about who is given a task tells: who had it, who has it, who finishes it."""

from collections.abc import Iterable
from typing import Any

from agencies.models import Agency
from kehoach.lib.text import fitted
from tasks.changing.result import Becomes, Done
from tasks.models import TO_DO, PlanChangeLine
from tasks.notices.telling import LONGEST_NOTICE


def tell_of_line(
    line: PlanChangeLine,
    done: Done,
    gone: Iterable[Agency],
    heir: Agency | None,
    opened: Iterable[Agency],
) -> None:
    """Keep what each agency is told."""
    change = line.event
    task: Any = line.task
    names = {"basis": change.basis, "task": f"{task.code} {task.short_title}"}
    since = f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}"
    moved = sum(row.becomes in (Becomes.MOVED, Becomes.JOINED) for row in done.rows)
    finishing = finishers(line, done)
    for agency in gone:
        to = "chuyển cho {heir}" if heir else "thôi giao cho đơn vị"
        if agency.pk in finishing:
            to += "; việc đang làm trong kỳ này đơn vị vẫn làm xong"
        words = f"{since}: nhiệm vụ {{task}} {to}."
        whose = {"heir": heir.short_name} if heir else {}
        done.told[agency.pk] = (
            fitted(words, LONGEST_NOTICE, **names, **whose),
            f"/don-vi/{agency.code}/",
        )
    for agency in (*opened, *([heir] if heir else ())):
        along = f" Đã chuyển kèm {moved} việc đang làm." if moved and heir else ""
        whose = {}
        if heir and finishing:
            whose = {"others": ", ".join(finishing.values())}
            along = " Việc đang làm trong kỳ này {others} làm xong."
        words = f"{since}: đơn vị được giao nhiệm vụ {{task}}.{along}"
        done.told[agency.pk] = (
            fitted(words, LONGEST_NOTICE, **names, **whose),
            f"/don-vi/{agency.code}/",
        )


def finishers(line: PlanChangeLine, done: Done) -> dict[int, str]:
    """Return agency → name of who is left to finish what it has begun."""
    if line.open_work != PlanChangeLine.OpenWork.KEEP:
        return {}
    kept = (r for r in done.rows if r.becomes == Becomes.KEPT and r.state in TO_DO)
    return {row.agency: row.agency_name for row in kept}
