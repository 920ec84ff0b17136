"""Seeded rows for the benchmarks: same seed and size, same rows.

python benchmarks/generate.py 1000   fills the database of DATABASE_URL with the
shipped plan, 1,000 communes with one officer each and the 2026 period. A test database
only: never point it at a real one.
"""

import os
import random
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")
TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SEED = 15_2024


def setup() -> None:
    """Start Django and bring the database up to date."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def load_agencies_and_plan(count: int) -> None:
    """Load the plan and `count` more communes, each with one officer."""
    from agencies.events.loading import load_agencies
    from agencies.models import Agency, Membership, User
    from tasks.plan.loading import load_plan

    load_agencies()
    load_plan()
    dice = random.Random(SEED)
    communes = [
        Agency(
            code=f"mau-{n}",
            name=f"Ủy ban nhân dân xã Mẫu {n}",
            short_name=f"UBND xã Mẫu {n}",
            kind="cap-xa",
            level="xa",
            unit_code=str(dice.randint(10000, 99999)),
        )
        for n in range(count)
    ]
    for commune in communes:
        commune.fill_keys()
    Agency.objects.bulk_create(communes, ignore_conflicts=True, batch_size=1000)
    alive = Agency.objects.filter(code__startswith="mau-").order_by("pk")
    people = [
        User(
            username=f"mau{a.pk}",
            full_name=f"Đầu mối {a.pk}",
            email=f"m{a.pk}@m.invalid",
        )
        for a in alive
    ]
    User.objects.bulk_create(people, ignore_conflicts=True, batch_size=1000)
    by_name = {u.username: u for u in User.objects.filter(username__startswith="mau")}
    Membership.objects.bulk_create(
        [
            Membership(
                user=by_name[f"mau{a.pk}"],
                agency=a,
                role="officer",
                is_primary=True,
                valid_from=date(2025, 7, 1),
            )
            for a in alive
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def open_year() -> None:
    """Open 2026 for everybody."""
    from tasks.models import Plan
    from tasks.periods.opening import open_period

    open_period(plan=Plan.objects.get(), year=2026, today=TODAY, now=NOW)


if __name__ == "__main__":
    setup()
    load_agencies_and_plan(int(sys.argv[1]) if len(sys.argv) > 1 else 65)
    open_year()
