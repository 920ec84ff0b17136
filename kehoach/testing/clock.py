"""One switch sets the clock: KEHOACH_TEST_NOW, for this process and those it starts.

Settings read it, so that workers, servers and commands that tests start have the same
clock. The first process takes a moment («2026-11-29T22:30», by the clock of Vietnam) and
hands on how far that is from the real one («+86400.0»): a child that starts a minute later
is a minute later. Refused outside tests. Files, PostgreSQL and browsers keep the real
clock; why no SQL may ask it: `kehoach.testing.hours`.
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import ImproperlyConfigured

SWITCH = "KEHOACH_TEST_NOW"
#: Set by the test suite's own servers.
IN_TESTS = "KEHOACH_TEST_SERVICES"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: The hour of a test that names a day only.
MORNING = time_of_day(9)


def set_clock(*, debug: bool) -> None:
    """Set this process's clock as the switch says; it goes on from there."""
    if not (debug and os.environ.get(IN_TESTS)):
        message = f"{SWITCH} sets the clock of tests and can only be used by them."
        raise ImproperlyConfigured(message)
    word = os.environ[SWITCH]
    moment = real_now() + timedelta(seconds=float(word)) if word[0] in "+-" else None
    moment = moment or moment_of(word)
    os.environ[SWITCH] = handed_on(moment)
    time_machine.travel(moment, tick=True).start()


def moment_of(word: str) -> datetime:
    """Return the moment that is written in ISO 8601, by the clock of Vietnam."""
    return in_utc(datetime.fromisoformat(word))


def in_utc(moment: datetime) -> datetime:
    """Return the moment, by the clock of Vietnam if it names no zone. In UTC: a zone by
    name would change the zone of the process, too.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)


def handed_on(moment: datetime) -> str:
    """Return what the switch says to a process that is to have this clock."""
    return f"{(moment - real_now()).total_seconds():+f}"


def real_now() -> datetime:
    """Return the moment by the machine's clock, whatever was set here."""
    hatch = time_machine.escape_hatch
    seconds = hatch.time.time() if hatch.is_travelling() else time.time()
    return datetime.fromtimestamp(seconds, UTC)


class Clock:
    """The clock of one test, by the fixture `clock`: what the switch says until the test
    sets it, and again after the test. It stands still, so that a slow machine changes no
    outcome; `tick=True` lets it go on, for threads and processes that wait for each other.
    """

    def __init__(self, machine: time_machine.TimeMachineFixture) -> None:
        """Leave the clock as it is."""
        self.machine = machine

    def at(self, first: int | str | date, *rest: int, tick: bool = False) -> None:
        """Set it: at(2026, 11, 30, 9), at("2026-11-30T09:00"), at(a day), at(a moment);
        what names no zone is meant by the clock of Vietnam.
        """
        self.machine.move_to(moment_meant(first, *rest), tick=tick)

    def shift(self, by: timedelta) -> None:
        """Let so much time pass."""
        self.machine.shift(by)


def standing_at(moment: datetime) -> time_machine.travel:
    """Return a block in which the clock stands there: for what a module builds once."""
    return time_machine.travel(in_utc(moment), tick=False)


def moment_meant(first: int | str | date, *rest: int) -> datetime:
    """Return the moment that a test names in one of its ways."""
    if isinstance(first, str):
        return moment_of(first)
    if isinstance(first, int):
        month, day, hour, minute, second = (*rest, 0, 0, 0)[:5]
        first = datetime(first, month, day, hour, minute, second, tzinfo=VIETNAM)
    elif not isinstance(first, datetime):
        first = datetime.combine(first, MORNING, VIETNAM)
    return in_utc(first)
