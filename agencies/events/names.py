"""Who is meant in a spreadsheet or a form: by code, or by the exact name.

Marks are never stripped to find an agency; names that differ in marks only are
pointed out, since xã Thành Hải and xã Thanh Hải are two communes.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from agencies.models import Agency
from kehoach.lib.dates import format_date
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import name_key, search_text

#: How many agencies a message lists.
SHOWN = 8


class Directory:
    """All agencies, read once, as they stand on one day."""

    def __init__(self, agencies: Iterable[Agency], day: date) -> None:
        """Index by code, by exact names and by names without marks."""
        self.day = day
        self.by_code = {agency.code: agency for agency in agencies}
        self.by_key: dict[str, list[Agency]] = defaultdict(list)
        self.by_bare: dict[str, list[Agency]] = defaultdict(list)
        for agency in self.by_code.values():
            for key in keys_of(agency):
                self.by_key[key].append(agency)
            if agency.is_alive_on(day):
                for bare in {search_text(each) for each in names_of(agency)}:
                    self.by_bare[bare].append(agency)

    @property
    def living(self) -> list[Agency]:
        """Return the agencies of the day, as offices list them."""
        alive = [each for each in self.by_code.values() if each.is_alive_on(self.day)]
        return sorted(alive, key=lambda agency: (agency.sort_key, agency.pk))

    def find(self, *, code: str, name: str, field: str = "") -> Agency | None:
        """Return the agency, None for an unknown code; RuleBroken when unclear."""
        if code:
            agency = self.by_code.get(code)
            if agency and name:
                refuse_other_name(agency, name, field)
            return agency
        return self.named(name, field)

    def named(self, name: str, field: str = "") -> Agency:
        """Return the one agency of this name that is alive on the day."""
        same = self.by_key.get(name_key(name), [])
        alive = [agency for agency in same if agency.is_alive_on(self.day)]
        if len(alive) == 1:
            return alive[0]
        if alive:
            message = (
                f"Có {len(alive)} cơ quan cùng tên «{name}»: mã"
                f" {'; '.join(agency.code for agency in alive[:SHOWN])}. Ghi mã."
            )
        elif same:
            message = f"«{name}» {lifetime(same[-1], self.day)}."
        else:
            message = f"Không có cơ quan tên «{name}».{self.pointed_out(name)}"
        raise RuleBroken(message, field=field)

    def close_to(self, name: str) -> list[Agency]:
        """Return living agencies whose name differs from this one in marks only."""
        key, bare = name_key(name), search_text(" ".join(name.split()))
        found = self.by_bare.get(bare, [])
        return [agency for agency in found if key not in keys_of(agency)]

    def pointed_out(self, name: str) -> str:
        """Return a sentence about names that differ in marks only, or nothing."""
        close = [f"«{each.name}» (mã {each.code})" for each in self.close_to(name)]
        return f" Tên chỉ khác dấu: {'; '.join(close[:SHOWN])}." if close else ""


def names_of(agency: Agency) -> tuple[str, str]:
    """Return the official and the short name."""
    return agency.name, agency.short_name


def keys_of(agency: Agency) -> set[str]:
    """Return the keys that the agency is found by, marks kept."""
    return {name_key(name) for name in names_of(agency)}


def refuse_other_name(agency: Agency, name: str, field: str = "") -> None:
    """Raise RuleBroken when the name is not the agency's."""
    if name_key(name) in keys_of(agency):
        return
    bare = {search_text(each) for each in names_of(agency)}
    only = " (hai tên chỉ khác dấu)" if search_text(name) in bare else ""
    message = f"Mã «{agency.code}» là «{agency.name}», không phải «{name}»{only}."
    raise RuleBroken(message, field=field)


def lifetime(agency: Agency, day: date) -> str:
    """Return words for why the agency is not there on the day."""
    if agency.valid_to and agency.valid_to < day:
        return f"đã kết thúc ngày {format_date(agency.valid_to)} (mã {agency.code})"
    begins = format_date(agency.valid_from) if agency.valid_from else ""
    return f"chỉ có từ ngày {begins} (mã {agency.code})"
