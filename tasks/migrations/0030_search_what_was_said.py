"""Letters, difficulties, contributions and answers in words are searched without marks."""

from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tasks.migrations._frozen import bare_words

SEARCHED = {
    "Difficulty": ("text", "recommendation", "answer"),
    "Contribution": ("text",),
    "ContributionRequest": ("question",),
    "UnitReport": ("number", "signer", "note"),
    "UrgingLetter": ("number", "about", "text"),
    "FigureValue": ("text",),
}
BATCH = 1000


def fill(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Give rows written before what they are searched by; most answers are numbers."""
    for name, columns in SEARCHED.items():
        model = apps.get_model("tasks", name)
        some = model.objects.exclude(**{columns[0]: ""})
        rows = []
        for row in some.iterator(BATCH):
            row.search_text = bare_words(" ".join(getattr(row, c) for c in columns))
            rows.append(row)
        model.objects.bulk_update(rows, ["search_text"], batch_size=BATCH)


def tables() -> list[str]:
    return [f"tasks_{name.lower()}" for name in SEARCHED]


def index(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Let PostgreSQL find pieces of words by index, where pg_trgm may be used."""
    if schema.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), schema.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for table in tables():
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {table}_search ON {table}"
                    " USING gin (search_text gin_trgm_ops) WHERE search_text <> ''"
                )
    except DatabaseError:
        return  # searched without an index: slower, and right


def no_index(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the indexes away."""
    if schema.connection.vendor == "postgresql":
        for table in tables():
            schema.execute(f"DROP INDEX IF EXISTS {table}_search")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0029_figures_know_each_other")]

    operations = [
        *(
            migrations.AddField(
                model_name=name.lower(),
                name="search_text",
                field=models.TextField(default="", editable=False),
            )
            for name in SEARCHED
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, no_index),
    ]
