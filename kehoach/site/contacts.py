"""Whom to ask about a plan: a person of its steering agency, with phone and e-mail.

The person is the plan's `contact` while they belong to the agency, else its primary
contact. Pages read this within the query of the navigation (`kehoach/site/context.py`), so
it is text of the database's own.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from agencies.models import Agency
from agencies.models.dated import ALIVE_ON
from tasks.models import Plan

#: The steering agency where no plan says which it is.
STEERING = "cơ quan theo dõi kế hoạch"
#: Who of the steering agency may be asked; `p` is the plan, whose own choice goes first.
_ASKED = f"""SELECT m.user_id FROM agencies_membership m
JOIN agencies_user x ON x.id = m.user_id AND x.is_active
WHERE m.agency_id = p.steering_agency_id AND {ALIVE_ON}
AND m.role IN ('officer', 'head')"""  # noqa: S608 -- fixed text
_ROWS = f"""FROM (SELECT p.id, p.short_title, p.matter, p.code, p.steering_agency_id AS agency, COALESCE(
({_ASKED} AND m.user_id = p.contact_id LIMIT 1),
({_ASKED} ORDER BY m.is_primary DESC, m.id LIMIT 1)) AS person FROM tasks_plan p
WHERE p.state <> 'draft'
AND NOT EXISTS (SELECT 1 FROM tasks_adhocrequest r WHERE r.plan_id = p.id)) q
JOIN agencies_agency s ON s.id = q.agency LEFT JOIN agencies_user u ON u.id = q.person"""  # noqa: S608 -- fixed text
#: How often the expression takes the day.
DAYS = 4
_COLUMNS = (
    "q.id, q.short_title, s.short_name, s.email,"
    " u.full_name, u.position, u.phone, u.email, q.matter, q.code"
)


class Contact(NamedTuple):
    """Whom to ask about one plan."""

    plan_id: int
    plan: str
    agency: str
    agency_email: str
    person: str
    position: str
    phone: str
    person_email: str
    matter: str
    code: str

    @property
    def email(self) -> str:
        """Return the person's address, else the agency's."""
        return self.person_email or self.agency_email

    @property
    def dialled(self) -> str:
        """Return the phone number as a link dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def as_column() -> str:
    """Return an expression of all contacts as JSON; takes the day four times."""
    if connection.vendor == "postgresql":
        return f"(SELECT json_agg(json_build_array({_COLUMNS}))::text {_ROWS})"
    return f"(SELECT json_group_array(json_array({_COLUMNS})) {_ROWS})"


def contacts_in(text: str | None) -> list[Contact]:
    """Return what the expression gave."""
    rows = json.loads(text or "[]")
    return sorted(Contact(row[0], *(word or "" for word in row[1:])) for row in rows)


def all_contacts(today: date) -> list[Contact]:
    """Return the contacts for who has no role yet or is not signed in (one query)."""
    day = today.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {as_column()}", [day] * DAYS)
        return contacts_in(cursor.fetchone()[0])


def about(contacts: Iterable[Contact], plan_id: int | None) -> list[Contact]:
    """Return whom to ask about the plan; for any other page each person once."""
    every = list(contacts)
    if mine := [each for each in every if each.plan_id == plan_id]:
        return mine
    each_once = {(each.agency, each.person): each for each in reversed(every)}
    return list(reversed(each_once.values()))


def steering_name(context: Any, several: str) -> str:
    """Return the agency that steers the plan of a page, which may be of an ad-hoc
    request; `several` where a page is about many plans of many agencies.
    """
    contacts, plan_id = context.get("contacts") or [], plan_in(context)
    if plan_id and all(each.plan_id != plan_id for each in contacts):
        return Agency.objects.get(steered_plans=plan_id).short_name
    names = {each.agency for each in about(contacts, plan_id)}
    return names.pop() if len(names) == 1 else several


def matter_named(context: Any) -> str:
    """Return what the plan of a page is about, or the only plan that there is; nothing
    where a page is about many.
    """
    contacts, plan_id = context.get("contacts") or [], plan_in(context)
    mine = [each for each in contacts if each.plan_id == plan_id] or contacts
    matters = {each.matter for each in mine}
    return matters.pop() if len(matters) == 1 else ""


def plan_code_in(context: Any) -> str:
    """Return the code of the plan that a page is about: of its address, else of its
    rows, else of the only plan that there is; nothing where a page is about many.
    """
    request = getattr(context, "request", None)
    found = getattr(request, "resolver_match", None)
    if found and "plan" in found.kwargs:
        return str(found.kwargs["plan"])
    contacts, plan_id = context.get("contacts") or [], plan_in(context)
    if plan_id is None:
        return contacts[0].code if len(contacts) == 1 else ""
    mine = (each.code for each in contacts if each.plan_id == plan_id)
    return next(mine, "") or str(Plan.objects.get(pk=plan_id).code)


def plan_in(context: Any) -> int | None:
    """Return the plan that a page is about, from what the page was given; no query."""
    for name, path in (
        ("request", "plan.pk"),
        ("plan", "pk"),
        ("about", "plan.pk"),
        ("period", "plan_id"),
        ("duty", "period.plan_id"),
        ("report", "period.plan_id"),
        ("letter", "period.plan_id"),
        ("change", "plan_id"),
    ):
        if found := _reach(context.get(name), path.split(".")):
            return found
    return None


def _reach(row: Any, path: list[str]) -> int | None:
    for name in path:
        state = getattr(row, "_state", None)
        if state and name == "period" and name not in state.fields_cache:
            return None
        row = getattr(row, name, None)
    return row if isinstance(row, int) else None
