"""The lines of a list of focal points, read against what the portal knows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from agencies.events.names import Directory
from agencies.models import Agency, Membership, RoleOffer, User
from agencies.models.authority import Role
from agencies.models.dated import outlasts
from agencies.models.errors import READS_ONLY
from agencies.people.line import RENAME, PersonLine
from agencies.people.rows import PeopleRow
from agencies.people.scope import Scope
from agencies.sheets.values import yes_or_no
from kehoach.lib.contact_words import clean_email, clean_phone
from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import name_key

_ROLES = {name_key(str(label)): value for value, label in Role.choices} | {
    name_key(word): value
    for word, value in (
        ("Đầu mối", Role.OFFICER),
        ("Cán bộ", Role.OFFICER),
        ("Thủ trưởng", Role.HEAD),
        ("Cấp phó", Role.HEAD),
        ("Lãnh đạo đơn vị", Role.HEAD),
        ("Theo dõi", Role.VIEWER),
    )
}
_PRIVATE_MAIL = ("gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com")


class PeopleReader:
    """Reads lines one by one; all that it needs is fetched once."""

    def __init__(
        self,
        rows: Iterable[PeopleRow],
        *,
        scope: Scope,
        answers: Mapping[int, str],
        today: date,
    ) -> None:
        """Fetch agencies, the accounts with the e-mails of the sheet, and their roles."""
        self.scope, self.answers, self.today = scope, answers, today
        self.directory = Directory(Agency.objects.all(), today)
        emails = {clean_email(row.get("email")) for row in rows} - {""}
        held = User.objects.annotate(low=Lower("email")).filter(low__in=emails)
        self.users: dict[str, User] = {user.email.lower(): user for user in held}
        self.held: dict[tuple[int, int, str], list[Membership]] = {}
        self.at: dict[int, set[int]] = {}
        waiting = RoleOffer.objects.filter(
            state=RoleOffer.State.OPEN, user__in=self.users.values()
        )
        self.offered = set(waiting.values_list("user_id", "agency_id", "role"))
        own = Membership.objects.filter(is_delegation=False)
        for each in own.filter(user__in=self.users.values()):
            key = (each.user_id, each.agency_id, each.role)
            self.held.setdefault(key, []).append(each)
            if outlasts(each.valid_to, today - timedelta(days=1)):
                self.at.setdefault(each.user_id, set()).add(each.agency_id)
        self.names: dict[str, tuple[str, str]] = {}
        self.seen: dict[tuple[str, int, str], str] = {}

    def line(self, row: PeopleRow) -> PersonLine:
        """Return the line with everything that is wrong, new or to be asked."""
        line = PersonLine(row, choice=self.answers.get(row.number, ""))
        self._person(line)
        self._post(line)
        if line.agency and line.role:
            refused = self.scope.refuses(line.agency, line.role)
            if refused:
                line.wrong("agency", refused)
        if not line.problems:
            self._compare(line)
            self._outlast(line)
        return line

    def _person(self, line: PersonLine) -> None:
        row = line.row
        line.full_name, line.email = row.get("full_name"), clean_email(row.get("email"))
        line.position = row.get("position")
        try:
            line.phone = clean_phone(row.get("phone"))
        except ValueError as error:
            line.wrong("phone", str(error))
        if not line.full_name:
            line.wrong("full_name", "Ghi họ và tên.")
        for name, most in (("full_name", 150), ("position", 150), ("phone", 30)):
            if len(getattr(line, name)) > most:
                line.wrong(name, f"Dài hơn {most} ký tự.")
        if not is_email(line.email):
            said = f"«{line.email}» không phải" if line.email else "Ghi"
            line.wrong("email", f"{said} địa chỉ thư điện tử.")
            return
        if line.email.endswith(_PRIVATE_MAIL):
            line.notes.append("Không phải thư công vụ: hỏi lại đơn vị nếu có thư khác.")
        cell, name = self.names.setdefault(
            line.email, (row.address("email"), line.full_name)
        )
        if name_key(name) != name_key(line.full_name):
            said = f"Cùng thư điện tử với ô {cell} nhưng tên khác («{name}»)."
            line.wrong("email", f"{said} Mỗi người một thư điện tử.")

    def _post(self, line: PersonLine) -> None:
        row = line.row
        try:
            line.agency = self.directory.find(
                code=row.get("code"), name=row.get("agency")
            )
        except RuleBroken as error:
            line.wrong("agency", error.message)
        else:
            if line.agency is None:
                line.wrong("code", f"Không có đơn vị mã «{row.get('code')}».")
            elif not line.agency.is_alive_on(self.today):
                line.wrong("code", f"«{line.agency.name}» không hoạt động hôm nay.")
        line.role = _ROLES.get(name_key(row.get("role")), "")
        if not line.role:
            known = "; ".join(str(role.label) for role in Role if role != Role.LEADER)
            line.wrong("role", f"Ghi một trong: {known}.")
        try:
            line.is_primary = yes_or_no(row.get("is_primary"))
        except ValueError as error:
            line.wrong("is_primary", str(error))
        self._days(line)

    def _days(self, line: PersonLine) -> None:
        for name in ("valid_from", "valid_to"):
            text = line.row.get(name)
            try:
                setattr(line, name, parse_date(text) if text else None)
            except ValueError as error:
                line.wrong(name, str(error))
        begins, ends = line.valid_from, line.valid_to
        if ends and ends < (begins or self.today):
            line.wrong("valid_to", "Phải sau ngày bắt đầu (trống là hôm nay).")

    def _compare(self, line: PersonLine) -> None:
        """Find the account and the role that are there already."""
        agency = line.agency
        if agency is None:
            return
        key = (line.email, agency.pk, line.role)
        if first := self.seen.get(key):
            line.wrong(
                "email", f"Lặp lại dòng của ô {first}: cùng người, cùng vai trò."
            )
            return
        self.seen[key] = line.row.address("email")
        line.user = self.users.get(line.email)
        if line.user is None:
            return
        if line.user.reads_only:
            line.wrong("email", READS_ONLY)
        self._rights(line, line.user)
        self._ask(line, line.user)
        line.membership = self._current(line, line.user, agency)
        line.changes = list(changes_of(line))
        if not line.user.is_active:
            line.notes.append("Tài khoản đang khóa: quản trị mở lại thì mới dùng được.")

    def _outlast(self, line: PersonLine) -> None:
        """Refuse a head's role that goes on after the role of who gives it."""
        last = self.scope.until.get(line.agency.pk) if line.agency else None
        if last is None or line.role != Role.HEAD:
            return
        held = line.membership
        ends = line.valid_to or (held.valid_to if held else None)
        kept = held is not None and ends == held.valid_to
        if not kept and outlasts(ends, last):
            said = f"Vai trò của anh/chị chỉ đến {format_date(last)}"
            line.wrong("valid_to", f"{said}: không giao vai trò này lâu hơn.")

    def _rights(self, line: PersonLine, user: User) -> None:
        """Only who answers for the person corrects the account; staff never by sheet."""
        places = self.at.get(user.pk, set())
        plain = not (user.is_staff or user.is_superuser)
        ours = self.scope.answers_for(places) and plain
        line.may_edit = line.may_rename = self.scope.everything or ours
        line.asks_first = not self.scope.may_appoint(places)
        key = (user.pk, line.agency.pk if line.agency else 0, line.role)
        line.is_offered = key in self.offered

    def _ask(self, line: PersonLine, user: User) -> None:
        if name_key(user.full_name) == name_key(line.full_name):
            return
        whose = f"«{user.full_name}»" if line.may_rename else "một người tên khác"
        line.question = (
            f"Thư điện tử này đang là của {whose}. Có phải cùng một người với"
            f" «{line.full_name}» không?"
        )

    def _current(
        self, line: PersonLine, user: User, agency: Agency
    ) -> Membership | None:
        """Return the role that goes on, or that starts on the very day typed."""
        begins = line.valid_from or self.today
        for each in self.held.get((user.pk, agency.pk, line.role), ()):
            goes_on = each.valid_to is None or each.valid_to >= min(begins, self.today)
            if goes_on or each.valid_from == begins:
                return each
        return None


def changes_of(line: PersonLine) -> Iterator[str]:
    """Yield in words what the line would change of what is there."""
    if line.user and line.may_edit:
        yield from _changes_of_person(line, line.user)
    if line.membership:
        yield from _changes_of_role(line, line.membership)


def _changes_of_person(line: PersonLine, user: User) -> Iterator[str]:
    if line.choice == RENAME:
        yield f"họ tên thành {line.full_name}"
    for name, what in (("position", "chức vụ"), ("phone", "điện thoại")):
        said = getattr(line, name)
        if said and said != getattr(user, name):
            yield f"{what} thành {said}"


def _changes_of_role(line: PersonLine, held: Membership) -> Iterator[str]:
    if line.primary_then != held.is_primary:
        yield "là đầu mối chính" if line.is_primary else "thôi là đầu mối chính"
    if line.valid_from and line.valid_from != held.valid_from:
        yield f"từ ngày {format_date(line.valid_from)}"
    if line.valid_to and line.valid_to != held.valid_to:
        yield f"đến hết ngày {format_date(line.valid_to)}"


def is_email(text: str) -> bool:
    """Return whether the text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
