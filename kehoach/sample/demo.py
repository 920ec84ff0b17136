"""A marked sample year, made through the same services that people use.

Everything here is seeded: the same day gives the same rows. Texts begin with
«[Mẫu]» so that nobody takes them for real work.
"""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from agencies.models import Agency, Membership, User
from kehoach.sample.logins import LOGINS, PASSWORD
from kehoach.sample.parts_of_year import run_part
from kehoach.sample.past_year import OPENED, demo_events, run_2025
from kehoach.sample.present_year import OWN_WORK, SILENT, run_present
from kehoach.sample.sample_day import person_acting
from kehoach.sample.sample_request import sample_request
from kehoach.sample.sample_week import difficulties, last_week
from tasks.models import Duty, Plan
from tasks.plan.packages import SHIPPED_PLAN


def demo_allowed() -> bool:
    """Return whether sample data may be loaded: only under DEBUG and DEMO."""
    return bool(settings.DEBUG and settings.DEMO)


def member(user: User, agency_code: str, role: str) -> None:
    """Give the person a role from the start of 2025's period, or of the agency."""
    agency = Agency.objects.get(code=agency_code)
    since = agency.valid_from or OPENED
    Membership.objects.get_or_create(
        user=user,
        agency=agency,
        role=role,
        defaults={"is_primary": role == Membership.Role.OFFICER, "valid_from": since},
    )


def save_logins() -> None:
    """Create the printed logins, each once; they share one password, hashed once."""
    hashed = ""
    for login in LOGINS:
        user, created = User.objects.get_or_create(
            username=login.username,
            defaults={
                "full_name": login.full_name,
                "position": login.position,
                "email": f"{login.username}@mau.invalid",
                "phone": login.phone,
                "is_staff": not login.agency,
                "is_superuser": not login.agency,
            },
        )
        if created:
            user.password = hashed = hashed or make_password(PASSWORD)
            user.clean_fields()
            user.save()
        if login.agency:
            member(user, login.agency, login.role)


@transaction.atomic
def load_demo(*, today: date, now: datetime) -> None:
    """Create logins and, in a database without duties, the finished year 2025 with
    its reorganisations and one sample year with its first six months.
    """
    save_logins()
    if Duty.objects.exists():
        return
    plan = Plan.objects.get(package=SHIPPED_PLAN.name)
    run_2025(plan=plan, events=demo_events())
    _count_rows()
    year = today.year + (today > date(today.year, 12, 14))
    period = run_present(plan=plan, year=year, today=today, now=now)
    steering = (
        person_acting(plan.steering_agency, Membership.Role.OFFICER),
        person_acting(plan.steering_agency, Membership.Role.HEAD),
    )
    _count_rows()
    list(difficulties(period, today))
    run_part(plan=plan, year=year, kind="6-thang", today=today)
    last_week(period, steering, today)
    sample_request(plan, steering[0], today, (*SILENT, *OWN_WORK))


def _count_rows() -> None:
    """Tell the database how much there is now: it plans as if a transaction that
    fills every table had found them empty, and one join then takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
