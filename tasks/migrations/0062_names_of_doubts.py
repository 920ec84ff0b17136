"""PostgreSQL's names of what belongs to doubts say doubt: renaming the table (0028) left
its sequence, key, index and foreign key as a database that is made today has them not.
"""

from django.db import migrations

OLD, NEW = "tasks_finding_duty_id_b756d99d", "tasks_doubt_duty_id_96015c5a"
NAMES = {
    "tasks_finding_id_seq": "ALTER SEQUENCE {} RENAME TO tasks_doubt_id_seq",
    "tasks_finding_pkey": "ALTER INDEX {} RENAME TO tasks_doubt_pkey",
    OLD: f"ALTER INDEX {{}} RENAME TO {NEW}",
    f"{OLD}_fk_tasks_duty_id": (
        f"ALTER TABLE tasks_doubt RENAME CONSTRAINT {{}} TO {NEW}_fk_tasks_duty_id"
    ),
}
FOUND = """
SELECT relname FROM pg_class WHERE relname = ANY(%s)
UNION SELECT conname FROM pg_constraint WHERE conname = ANY(%s)
"""


def rename(apps, schema_editor):
    """Rename what still has an old name."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FOUND, [list(NAMES)] * 2)
        for (name,) in cursor.fetchall():
            cursor.execute(NAMES[name].format(name))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0061_readers_of_an_inspection")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
