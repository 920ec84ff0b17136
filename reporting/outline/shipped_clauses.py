"""Sentences of figures that the shipped outline brings (docs/domain.md, «The yearly report»)."""

from reporting.outline.parts import Clause

COMMUNES = ("cap-xa",)
STATE = ("so", "vu-trang", "bao-dai", "don-vi-su-nghiep", "trung-uong")
ENTERPRISES = ("doanh-nghiep",)

SPREADING = (
    Clause(
        "Các cơ quan, đơn vị, địa phương đã tổ chức",
        (
            "cuoc-tuyen-truyen|cuộc tuyên truyền, quán triệt",
            "luot-nguoi-tuyen-truyen|lượt người tham dự",
            "tin-bai|tin, bài, chuyên mục được đăng, phát",
        ),
    ),
)

TRAINING = (
    Clause(
        "Trong kỳ đã tổ chức",
        (
            "so-lop-boi-duong|lớp bồi dưỡng, tập huấn",
            "luot-nguoi-boi-duong|lượt người tham dự",
        ),
        annex="VIII",
    ),
)

CHECKING = (
    Clause(
        "Công tác kiểm tra được triển khai với",
        (
            "?co-ke-hoach-kiem-tra|đơn vị ban hành hoặc lồng ghép kế hoạch kiểm tra",
            "cuoc-kiem-tra|cuộc kiểm tra, giám sát",
        ),
    ),
)

PUBLISHING = (
    Clause(
        "Ủy ban nhân dân các xã, phường, đặc khu đã công khai",
        (
            "noi-dung-cong-khai|nội dung",
            "cong-khai-niem-yet|nội dung được niêm yết tại trụ sở",
            "cong-khai-cong-ttdt|nội dung được đăng trên cổng, trang thông tin điện tử",
        ),
        COMMUNES,
        "II",
    ),
    Clause(
        "Về hình thức khác:",
        (
            "cong-khai-truyen-thanh|nội dung công khai qua hệ thống truyền thanh",
            "cong-khai-qua-thon|nội dung qua trưởng thôn, tổ trưởng tổ dân phố",
        ),
        COMMUNES,
        "II",
    ),
)

DECIDING = (
    Clause(
        "Về tổ chức cuộc họp của cộng đồng dân cư:",
        (
            "thon-hop-du|thôn, tổ dân phố đã họp ít nhất một lần trong kỳ",
            "thon-to-dan-pho|thôn, tổ dân phố trên địa bàn các đơn vị đã báo cáo",
        ),
        COMMUNES,
        "III",
    ),
    Clause(
        "Nhân dân đã bàn",
        (
            "noi-dung-dan-ban|nội dung, phương án",
            "noi-dung-dan-quyet|nội dung đã biểu quyết thông qua",
            "cong-trinh-dan-ban|công trình, việc làm có Nhân dân bàn và đóng góp",
            "gia-tri-cong-trinh|đồng tổng giá trị",
            "gia-tri-ngan-sach|đồng từ ngân sách nhà nước",
            "gia-tri-dan-gop|đồng do Nhân dân đóng góp",
            "ngay-cong-dan-gop|ngày công do Nhân dân đóng góp",
        ),
        COMMUNES,
        "III",
    ),
)

CONSULTING = (
    Clause(
        "Đã lấy ý kiến Nhân dân về",
        (
            "noi-dung-xin-y-kien|nội dung",
            "y-kien-nhan-dan|ý kiến được tiếp nhận",
            "y-kien-tiep-thu|ý kiến được tiếp thu, giải trình",
        ),
        COMMUNES,
        "IV",
    ),
    Clause(
        "Về hình thức lấy ý kiến:",
        (
            "lay-y-kien-hop-dan|nội dung qua họp dân",
            "lay-y-kien-phat-phieu|nội dung bằng phiếu",
            "lay-y-kien-truc-tuyen|nội dung qua trang thông tin, mạng xã hội",
        ),
        COMMUNES,
        "IV",
    ),
)

SUPERVISING = (
    Clause(
        "Ban Thanh tra nhân dân hoạt động tại",
        (
            "?co-bttnd|xã, phường, đặc khu",
            "bttnd-giam-sat|cuộc giám sát",
            "bttnd-kien-nghi|kiến nghị",
        ),
        COMMUNES,
    ),
    Clause(
        "Ban Giám sát đầu tư của cộng đồng hoạt động tại",
        (
            "?co-bgsdtcd|xã, phường, đặc khu",
            "so-bgsdtcd|Ban Giám sát đầu tư của cộng đồng",
            "du-an-giam-sat|công trình, dự án được giám sát",
        ),
        COMMUNES,
        "V",
    ),
    Clause(
        "Kết quả giám sát của Nhân dân:",
        (
            "bttnd-sai-pham|vụ sai phạm do Ban Thanh tra nhân dân phát hiện",
            "bttnd-thu-hoi|đồng được thu hồi",
            "bgsdtcd-giam-sat|cuộc giám sát đầu tư của cộng đồng",
            "bgsdtcd-sai-pham|vụ sai phạm do Ban Giám sát đầu tư của cộng đồng phát hiện",
            "bgsdtcd-kien-nghi|kiến nghị của Ban Giám sát đầu tư của cộng đồng",
        ),
        COMMUNES,
        "V",
    ),
)

