"""A grant for tests."""

from agencies.tests.factories import make_agency
from tasks.models import FieldGrant
from tasks.tests.factories import TODAY


def make_grant(task, agency=None, *, figures=(), **said):
    """Let the agency, or a new one, read the task from TODAY on."""
    row = FieldGrant.objects.create(
        plan=task.plan,
        agency=agency or make_agency("Sở Văn hóa"),
        **{
            "name": "Hương ước",
            "legal_basis": "Kế hoạch, mục 4 phần IV",
            "valid_from": TODAY,
            **said,
        },
    )
    row.tasks.add(task)
    row.figures.set(figures)
    return row
