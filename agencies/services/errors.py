"""What a rule about agencies says when it refuses; fit for a page."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class EventError(Exception):
    """A rule refused; `problems` maps form fields to what is wrong with them."""

    default = "Không thực hiện được."

    def __init__(
        self,
        message: str = "",
        *,
        field: str = "",
        problems: dict[str, str] | None = None,
    ) -> None:
        self.problems = problems or ({field: message} if field else {})
        self.message = message or " ".join(self.problems.values()) or self.default
        super().__init__(self.message)

    @classmethod
    def of(cls, error: ValidationError) -> "EventError":
        """Return what the model's validation found, field by field."""
        found = {
            "" if name == NON_FIELD_ERRORS else name: " ".join(messages)
            for name, messages in error.message_dict.items()
        }
        return cls(problems=found)


#: An account of an inspection does nothing else (decision 039).
READS_ONLY = (
    "Tài khoản này chỉ để đoàn kiểm tra đọc hồ sơ, không nhận vai trò ở đơn vị: dùng thư"
    " điện tử khác."
)
