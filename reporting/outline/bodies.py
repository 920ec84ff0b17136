"""How documents name bodies: the committee that issued the plan, an agency, its letters,
the place of signing.
"""

import re

from django.conf import settings

from agencies.models import Agency
from agencies.models.heads import COMMITTEES
from tasks.models import Plan

#: Words that a symbol leaves out.
_SMALL_WORDS = {"và", "của", "tỉnh"}
_COMMITTEE, _SHORT = "Ủy ban nhân dân", "UBND"


def province_committee() -> str:
    """Return the name of the province's People's Committee."""
    return f"{_COMMITTEE} tỉnh {settings.PROVINCE}"


def committee_of(plan: Plan) -> str:
    """Return who issued the plan and is reported to; «tỉnh» is the province's name."""
    whole = plan.issuer.strip().replace(_SHORT, _COMMITTEE)
    return province_committee() if whole in {"", f"{_COMMITTEE} tỉnh"} else whole


def committee_in_head(plan: Plan) -> str:
    """Return the committee as it stands above the name of an agency: «UBND TỈNH …»."""
    return committee_of(plan).replace(_COMMITTEE, _SHORT).upper()


def body_of(agency: Agency) -> str:
    """Return the agency's name without the province's."""
    return agency.name.removesuffix(f" tỉnh {settings.PROVINCE}")


def place_of_plan(plan: Plan) -> str:
    """Return where the plan's documents are signed: as it says, else the province."""
    return plan.place or str(settings.PROVINCE)


def symbol_of(agency: Agency) -> str:
    """Return the agency's letters: as entered, UBND, else the first letters of its
    name («Sở Văn hóa, Thể thao và Du lịch»: SVHTTDL).
    """
    if agency.letter_symbol:
        return agency.letter_symbol
    if agency.kind in COMMITTEES:
        return _SHORT
    words = re.findall(r"\w+", agency.short_name)
    return "".join(
        word if word.isupper() else word[0].upper()
        for word in words
        if word.lower() not in _SMALL_WORDS
    )
