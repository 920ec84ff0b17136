"""Commands as they are run, and what they leave."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection


def run(command, *arguments):
    """Run a command; return what it says, and whether it went well."""
    out = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), False
    return out.getvalue(), True


def databases():
    """Return the temporary databases that are left on the server."""
    if connection.vendor == "sqlite":
        return []
    ours = f"{connection.settings_dict['NAME']}_restore%"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [ours])
        return cursor.fetchall()
