"""What a rule says when it refuses; messages are Vietnamese and fit for a page."""

from kehoach.lib.refusals import RuleBroken


class NotAllowed(RuleBroken):
    """The person may not do this for that agency on that day."""

    default = "Anh/chị không có quyền thực hiện việc này."


class PeriodClosed(RuleBroken):
    """The period is closed and the duty was not reopened."""

    default = (
        "Kỳ báo cáo đã chốt số liệu. Nếu cần sửa, đề nghị cơ quan theo dõi kế hoạch"
        " mở lại nhiệm vụ."
    )


class DutyNotOpen(RuleBroken):
    """The duty's state does not allow the move."""

    default = "Nhiệm vụ không ở trạng thái cho phép thực hiện việc này."


class StaleVersion(RuleBroken):
    """Somebody else saved the row after the form was opened."""

    default = "Người khác vừa lưu nhiệm vụ này. Xem lại rồi lưu tiếp."


class AlreadySaved(RuleBroken):
    """This very form was stored before; nothing is left to do."""

    default = "Đã lưu rồi, không lưu thêm lần nữa."


class SavedAlike(RuleBroken):
    """A form with this key or these words was stored before; is it meant again?"""

    default = "Đã lưu rồi. Chỉ bấm lưu lần nữa nếu đây là việc khác."


class Incomplete(RuleBroken):
    """Something is missing; `missing` lists it."""

    default = "Còn thiếu nội dung phải có."

    def __init__(self, message: str = "", *, missing: list[str] | None = None) -> None:
        self.missing = missing or []
        super().__init__(message)


class InvalidInput(RuleBroken):
    """A value is wrong; `problems` names the fields."""

    default = "Dữ liệu nhập chưa đúng."
