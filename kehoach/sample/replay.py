"""The reorganisations of 2025 played again in a clean database, and what they conserve.

The agencies begin as they were before the events; the year runs with seeded work; every
number is counted from rows before and after each event, and again at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from agencies.events.history import Shipped, draft_events, load_agencies_before
from kehoach.sample.past_year import SEED, run_2025
from kehoach.sample.witness import Replay, Witness
from tasks.duties.days_off import load_holidays
from tasks.models import PlanScope
from tasks.plan.loading import load_plan
from tasks.reorganising.conservation import Conservation, ConservationLine


class NoDatabase(Exception):
    """A clean database could not be made."""


@contextmanager
def clean_database() -> Iterator[None]:
    """Work in an empty database of its own, destroyed afterwards.

    Raises NoDatabase when the account may not create one.
    """
    configured = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{configured}_replay"
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    except (SystemExit, DatabaseError) as error:
        message = (
            "Không tạo được cơ sở dữ liệu tạm. Tài khoản cần quyền CREATEDB, hoặc đặt"
            " DATABASE_URL=sqlite:///replay.sqlite3 cho lần chạy này."
        )
        raise NoDatabase(message) from error
    try:
        yield
    finally:
        connection.creation.destroy_test_db(configured, verbosity=0)


def replay_2025(*, files: Shipped, with_ninh_thuan: bool, seed: int = SEED) -> Replay:
    """Play the year in an empty database and return what was conserved."""
    load_agencies_before(files=files)
    plan = load_plan()
    load_holidays(years=range(2024, 2027))
    if with_ninh_thuan:
        PlanScope.objects.create(plan=plan, territory="ninh-thuan")
    scope = "có" if with_ninh_thuan else "không có"
    found = Replay(scope=f"{scope} Ninh Thuận trong phạm vi kế hoạch")
    witness = Witness(plan, found)
    period = run_2025(
        plan=plan, events=draft_events(files=files), seed=seed, watch=witness.watch
    )
    witness.at_the_end(period)
    return found


COLUMNS = (
    ("trước", "before"),
    ("giữ", "kept"),
    ("chuyển", "transferred"),
    ("nhập", "joined"),
    ("hết", "ended"),
    ("nhật ký", "entries"),
    ("sau", "entries_after"),
    ("minh chứng", "evidence"),
    ("sau", "evidence_after"),
)
WIDTH = 10


def row_text(line: ConservationLine) -> str:
    """Return one line of the table."""
    cells = "".join(f"{getattr(line, name):>{len(head) + 2}}" for head, name in COLUMNS)
    return f"{line.name:<{WIDTH}}{cells}  {'khớp' if line.is_conserved else 'LỆCH'}"


def table_text(table: Conservation) -> str:
    """Return the conservation table of one event as plain text."""
    heads = "".join(f"{head:>{len(head) + 2}}" for head, _ in COLUMNS)
    rows = [row_text(line) for line in (table.total, *table.by_level, *table.by_task)]
    wrong = [f"  LỆCH: {said}" for said in table.differences]
    return "\n".join([table.event, f"{'':<{WIDTH}}{heads}", *rows, *wrong])


def replay_text(found: Replay) -> str:
    """Return everything that the replay found as plain text."""
    closed = ", ".join(f"{state} {n}" for state, n in found.closed.items())
    checks = [
        f"{'ĐÚNG' if check.holds else 'SAI '}  {check.name}"
        + "".join(f"\n      {said}" for said in check.found)
        for check in found.checks
    ]
    return "\n\n".join(
        [
            f"Năm 2025, {found.scope}: {found.opened} nhiệm vụ trước sự kiện đầu tiên.",
            *(table_text(table) for table in found.events),
            "\n".join(checks),
            f"Khi chốt kỳ: {closed}.",
            "Bảo toàn." if found.holds else "KHÔNG BẢO TOÀN.",
        ]
    )
