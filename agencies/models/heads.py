"""What the head of an agency is called above a signature, and who signs for all."""

from agencies.models.agency import Agency, AgencyKind

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


def title_of(agency: Agency) -> str:
    """Return what the head of such an agency is called."""
    if agency.kind in IN_NAME_OF:
        return "CHỦ TỊCH"
    names = (title for begin, title in _HEADS.items() if agency.name.startswith(begin))
    return next(names, "THỦ TRƯỞNG CƠ QUAN")
