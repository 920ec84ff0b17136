from django.db import DatabaseError, migrations, transaction

TABLES = ("tasks_progressentry", "tasks_evidence", "agencies_agency")


def index(apps, schema_editor):
    """Let PostgreSQL find pieces of words by index, where pg_trgm may be used."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for table in TABLES:
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {table}_search ON {table}"
                    " USING gin (search_text gin_trgm_ops)"
                )
    except DatabaseError:
        return  # searched without an index: slower, and right


def no_index(apps, schema_editor):
    """Take the indexes away."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_search")


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0008_search"),
        ("agencies", "0003_calendar_feed"),
    ]

    operations = [migrations.RunPython(index, no_index)]
