"""The preview and the results of a reorganisation, in words for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agencies.models import Reorganisation
from tasks.moving.page import Undoing, rates_of
from tasks.reorganising import PersonMove, Preview

#: fate → (label, what it means, tone, icon)
_FATES = {
    "kept": (
        "Giữ ở đơn vị cũ",
        "đã gửi hoặc đã tiếp nhận trước ngày có hiệu lực",
        "green",
        "lock",
    ),
    "transferred": (
        "Chuyển sang đơn vị mới",
        "kèm nhật ký, minh chứng",
        "blue",
        "send",
    ),
    "joined": (
        "Gộp vào một nhiệm vụ",
        "nhiều đơn vị cũ cùng một nhiệm vụ",
        "azure",
        "arrow-right",
    ),
    "ended": ("Kết thúc", "có ghi lý do", "grey", "circle-minus"),
    "pending": ("Chờ chọn đơn vị", "cần chọn trước khi áp dụng", "amber", "hourglass"),
}


@dataclass(frozen=True)
class FateCount:
    """How many duties meet a fate."""

    label: str
    note: str
    tone: str
    icon: str
    count: int


@dataclass(frozen=True)
class Staff:
    """The people of one ended agency."""

    code: str
    name: str
    successors: tuple[tuple[str, str], ...]
    people: list[PersonMove]

    @property
    def left(self) -> list[PersonMove]:
        """Return those who have no role at a successor yet."""
        return [person for person in self.people if not person.taken_over]


def fates_of(counts: Mapping[str, int] | None) -> list[FateCount]:
    """Return the fates in the order of the page; «pending» only when there is any."""
    counts = counts or {}
    return [
        FateCount(*words, counts.get(code, 0))
        for code, words in _FATES.items()
        if code != "pending" or counts.get(code)
    ]


def staff_of(people: Iterable[PersonMove]) -> list[Staff]:
    """Return the people by the agency that ended, in the order given."""
    found: dict[str, Staff] = {}
    for person in people:
        code, name = person.predecessor
        unit = found.setdefault(code, Staff(code, name, person.successors, []))
        unit.people.append(person)
    return list(found.values())


def preview_page(preview: Preview) -> dict[str, object]:
    """Return what the preview's template shows beside the preview itself."""
    opened = preview.opened or {}
    return {
        "preview": preview,
        "fates": fates_of(preview.fates),
        "total": sum((preview.fates or {}).values()),
        "opened": sum(opened.values()),
        "rates": rates_of(preview.measures),
        "staff": staff_of(preview.people),
    }


def undoing_of_event(event: Reorganisation) -> Undoing:
    """Return what undoing the event would do, in words."""
    return Undoing(
        name=event.name,
        nobody="Chưa ai làm việc trên nhiệm vụ của đơn vị mới.",
        does=(
            "trả lại ngày kết thúc của cơ quan cũ, bỏ cơ quan do sự kiện lập",
            "trả nhiệm vụ, phân công, nhóm và vai trò của cán bộ về như trước",
            "giữ lại sự kiện trong danh sách với trạng thái «Đã hoàn tác»",
        ),
        instead=(
            "Việc đã làm của đơn vị không bị xóa. Nếu sự kiện ghi sai, lập sự kiện mới"
            " để sửa lại từ một ngày sau."
        ),
    )
