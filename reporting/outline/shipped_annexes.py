"""Annexes of the shipped outline (docs/domain.md), thin: what the figures hold."""

from reporting.outline.parts import (
    DOCUMENTS_ANNEX,
    MISSING_ANNEX,
    TASKS_ANNEX,
    Annex,
    OutlineColumn,
)
from reporting.outline.shipped_clauses import COMMUNES

ANNEXES = (
    Annex("I", "Kết quả thực hiện các nhiệm vụ, trách nhiệm", content=TASKS_ANNEX),
    Annex(
        "II",
        "Kết quả công khai thông tin",
        (
            OutlineColumn("Số nội dung công khai", "noi-dung-cong-khai"),
            OutlineColumn("Niêm yết tại trụ sở", "cong-khai-niem-yet"),
            OutlineColumn("Đăng trên cổng, trang TTĐT", "cong-khai-cong-ttdt"),
            OutlineColumn("Qua truyền thanh", "cong-khai-truyen-thanh"),
            OutlineColumn("Qua trưởng thôn, TDP", "cong-khai-qua-thon"),
        ),
    ),
    Annex(
        "III",
        "Nhân dân bàn và quyết định: họp thôn, tổ dân phố",
        (
            OutlineColumn("Tổng số thôn, tổ dân phố", "thon-to-dan-pho"),
            OutlineColumn("Đã họp ít nhất một lần trong kỳ", "thon-hop-du"),
            OutlineColumn("Họp từ hai lần trong kỳ", "thon-hop-hai-lan"),
            OutlineColumn("Nội dung đã bàn", "noi-dung-dan-ban"),
            OutlineColumn("Đã biểu quyết thông qua", "noi-dung-dan-quyet"),
            OutlineColumn("Công trình, việc làm", "cong-trinh-dan-ban"),
            OutlineColumn("Tổng giá trị (đồng)", "gia-tri-cong-trinh"),
            OutlineColumn("NSNN (đồng)", "gia-tri-ngan-sach"),
            OutlineColumn("Nhân dân đóng góp (đồng)", "gia-tri-dan-gop"),
            OutlineColumn("Ngày công", "ngay-cong-dan-gop"),
        ),
        COMMUNES,
    ),
    Annex(
        "IV",
        "Nhân dân tham gia ý kiến",
        (
            OutlineColumn("Số nội dung lấy ý kiến", "noi-dung-xin-y-kien"),
            OutlineColumn("Số ý kiến nhận được", "y-kien-nhan-dan"),
            OutlineColumn("Đã tiếp thu, giải trình", "y-kien-tiep-thu"),
            OutlineColumn("Qua họp dân", "lay-y-kien-hop-dan"),
            OutlineColumn("Phát phiếu", "lay-y-kien-phat-phieu"),
            OutlineColumn("Trực tuyến", "lay-y-kien-truc-tuyen"),
        ),
    ),
    Annex(
        "V",
        "Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng",
        (
            OutlineColumn("Thuộc diện có Ban TTND", "?phai-co-bttnd"),
            OutlineColumn("Có Ban TTND hoạt động", "?co-bttnd"),
            OutlineColumn("Số thành viên", "bttnd-thanh-vien"),
            OutlineColumn("Số cuộc giám sát", "bttnd-giam-sat"),
            OutlineColumn("Số kiến nghị", "bttnd-kien-nghi"),
            OutlineColumn("Có Ban GSĐTCĐ hoạt động", "?co-bgsdtcd"),
            OutlineColumn("Số Ban GSĐTCĐ", "so-bgsdtcd"),
            OutlineColumn("Số công trình, dự án được giám sát", "du-an-giam-sat"),
            OutlineColumn("Sai phạm Ban TTND phát hiện", "bttnd-sai-pham"),
            OutlineColumn("Thu hồi (đồng)", "bttnd-thu-hoi"),
            OutlineColumn("Cuộc giám sát của Ban GSĐTCĐ", "bgsdtcd-giam-sat"),
            OutlineColumn("Sai phạm Ban GSĐTCĐ phát hiện", "bgsdtcd-sai-pham"),
            OutlineColumn("Kiến nghị của Ban GSĐTCĐ", "bgsdtcd-kien-nghi"),
        ),
    ),
    Annex(
        "VI",
        "Hương ước, quy ước",
        (
            OutlineColumn("Đang có hiệu lực", "huong-uoc-hieu-luc"),
            OutlineColumn("Đã rà soát, sửa đổi, bổ sung", "huong-uoc-ra-soat"),
            OutlineColumn("Công nhận mới", "huong-uoc-cong-nhan"),
            OutlineColumn("Không công nhận", "huong-uoc-khong-cong-nhan"),
            OutlineColumn("Sửa đổi, bổ sung, thay thế", "huong-uoc-sua-doi"),
            OutlineColumn("Tạm ngừng", "huong-uoc-tam-ngung"),
            OutlineColumn("Bãi bỏ", "huong-uoc-bai-bo"),
        ),
        COMMUNES,
    ),
    Annex(
        "VII",
        "Tiếp công dân, giải quyết đơn thư, đối thoại",
        (
            OutlineColumn("Lượt tiếp công dân", "luot-tiep-cong-dan"),
            OutlineColumn("Số người được tiếp", "nguoi-duoc-tiep"),
            OutlineColumn("Đơn thư tiếp nhận", "don-tiep-nhan"),
            OutlineColumn("Đơn thư đã giải quyết", "don-da-giai-quyet"),
            OutlineColumn("Số cuộc đối thoại", "cuoc-doi-thoai"),
            OutlineColumn("Số vụ việc", "vu-viec-dong-nguoi"),
            OutlineColumn("Người dự đối thoại", "nguoi-du-doi-thoai-dan"),
        ),
    ),
    Annex(
        "VIII",
        "Bồi dưỡng, khen thưởng, xử lý vi phạm, quy chế",
        (
            OutlineColumn("Người được giao nhiệm vụ", "nguoi-duoc-giao"),
            OutlineColumn("Đã được bồi dưỡng (lũy kế)", "nguoi-da-boi-duong"),
            OutlineColumn("Số lớp", "so-lop-boi-duong"),
            OutlineColumn("Lượt người dự", "luot-nguoi-boi-duong"),
            OutlineColumn("Có quy chế", "?co-quy-che"),
            OutlineColumn("Tập thể khen thưởng", "tap-the-khen-thuong"),
            OutlineColumn("Cá nhân khen thưởng", "ca-nhan-khen-thuong"),
            OutlineColumn("Vi phạm phát hiện", "vi-pham-phat-hien"),
            OutlineColumn("Vi phạm đã xử lý", "vi-pham-xu-ly"),
        ),
    ),
    Annex(
        "hoi-nghi",
        "Hội nghị, công khai, đối thoại trong cơ quan, đơn vị, doanh nghiệp",
        (
            OutlineColumn("Thuộc diện tổ chức hội nghị", "?phai-hoi-nghi-cbccvc"),
            OutlineColumn("Đã tổ chức hội nghị", "?da-hoi-nghi-cbccvc"),
            OutlineColumn("Người dự", "nguoi-du-hoi-nghi-cbccvc"),
            OutlineColumn("Ý kiến, kiến nghị", "kien-nghi-hoi-nghi-cbccvc"),
            OutlineColumn("Nội dung công khai", "noi-dung-cong-khai-noi-bo"),
            OutlineColumn("Cuộc đối thoại", "doi-thoai-noi-lam-viec"),
            OutlineColumn("Có thỏa ước", "?co-thoa-uoc"),
        ),
    ),
    Annex(
        "hoa-giai",
        "Hòa giải ở cơ sở",
        (
            OutlineColumn("Số tổ hòa giải", "to-hoa-giai"),
            OutlineColumn("Số hòa giải viên", "hoa-giai-vien"),
            OutlineColumn("Vụ việc hòa giải", "vu-hoa-giai"),
            OutlineColumn("Hòa giải thành", "vu-hoa-giai-thanh"),
        ),
        COMMUNES,
    ),
    Annex("IX", "Danh sách đơn vị chưa báo cáo, báo cáo chậm", content=MISSING_ANNEX),
    Annex("van-ban", "Danh mục văn bản đã ban hành", content=DOCUMENTS_ANNEX),
)

#: Column of a shipped annex → its part of a figure's key, which never changes.
COLUMN_KEYS = {
    (annex.key, column.code.removeprefix("?")): str(position)
    for annex in ANNEXES
    for position, column in enumerate(annex.columns, 3)
}


FIGURES_OF = {(annex, key): code for (annex, code), key in COLUMN_KEYS.items()}


def figure_of(annex: str, key: str) -> str:
    """Return the figure's code that the column's part of a key stands for."""
    return FIGURES_OF.get((annex, key), key)


def column_key(annex: str, code: str) -> str:
    """Return the column's part of a figure's key: as shipped, else the figure's code."""
    return COLUMN_KEYS.get((annex, code), code)
