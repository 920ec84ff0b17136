"""How an account stands, said twice: of one person and as a condition in SQL."""

from django.db.models import Case, CharField, Q, TextChoices, Value, When

from agencies.models import User

#: What Django puts before a password that nobody can type.
UNUSABLE = "!"


class AccountState(TextChoices):
    """Whether a person can sign in, and if not, why."""

    LOCKED = "locked", "Đã khóa"
    WAITING = "waiting", "Chưa kích hoạt"
    ASLEEP = "asleep", "Tạm ngừng"
    ACTIVE = "active", "Đang dùng"

    @property
    def tone(self) -> str:
        """Return the colour of the badge."""
        tones = {"locked": "grey", "waiting": "amber", "asleep": "blue"}
        return tones.get(self.value, "green")

    @property
    def wants_link(self) -> bool:
        """Return whether a one-time link to the official e-mail opens it."""
        return self in {AccountState.WAITING, AccountState.ASLEEP}

    @property
    def icon(self) -> str:
        """Return the icon of the badge."""
        icons = {"locked": "lock", "waiting": "mail", "asleep": "clock"}
        return icons.get(self.value, "circle-check")


def state_of(user: User) -> AccountState:
    """Return how the account stands."""
    if not user.is_active:
        return AccountState.LOCKED
    if user.password.startswith(UNUSABLE):
        return AccountState.WAITING
    return AccountState.ASLEEP if user.slept_at else AccountState.ACTIVE


def state_case(prefix: str = "") -> Case:
    """Return the same as an expression on the account reached by `prefix`."""
    steps = (
        (Q(**{f"{prefix}is_active": False}), AccountState.LOCKED),
        (Q(**{f"{prefix}password__startswith": UNUSABLE}), AccountState.WAITING),
        (Q(**{f"{prefix}slept_at__isnull": False}), AccountState.ASLEEP),
    )
    return Case(
        *[When(condition, then=Value(state.value)) for condition, state in steps],
        default=Value(AccountState.ACTIVE.value),
        output_field=CharField(),
    )
