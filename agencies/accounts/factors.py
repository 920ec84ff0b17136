"""The second factor of a person: codes of an app, passkeys, recovery codes.

The only module that speaks to django-allauth; its pages, mails and sign-in are not used
(docs/decisions/032-second-factor.md).
"""

import secrets as random
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from agencies.accounts.account_events import remember
from agencies.models import AccountEvent, User
from agencies.models.locks import hold, hold_row
from agencies.trail.writing import AuditKind, record

Type = Authenticator.Type
#: Factors that count by themselves; recovery codes only stand in for them.
REAL = (Type.TOTP, Type.WEBAUTHN)
WORDS = {
    Type.TOTP: "ứng dụng tạo mã",
    Type.WEBAUTHN: "khóa truy cập",
    Type.RECOVERY_CODES: "mã dự phòng",
}
KEYS = 10


class Factors(NamedTuple):
    """What a person has set up."""

    app: Any
    keys: list[Any]
    codes_left: int

    @property
    def is_set(self) -> bool:
        """Return whether signing in asks for a second step."""
        return bool(self.app or self.keys)


def _rows_of(user: User) -> QuerySet[Any]:
    """Return the person's factors, oldest first."""
    rows: QuerySet[Any] = Authenticator.objects.filter(user=user).order_by("pk")
    return rows


def has_factor(user: User) -> bool:
    """Return whether signing in asks for a second step."""
    return bool(_rows_of(user).filter(type__in=REAL).exists())


def factors_of(user: User) -> Factors:
    """Return what the person has set up, for the page."""
    rows = list(_rows_of(user))
    codes = next((row for row in rows if row.type == Type.RECOVERY_CODES), None)
    return Factors(
        app=next((row for row in rows if row.type == Type.TOTP), None),
        keys=[row for row in rows if row.type == Type.WEBAUTHN],
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
    )


def kinds_of(people: Iterable[User]) -> dict[int, list[str]]:
    """Return key of a person → what they have set up, in words."""
    found: dict[int, list[str]] = {}
    rows = Authenticator.objects.filter(user__in=people, type__in=REAL).order_by("pk")
    for person, kind in rows.values_list("user_id", "type"):
        found.setdefault(person, []).append(WORDS[kind])
    return found


# --- proving ----------------------------------------------------------------


@transaction.atomic
def takes_code(*, user: User, code: str, now: datetime) -> bool:
    """Return whether the code is right: one of the app, once, or a recovery code, once.

    The rows are locked, so two presses at once use a code once, in whatever process.
    """
    code = "".join(code.split())
    rows = list(hold(_rows_of(user).exclude(type=Type.WEBAUTHN)))
    row = next((row for row in rows if _fits(row, code)), None)
    if row is None:
        return False
    row.last_used_at = now
    row.save(update_fields=["last_used_at"])
    if row.type == Type.RECOVERY_CODES:
        _changed(user, "Đã dùng một mã dự phòng để đăng nhập", now, actor=user)
    return True


def _fits(row: Any, code: str) -> bool:
    if row.type == Type.RECOVERY_CODES:
        return bool(RecoveryCodes(row).validate_code(code))
    secret, last = decrypt(row.data["secret"]), row.data.get("last", 0)
    counter = counter_of(secret, code)
    if counter <= last:
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    return True


def counter_of(secret: str, code: str) -> int:
    """Return which half minute the code is of, 0 for a wrong one."""
    for counter in totp.yield_hotp_counters_from_time():
        right = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if random.compare_digest(right.encode(), code.encode()):
            return int(counter)
    return 0


def key_question(user: User) -> dict[str, Any]:
    """Return what the browser asks the person's passkeys; the session keeps the answer."""
    return dict(webauthn.begin_authentication(user))


def takes_key(*, user: User, answer: Any, now: datetime) -> bool:
    """Return whether a passkey of the person answered the question of this session."""
    try:
        webauthn.parse_authentication_response(answer)
        row = webauthn.complete_authentication(user, answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    row.last_used_at = now
    row.save(update_fields=["last_used_at"])
    return True


# --- setting up -------------------------------------------------------------


def new_secret() -> str:
    """Return a secret for an app, not kept yet."""
    return str(totp.generate_totp_secret())


@transaction.atomic
def add_app(*, user: User, secret: str, code: str, now: datetime) -> bool:
    """Keep the app once it showed a right code; return whether it did."""
    counter = counter_of(secret, "".join(code.split()))
    if not counter:
        return False
    _lock(user)
    _rows_of(user).filter(type=Type.TOTP).delete()
    row = totp.TOTP.activate(user, secret).instance
    row.data["last"] = counter
    row.save(update_fields=["data"])
    _changed(user, "Đã thêm ứng dụng tạo mã", now, actor=user)
    return True


def key_offer(user: User) -> dict[str, Any]:
    """Return what the browser needs to make a passkey."""
    return dict(webauthn.begin_registration(user, passwordless=False))


@transaction.atomic
def add_key(*, user: User, name: str, answer: Any, now: datetime) -> bool:
    """Keep a passkey that the browser made for this session's offer."""
    _lock(user)
    if _rows_of(user).filter(type=Type.WEBAUTHN).count() >= KEYS:
        return False
    try:
        webauthn.parse_registration_response(answer)
        webauthn.complete_registration(answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    webauthn.WebAuthn.add(user, name, answer)
    _changed(user, f"Đã thêm khóa truy cập «{name}»", now, actor=user)
    return True


@transaction.atomic
def new_recovery_codes(*, user: User, now: datetime) -> list[str]:
    """Make ten new recovery codes in place of those before, and return them."""
    _lock(user)
    _rows_of(user).filter(type=Type.RECOVERY_CODES).delete()
    made: list[str] = RecoveryCodes.activate(user).generate_codes()
    _changed(user, "Đã tạo mã dự phòng mới", now, actor=user)
    return made


@transaction.atomic
def remove_factor(*, user: User, pk: int, now: datetime) -> bool:
    """Take one factor away but the last: a shorter password would stand alone."""
    _lock(user)
    held = list(_rows_of(user).filter(type__in=REAL))
    row = next((each for each in held if each.pk == pk), None)
    if row is None or len(held) == 1:
        return False
    row.delete()
    _changed(user, f"Đã bỏ {WORDS[row.type]}", now, actor=user)
    return True


@transaction.atomic
def forget_factors(*, user: User, actor: User | None, now: datetime) -> bool:
    """Take all factors away because they are lost; the owner hears of it."""
    gone, _ = _rows_of(user).delete()
    if gone:
        said = "Xác thực hai lớp đã được đặt lại; lần đăng nhập tới phải thiết lập lại"
        _changed(user, said, now, actor=actor)
    return bool(gone)


def _lock(user: User) -> None:
    hold_row(User.objects, user.pk)


def _changed(user: User, said: str, now: datetime, *, actor: User | None) -> None:
    remember(
        [user], AccountEvent.Kind.FACTOR, now, actor=actor, detail=said, tells=True
    )
    record(AuditKind.FACTOR, actor=actor, person=user, after={"said": said})


def as_json(answer: str) -> Mapping[str, Any] | None:
    """Return what the browser posted for a passkey, nothing if it is no object."""
    import json

    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
