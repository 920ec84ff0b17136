"""What migrations compute with, as it was when they were written.

Frozen: a migration must do the same next year, so this imports nothing of the portal,
and a rule that changes there does not change here.
"""

import hashlib
import re
import unicodedata

TRIGGERS = {
    "postgresql": (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    ),
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}
TEXT_LEAST = 40


def without_triggers(apps, schema_editor):
    """Take away the triggers that count duties, of every release: a migration that
    changes or remakes what they read or write begins with it. `after_migrate` puts
    today's in place and counts everything again.
    """
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TRIGGERS[vendor])
        for name, table in cursor.fetchall():
            if not name.startswith("tasks_v"):
                continue
            if vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION {name}()")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def bare_words(text):
    """Return the words without marks and signs, each after a space."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(char for char in parts if not unicodedata.combining(char))
    found = re.findall(r"\w+", unicodedata.normalize("NFC", kept))
    return "".join(f" {word}" for word in found)


def text_key(text):
    """Return one key for texts that differ in case and spaces only, none for short ones."""
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if len(folded) < TEXT_LEAST:
        return ""
    return hashlib.blake2b(folded.encode(), digest_size=16).hexdigest()
