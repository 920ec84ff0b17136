"""Whose people somebody may name, and whom they ask first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, User
from agencies.models.authority import Role


@dataclass(frozen=True)
class Scope:
    """Whose people the actor may name: `None` means every agency.

    At a `guarded` agency, and for the role that reads the whole province, only who has
    `leads` may; `everything` lets the actor correct any account, else only people who
    belong nowhere but to the agencies in `agencies`; `until` is the last day of who leads
    an agency only so long; `actor` signs what is offered.
    """

    agencies: frozenset[int] | None
    guarded: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    everything: bool = False
    until: Mapping[int, date] = field(default_factory=dict)
    actor: User | None = None

    def answers_for(self, places: Collection[int]) -> bool:
        """Return whether who belongs to these agencies is the actor's own to correct."""
        mine = self.agencies
        return mine is None or (bool(places) and mine.issuperset(places))

    def may_appoint(self, places: Collection[int]) -> bool:
        """Return whether who belongs to these agencies gets a role without being asked:
        some agency is the actor's, or there is none.
        """
        mine = self.agencies
        return mine is None or not places or not mine.isdisjoint(places)

    def refuses(self, agency: Agency, role: str) -> str:
        """Return why the actor may not give this role there, or nothing."""
        if self.everything:
            return ""
        if self.agencies is not None and agency.pk not in self.agencies:
            return "Chỉ nhập được cán bộ của đơn vị mình."
        if role == Role.LEADER:
            return "Vai trò xem toàn tỉnh do quản trị giao."
        if agency.pk in self.guarded and agency.pk not in self.leads:
            return "Cán bộ của cơ quan theo dõi kế hoạch do thủ trưởng cơ quan ấy cử."
        return ""
