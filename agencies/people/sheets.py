"""A list of focal points from a spreadsheet: looked at, then all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from agencies.models import Agency, Membership, RoleOffer, User
from agencies.models.authority import Role
from agencies.people.line import RENAME, PersonLine
from agencies.people.lines import PeopleReader
from agencies.people.offers import facts_of, offer_roles, role_fact
from agencies.people.rows import PEOPLE_COLUMNS, PeopleRow
from agencies.people.scope import Scope
from agencies.sheets.lists import Lists
from agencies.trail.writing import record_all
from kehoach.lib.dates import format_date
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.workbook import PALE_HEAD, TYPED, Book

_Line = Sequence[str]


@dataclass(frozen=True)
class PeopleCheck:
    """Every line of a list with what it would do."""

    lines: tuple[PersonLine, ...] = ()

    def of(self, status: str) -> list[PersonLine]:
        """Return the lines of one status."""
        return [line for line in self.lines if line.status == status]

    @property
    def counts(self) -> dict[str, int]:
        """Return status → number of lines."""
        return {word: len(self.of(word)) for word in STATUSES}

    @property
    def writes(self) -> list[PersonLine]:
        """Return the lines that would write something."""
        return [line for line in self.lines if line.status in WRITTEN]

    @property
    def is_right(self) -> bool:
        """Return whether nothing is wrong; questions may still be open."""
        return bool(self.lines) and not self.of("sai")


#: The statuses of lines that write something.
WRITTEN = frozenset({"moi", "de-nghi", "doi"})
#: status → its heading on the page.
STATUSES = {
    "sai": "Ô cần sửa",
    "hoi": "Cần trả lời",
    "moi": "Mới",
    "de-nghi": "Người của đơn vị khác: gửi đề nghị, chờ đồng ý",
    "cho": "Đã đề nghị, đang chờ người này trả lời",
    "doi": "Có thay đổi",
    "co": "Đã có, không đổi",
    "bo": "Bỏ qua",
}


@dataclass(frozen=True)
class Imported:
    """What was written."""

    new: tuple[User, ...]
    given: int
    changed: int
    offered: tuple[RoleOffer, ...] = ()


def check_people(
    *, rows: Sequence[PeopleRow], scope: Scope, answers: Mapping[int, str], today: date
) -> PeopleCheck:
    """Return what the rows would do, every wrong cell with what to do; no writing."""
    reader = PeopleReader(rows, scope=scope, answers=answers, today=today)
    return PeopleCheck(tuple(reader.line(row) for row in rows))


def import_people(
    *, rows: Sequence[PeopleRow], scope: Scope, answers: Mapping[int, str], today: date
) -> Imported:
    """Make accounts and dated roles, all or none; letters are the caller's.

    Raises RuleBroken while a cell is wrong or a question is open.
    """
    try:
        with transaction.atomic():
            check = check_people(rows=rows, scope=scope, answers=answers, today=today)
            return _write(check, scope, today)
    except IntegrityError as error:
        message = "Có người vừa ghi cùng những cán bộ này. Hãy kiểm tra lại tệp."
        raise RuleBroken(message, field="file") from error


def _write(check: PeopleCheck, scope: Scope, today: date) -> Imported:
    if not check.is_right:
        message = "Danh sách còn ô sai, chưa ghi gì."
        raise RuleBroken(message, field="file")
    if check.of("hoi"):
        message = "Trả lời các câu hỏi rồi ghi; chưa ghi gì."
        raise RuleBroken(message, field="file")
    people = _accounts(check.writes)
    given = [
        Membership(
            user=people[line.email],
            agency=line.agency,
            role=line.role,
            is_primary=line.is_primary,
            valid_from=line.valid_from or today,
            valid_to=line.valid_to,
        )
        for line in check.of("moi")
    ]
    Membership.objects.bulk_create(given, batch_size=1000)
    record_all(map(role_fact, given))
    for line in check.of("doi"):
        _change(line)
    new = tuple(people[line.email] for line in check.writes if line.user is None)
    return Imported(
        tuple(dict.fromkeys(new)),
        len(given),
        len(check.of("doi")),
        tuple(offer_roles(_offers(check, scope, today))),
    )


def _offers(check: PeopleCheck, scope: Scope, today: date) -> list[RoleOffer]:
    return [
        RoleOffer(
            user=line.user,
            agency=line.agency,
            role=line.role,
            is_primary=line.is_primary,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            offered_by=scope.actor,
            offered_on=today,
        )
        for line in check.of("de-nghi")
    ]


def _accounts(lines: Iterable[PersonLine]) -> dict[str, User]:
    """Return e-mail → account; missing ones are made, what may be is brought up to date."""
    people: dict[str, User] = {}
    fresh: list[User] = []
    corrected: dict[int, User] = {}
    for line in lines:
        user = line.user or people.get(line.email)
        if user is None:
            user = User(email=line.email, username=line.email, full_name=line.full_name)
            user.set_unusable_password()
            fresh.append(user)
        if line.user is None or line.may_edit:
            _bring_up_to_date(user, line)
        if line.user and line.may_edit:
            corrected[user.pk] = user
        people[line.email] = user
    _free_usernames(fresh)
    User.objects.bulk_create(fresh, batch_size=500)
    columns = ["full_name", "position", "phone", "search_text"]
    User.objects.bulk_update(corrected.values(), columns, batch_size=500)
    return people


def _bring_up_to_date(user: User, line: PersonLine) -> None:
    if line.choice == RENAME:
        user.full_name = line.full_name
    user.position = line.position or user.position
    user.phone = line.phone or user.phone
    user.fill_keys()


def _free_usernames(fresh: Sequence[User]) -> None:
    """Give another name to sign in with where somebody's e-mail of old is taken."""
    names = [user.username for user in fresh]
    taken = set(
        User.objects.filter(username__in=names).values_list("username", flat=True)
    )
    for user in fresh:
        if user.username in taken:
            user.username = f"{user.username[:140]}.{User.objects.count() + 1}"


