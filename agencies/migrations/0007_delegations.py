"""A delegation is told from a role by a column of its own, and says who gave it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark_delegations(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Mark the delegations given so far; their note begins with the word."""
    rows = apps.get_model("agencies", "Membership").objects
    rows.filter(role="head", valid_to__isnull=False, note__startswith="Ủy quyền: ").update(
        is_delegation=True
    )


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_agency_order")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="is_delegation",
            field=models.BooleanField(default=False, verbose_name="ủy quyền"),
        ),
        migrations.AddField(
            model_name="membership",
            name="delegated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delegations_given",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ủy quyền",
            ),
        ),
        migrations.RunPython(mark_delegations, migrations.RunPython.noop),
    ]
