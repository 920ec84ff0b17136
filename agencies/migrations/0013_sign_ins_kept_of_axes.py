from django.db import migrations

TABLES = (
    'axes_accessattemptexpiration',
    'axes_accessattempt',
    'axes_accessfailurelog',
    'axes_accesslog',
)
ROWS = """SELECT u.id, l.ip_address, l.user_agent, l.attempt_time, l.logout_time
FROM axes_accesslog l JOIN agencies_user u ON u.username = l.username"""


def keep(apps, schema_editor):
    """Carry over who signed in when; the counters of a package that is gone go with it."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if 'axes_accesslog' in there:
        SignIn = apps.get_model('agencies', 'SignIn')
        moment = _moments()
        rows = [
            SignIn(
                user_id=user, session_key='', address=str(address or ''),
                device=(agent or '')[:100], at=moment(at), ended_at=moment(left),
            )
            for user, address, agent, at, left in _read(connection)
        ]
        SignIn.objects.bulk_create(rows, batch_size=2000)
    for table in TABLES:
        if table in there:
            schema_editor.execute(f'DROP TABLE {table}')


def _read(connection):
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return cursor.fetchall()


def _moments():
    """Return what makes a moment of what the database hands over (text on SQLite)."""
    from datetime import datetime, timezone

    def moment(value):
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if value is not None and value.tzinfo is None:
            value = value.replace(tzinfo=timezone.utc)
        return value

    return moment


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_who_is_at_the_door'),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
