"""Facts of two sheets: what one agency did in a period, and how one task stands."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FigureLine:
    """A question with the answer of the period and of the one before."""

    label: str
    now: str
    before: str


@dataclass(frozen=True)
class ResultLine:
    """One duty: its label, its days, and what was said of it."""

    code: str
    title: str
    agency: str
    label: str
    due_on: date | None
    sent_on: date | None
    accepted_on: date | None
    is_late: bool
    done: tuple[str, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def timing(self) -> str:
        """Return whether it came in time, in words."""
        if self.is_late:
            return "Chậm" if self.sent_on else "Quá hạn, chưa gửi"
        if self.sent_on is None:
            return "Chưa gửi"
        return "Đúng hạn" if self.due_on else "Đã gửi"


@dataclass(frozen=True)
class AgencySheet:
    """«Phiếu kết quả» of one agency for a period."""

    agency: str
    steering: str
    words: str
    data_from: date
    data_to: date
    is_closed: bool
    lines: tuple[ResultLine, ...]
    difficulties: tuple[str, ...]


@dataclass(frozen=True)
class SumLine:
    """A figure over all agencies that sent it; `total` is text, «–» for none."""

    label: str
    total: str
    unit: str
    agencies: int


@dataclass(frozen=True)
class TaskSheet:
    """One clause over all agencies: who did it, who did not, who said nothing."""

    code: str
    title: str
    text: str
    words: str
    data_from: date
    data_to: date
    is_closed: bool
    done: tuple[ResultLine, ...]
    not_done: tuple[ResultLine, ...]
    silent: tuple[ResultLine, ...]
    not_owed: tuple[ResultLine, ...]
    requested: tuple[ResultLine, ...]
    sums: tuple[SumLine, ...]
    difficulties: tuple[str, ...]

    @property
    def owed(self) -> int:
        """Return how many agencies owe it."""
        return len(self.done) + len(self.not_done) + len(self.silent)

    @property
    def groups(self) -> tuple[tuple[str, tuple[ResultLine, ...]], ...]:
        """Return the lists with their names, empty ones too."""
        return (
            ("Đã thực hiện, đã tiếp nhận", self.done),
            ("Đã báo cáo, chưa hoàn thành hoặc chờ tiếp nhận", self.not_done),
            ("Chưa báo cáo", self.silent),
            ("Không phải thực hiện", self.not_owed),
            ("Được đề nghị phối hợp (không tính)", self.requested),
        )
