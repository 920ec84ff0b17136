"""What an answer must not be: a fault, a foreign word, a foreign row written, a door
that a stranger finds open, a private page that a browser keeps.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.admin import site
from django.urls import Resolver404, resolve, reverse

from agencies.models import User
from kehoach.tests.attack.doors import Answer, Change
from kehoach.tests.attack.people import (
    ADMINS,
    ASKED,
    ASLEEP,
    ENDED,
    LEADER,
    MEMBERS,
    ROOT,
    STEERING,
    STRANGER,
)
from kehoach.tests.attack.routes import Route
from kehoach.tests.attack.worlds import FAR, NEAR, OWN, PUBLIC, World
from kehoach.tests.doors import OPEN_DOORS

MARK = re.compile(r"kx(own|near|far)0([a-z]+)0", re.IGNORECASE)
FAULT = 500
#: Doors that open without signing in, and nothing else.
OPEN = frozenset(OPEN_DOORS - {"feed"} | {"tasks:feed"})
#: What is nobody's secret may be kept by a browser.
KEPT = frozenset({"guide_picture", "admin:jsi18n"})
NOBODYS = (STRANGER, ENDED, ASLEEP)
READS = {
    **dict.fromkeys(NOBODYS + ADMINS, frozenset()),
    **dict.fromkeys((*MEMBERS, ASKED), frozenset({OWN})),
    **dict.fromkeys(STEERING, frozenset({OWN, NEAR})),
    **dict.fromkeys((LEADER, ROOT), frozenset({OWN, NEAR, FAR})),
}
WRITES = READS | {LEADER: frozenset()}
#: Of one person alone, whoever asks.
PERSONAL = frozenset(
    ["draft", "notice", "savedform", "envelope", "device", "signin", "accountevent"]
)
#: What is said to the steering agency alone, not to who was only asked for a part.
CLOSE = frozenset(["dutymessage", "extensionrequest", "doubtnote", "doubt", "consent"])
#: Written by the portal about anybody who comes, never by hand; counted from rows.
BESIDE = frozenset(
    [
        "agencies.AuditRecord",
        "agencies.SignInTry",
        "agencies.SignIn",
        "agencies.Device",
        "agencies.AccountEvent",
        "agencies.AskedJob",
        "tasks.SavedForm",
        "admin.LogEntry",
        "tasks.AgencySummary",
        "tasks.DutyCount",
        "tasks.StaleAgency",
        "tasks.MeasureTotal",
        "tasks.MeasureWord",
        "tasks.Doubt",
        "tasks.FileTrouble",
    ]
)

#: Rows without a right of their own: which one their pages ask for.
BY_RIGHT = {
    "tasks.planchange": "tasks.change_assignment",
    "tasks.planchangeline": "tasks.change_assignment",
}


@dataclass
class Judge:
    """Knows whose every row is, and who asks."""

    worlds: tuple[World, ...]
    role: str
    person: User | None
    #: World and model of the marked words that were shown, foreign or not.
    shown: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Turn the worlds round: row → whose."""
        self.owners = {
            (model, key): world.word
            for world in self.worlds
            for model, keys in world.rows.items()
            for key in keys
        }

    @property
    def is_staff(self) -> bool:
        """Return whether the technical admin opens."""
        return bool(self.person and self.person.is_staff)

    def problems(self, route: Route, address: str, answer: Answer) -> Iterator[str]:
        """Yield what is wrong with the answer."""
        if answer.status >= FAULT:
            yield f"answers {answer.status} {answer.fault}".rstrip()
        yield from self.read(answer.body)
        for change in answer.changes:
            yield from self.written(change)
        door = route.name not in OPEN and is_there(address)
        if self.role in (STRANGER, ASLEEP) and door:
            yield from self.let_in(answer)
        if route.name not in KEPT | OPEN:
            yield from kept(answer)
        if self.role in ADMINS and answer.status == 200 and not self.may_look(route):
            yield "opens to who has no right to it"

    def may_look(self, route: Route) -> bool:
        """Return whether the person may look at what the page of the admin is about."""
        about = [
            m
            for m in site._registry
            if f":{m._meta.label_lower.replace('.', '_')}_" in route.name
        ]
        rights = [f"{m._meta.app_label}.view_{m._meta.model_name}" for m in about]
        return bool(self.person and all(map(self.person.has_perm, rights)))

    def read(self, body: str) -> Iterator[str]:
        """Yield the foreign words that are shown."""
        for word, model in set(MARK.findall(body.lower())):
            self.shown.add((f"kx{word}", model))
            foreign = f"kx{word}" not in READS[self.role]
            close = self.role == ASKED and model in CLOSE
            if (foreign or close or model in PERSONAL) and not self.looks_after(model):
                yield f"shows {model} of {word}"

    def looks_after(self, name: str) -> bool:
        """Return whether the technical admin shows such rows to the person."""
        found = [each for each in apps.get_models() if each._meta.model_name == name]
        if not (self.person and self.is_staff and self.role in (ROOT, *ADMINS)):
            return False
        rights = [f"{each._meta.app_label}.view_{name}" for each in found]
        return any(map(self.person.has_perm, rights))

    def written(self, change: Change) -> Iterator[str]:
        """Yield that a foreign row was written, or is named by a row that was."""
        label = change.model._meta.label
        if label in BESIDE:
            return
        owner = self.owners.get((change.model, change.key))
        if owner and owner not in WRITES[self.role] and not self.administers(change):
            yield f"writes {label} of {owner}: {sorted(change.values)}"
        if not owner and self.role in NOBODYS and not self.is_oneself(change):
            yield f"writes {label}: {sorted(change.values)}"
        for each in change.model._meta.concrete_fields:
            related = each.related_model
            if not related or related._meta.label in PUBLIC:
                continue
            whose = self.owners.get((related, change.values.get(each.attname)))
            foreign = whose and whose not in WRITES[self.role] and owner != whose
            if foreign and not self.administers(change):
                yield f"names {related._meta.label} of {whose} in a {label}"

    def administers(self, change: Change) -> bool:
        """Return whether the administrators' group was given such rows, or those that
        hold them.
        """
        if not (self.person and self.role in ADMINS):
            return False
        label = change.model._meta.label_lower.partition("_")[0]
        right = BY_RIGHT.get(label, label.replace(".", ".change_"))
        return bool(self.person.has_perm(right))

    def is_oneself(self, change: Change) -> bool:
        """Return whether it is the person's own account."""
        return bool(
            self.person and change.model is User and change.key == self.person.pk
        )

    def let_in(self, answer: Answer) -> Iterator[str]:
        """Yield that a stranger was not sent to sign in."""
        doors = (reverse("login"), reverse("admin:login"))
        led = answer.headers.get("Location", "").startswith(doors)
        refused = answer.status in {400, 401, 405}
        if not (answer.status == 302 and led) and not refused:
            yield f"lets a stranger in: {answer.status}"


def is_there(address: str) -> bool:
    """Return whether any page answers to the address."""
    try:
        return bool(resolve(address.partition("?")[0]))
    except Resolver404:
        return False


def kept(answer: Answer) -> Iterator[str]:
    """Yield that the browser may keep the page."""
    said = set(answer.headers.get("Cache-Control", "").split(", "))
    if not {"private", "no-store"} <= said:
        yield f"may be kept: {sorted(said)}"