def _change(line: PersonLine) -> None:
    held = line.membership
    if held is None:
        return
    before = facts_of(held)
    held.is_primary = line.primary_then
    held.valid_to = line.valid_to or held.valid_to
    held.valid_from = line.valid_from or held.valid_from
    held.save(update_fields=["is_primary", "valid_to", "valid_from"])
    if facts_of(held) != before:
        record_all([role_fact(held, before=before)])


def people_sheet_of(
    *, agencies: Sequence[Agency], people: Iterable[Membership] = ()
) -> bytes:
    """Return the list to fill in as a workbook of plain text, with people when given."""
    book = Book()
    sheet, text = book.page("Đầu mối"), book.look(**TYPED)
    sheet.widths([column.width for column in PEOPLE_COLUMNS], text)
    head = book.look(**PALE_HEAD, text_wrap=True)
    sheet.line(0, [column.heading for column in PEOPLE_COLUMNS], head)
    for number, line in enumerate(map(_line_of, people), 1):
        sheet.line(number, line, text)
    lists = Lists(book, hidden=False)
    for place, words in (
        (0, [agency.code for agency in agencies]),
        (1, [agency.name for agency in agencies]),
        (6, [str(Role(role).label) for role in Role if role != Role.LEADER]),
        (7, ["x"]),
    ):
        lists.offer(sheet, (1, 2000), place, words, warn=True)
    sheet.keep_in_sight(0, 0)
    return book.close()


def _line_of(held: Membership) -> _Line:
    user = held.user
    return (
        held.agency.code,
        held.agency.name,
        user.full_name,
        user.position,
        user.email,
        user.phone,
        str(Role(held.role).label),
        "x" if held.is_primary else "",
        format_date(held.valid_from) if held.valid_from else "",
        format_date(held.valid_to) if held.valid_to else "",
    )
