"""The outlines that hold until the steering agency sets its own."""

from typing import NamedTuple

from reporting.models import PaperKind
from tasks.models import Proof

#: What writes a part: its words (typed, else drafted from the facts), the duties, or
#: nothing (a heading over the parts below it).
WORDS, DUTIES, _HEADING = "loi", "nhiem-vu", ""


class UnitPart(NamedTuple):
    """A titled part; `key` names it wherever it stands, level 2 is below level 1."""

    key: str
    title: str
    level: int = 1
    source: str = WORDS
    guide: str = ""
    is_on: bool = True


class PaperOutline(NamedTuple):
    """The subject and the parts in order."""

    subject: str
    parts: tuple[UnitPart, ...]

    def printed(self) -> tuple[UnitPart, ...]:
        """Return the parts that print: a heading that is off takes its parts along."""
        found, hidden = [], False
        for part in self.parts:
            hidden = not part.is_on if part.level == 1 else hidden
            if part.is_on and not hidden:
                found.append(part)
        return tuple(found)


REPORT = PaperOutline(
    "Kết quả {{ noi_dung }} {{ ky }}",
    (
        UnitPart(
            "chi-dao",
            "Công tác lãnh đạo, chỉ đạo, tổ chức triển khai",
            guide="Văn bản đã ban hành, phân công, quán triệt, kiểm tra.",
        ),
        UnitPart("ket-qua", "Kết quả thực hiện", source=DUTIES),
        UnitPart("danh-gia", "Đánh giá chung", source=_HEADING),
        UnitPart("uu-diem", "Ưu điểm", 2),
        UnitPart("han-che", "Hạn chế, tồn tại", 2),
        UnitPart("nguyen-nhan", "Nguyên nhân", 2, guide="Khách quan, chủ quan."),
        UnitPart("phuong-huong", "Phương hướng, nhiệm vụ {{ ky_sau }}"),
        UnitPart("kien-nghi", "Kiến nghị, đề xuất"),
    ),
)
_PLAN = PaperOutline(
    "Triển khai {{ noi_dung }} {{ ky }}",
    (
        UnitPart("muc-dich-yeu-cau", "Mục đích, yêu cầu", source=_HEADING),
        UnitPart("muc-dich", "Mục đích", 2),
        UnitPart("yeu-cau", "Yêu cầu", 2),
        UnitPart("nhiem-vu", "Nội dung, nhiệm vụ", source=DUTIES),
        UnitPart("kinh-phi", "Kinh phí thực hiện"),
        UnitPart("to-chuc", "Tổ chức thực hiện"),
    ),
)
_INSPECTION = PaperOutline(
    "Kiểm tra việc {{ noi_dung }} {{ ky }}",
    (
        UnitPart("muc-dich-yeu-cau", "Mục đích, yêu cầu", source=_HEADING),
        UnitPart("muc-dich", "Mục đích", 2),
        UnitPart("yeu-cau", "Yêu cầu", 2),
        UnitPart("noi-dung", "Nội dung kiểm tra", source=DUTIES),
        UnitPart("doi-tuong", "Đối tượng, thời gian kiểm tra", source=_HEADING),
        UnitPart("noi-kiem-tra", "Đối tượng kiểm tra", 2),
        UnitPart("thoi-gian", "Thời kỳ, thời gian kiểm tra", 2),
        UnitPart("thanh-phan", "Thành phần đoàn kiểm tra"),
        UnitPart("to-chuc", "Tổ chức thực hiện"),
    ),
)
SHIPPED_UNIT_OUTLINES = {
    PaperKind.REPORT: REPORT,
    PaperKind.PLAN: _PLAN,
    PaperKind.INSPECTION: _INSPECTION,
}
#: Tasks that such a paper itself proves: not work inside it.
ANSWERED = {
    PaperKind.REPORT: frozenset[str](),
    PaperKind.PLAN: frozenset({Proof.OWN_PLAN}),
    PaperKind.INSPECTION: frozenset({Proof.OWN_PLAN, Proof.INSPECTION}),
}
