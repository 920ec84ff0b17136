"""Names and places from which no password is taken now, for the administrator."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q

from agencies.accounts.bounds import open_again, recent
from agencies.models import SignInTry, User
from agencies.trail.writing import AuditKind, record


class Shut(NamedTuple):
    """One name or one place, how often it was tried, and what it was tried with."""

    name: str
    place: str
    tries: int
    others: int
    last_at: datetime
    owner: User | None = None


def shut_now(now: datetime) -> list[Shut]:
    """Return what is refused now, the latest first."""
    return sorted(
        [*_names(now), *_places(now)], key=lambda each: each.last_at, reverse=True
    )


def _names(now: datetime) -> Iterable[Shut]:
    """Yield names refused somewhere: in one place, in one browser or everywhere."""
    by_place = recent(now).filter(device="").values("name", "place")
    by_device = recent(now).exclude(device="").values("name", "device")
    somewhere = {
        row["name"]
        for rows in (by_place, by_device)
        for row in rows.annotate(n=Count("pk")).filter(n__gte=settings.SIGN_IN_TRIES)
    }
    found = [
        row
        for row in _grouped(now, "name", "place")
        if row["name"] in somewhere or row["strange"] >= settings.SIGN_IN_TRIES_MANY
    ]
    names = [_bare(row["name"]) for row in found]
    owners = User.objects.in_bulk(names, field_name="username")
    for row in found:
        owner = owners.get(_bare(row["name"]))
        yield Shut(row["name"], "", row["n"], row["others"], row["last"], owner)


def _places(now: datetime) -> Iterable[Shut]:
    """Yield places refused whatever the name."""
    for row in _grouped(now, "place", "name"):
        if row["place"] and row["strange"] >= settings.SIGN_IN_TRIES_MANY:
            yield Shut("", row["place"], row["n"], row["others"], row["last"])


def _bare(name: str) -> str:
    """Return the name without the step it was tried at."""
    return name.rpartition(":")[2]


def _grouped(now: datetime, by: str, other: str) -> Any:
    counted = {
        "n": Count("pk"),
        "strange": Count("pk", filter=Q(device="")),
        "others": Count(other, distinct=True),
        "last": Max("at"),
    }
    return recent(now).values(by).annotate(**counted).order_by(by)


@transaction.atomic
def unblock(*, name: str, place: str, actor: User | None, now: datetime) -> bool:
    """Take tries away by an administrator's hand (nobody's: on the server); return whether there were any."""
    owner = None if place else User.objects.filter(username=_bare(name)).first()
    if owner:
        return open_again(user=owner, now=now, actor=actor)
    which = {"place": place} if place else {"name": name}
    gone, _ = SignInTry.objects.filter(**which).delete()
    if gone:
        record(AuditKind.UNLOCKED, actor=actor, target=place, after={"username": name})
    return bool(gone)
