"""Agencies are found by the first letters of their name too."""

import re
import unicodedata

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(char for char in parts if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept)


def initials(name: str) -> str:
    words = [word for word in re.findall(r"\w+", bare(name)) if word != "va"] or [""]
    tail = "".join(word[0] for word in words[1:])
    whole = words[0][:1] + tail
    return f"{whole} {tail}" if words[0] == "so" else whole


def add_initials(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("agencies", "Agency")
    rows = list(model.objects.all())
    for row in rows:
        found = initials(row.name)
        row.search_text = f"{bare(f'{row.name} {row.short_name}')} {found}"[:400]
    model.objects.bulk_update(rows, ["search_text"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_delegations")]

    operations = [migrations.RunPython(add_initials, migrations.RunPython.noop)]
