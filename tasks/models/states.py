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
    TRANSFERRED = "transferred", "Đã chuyển đơn vị khác"


#: Waiting for the agency.
TO_DO = (State.OPEN, State.PREPARED, State.RETURNED)
#: The agency said its word; counted as reported.
REPORTED = (State.SUBMITTED, State.ACCEPTED)
#: Still owed by somebody: counted in denominators.
LIVE = (*TO_DO, *REPORTED)
#: Not owed any more; outside denominators, counted apart.
CLOSED = (State.WAIVED, State.ENDED, State.TRANSFERRED)


class Progress(models.TextChoices):
    """The agency's own word about the work."""

    NOT_STARTED = "not_started", "Chưa thực hiện"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    DONE = "done", "Đã thực hiện"


class Schedule(models.TextChoices):
    """How a task recurs: the plan knows two words, the third is our reading; what an
    ad-hoc request asks is due on the day of its letter.
    """

    ANNUAL = "annual", "Hằng năm"
    ONGOING = "ongoing", "Thường xuyên"
    ONCE = "once", "Một lần"
    LETTER = "letter", "Theo công văn"
