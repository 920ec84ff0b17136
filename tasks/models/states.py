"""The words a duty is stored in: its workflow state, the work's progress, the schedule."""

from django.db import models


class State(models.TextChoices):
    """Workflow state of a duty; lateness is derived in status.py, never stored."""

    OPEN = "open", "Đang mở"
    PREPARED = "prepared", "Chờ thủ trưởng duyệt"
    SUBMITTED = "submitted", "Đã gửi"
    RETURNED = "returned", "Yêu cầu bổ sung"
    ACCEPTED = "accepted", "Đã tiếp nhận"
    WAIVED = "waived", "Không thuộc diện"
    ENDED = "ended", "Đã kết thúc"
    TRANSFERRED = "transferred", "Đã chuyển tiếp"


#: Waiting for the agency.
TO_DO = (State.OPEN, State.PREPARED, State.RETURNED)
#: The agency said its word; counted as reported.
REPORTED = (State.SUBMITTED, State.ACCEPTED)
#: Still owed by somebody: counted in denominators.
LIVE = (*TO_DO, *REPORTED)
#: Not owed any more; outside denominators, counted apart.
CLOSED = (State.WAIVED, State.ENDED, State.TRANSFERRED)


class Proof(models.TextChoices):
    """What shows that a task without figures was done."""

    OWN_PLAN = "own_plan", "Kế hoạch của đơn vị đã ban hành"
    INSPECTION = "inspection", "Kế hoạch kiểm tra"
    GUIDANCE = "guidance", "Văn bản hướng dẫn"
    PROJECTS = "projects", "Đề án, dự án"
    STATISTIC = "statistic", "Bảng thống kê của cấp xã"
    REPORT = "report", "Báo cáo đã ban hành"


class Progress(models.TextChoices):
    """The agency's own word about the work."""

    NOT_STARTED = "not_started", "Chưa thực hiện"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    DONE = "done", "Đã thực hiện"


class PlanState(models.TextChoices):
    """A draft opens nothing and reminds nobody; what is over opens nothing any more."""

    DRAFT = "draft", "Dự thảo"
    RUNNING = "running", "Đang thực hiện"
    OVER = "over", "Hết hiệu lực"


class Schedule(models.TextChoices):
    """How a duty behaves: it belongs to its period, has a heartbeat, is carried over
    periods until it is met, or answers an ad-hoc request.
    """

    ANNUAL = "annual", "Hằng năm"
    ONGOING = "ongoing", "Thường xuyên"
    ONCE = "once", "Một lần"
    LETTER = "letter", "Theo công văn"


class Recurrence(models.TextChoices):
    """How a task recurs, as its plan asks for it; each time is an occurrence."""

    ANNUAL = "annual", "Hằng năm"
    ONGOING = "ongoing", "Thường xuyên"
    ONCE = "once", "Một lần"
    DAYS = "days", "Các ngày trong năm"
    MONTHLY = "monthly", "Hằng tháng"
    QUARTERLY = "quarterly", "Hằng quý"
    HALF_YEAR = "half_year", "6 tháng một lần"
    PHASE = "phase", "Theo giai đoạn"
    RELATIVE = "relative", "Tính từ một mốc"
    LETTER = "letter", "Theo công văn"

    @property
    def schedule(self) -> Schedule:
        """Return how the duties of such a task behave."""
        return _BEHAVIOUR.get(self, Schedule.ANNUAL)


_BEHAVIOUR = {
    Recurrence.ONGOING: Schedule.ONGOING,
    Recurrence.ONCE: Schedule.ONCE,
    Recurrence.PHASE: Schedule.ONCE,
    Recurrence.LETTER: Schedule.LETTER,
}


class DueFrom(models.TextChoices):
    """Where the day of a duty comes from; the period's day moves only the first kind."""

    PERIOD = "period", "hạn của kỳ báo cáo"
    OWN = "own", "hạn riêng theo kế hoạch"
    ANCHOR = "anchor", "tính từ mốc"
    EXTENSION = "extension", "đã gia hạn"
    LETTER = "letter", "theo công văn"
