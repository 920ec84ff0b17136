"""The outline as it is shipped (docs/domain.md); rows of a plan replace it."""

from reporting.outline import shipped_clauses as said
from reporting.outline.parts import Clause, ReportOutline, Section
from reporting.outline.shipped_annexes import ANNEXES


def _figures(key: str, title: str, clauses: tuple[Clause, ...]) -> Section:
    return Section(key, title, "so-lieu", clauses)


DIRECTION = Section(
    "chi-dao",
    "Công tác lãnh đạo, chỉ đạo, tổ chức triển khai",
    children=(
        Section("chi-dao-van-ban", "Ban hành văn bản, kế hoạch", "ke-hoach-rieng"),
        _figures(
            "chi-dao-tuyen-truyen", "Quán triệt, tuyên truyền, phổ biến", said.SPREADING
        ),
        _figures("chi-dao-boi-duong", "Bồi dưỡng, tập huấn", said.TRAINING),
        _figures("chi-dao-kiem-tra", "Kiểm tra, giám sát", said.CHECKING),
    ),
)
_COMMUNES = Section(
    "cap-xa",
    "Thực hiện dân chủ ở xã, phường, đặc khu",
    children=(
        _figures("cap-xa-cong-khai", "Công khai thông tin", said.PUBLISHING),
        _figures("cap-xa-ban-quyet-dinh", "Nhân dân bàn và quyết định", said.DECIDING),
        _figures("cap-xa-tham-gia-y-kien", "Nhân dân tham gia ý kiến", said.CONSULTING),
        _figures("cap-xa-giam-sat", "Nhân dân kiểm tra, giám sát", said.SUPERVISING),
        _figures("cap-xa-huong-uoc", "Hương ước, quy ước", said.CONVENTIONS),
        _figures(
            "cap-xa-tiep-cong-dan",
            "Đối thoại, tiếp công dân, giải quyết đơn thư",
            said.DIALOGUE,
        ),
    ),
)
_PLAN = Section(
    "ke-hoach",
    "Kết quả thực hiện Kế hoạch triển khai Nghị quyết số 15/2024/NQ-HĐND",
    children=(
        Section(
            "ke-hoach-muc-tieu",
            "Kết quả thực hiện {{ so_muc_tieu }} mục tiêu",
            "muc-tieu",
        ),
        Section(
            "ke-hoach-nhiem-vu",
            "Kết quả thực hiện {{ so_nhiem_vu }} nhiệm vụ",
            "nhiem-vu",
        ),
        Section(
            "ke-hoach-trach-nhiem",
            "Kết quả thực hiện {{ so_trach_nhiem }} nội dung trách nhiệm tại phần IV"
            " của Kế hoạch",
            "trach-nhiem",
        ),
        Section("ke-hoach-so-sanh", "So sánh với {{ ky_truoc }}", "so-sanh"),
    ),
)
_RESULTS = Section(
    "ket-qua",
    "Kết quả thực hiện",
    children=(
        _COMMUNES,
        _figures(
            "co-quan",
            "Thực hiện dân chủ trong cơ quan nhà nước, đơn vị sự nghiệp công lập",
            said.STATE_BODIES,
        ),
        _figures(
            "doanh-nghiep",
            "Thực hiện dân chủ trong doanh nghiệp nhà nước, tổ chức có sử dụng lao động",
            said.COMPANIES,
        ),
        _PLAN,
        _figures("cong-nghe", "Ứng dụng công nghệ thông tin", said.TECHNOLOGY),
        _figures(
            "khen-thuong-vi-pham",
            "Biểu dương, khen thưởng; xử lý vi phạm",
            said.PRAISE,
        ),
    ),
)
ASSESSMENT = Section(
    "danh-gia",
    "Đánh giá chung",
    children=(
        Section("uu-diem", "Ưu điểm", "uu-diem"),
        Section("ton-tai", "Tồn tại, hạn chế", "ton-tai"),
        Section("nguyen-nhan", "Nguyên nhân", "nguyen-nhan"),
    ),
)
SHIPPED = ReportOutline(
    sections=(
        DIRECTION,
        _RESULTS,
        ASSESSMENT,
        Section(
            "phuong-huong",
            "Phương hướng, nhiệm vụ {{ ky_sau }}",
            "phuong-huong",
        ),
        Section("kien-nghi", "Kiến nghị, đề xuất", "kien-nghi"),
    ),
    annexes=ANNEXES,
)
