"""What every page is given: navigation by role, the person's agency, the demo mark."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db.models import BooleanField, IntegerField
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from agencies.authority import memberships_of
from agencies.models import Membership, User
from tasks.access import may_reorganise

Role = Membership.Role
AGENCY_ROLES = {Role.OFFICER, Role.HEAD, Role.CLERK, Role.VIEWER}


class Entry(NamedTuple):
    """One line of the navigation: who sees it and which addresses light it."""

    view: str
    label: str
    icon: str
    audience: frozenset[str]
    also_under: tuple[str, ...] = ()
    is_more: bool = False


def _for(*audience: str) -> frozenset[str]:
    return frozenset(audience)


#: In the order of the page; "everyone" is every signed-in person.
ENTRIES = (
    Entry(
        "reporting:dashboard", "Tổng quan", "layout-dashboard", _for("steers", "leads")
    ),
    Entry(
        "tasks:desk_home",
        "Nhiệm vụ của đơn vị",
        "clipboard-list",
        _for("agency"),
        ("/don-vi/",),
    ),
    Entry(
        "tasks:plan",
        "Theo dõi kế hoạch",
        "list-details",
        _for("everyone"),
        ("/danh-sach/",),
    ),
    Entry("reporting:matrix", "Bảng theo dõi", "table", _for("steers", "leads")),
    Entry("tasks:review", "Tiếp nhận, rà soát", "inbox", _for("steers")),
    Entry(
        "tasks:difficulties",
        "Vướng mắc",
        "message-circle",
        _for("steers", "leads", "agency"),
    ),
    Entry("tasks:reminders", "Đôn đốc", "bell", _for("steers")),
    Entry("reporting:yearly_home", "Báo cáo năm", "report", _for("steers", "leads")),
    Entry(
        "tasks:adhoc_list",
        "Báo cáo đột xuất",
        "bell-ringing",
        _for("steers", "leads", "agency"),
        is_more=True,
    ),
    Entry("tasks:contributions", "Phối hợp", "users", _for("agency"), is_more=True),
    Entry("tasks:calendar", "Lịch", "calendar-due", _for("everyone"), is_more=True),
    Entry("tasks:agencies", "Cơ quan", "building", _for("everyone"), is_more=True),
    Entry("tasks:periods", "Kỳ báo cáo", "calendar", _for("manages"), is_more=True),
    Entry(
        "tasks:reorganisations",
        "Sắp xếp tổ chức",
        "building-community",
        _for("reorganises"),
        is_more=True,
    ),
    Entry("admin:index", "Quản trị", "settings", _for("staff"), is_more=True),
)


#: What waits for a membership, counted by the database in the query that reads it. Every
#: page asks this: as text, because putting three subqueries together took longer than
#: the database takes to answer them.
STEERS = """EXISTS (SELECT 1 FROM tasks_plan p
WHERE p.steering_agency_id = agencies_membership.agency_id)"""
WAITING = """(SELECT COALESCE(SUM(d.number), 0) FROM tasks_dutycount d
JOIN tasks_period r ON r.id = d.period_id AND r.state = 'open'
JOIN tasks_plan p ON p.id = r.plan_id
WHERE p.steering_agency_id = agencies_membership.agency_id AND d.state = 'submitted')"""
BACK = """(SELECT COUNT(*) FROM tasks_duty d
JOIN tasks_period r ON r.id = d.period_id AND r.state = 'open'
WHERE d.agency_id = agencies_membership.agency_id
AND d.state IN ('returned', 'prepared'))"""
UNREAD = """(SELECT COUNT(*) FROM tasks_notice n
WHERE n.person_id = agencies_membership.user_id AND n.read_at IS NULL)"""
SHOWN = ("user", "role", "is_primary", "agency__name", "agency__short_name")


def memberships_today(user: User, today: date) -> list[Membership]:
    """Return the person's memberships, each marked `steers` and with what waits for
    the agency and the unread notices of the person (one query).
    """
    held = memberships_of(user, today).select_related("agency").only(*SHOWN)
    marked = held.annotate(
        steers=RawSQL(STEERS, (), BooleanField()),  # noqa: S611 -- fixed text
        waiting=RawSQL(WAITING, (), IntegerField()),  # noqa: S611
        back=RawSQL(BACK, (), IntegerField()),  # noqa: S611
        unread=RawSQL(UNREAD, (), IntegerField()),  # noqa: S611
    )
    return list(marked.order_by("-is_primary", "pk"))


def audiences_of(user: User, held: Iterable[Membership]) -> set[str]:
    """Return the audiences that the person belongs to."""
    found = {"everyone"}
    for membership in held:
        if membership.role == Role.LEADER:
            found.add("leads")
        if membership.role in AGENCY_ROLES:
            found.add("agency")
        if getattr(membership, "steers", False):
            found.add("steers")
            if membership.role == Role.HEAD:
                found.add("manages")
    return found | ({"staff"} if user.is_staff else set())


def badges_of(held: Iterable[Membership]) -> dict[str, int]:
    """Return view → number that waits for the person; `held` counted it already."""
    badges: dict[str, int] = {}
    for each in held:
        if getattr(each, "steers", False):
            badges["tasks:review"] = getattr(each, "waiting", 0)
        if each.role in AGENCY_ROLES:
            badges.setdefault("tasks:desk_home", getattr(each, "back", 0))
    return badges


@lru_cache(maxsize=64)
def address_of(view: str) -> str:
    """Return the view's address, nothing for a view that does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def nav_items(
    path: str, audiences: set[str], badges: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """Return the lines for these audiences; views that do not exist are left out."""
    items = []
    for entry in ENTRIES:
        if not entry.audience & audiences:
            continue
        url = address_of(entry.view)
        if not url:
            continue
        active = path.startswith((url, *entry.also_under))
        items.append(
            {
                "label": entry.label,
                "url": url,
                "icon": entry.icon,
                "active": active,
                "is_more": entry.is_more,
                "badge": (badges or {}).get(entry.view),
            }
        )
    return items


def _build(request: HttpRequest) -> tuple[list[dict[str, Any]], Any, int]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return [], None, 0
    person = cast(User, user)
    held = memberships_today(person, timezone.localdate())
    agency = held[0].agency if held else None
    audiences = audiences_of(person, held)
    if person.is_staff and may_reorganise(person):
        audiences.add("reorganises")
    unread = getattr(held[0], "unread", 0) if held else 0
    return nav_items(request.path, audiences, badges_of(held)), agency, unread


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return navigation and agency, both read only when a page uses them."""
    built: Any = SimpleLazyObject(lambda: _build(request))
    return {
        "nav_items": SimpleLazyObject(lambda: built[0]),
        "my_agency": SimpleLazyObject(lambda: built[1]),
        "unread": lambda: built[2],
        "demo": settings.DEMO,
    }
