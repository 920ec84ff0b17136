"""What a rule about agencies says when it refuses; fit for a page."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from kehoach.lib.refusals import RuleBroken


def refusal_of(error: ValidationError) -> RuleBroken:
    """Return what a model's validation found as a refusal, field by field."""
    return RuleBroken(
        problems={
            "" if name == NON_FIELD_ERRORS else name: " ".join(messages)
            for name, messages in error.message_dict.items()
        }
    )


#: An account of an inspection does nothing else (decision 039).
READS_ONLY = (
    "Tài khoản này chỉ để đoàn kiểm tra đọc hồ sơ, không nhận vai trò ở đơn vị: dùng thư"
    " điện tử khác."
)
