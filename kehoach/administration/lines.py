"""The lines of «Quản trị» and to whom they open."""

from dataclasses import dataclass

from django.urls import reverse

from agencies.models import User
from kehoach.administration.rights import ROOT, may


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place to go, with its count or with what is wrong there."""

    label: str
    url: str
    value: str | int = ""
    wrong: str = ""
    right: str = ROOT

    def opens_to(self, user: User) -> bool:
        """Return whether the page behind it opens to the person."""
        return may(user, self.right)


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody comes for."""

    title: str
    icon: str
    lines: list[PlaceLine]


def rows_of(model: str) -> str:
    """Return the address of a list of the technical admin."""
    return reverse(f"admin:{model}_changelist")


def listed(label: str, model: str, value: str | int = "", wrong: str = "") -> PlaceLine:
    """Return the line of a list of the technical admin."""
    right = "{}.view_{}".format(*model.split("_"))
    return PlaceLine(label, rows_of(model), value, wrong, right)
