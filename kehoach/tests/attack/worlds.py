"""Three worlds of rows: one's own, a neighbour's under the same plan, another plan's.

Every number in them names one row of one model only, and every text that somebody wrote
begins with a mark that says whose it is and of which model, so that a page which shows a
foreign word gives itself away.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from agencies.tests.factories import make_user
from kehoach.tests.attack.filling import made
from kehoach.tests.attack.marking import give_files, mark
from tasks.adhoc import add_addressees, create_request, open_request
from tasks.adhoc.tests.requesting import QUESTIONS, facts
from tasks.models import Plan
from tasks.tests.everything import Everything, everything
from tasks.tests.factories import NOW, TODAY

Rows = dict[type[models.Model], list[int]]
OWN, NEAR, FAR = "kxown", "kxnear", "kxfar"
#: So many rows of a model have numbers of their own.
STEP = 20_000
#: What everybody who signs in may read: agencies, people's names, the plan, its steps.
PUBLIC = frozenset(
    [
        "agencies.User",
        "agencies.Agency",
        "agencies.AgencyGroup",
        "agencies.GroupMember",
        "agencies.GroupRule",
        "agencies.Membership",
        "agencies.Ancestry",
        "agencies.Reorganisation",
        "agencies.PlannedAgency",
        "agencies.Succession",
        "agencies.ReorganisationChange",
        "tasks.Plan",
        "tasks.PlanScope",
        "tasks.Section",
        "tasks.Task",
        "tasks.WordVersion",
        "tasks.Assignment",
        "tasks.Holiday",
        "tasks.Period",
        "tasks.Figure",
        "tasks.TaskFigure",
        "tasks.Target",
        "tasks.Target_tasks",
        "tasks.TargetMeasure",
        "tasks.ReturnReason",
        "tasks.Wording",
        "tasks.Rung",
        "tasks.FigureDeadline",
        "tasks.FieldGrant",
        "tasks.QuietHours",
        "tasks.PlanChange",
        "tasks.PlanChangeLine",
        "tasks.PlanChangeRow",
        "tasks.PeriodEvent",
        "tasks.ReminderRun",
        "tasks.JobRun",
        "tasks.MeasureTotal",
        "tasks.MeasureResult",
        "reporting.ScoreFormula",
        "reporting.ScoreSwitch",
    ]
)


@dataclass
class World:
    """The rows of one world."""

    word: str
    scene: Everything
    rows: Rows = field(default_factory=dict)

    @property
    def scene_rows(self) -> dict[str, Any]:
        """Return the rows that the others stand around."""
        scene = self.scene
        return {
            "Plan": scene.plan,
            "Period": scene.period,
            "Agency": scene.agency,
            "User": scene.officer,
            "Duty": scene.duty,
        }

    def row(self, model: type[models.Model], place: int = -1) -> Any:
        """Return a row of the model, else none."""
        named = self.scene_rows.get(model.__name__)
        if named and place == -1:
            return named
        keys = self.rows.get(model, [])
        return model._base_manager.get(pk=keys[place]) if keys else None


def counted() -> list[type[models.Model]]:
    """Return the models whose rows have numbers."""
    whole = apps.get_models(include_auto_created=True)
    return [
        each
        for each in whole
        if isinstance(each._meta.pk, models.AutoField) and each._meta.managed
    ]


def spread_numbers() -> None:
    """Let the numbers of every model begin where no other's reach."""
    with connection.cursor() as cursor:
        for place, model in enumerate(counted(), 1):
            table, first = model._meta.db_table, place * STEP
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
                    [table, first],
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{table}"', model._meta.pk.column, first],
                )


def model_of(number: int) -> type[models.Model] | None:
    """Return whose number it is."""
    whole = counted()
    place = number // STEP - 1
    return whole[place] if 0 <= place < len(whole) else None


def three_worlds() -> tuple[World, World, World]:
    """Build them."""
    spread_numbers()
    own = build(OWN)
    return own, build(NEAR, own.scene.plan), build(FAR)


def build(word: str, plan: Plan | None = None) -> World:
    """Make a row of every model that takes one, with a file where it has one."""
    before = numbers()
    world = World(word, everything(plan))
    ask(world)
    for _ in range(2):  # what needs a row that the first round made
        world.rows = since(before)
        for model in apps.get_models():
            if model._meta.label in BY_APPLYING:
                continue
            if model not in world.rows and model._meta.app_label in OURS:
                made(model, world)
                world.rows = since(before)
    for model, keys in world.rows.items():
        give_files(model, keys, world.word)
        if model._meta.label not in PUBLIC:
            mark(model, keys, world.word)
    return world


def ask(world: World) -> None:
    """Ask the agency out of the ordinary twice: sent, and still a draft."""
    steering = world.scene.plan.steering_agency
    told = {"actor": make_user("officer", steering), "today": TODAY}
    for is_open in (True, False):
        request = create_request(
            steering=steering, said=facts(), questions=QUESTIONS, now=NOW, **told
        )
        add_addressees(request=request, agencies=[world.scene.agency], **told)
        if is_open:
            open_request(request=request, now=NOW, **told)


#: Written by applying a change or saving an outline: no draft has them.
BY_APPLYING = (
    "agencies.ReorganisationChange",
    "reporting.OutlineChange",
    "tasks.PlanChangeRow",
    "tasks.WordVersion",
)
OURS = ("agencies", "tasks", "reporting")


def numbers() -> dict[type[models.Model], set[int]]:
    """Return the numbers of all rows."""
    return {
        each: set(each._base_manager.values_list("pk", flat=True)) for each in counted()
    }


def since(before: dict[type[models.Model], set[int]]) -> Rows:
    """Return the rows that came since."""
    found = {model: sorted(keys - before[model]) for model, keys in numbers().items()}
    return {model: keys for model, keys in found.items() if keys}
