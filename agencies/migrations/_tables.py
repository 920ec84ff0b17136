"""Many tables in one step. Frozen, as whatever migrations are made of."""

from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Create tables that may refer to each other in any order.

    Django renders all related models anew after each `CreateModel`: a hundred tables
    cost five thousand classes. Here they are rendered once, when all are known.
    """

    def __init__(self, models):
        self.models = models

    def state_forwards(self, app_label, state):
        """Make all known before anything is rendered."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the tables; the schema editor adds foreign keys when all are there."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop them, the last one first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        """Return what `migrate --plan` says."""
        return f"Create {len(self.models)} tables"