CONVENTIONS = (
    Clause(
        "Trên địa bàn các đơn vị đã báo cáo có",
        (
            "huong-uoc-hieu-luc|hương ước, quy ước đang có hiệu lực",
            "huong-uoc-ra-soat|bản đã được rà soát, sửa đổi, bổ sung",
            "huong-uoc-cong-nhan|bản được công nhận mới",
        ),
        COMMUNES,
        "VI",
    ),
)

DIALOGUE = (
    Clause(
        "Cấp xã đã thực hiện",
        (
            "luot-tiep-cong-dan|lượt tiếp công dân",
            "nguoi-duoc-tiep|người được tiếp",
            "don-tiep-nhan|đơn thư được tiếp nhận",
            "don-da-giai-quyet|đơn thư được giải quyết",
            "cuoc-doi-thoai|cuộc đối thoại với người dân",
        ),
        COMMUNES,
        "VII",
    ),
    Clause(
        "Về hòa giải ở cơ sở:",
        (
            "to-hoa-giai|tổ hòa giải",
            "hoa-giai-vien|hòa giải viên",
            "vu-hoa-giai|vụ việc được hòa giải",
            "vu-hoa-giai-thanh|vụ việc hòa giải thành",
        ),
        COMMUNES,
        "hoa-giai",
    ),
)

STATE_BODIES = (
    Clause(
        "Về xây dựng quy chế thực hiện dân chủ:",
        ("?co-quy-che|cơ quan, đơn vị đã ban hành quy chế",),
        STATE,
    ),
    Clause(
        "Về Ban Thanh tra nhân dân:",
        (
            "?co-bttnd|cơ quan, đơn vị có Ban hoạt động",
            "bttnd-giam-sat|cuộc giám sát",
            "bttnd-kien-nghi|kiến nghị",
        ),
        STATE,
        "V",
    ),
    Clause(
        "Về trách nhiệm người đứng đầu:",
        (
            "?dua-vao-danh-gia|cơ quan, đơn vị đưa mức độ thực hiện dân chủ vào đánh giá",
            "nguoi-duoc-danh-gia|lãnh đạo, công chức quản lý được đánh giá có tiêu chí này",
        ),
        STATE,
    ),
    Clause(
        "Về tiếp công dân, giải quyết đơn thư:",
        (
            "luot-tiep-cong-dan|lượt tiếp công dân",
            "don-tiep-nhan|đơn thư được tiếp nhận",
            "don-da-giai-quyet|đơn thư được giải quyết",
        ),
        STATE,
        "VII",
    ),
    Clause(
        "Về hội nghị cán bộ, công chức, viên chức, người lao động:",
        (
            "?da-hoi-nghi-cbccvc|cơ quan, đơn vị đã tổ chức hội nghị",
            "?phai-hoi-nghi-cbccvc|cơ quan, đơn vị thuộc diện tổ chức",
            "nguoi-du-hoi-nghi-cbccvc|người dự",
            "kien-nghi-hoi-nghi-cbccvc|ý kiến, kiến nghị tại hội nghị",
        ),
        STATE,
        "hoi-nghi",
    ),
    Clause(
        "Về công khai, đối thoại trong cơ quan, đơn vị:",
        (
            "noi-dung-cong-khai-noi-bo|nội dung được công khai",
            "doi-thoai-noi-lam-viec|cuộc đối thoại tại nơi làm việc",
            "nguoi-du-doi-thoai|người dự đối thoại",
        ),
        STATE,
        "hoi-nghi",
    ),
)

COMPANIES = (
    Clause(
        "Về xây dựng quy chế thực hiện dân chủ:",
        ("?co-quy-che|doanh nghiệp nhà nước đã ban hành quy chế",),
        ENTERPRISES,
        "VIII",
    ),
    Clause(
        "Về hội nghị người lao động, đối thoại, thỏa ước:",
        (
            "?da-hoi-nghi-cbccvc|doanh nghiệp đã tổ chức hội nghị người lao động",
            "doi-thoai-noi-lam-viec|cuộc đối thoại tại nơi làm việc",
            "?co-thoa-uoc|doanh nghiệp có thỏa ước lao động tập thể",
        ),
        ENTERPRISES,
        "hoi-nghi",
    ),
)

TECHNOLOGY = (
    Clause(
        "Việc ứng dụng công nghệ thông tin đạt kết quả:",
        (
            "?co-ung-dung-cntt|đơn vị có ứng dụng phục vụ thực hiện dân chủ ở cơ sở",
            "so-ung-dung|ứng dụng, kênh tiếp nhận ý kiến trực tuyến đang dùng",
            "phan-anh-truc-tuyen|phản ánh, kiến nghị được tiếp nhận trực tuyến",
            "diem-trang-bi|điểm, phòng được trang bị phương tiện kỹ thuật trong kỳ",
        ),
    ),
)

PRAISE = (
    Clause(
        "Về biểu dương, khen thưởng:",
        (
            "tap-the-khen-thuong|tập thể được biểu dương, khen thưởng",
            "ca-nhan-khen-thuong|cá nhân được biểu dương, khen thưởng",
        ),
        annex="VIII",
    ),
    Clause(
        "Về xử lý vi phạm:",
        (
            "vi-pham-phat-hien|hành vi vi phạm, lợi dụng dân chủ phát hiện trong kỳ",
            "vi-pham-xu-ly|hành vi đã được xử lý",
            "can-bo-thay-the|cán bộ lãnh đạo, quản lý bị điều chuyển, thay thế",
        ),
        annex="VIII",
    ),
)
