"""Which agencies a package says are responsible for a field, and read its answers."""

from collections.abc import Mapping
from datetime import date

from agencies.models import Agency
from tasks.models import FieldGrant, Plan, Task
from tasks.plan.packages import PackageRow

_GRANT = {
    **dict.fromkeys(("name", "agency", "legal_basis"), str),
    "from": date,
    "tasks": list,
}
_GRANT_MORE = {"to": date, "figures": list}


def load_field_grants(plan: Plan, whole: PackageRow, tasks: Mapping[str, Task]) -> None:
    """Create the grants that are not there; what was changed or ended since stays."""
    figures = {figure.code: figure for figure in plan.figures.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in whole.rows("field_grants", _GRANT, _GRANT_MORE):
        grant, created = FieldGrant.objects.get_or_create(
            plan=plan,
            name=row["name"],
            agency=row.one_of("agency", agencies, "danh mục cơ quan"),
            defaults={
                "legal_basis": row["legal_basis"],
                "valid_from": row["from"],
                "valid_to": row.get("to"),
            },
        )
        if created:
            grant.tasks.set(row.some_of("tasks", tasks, "«tasks»"))
            grant.figures.set(row.some_of("figures", figures, "figures.yaml"))
