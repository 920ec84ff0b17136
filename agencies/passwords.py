"""Password rule for accounts without a second factor."""

from typing import Any

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
