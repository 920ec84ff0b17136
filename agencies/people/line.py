"""One line of a list of focal points: what it says and what it would change."""

from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Membership, User
from agencies.models.authority import Role
from agencies.people.rows import PeopleRow

KEEP, RENAME, SKIP = "giu", "doi-ten", "bo"


@dataclass
class PersonLine:
    """What one line says and what it would change."""

    row: PeopleRow
    agency: Agency | None = None
    user: User | None = None
    membership: Membership | None = None
    role: str = ""
    is_primary: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    email: str = ""
    full_name: str = ""
    position: str = ""
    phone: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    question: str = ""
    choice: str = ""
    may_edit: bool = True
    may_rename: bool = True
    asks_first: bool = False
    is_offered: bool = False

    def wrong(self, name: str, message: str) -> None:
        """Say that a cell is wrong, what stands there and what to do about it."""
        self.fields.setdefault(name, message)
        typed = self.row.get(name)
        if typed and f"«{typed}»" not in message:
            message = f"Đang ghi «{typed[:80]}». {message}"
        self.problems.append((self.row.address(name), message))

    @property
    def number(self) -> int:
        """Return the number of the line in the file."""
        return self.row.number

    @property
    def primary_then(self) -> bool:
        """Return whether the person is primary contact afterwards; a sheet without the
        column says nothing.
        """
        if self.membership and "is_primary" not in self.row.letters:
            return self.membership.is_primary
        return self.is_primary

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).label) if self.role else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the possible answers to the question."""
        same = (KEEP, "Đúng là người này, giữ tên đang có")
        renamed = (RENAME, f"Đúng là người này, sửa tên thành «{self.full_name}»")
        other = (SKIP, "Người khác: bỏ dòng này, hỏi lại đơn vị thư điện tử đúng")
        return [same, renamed, other] if self.may_rename else [same, other]

    @property
    def status(self) -> str:
        """Return a word of `STATUSES`: what would happen to the line."""
        if self.problems:
            return "sai"
        if self.question and self.choice not in dict(self.choices):
            return "hoi"
        if self.choice == SKIP:
            return "bo"
        if self.membership is None:
            return self._new_status
        return "doi" if self.changes else "co"

    @property
    def _new_status(self) -> str:
        if not self.asks_first:
            return "moi"
        return "cho" if self.is_offered else "de-nghi"
