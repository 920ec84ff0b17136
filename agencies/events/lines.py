"""One line of an event's spreadsheet: who ends, how, who follows, what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from agencies.events.names import Directory, refuse_other_name
from agencies.events.rows import NewAgency, Place, SheetLine, as_agency, held_agency
from agencies.models import (
    HOME_TERRITORY,
    TERRITORIES,
    Agency,
    AgencyKind,
    Level,
    Reorganisation,
    Succession,
)
from agencies.sheets.widgets import ByLabel
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import name_key

_T = TypeVar("_T")
_DISSOLVE, _RENAME = Succession.Kind.DISSOLVE, Succession.Kind.RENAME
#: Shorter words that offices write for a kind of line.
SPOKEN = {
    "sáp nhập": "merge",
    "hợp nhất": "merge",
    "chia": "split",
    "tách": "split",
    "đổi tên": "rename",
    "giải thể": "dissolve",
}
_KINDS = ByLabel(dict(Succession.Kind.choices), "Hình thức")
_KINDS.codes |= {name_key(word): kind for word, kind in SPOKEN.items()}
AGENCY_KINDS = ByLabel(dict(AgencyKind.choices), "Loại")
_LEVELS = ByLabel(dict(Level.choices), "Cấp")
PLACES = ByLabel(dict(TERRITORIES.choices), "Địa bàn")


def tried(read: Callable[[], _T], problems: list[str], cell: str) -> _T | None:
    """Return what was read; note at which cell and why when it could not be."""
    try:
        return read()
    except RuleBroken as error:
        problems.append(f"{cell}{error.message}")
    except ValueError as error:
        problems.append(f"{cell}{error}")
    return None


class LineReader:
    """Reads rows one by one and remembers what stood above."""

    def __init__(self, event: Reorganisation) -> None:
        """Read agencies, planned agencies and lines once."""
        agencies = list(Agency.objects.all())
        eve = event.effective_on - timedelta(days=1)
        self.olds = Directory(agencies, eve)
        self.news = Directory(agencies, event.effective_on)
        self.planned = {row.code: held_agency(row) for row in event.planned.all()}
        lines = event.lines.select_related("predecessor", "successor", "planned")
        self.held = {
            (line.predecessor.code, line.successor_code): line for line in lines
        }
        self.kinds: dict[str, set[str]] = {}
        for line in self.held.values():
            self.kinds.setdefault(line.predecessor.code, set()).add(line.kind)
        self.above: dict[tuple[str, str], int] = {}

    def line(self, number: int, row: Mapping[str, str]) -> SheetLine:
        """Return the row as it is understood, with everything that is wrong in it."""
        problems: list[str] = []
        cell = Place.of(row).cell
        kind = tried(lambda: self.kind(row), problems, cell("Hình thức")) or ""
        at_old, at_new = (
            cell(
                f"Mã cơ quan {which}"
                if row[f"Mã cơ quan {which}"]
                else f"Tên cơ quan {which}"
            )
            for which in ("cũ", "mới")
        )
        line = SheetLine(
            number,
            old=tried(lambda: self.old(row), problems, at_old),
            kind=kind,
            new=tried(lambda: self.new(row, kind), problems, at_new),
            typed_old=row["Tên cơ quan cũ"] or row["Mã cơ quan cũ"],
            typed_new=row["Tên cơ quan mới"] or row["Mã cơ quan mới"],
        )
        problems += [] if problems else self.contradictions(line)
        if problems:
            return replace(line, problems=tuple(problems))
        self.remember(line)
        return replace(line, notes=self.notes(line), held=line.key in self.held)

    def kind(self, row: Mapping[str, str]) -> str:
        """Return the kind of the line."""
        if not row["Hình thức"]:
            message = "Thiếu hình thức."
            raise RuleBroken(message)
        return _KINDS.clean(row["Hình thức"])

    def old(self, row: Mapping[str, str]) -> Agency:
        """Return the old agency, by code or by its exact name."""
        code, name = row["Mã cơ quan cũ"], row["Tên cơ quan cũ"]
        if not code and not name:
            message = "Thiếu cơ quan cũ."
            raise RuleBroken(message)
        found = self.olds.find(code=code, name=name)
        if found is None:
            hint = self.olds.pointed_out(name) if name else ""
            message = f"Không có cơ quan mã «{code}».{hint}"
            raise RuleBroken(message)
        return found

    def new(self, row: Mapping[str, str], kind: str) -> Agency | NewAgency | None:
        """Return who follows: an agency, one to be created, or nobody."""
        code, name = row["Mã cơ quan mới"], row["Tên cơ quan mới"]
        if kind == _DISSOLVE:
            if code or name:
                message = "Giải thể thì để trống cơ quan mới."
                raise RuleBroken(message)
            return None
        if not code and not name:
            message = "Thiếu cơ quan mới; chỉ giải thể mới để trống."
            raise RuleBroken(message)
        known = self.known(code, name)
        return known or self.to_create(row)

    def known(self, code: str, name: str) -> Agency | NewAgency | None:
        """Return an agency, or one that the draft or a line above is to create."""
        if code in self.planned:
            planned = self.planned[code]
            if name:
                refuse_other_name(as_agency(planned), name)
            return planned
        if not code:
            key = name_key(name)
            for planned in self.planned.values():
                if key in {name_key(planned.name), name_key(planned.short_name)}:
                    return planned
            try:
                return self.news.named(name)
            except RuleBroken as error:
                message = f"{error.message} Cơ quan chưa có thì ghi mã để lập mới."
                raise RuleBroken(message) from error
        return self.news.find(code=code, name=name)

    def to_create(self, row: Mapping[str, str]) -> NewAgency:
        """Return the agency to be created; RuleBroken names what is missing."""
        code, name = row["Mã cơ quan mới"], row["Tên cơ quan mới"]
        if not name:
            message = (
                f"Không có cơ quan mã «{code}». Muốn lập mới thì ghi tên, loại, cấp."
            )
            raise RuleBroken(message)
        try:
            validate_slug(code)
        except ValidationError as error:
            message = f"Mã «{code}» chỉ được có chữ không dấu, số và dấu nối."
            raise RuleBroken(message) from error
        new = NewAgency(
            code=code,
            name=name,
            short_name=row["Tên ngắn"] or name,
            kind=AGENCY_KINDS.clean(row["Loại"]),
            level=_LEVELS.clean(row["Cấp"]),
            territory=PLACES.clean(row["Địa bàn"] or HOME_TERRITORY),
        )
        for what, text, most in (
            ("Mã", code, 80),
            ("Tên cơ quan mới", name, 250),
            ("Tên ngắn", new.short_name, 120),
        ):
            if len(text) > most:
                message = f"{what} dài quá {most} ký tự."
                raise RuleBroken(message)
        return new

    def contradictions(self, line: SheetLine) -> list[str]:
        """Return what is wrong beside the lines above and those of the draft."""
        old, new = line.key
        if old == new:
            return ["Cơ quan không thể kế thừa chính mình."]
        if above := self.above.get(line.key):
            return [f"Lặp lại dòng {above}."]
        held = self.held.get(line.key)
        if held:
            same = held.kind == line.kind
            return (
                [] if same else [f"Sự kiện đã có dòng này, hình thức khác: «{held}»."]
            )
        kinds = self.kinds.get(old, set())
        if kinds and (kinds | {line.kind}) & {_DISSOLVE, _RENAME}:
            return [f"«{line.old}» đã có dòng khác; giải thể, đổi tên chỉ có một dòng."]
        return []

    def remember(self, line: SheetLine) -> None:
        """Let the lines below know this one."""
        old, _ = line.key
        self.above[line.key] = line.number
        self.kinds.setdefault(old, set()).add(line.kind)
        if isinstance(line.new, NewAgency):
            self.planned.setdefault(line.new.code, line.new)

    def notes(self, line: SheetLine) -> tuple[str, ...]:
        """Return names that differ from those of the line in marks only."""
        said = []
        for names, found in ((self.olds, line.old), (self.news, line.new)):
            if found and (hint := names.pointed_out(found.name).strip()):
                said.append(f"«{found.name}» (mã {found.code}). {hint}")
        return tuple(said)
