"""The outlines that hold until the steering agency sets its own."""

from typing import NamedTuple

from reporting.models import PaperKind

#: What writes a part: its words (typed, else drafted from the facts), the duties, or
#: nothing (a heading over the parts below it).
WORDS, DUTIES, HEADING = "loi", "nhiem-vu", ""


class Part(NamedTuple):
    """A titled part; `key` names it wherever it stands, level 2 is below level 1."""

    key: str
    title: str
    level: int = 1
    source: str = WORDS
    guide: str = ""
    is_on: bool = True


class Outline(NamedTuple):
    """The subject and the parts in order."""

    subject: str
    parts: tuple[Part, ...]

    def printed(self) -> tuple[Part, ...]:
        """Return the parts that print: a heading that is off takes its parts along."""
        found, hidden = [], False
        for part in self.parts:
            hidden = not part.is_on if part.level == 1 else hidden
            if part.is_on and not hidden:
                found.append(part)
        return tuple(found)


REPORT = Outline(
    "Kết quả {{ noi_dung }} {{ ky }}",
    (
        Part(
            "chi-dao",
            "Công tác lãnh đạo, chỉ đạo, tổ chức triển khai",
            guide="Văn bản đã ban hành, phân công, quán triệt, kiểm tra.",
        ),
        Part("ket-qua", "Kết quả thực hiện", source=DUTIES),
        Part("danh-gia", "Đánh giá chung", source=HEADING),
        Part("uu-diem", "Ưu điểm", 2),
        Part("han-che", "Hạn chế, tồn tại", 2),
        Part("nguyen-nhan", "Nguyên nhân", 2, guide="Khách quan, chủ quan."),
        Part("phuong-huong", "Phương hướng, nhiệm vụ {{ ky_sau }}"),
        Part("kien-nghi", "Kiến nghị, đề xuất"),
    ),
)
PLAN = Outline(
    "Triển khai {{ noi_dung }} {{ ky }}",
    (
        Part("muc-dich-yeu-cau", "Mục đích, yêu cầu", source=HEADING),
        Part("muc-dich", "Mục đích", 2),
        Part("yeu-cau", "Yêu cầu", 2),
        Part("nhiem-vu", "Nội dung, nhiệm vụ", source=DUTIES),
        Part("kinh-phi", "Kinh phí thực hiện"),
        Part("to-chuc", "Tổ chức thực hiện"),
    ),
)
INSPECTION = Outline(
    "Kiểm tra việc {{ noi_dung }} {{ ky }}",
    (
        Part("muc-dich-yeu-cau", "Mục đích, yêu cầu", source=HEADING),
        Part("muc-dich", "Mục đích", 2),
        Part("yeu-cau", "Yêu cầu", 2),
        Part("noi-dung", "Nội dung kiểm tra", source=DUTIES),
        Part("doi-tuong", "Đối tượng, thời gian kiểm tra", source=HEADING),
        Part("noi-kiem-tra", "Đối tượng kiểm tra", 2),
        Part("thoi-gian", "Thời kỳ, thời gian kiểm tra", 2),
        Part("thanh-phan", "Thành phần đoàn kiểm tra"),
        Part("to-chuc", "Tổ chức thực hiện"),
    ),
)
SHIPPED = {
    PaperKind.REPORT: REPORT,
    PaperKind.PLAN: PLAN,
    PaperKind.INSPECTION: INSPECTION,
}
#: Tasks of the first plan that such a paper itself answers: not work inside it.
ANSWERED = {
    PaperKind.REPORT: frozenset[str](),
    PaperKind.PLAN: frozenset({"IV.10.2", "IV.11.1"}),
    PaperKind.INSPECTION: frozenset({"III.5.a", "IV.1.3", "IV.10.2", "IV.11.1"}),
}
