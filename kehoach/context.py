"""What every page is given: navigation by role, the person's agency, the demo mark."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from agencies.authority import memberships_of
from agencies.models import Membership, User
from tasks.access import may_reorganise
from tasks.models import Duty, Notice, Period, Plan, State

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


def memberships_today(user: User, today: date) -> list[Membership]:
    """Return the person's memberships, each marked `steers` and with what waits for
    the agency and the unread notices of the person (one query).
    """
    steered = Plan.objects.filter(steering_agency_id=OuterRef("agency_id"))
    held = memberships_of(user, today).select_related("agency")
    opened = Duty.objects.filter(period__state=Period.State.OPEN)
    sent = opened.filter(
        state=State.SUBMITTED, period__plan__steering_agency_id=OuterRef("agency_id")
    )
    back = opened.filter(
        agency_id=OuterRef("agency_id"), state__in=(State.RETURNED, State.PREPARED)
    )
    unread = Notice.objects.filter(person_id=OuterRef("user_id"), read_at=None)
    marked = held.annotate(
        steers=Exists(steered),
        waiting=_number(sent),
        back=_number(back),
        unread=_number(unread),
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


def _number(rows: Any) -> Any:  # noqa: ANN401 -- any rows
    alike = rows.order_by().annotate(one=Value(1)).values("one")
    counted = alike.annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def nav_items(
    path: str, audiences: set[str], badges: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """Return the lines for these audiences; views that do not exist are left out."""
    items = []
    for entry in ENTRIES:
        if not entry.audience & audiences:
            continue
        try:
            url = reverse(entry.view)
        except NoReverseMatch:
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
        "nav_more": SimpleLazyObject(lambda: [i for i in built[0] if i["is_more"]]),
        "nav_items": SimpleLazyObject(lambda: built[0]),
        "my_agency": SimpleLazyObject(lambda: built[1]),
        "unread": lambda: built[2],
        "demo": settings.DEMO,
    }
