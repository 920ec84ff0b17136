"""Which part of the portal is away: each is asked, none is waited for."""

import shutil
import socket
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

from agencies.asked.waking import patient_link, waiting_jobs
from kehoach.lib.clamd import answers
from kehoach.lib.patience import answered_within
from kehoach.site.health import health
from tasks.doors.making_up import SILENT_AFTER

OK, AWAY, _UNKNOWN, ABSENT = "ok", "away", "unknown", "absent"
#: Seconds for which an answer holds: strangers ask too.
HOLDS = 20
PATIENCE = 1.5
LEAST_FREE = 200 * 1024 * 1024


def parts_now(now: datetime) -> dict[str, str]:
    """Return part → how it is, asked at most every 20 seconds in each process."""
    found: dict[str, str] | None = cache.get("kehoach-parts")
    if found is None:
        found = parts(now)
        cache.set("kehoach-parts", found, HOLDS)
    return found


def all_well(found: dict[str, str]) -> bool:
    """Return whether nothing is away; without LibreOffice reports go out as DOCX."""
    return AWAY not in found.values()


def parts(now: datetime) -> dict[str, str]:
    """Ask every part how it is."""
    return {
        "database": _word(has_database()),
        "queue": _word(answered_within(PATIENCE, has_queue)),
        **background(now),
        "mail": _word(answered_within(PATIENCE, has_mail)),
        "disk": _word(has_disk()),
        "clamd": malware_search(),
        "libreoffice": OK if shutil.which("soffice") else ABSENT,
    }


def _word(answers: bool) -> str:
    return OK if answers else AWAY


def has_database() -> bool:
    """Return whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def has_queue() -> bool:
    """Return whether the broker answers."""
    return waiting_jobs() >= 0


def background(now: datetime) -> dict[str, str]:
    """Return how beat and worker are. A worker whose hands are all full with long jobs
    runs nothing new and still answers; for a quarter of an hour that is well.
    """
    try:
        found = health(now)
    except DatabaseError:
        return {"beat": _UNKNOWN, "worker": _UNKNOWN}
    recent = found.pulse_at and now - found.pulse_at <= SILENT_AFTER
    busy = found.worker_silent and recent and answered_within(PATIENCE, has_worker)
    return {
        "beat": _word(not found.beat_silent),
        "worker": _UNKNOWN
        if found.beat_silent
        else _word(busy or not found.worker_silent),
    }


def has_worker() -> bool:
    """Return whether a worker answers a call."""
    with patient_link() as link:
        return bool(current_app.control.ping(timeout=1, connection=link))


def has_mail() -> bool:
    """Return whether the mail server greets; mail that goes elsewhere is well."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return True
    place = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    with socket.create_connection(place, timeout=PATIENCE) as line:
        return settings.EMAIL_USE_SSL or line.recv(3) == b"220"


def malware_search() -> str:
    """Return how clamd is; without it files wait until it is back."""
    if not settings.CLAMD_ADDRESS:
        return ABSENT
    asked = partial(answers, settings.CLAMD_ADDRESS, seconds=PATIENCE)
    return _word(answered_within(PATIENCE, asked))


def has_disk() -> bool:
    """Return whether a file can be kept, and there is room for some more."""
    root = Path(settings.EVIDENCE_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=root) as file:
            file.write(bytes(4096))
        return shutil.disk_usage(root).free >= LEAST_FREE
    except OSError:
        return False
