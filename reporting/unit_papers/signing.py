"""Who signs a paper and what its head says: capacity, bodies, symbol, place."""

import re
from collections.abc import Sequence
from datetime import date

from agencies.models import Agency, AgencyKind, Membership, User
from agencies.models.heads import COMMITTEES, IN_NAME_OF, title_of
from reporting.facts.report import DocumentHead
from reporting.models import UnitDraft
from reporting.outline.bodies import (
    body_of,
    place_of_plan,
    province_committee,
    symbol_of,
)
from tasks.models import Plan, UnitReport

Rank = UnitDraft.Rank
TITLE = re.compile(
    r"(?P<acting>quyền |q\. ?)?(?P<deputy>phó )?"
    r"(?P<title>giám đốc|chủ tịch|trưởng ban|chánh văn phòng|chánh thanh tra"
    r"|tổng biên tập|tổng giám đốc|chi cục trưởng|cục trưởng|chỉ huy trưởng"
    r"|hiệu trưởng|viện trưởng|thủ trưởng)",
    re.IGNORECASE,
)
#: The note of a role that was only lent (`tasks.people.delegations`).
LENT = "Ủy quyền"
_UNITS = ("xã ", "phường ", "đặc khu ", "huyện ", "thị xã ", "thành phố ")


def signers_of(agency: Agency, today: date) -> list[User]:
    """Return the agency's head and deputies of the day, those of an own title first;
    who only stands in for some days does not sign.
    """
    held = Membership.objects.alive_on(today).filter(
        agency=agency, role=Membership.Role.HEAD, user__is_active=True
    )
    rows = held.exclude(note__startswith=LENT).select_related("user")
    people = {row.user_id: row.user for row in rows}.values()
    order = {Rank.HEAD: 0, "": 1, Rank.DEPUTY: 2}
    return sorted(people, key=lambda one: (order[rank_of(one)], one.full_name))


def rank_of(person: User | None) -> str:
    """Return head or deputy as the person's title says; empty when it does not."""
    found = TITLE.match(person.position.strip()) if person else None
    if found is None:
        return ""
    return Rank.DEPUTY if found["deputy"] else Rank.HEAD


def capacity_of(agency: Agency, person: User | None, rank: str) -> tuple[str, ...]:
    """Return in which capacity the paper is signed (NĐ 30/2020 Phụ lục I)."""
    found = TITLE.match(person.position.strip()) if person else None
    title = found["title"].upper() if found else title_of(agency)
    above = IN_NAME_OF.get(AgencyKind(agency.kind))
    first = (above,) if above else ()
    if rank == Rank.DEPUTY:
        return (*first, f"KT. {title}", f"PHÓ {title}")
    acting = found is not None and found["acting"]
    return (*first, f"Q. {title}" if acting else title)


def is_guessed(agency: Agency) -> bool:
    """Return whether the agency's letters are read off its name."""
    return not agency.letter_symbol and agency.kind not in COMMITTEES


def place_of(agency: Agency, plan: Plan) -> str:
    """Return the place of signing: the commune's own name (with its level where it is
    a number), else the province's.
    """
    words = agency.name.split(" nhân dân ", 1)[-1]
    for level in _UNITS:
        if agency.kind in COMMITTEES and words.startswith(level):
            name = words.removeprefix(level)
            return words[:1].upper() + words[1:] if name[:1].isdigit() else name
    return place_of_plan(plan)


def superior_of(agency: Agency) -> str:
    """Return the body above, as the head names it; a committee names none."""
    if agency.kind in COMMITTEES:
        return ""
    if agency.parent:
        return agency.parent.name
    below = (AgencyKind.DEPARTMENT, AgencyKind.PRESS, AgencyKind.SERVICE_UNIT)
    return province_committee() if agency.kind in below else ""


def head_of(
    agency: Agency, plan: Plan, kind: str, *, place: str, sent: UnitReport | None = None
) -> DocumentHead:
    """Return the head; number and day are the clerk's, so they stay open until then."""
    return DocumentHead(
        parent_body=superior_of(agency).upper(),
        body=body_of(agency),
        number=sent.number.split("/")[0] if sent else "",
        symbol=f"{kind}-{symbol_of(agency)}",
        place=place or place_of(agency, plan),
        day=sent.signed_on if sent else None,
    )


def chosen_signer(draft: UnitDraft, people: Sequence[User]) -> User | None:
    """Return who signs: the one picked while still there, else the head, the first of
    those who may.
    """
    picked = next((one for one in people if one.pk == draft.signer_id), None)
    return picked or (people[0] if people else None)
