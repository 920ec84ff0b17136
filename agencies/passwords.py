"""Password rule for accounts without a second factor."""

from typing import Any

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError

HELP = "Mật khẩu phải có chữ hoa, chữ thường, chữ số và ký tự đặc biệt."


class FourClassesValidator:
    """At least one character of each of four classes (level-2 values, domain §7.4)."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ANN401 -- Django's signature
        """Raise ValidationError when a class of characters is missing."""
        classes = (str.isupper, str.islower, str.isdigit)
        missing = [test for test in classes if not any(map(test, password))]
        if missing or all(char.isalnum() for char in password):
            raise ValidationError(HELP, code="password_classes")

    def get_help_text(self) -> str:
        """Return the rule in one Vietnamese sentence."""
        return HELP


def rules() -> list[tuple[str, str]]:
    """Return every rule of a new password as the page lists it: what `password.js`
    looks at while it is typed, and its words.
    """
    lengths = (
        each.min_length
        for each in get_default_password_validators()
        if isinstance(each, MinimumLengthValidator)
    )
    return [
        *((f"length-{least}", f"Ít nhất {least} ký tự") for least in lengths),
        ("upper", "Có chữ hoa"),
        ("lower", "Có chữ thường"),
        ("digit", "Có chữ số"),
        ("special", "Có ký tự đặc biệt, ví dụ ! @ # ?"),
        ("same", "Hai lần nhập giống nhau"),
        ("", "Không giống họ tên, tên đăng nhập, thư điện tử (kiểm tra khi lưu)"),
        ("", "Không phải mật khẩu nhiều người dùng (kiểm tra khi lưu)"),
    ]
