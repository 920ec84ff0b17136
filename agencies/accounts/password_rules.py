"""Rules of a new password: four classes of characters, and no words and patterns that
are tried first, Vietnamese ones too.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError

from kehoach.lib.text import search_text

HELP = "Mật khẩu phải có chữ hoa, chữ thường, chữ số và ký tự đặc biệt."


class LengthValidator(MinimumLengthValidator):
    """Fourteen characters; ten are enough beside a second factor."""

    def __init__(self, min_length: int = 14, with_factor: int = 10) -> None:
        """Keep both lengths."""
        super().__init__(min_length)
        self.with_factor = with_factor

    def needed(self, user: Any) -> int:
        """Return how long a password of this person has to be."""
        from agencies.accounts.factors import has_factor  # models are not ready sooner

        has = user is not None and user.pk and has_factor(user)
        return self.with_factor if has else self.min_length

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when it is too short for this person."""
        MinimumLengthValidator(self.needed(user)).validate(password, user)


class FourClassesValidator:
    """At least one character of each of four classes (level 2, docs/domain.md, «Security level»)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when a class of characters is missing."""
        classes = (str.isupper, str.islower, str.isdigit)
        missing = [test for test in classes if not any(map(test, password))]
        if missing or all(char.isalnum() for char in password):
            raise ValidationError(HELP, code="password_classes")

    def get_help_text(self) -> str:
        """Return the rule in one Vietnamese sentence."""
        return HELP


#: Tries (as a power of ten) that somebody who knows how people choose passwords needs.
LEAST_GUESSES = 10.5
COMMON = Path(__file__).resolve().parent.parent / "data" / "common_in_passwords.txt"
EASY = (
    "Mật khẩu quá dễ đoán: có từ, tên, dãy số hay đoạn lặp lại mà nhiều người dùng. "
    "Ghép bốn, năm từ không liên quan, ví dụ một câu chỉ mình anh/chị nghĩ ra."
)
#: zxcvbn's time grows with the square of the length.
_LOOKED_AT = 64


class GuessValidator:
    """Refuses what is guessed soon: common words (with and without marks and signs
    between them), repeated parts, rows of keys and digits, years, the person's own names.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when too few guesses are enough."""
        if guesses(password, own_words(user)) < LEAST_GUESSES:
            raise ValidationError(EASY, code="password_easy")

    def get_help_text(self) -> str:
        """Return the rule in one Vietnamese sentence."""
        return "Mật khẩu không được dễ đoán."


def guesses(password: str, own: tuple[str, ...] = ()) -> float:
    """Return how many guesses the password needs, as a power of ten: of what is typed
    and of its bare letters, whichever is guessed sooner.
    """
    from zxcvbn import zxcvbn  # ten megabytes of words: only who sets a password pays

    words = [*common_words(), *own]
    bare = re.sub(r"[\W_]+", "", search_text(password))
    tried = {password[:_LOOKED_AT], bare[:_LOOKED_AT]} - {""}
    found = (zxcvbn(text, user_inputs=words)["guesses_log10"] for text in tried)
    return min(map(float, found), default=0.0)


def own_words(user: Any) -> tuple[str, ...]:
    """Return the words of a person's names as somebody would try them."""
    if user is None:
        return ()
    said = f"{user.full_name} {user.username} {user.email} {user.phone}"
    words = re.findall(r"\w+", search_text(said))
    return tuple({*words, "".join(search_text(user.full_name).split())} - {""})


@cache
def common_words() -> tuple[str, ...]:
    """Return the Vietnamese words that passwords are made of, the usual first."""
    return tuple(COMMON.read_text(encoding="utf-8").split())


def rules(user: Any = None) -> list[tuple[str, str]]:
    """Return every rule of a new password as the page lists it: what `password.js`
    looks at while it is typed, and its words.
    """
    lengths = (
        each.needed(user)
        for each in get_default_password_validators()
        if isinstance(each, LengthValidator)
    )
    return [
        *((f"length-{least}", f"Ít nhất {least} ký tự") for least in lengths),
        ("upper", "Có chữ hoa"),
        ("lower", "Có chữ thường"),
        ("digit", "Có chữ số"),
        ("special", "Có ký tự đặc biệt, ví dụ ! @ # ?"),
        ("same", "Hai lần nhập giống nhau"),
        ("", "Không giống họ tên, tên đăng nhập, thư điện tử (kiểm tra khi lưu)"),
        (
            "",
            "Không dễ đoán: không từ, dãy số, đoạn lặp nhiều người dùng (kiểm tra khi lưu)",
        ),
    ]
