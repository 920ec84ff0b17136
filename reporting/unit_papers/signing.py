"""Who signs a paper and what its head says: capacity, bodies, symbol, place."""

import re
from collections.abc import Sequence
from datetime import date

from agencies.models import Agency, AgencyKind, Membership, User
from reporting.facts.report import DocumentHead
from reporting.models import UnitDraft
from reporting.outline import wording
from tasks.models import Plan, UnitReport

Rank = UnitDraft.Rank
COMMITTEES = (AgencyKind.COMMUNE, AgencyKind.DISTRICT)
#: Bodies that sign in the name of all their members.
IN_NAME_OF = {
    AgencyKind.COMMUNE: "TM. ỦY BAN NHÂN DÂN",
    AgencyKind.DISTRICT: "TM. ỦY BAN NHÂN DÂN",
    AgencyKind.FRONT: "TM. BAN THƯỜNG TRỰC",
    AgencyKind.UNION: "TM. BAN THƯỜNG VỤ",
}
#: Beginning of an agency's name → what its head is called.
_HEADS = {
    "Sở ": "GIÁM ĐỐC",
    "Văn phòng": "CHÁNH VĂN PHÒNG",
    "Thanh tra": "CHÁNH THANH TRA",
    "Công an": "GIÁM ĐỐC",
    "Bộ Chỉ huy": "CHỈ HUY TRƯỞNG",
    "Ban ": "TRƯỞNG BAN",
    "Báo ": "TỔNG BIÊN TẬP",
    "Đài ": "GIÁM ĐỐC",
}
TITLE = re.compile(
    r"(?P<acting>quyền |q\. ?)?(?P<deputy>phó )?"
    r"(?P<title>giám đốc|chủ tịch|trưởng ban|chánh văn phòng|chánh thanh tra"
    r"|tổng biên tập|tổng giám đốc|chi cục trưởng|cục trưởng|chỉ huy trưởng"
    r"|hiệu trưởng|viện trưởng|thủ trưởng)",
    re.IGNORECASE,
)
#: The note of a role that was only lent (`tasks.people.delegations`).
LENT = "Ủy quyền"
PROVINCE = re.compile(r"\btỉnh ((?:[A-ZĐÀ-Ỹ]\w*)(?: [A-ZĐÀ-Ỹ]\w*)*)")
_UNITS = ("xã ", "phường ", "đặc khu ", "huyện ", "thị xã ", "thành phố ")
#: Words that a symbol leaves out.
SMALL_WORDS = {"và", "của", "tỉnh"}


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


def title_of(agency: Agency) -> str:
    """Return what the head of such an agency is called."""
    if agency.kind in IN_NAME_OF:
        return "CHỦ TỊCH"
    names = (title for begin, title in _HEADS.items() if agency.name.startswith(begin))
    return next(names, "THỦ TRƯỞNG CƠ QUAN")


def is_guessed(agency: Agency) -> bool:
    """Return whether the agency's letters are read off its name."""
    return not agency.letter_symbol and agency.kind not in COMMITTEES


def symbol_of(agency: Agency) -> str:
    """Return the agency's letters: as entered, UBND, else the first letters of its
    name («Sở Văn hóa, Thể thao và Du lịch»: SVHTTDL).
    """
    if agency.letter_symbol:
        return agency.letter_symbol
    if agency.kind in COMMITTEES:
        return "UBND"
    words = re.findall(r"\w+", agency.short_name)
    return "".join(
        word if word.isupper() else word[0].upper()
        for word in words
        if word.lower() not in SMALL_WORDS
    )


def province_of(plan: Plan) -> str:
    """Return the province's name as the plan says it."""
    found = PROVINCE.search(f"{plan.issuer}; {plan.title}")
    return plan.place or (found[1] if found else wording.PLACE)


def place_of(agency: Agency, plan: Plan) -> str:
    """Return the place of signing: the commune's own name (with its level where it is
    a number), else the province's.
    """
    words = agency.name.split(" nhân dân ", 1)[-1]
    for level in _UNITS:
        if agency.kind in COMMITTEES and words.startswith(level):
            name = words.removeprefix(level)
            return words[:1].upper() + words[1:] if name[:1].isdigit() else name
    return province_of(plan)


def superior_of(agency: Agency, plan: Plan) -> str:
    """Return the body above, as the head names it; a committee names none."""
    if agency.kind in COMMITTEES:
        return ""
    if agency.parent:
        return agency.parent.name
    below = (AgencyKind.DEPARTMENT, AgencyKind.PRESS, AgencyKind.SERVICE_UNIT)
    return f"Ủy ban nhân dân tỉnh {province_of(plan)}" if agency.kind in below else ""


def head_of(
    agency: Agency, plan: Plan, kind: str, *, place: str, sent: UnitReport | None = None
) -> DocumentHead:
    """Return the head; number and day are the clerk's, so they stay open until then."""
    return DocumentHead(
        parent_body=superior_of(agency, plan).upper(),
        body=agency.name.removesuffix(f" tỉnh {province_of(plan)}"),
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
