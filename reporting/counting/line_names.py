"""An earlier plan of the line in the names of the plan that follows it: its tasks,
measures and figures are called by their heirs' codes, and several with one heir together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from reporting.counting.sums import Given, Sums
from reporting.counting.tasks import TaskCount
from reporting.facts import compared as f
from reporting.facts.comparing import TARGETS_GROUP, TASKS_GROUP
from tasks.duties.lineage import heirs_in
from tasks.duties.past_words import of_their_day
from tasks.models import Figure, Period, TargetMeasure, Task


class LineNames(NamedTuple):
    """What rows of an earlier plan are called: tasks by key, others by their code. What
    has no heir has no name and is not compared.
    """

    tasks: Mapping[int, str]
    measures: Mapping[str, str]
    figures: Mapping[str, str]
    #: Task → its code in its own plan.
    codes: Mapping[int, str]

    def old_code(self, group: str, code: str) -> str:
        """Return what a row was called in its own plan; nothing where it was several."""
        if group == TASKS_GROUP:
            found = [self.codes[pk] for pk, new in self.tasks.items() if new == code]
        else:
            names = self.measures if group == TARGETS_GROUP else self.figures
            found = [old for old, new in names.items() if new == code]
        return found[0] if len(found) == 1 else ""


def names_in_line(period: Period, plan: int, day: date) -> LineNames:
    """Return the names in the plan, in the words of the day, of what a period of an
    earlier plan holds (6 queries).
    """
    tasks = Task.objects.filter(plan=period.plan_id).in_bulk()
    heirs = heirs_in(Task, plan, tasks)
    of_their_day(list(heirs.values()), day)
    return LineNames(
        {pk: heir.code for pk, heir in heirs.items()},
        codes_in_line(TargetMeasure, {"target__plan": period.plan_id}, plan),
        codes_in_line(Figure, {"plan": period.plan_id}, plan),
        {pk: task.code for pk, task in tasks.items()},
    )


def codes_in_line(model: Any, which: Mapping[str, int], plan: int) -> dict[str, str]:
    """Return code → the code of the heir in the plan, of the rows of an earlier plan."""
    rows = model.objects.filter(**which).in_bulk()
    heirs = heirs_in(model, plan, rows)
    return {rows[pk].code: heir.code for pk, heir in heirs.items()}


def renamed_sums(sums: Sums, names: LineNames) -> Sums:
    """Return the answers under the figures' heirs; an agency's numbers of several figures
    with one heir add up.
    """
    found: dict[str, dict[int, Given]] = {}
    for old, new in names.figures.items():
        answers = found.setdefault(new, {})
        for given in sums.given.get(old, ()):
            before = answers.get(given.agency_id)
            answers[given.agency_id] = _together(before, given._replace(code=new))
    by_code = {code: list(answers.values()) for code, answers in found.items()}
    return Sums(by_code, sums.agencies)


def _together(before: Given | None, given: Given) -> Given:
    if before is None or before.number is None:
        return given
    return before._replace(number=before.number + (given.number or Decimal(0)))


def renamed_span(
    numbers: f.SpanNumbers, counts: Iterable[TaskCount], names: LineNames
) -> f.SpanNumbers:
    """Return a period's numbers under the heirs' codes."""
    tasks: dict[str, f.TaskNumbers] = {}
    for count in counts:
        if code := names.tasks.get(count.task.pk):
            held = tasks.get(code)
            tasks[code] = f.TaskNumbers(
                code=code,
                title=count.task.short_title,
                owed=count.owed + (held.owed if held else 0),
                reported=count.reported + (held.reported if held else 0),
                done=count.done + (held.done if held else 0),
            )
    measures = {
        names.measures[each.code]: replace(each, code=names.measures[each.code])
        for each in numbers.measures
        if each.code in names.measures
    }
    return replace(
        numbers, tasks=tuple(tasks.values()), measures=tuple(measures.values())
    )
