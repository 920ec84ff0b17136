"""A form is stored once, however often it is sent: Back, a double click, a slow line.

Every form that adds a row carries a one-time key (`{% form_key %}`). What a form without
one says (an old page, a browser that put the words back into a new page) is known by its
words of that day; who means them is asked once and may save them again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from tasks.duties.errors import AlreadySaved, SavedAlike
from tasks.models import SavedForm

#: The name of the hidden field, and how its key begins when the words are meant again.
FORM_KEY = "form_key"
_AGAIN = "lai-"
NEVER_SAID = {FORM_KEY, "csrfmiddlewaretoken", "version"}
LONGEST_KEY = 64
FORM_KEPT_DAYS = 60


@dataclass(frozen=True)
class PostedForm:
    """What came back of a form: its key, if it carried one, and a digest of its words."""

    key: str
    words: str

    @classmethod
    def read(cls, place: str, fields: Mapping[str, Sequence[str]]) -> "PostedForm":
        """Return the form as posted to the place (its address)."""
        said = sorted((k, list(v)) for k, v in fields.items() if k not in NEVER_SAID)
        key = next(iter(fields.get(FORM_KEY, ())), "")[:LONGEST_KEY]
        return cls(key, _digest(place, repr(said)))


@contextmanager
def stored_once(*, person: User, sent: PostedForm, now: datetime) -> Iterator[None]:
    """Store what stands inside unless this form was stored; raises AlreadySaved for
    the same form, SavedAlike for its key with other words or its words without its key.
    """
    with transaction.atomic():
        row = _row(person, sent, now)
        if not _claimed(row):
            raise _refusal(row)
        yield


def _row(person: User, sent: PostedForm, now: datetime) -> SavedForm:
    key = sent.key or uuid4().hex
    day = timezone.localdate(now).isoformat()
    said = _digest(sent.words, key if key.startswith(_AGAIN) else day)
    return SavedForm(person=person, key=key, said=said, saved_at=now)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def _claimed(row: SavedForm) -> bool:
    """Write the row unless it is there; a second one waits until the first is stored.

    By hand: what the ORM offers either fails the transaction or does not say which.
    """
    table = connection.ops.quote_name(SavedForm._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(row.saved_at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (person_id, key, said, saved_at)"  # noqa: S608 -- a constant
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [row.person_id, row.key, row.said, moment],
        )
        return bool(cursor.rowcount)


def _refusal(row: SavedForm) -> AlreadySaved | SavedAlike:
    kept = SavedForm.objects.filter(person=row.person_id)
    found = kept.filter(Q(key=row.key) | Q(said=row.said)).order_by("-saved_at")
    same_key = next((each for each in found if each.key == row.key), None)
    held = same_key or found[0]
    when = _moment(held.saved_at)
    if same_key and same_key.said == row.said:
        return AlreadySaved(told_at(held.saved_at))
    if same_key:
        return SavedAlike(
            f"Biểu mẫu này đã lưu lúc {when} với nội dung khác. Nội dung anh/chị nhập còn"
            " nguyên bên dưới: bấm lưu lần nữa nếu đây là việc mới."
        )
    return SavedAlike(
        f"Đã lưu rồi lúc {when} với đúng nội dung này. Chỉ bấm lưu lần nữa nếu đây là"
        " việc khác có cùng nội dung."
    )


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}"


def told_at(moment: datetime) -> str:
    """Return what is said of a form that comes again."""
    return f"Đã lưu rồi lúc {_moment(moment)}, không lưu thêm lần nữa."


def stored_at(*, person: User, key: str) -> datetime | None:
    """Return when the person stored the form of this key, if they did."""
    rows = SavedForm.objects.filter(person=person, key=key) if key else None
    row = rows.first() if rows is not None else None
    return row.saved_at if row else None


def sweep_saved_forms(*, now: datetime) -> int:
    """Forget forms that no browser holds open any more; return how many."""
    old = SavedForm.objects.filter(saved_at__lt=now - timedelta(days=FORM_KEPT_DAYS))
    return old.delete()[0]
