"""What every page is given: navigation by role, the person's agency, the demo mark."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from agencies.models import Membership, User
from agencies.models.agency import ONLY_ASKED
from agencies.models.dated import ALIVE_ON
from kehoach.downtime import downtime_words
from kehoach.site.contacts import DAYS, Contact, all_contacts, as_column, contacts_in
from kehoach.site.entries import ASKED_LABELS, ENTRIES
from kehoach.site.guide import guide_place_of
from tasks.duties.access import may_reorganise

AGENCY_ROLES = {
    Membership.Role.OFFICER,
    Membership.Role.HEAD,
    Membership.Role.CLERK,
    Membership.Role.VIEWER,
}


#: Plans that the chooser on every page offers.
MOST_OFFERED = 12
#: The memberships of a person and what waits for each, in one query. Every page asks
#: this: as text, because putting it together took longer than the database takes to
#: answer it.
HELD = """WITH r AS (SELECT r.id, r.state = 'open' AS is_open,
p.steering_agency_id AS steering, EXISTS (SELECT 1 FROM tasks_period l
WHERE l.plan_id = r.plan_id AND l.state = 'open' AND l.data_to > r.data_to) AS carries_over
FROM tasks_period r JOIN tasks_plan p ON p.id = r.plan_id)
SELECT m.role, a.name, a.short_name, a.kind,
EXISTS (SELECT 1 FROM tasks_plan p WHERE p.steering_agency_id = m.agency_id),
(SELECT COALESCE(SUM(c.number), 0) FROM tasks_dutycount c
JOIN r ON r.id = c.period_id AND r.is_open
WHERE r.steering = m.agency_id AND c.state = 'submitted'),
(SELECT COUNT(*) FROM tasks_duty d JOIN r ON r.id = d.period_id AND {worked}
WHERE d.agency_id = m.agency_id AND d.state IN ('returned', 'prepared')),
(SELECT COUNT(*) FROM tasks_dutymessage q
JOIN tasks_duty d ON d.id = q.duty_id
AND d.state NOT IN ('waived', 'ended', 'transferred')
JOIN r ON r.id = d.period_id AND {worked}
WHERE q.waits AND m.role IN ('officer', 'head')
AND m.agency_id = CASE WHEN q.from_steering THEN d.agency_id ELSE r.steering END),
(SELECT COUNT(*) FROM tasks_extensionrequest e
JOIN r ON r.id = e.period_id AND r.is_open
WHERE e.state = 'asked' AND m.role IN ('officer', 'head')
AND r.steering = m.agency_id),
(SELECT COUNT(*) FROM tasks_notice n
WHERE n.person_id = m.user_id AND n.read_at IS NULL),
EXISTS (SELECT 1 FROM tasks_fieldgrant g JOIN tasks_plan p ON p.id = g.plan_id
WHERE p.state <> 'draft' AND g.valid_from <= %s
AND (g.valid_to IS NULL OR g.valid_to >= %s)
AND (g.agency_id = m.agency_id OR g.agency_id IN (SELECT y.elder_id
FROM agencies_ancestry y WHERE y.heir_id = m.agency_id AND y.since <= %s))),
{contacts}
FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
WHERE m.user_id = %s AND {alive}
ORDER BY m.is_primary DESC, m.id"""

#: How often the day stands in what says that a field is read (`FieldGrantQuerySet`).
FIELD_DAYS = 3
#: `tasks.models.worked_now` as text.
WORKED = """(r.is_open OR (d.schedule = 'once' AND r.carries_over)
OR d.reopened_until >= %s)"""


class Held(NamedTuple):
    """A role at an agency: whether the agency steers a plan, how many duties wait for
    it to review or to do again, the questions and requests for a later day that wait
    for its answer, the unread notices of the person, whether the agency reads a field,
    and whom to ask about each plan.
    """

    role: str
    name: str
    short_name: str
    kind: str
    steers: bool
    waiting: int
    back: int
    questions: int
    requests: int
    unread: int
    has_field: bool
    contacts: str


@lru_cache(maxsize=2)
def held_statement(vendor: str) -> str:
    """Return the query in the words of the database."""
    return HELD.format(contacts=as_column(), alive=ALIVE_ON, worked=WORKED)


def memberships_today(user: User, today: date) -> list[Held]:
    """Return what the person is today, first the main one (one query)."""
    if not user.is_active or user.reads_only:
        return []
    day = today.isoformat()
    statement = held_statement(connection.vendor)
    days = HELD.count("{worked}") + FIELD_DAYS + DAYS
    with connection.cursor() as cursor:
        cursor.execute(statement, [*[day] * days, user.pk, day, day])
        return [Held(*row) for row in cursor.fetchall()]


def audiences_of(user: User, held: Iterable[Held]) -> set[str]:
    """Return the audiences that the person belongs to."""
    if user.reads_only:
        return {"reader"}
    found = {"everyone"}
    for membership in held:
        if membership.role == Membership.Role.LEADER:
            found.add("leads")
        if membership.role in AGENCY_ROLES:
            found |= {"agency", str(membership.role)}
            found.add("asked" if membership.kind in ONLY_ASKED else "ordered")
        if membership.has_field:
            found.add("fields")
        if membership.steers:
            found.add("steers")
            if membership.role == Membership.Role.HEAD:
                found.add("manages")
    return found | ({"staff"} if user.is_staff else set())


def is_only_asked(audiences: set[str]) -> bool:
    """Return whether the person acts for nobody that is ordered."""
    return "asked" in audiences and not audiences & {"ordered", "steers", "leads"}


def badges_of(held: Iterable[Held]) -> dict[str, int]:
    """Return view → number that waits for the person; `held` counted it already."""
    badges: dict[str, int] = {}
    for each in held:
        if each.steers:
            badges["tasks:review"] = each.waiting
        if each.role in AGENCY_ROLES:
            badges.setdefault("tasks:desk_home", each.back)
    places = {each.name: each.questions + each.requests for each in held}
    badges["tasks:talks"] = sum(places.values())
    return badges


def waits_of(held: Iterable[Held]) -> dict[str, int]:
    """Return what waits for who steers a plan: the same numbers as the badges."""
    steered = {each.name: each for each in held if each.steers}.values()
    return {
        "review": sum(each.waiting for each in steered),
        "questions": sum(each.questions for each in steered),
        "requests": sum(each.requests for each in steered),
    }


@lru_cache(maxsize=1024)
def address_of(view: str, plan: str = "") -> str:
    """Return the view's address, of this plan where it is about one; nothing for a view
    that does not exist.
    """
    for said in ([plan], []) if plan else ([],):
        with suppress(NoReverseMatch):
            return reverse(view, args=said)
    return ""


def plan_of_pages(request: HttpRequest, contacts: list[Contact]) -> str:
    """Return the plan that the navigation stays in: of the address, else the only one."""
    codes = {each.code for each in contacts}
    found = request.resolver_match
    asked = found.kwargs.get("plan", "") if found else ""
    if asked in codes:
        return str(asked)
    return codes.pop() if len(codes) == 1 else ""


def nav_items(
    path: str,
    audiences: set[str],
    badges: dict[str, int] | None = None,
    plan: str = "",
) -> list[dict[str, Any]]:
    """Return the lines for these audiences; views that do not exist are left out. Who is
    only asked has no duties to read of. The line that says most of the path is lit.
    """
    items: list[dict[str, Any]] = []
    lit: list[int] = []
    names = ASKED_LABELS if is_only_asked(audiences) else {}
    for entry in ENTRIES:
        if not entry.audience & audiences:
            continue
        url = address_of(entry.view, plan)
        if not url:
            continue
        under = (
            len(each) for each in (url, *entry.also_under) if path.startswith(each)
        )
        lit.append(max(under, default=0))
        items.append(
            {
                "label": names.get(entry.view, entry.label),
                "url": url,
                "icon": entry.icon,
                "is_more": entry.is_more,
                "badge": (badges or {}).get(entry.view),
                "counts": entry.counts,
            }
        )
    for item, length in zip(items, lit, strict=True):
        item["active"] = 0 < length == max(lit)
    return items


class Built(NamedTuple):
    """What pages take from one reading."""

    nav_items: list[dict[str, Any]]
    agency: Held | None
    unread: int
    audiences: set[str]
    contacts: list[Contact]
    waits: dict[str, int]


def _build(request: HttpRequest) -> Built:
    user, today = getattr(request, "user", None), timezone.localdate()
    if user is None or not user.is_authenticated:
        return Built([], None, 0, set(), all_contacts(today), {})
    person = cast(User, user)
    held = memberships_today(person, today)
    agency = held[0] if held else None
    audiences = audiences_of(person, held)
    if person.is_staff and may_reorganise(person):
        audiences.add("reorganises")
    unread = held[0].unread if held else 0
    contacts = contacts_in(held[0].contacts) if held else all_contacts(today)
    plan = plan_of_pages(request, contacts)
    items = nav_items(request.path, audiences, badges_of(held), plan)
    return Built(items, agency, unread, audiences, contacts, waits_of(held))


def audiences_on(request: HttpRequest) -> set[str]:
    """Return the audiences of the person of the request, and the roles they hold."""
    return _build(request).audiences


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return navigation and agency, both read only when a page uses them."""
    built: Any = SimpleLazyObject(lambda: _build(request))
    return {
        "nav_items": SimpleLazyObject(lambda: built.nav_items),
        "my_agency": SimpleLazyObject(lambda: built.agency),
        "unread": lambda: built.unread,
        "contacts": SimpleLazyObject(lambda: built.contacts),
        "plans_to_choose": lambda: plans_to_choose(request, built),
        "waits": SimpleLazyObject(lambda: built.waits),
        "steers": lambda: "steers" in built.audiences,
        "only_asked": lambda: is_only_asked(built.audiences),
        "guide_place": lambda: _guide_place(request, built.audiences),
        "portal_name": settings.PORTAL_NAME,
        "demo": settings.DEMO,
        "downtime": downtime_words(settings.DOWNTIME, timezone.now()),
        "session_left": getattr(request, "session_left", None),
    }


def plans_to_choose(request: HttpRequest, built: Built) -> list[tuple[str, str, bool]]:
    """Return address, name and whether it is the one of the page, of the newest plans
    and that one; the list of plans has all. Nothing while there is one.
    """
    if len(built.contacts) < 2 or "reader" in built.audiences:
        return []
    here = plan_of_pages(request, built.contacts)
    newest = built.contacts[-MOST_OFFERED:]
    rows = [each for each in built.contacts if each.code == here or each in newest]
    return [
        (address_of("tasks:plan", each.code), each.plan, each.code == here)
        for each in rows
    ]


def _guide_place(request: HttpRequest, audiences: set[str]) -> str:
    """Return where the user guide explains the page of the request."""
    found = request.resolver_match
    return guide_place_of(
        found.view_name if found else "", steers="steers" in audiences
    )
