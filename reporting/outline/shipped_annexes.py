"""Annexes of the shipped outline (docs/domain.md), thin: what the figures hold."""

from reporting.outline.parts import DOCUMENTS, MISSING, TASKS, Annex, Column
from reporting.outline.shipped_clauses import COMMUNES

ANNEXES = (
    Annex("I", "Kết quả thực hiện các nhiệm vụ, trách nhiệm", content=TASKS),
    Annex(
        "II",
        "Kết quả công khai thông tin",
        (
            Column("Số nội dung công khai", "noi-dung-cong-khai"),
            Column("Niêm yết tại trụ sở", "cong-khai-niem-yet"),
            Column("Đăng trên cổng, trang TTĐT", "cong-khai-cong-ttdt"),
            Column("Qua truyền thanh", "cong-khai-truyen-thanh"),
            Column("Qua trưởng thôn, TDP", "cong-khai-qua-thon"),
        ),
    ),
    Annex(
        "III",
        "Nhân dân bàn và quyết định: họp thôn, tổ dân phố",
        (
            Column("Tổng số thôn, tổ dân phố", "thon-to-dan-pho"),
            Column("Đã họp ít nhất một lần trong kỳ", "thon-hop-du"),
            Column("Họp từ hai lần trong kỳ", "thon-hop-hai-lan"),
            Column("Nội dung đã bàn", "noi-dung-dan-ban"),
            Column("Đã biểu quyết thông qua", "noi-dung-dan-quyet"),
            Column("Công trình, việc làm", "cong-trinh-dan-ban"),
            Column("Tổng giá trị (đồng)", "gia-tri-cong-trinh"),
            Column("NSNN (đồng)", "gia-tri-ngan-sach"),
            Column("Nhân dân đóng góp (đồng)", "gia-tri-dan-gop"),
            Column("Ngày công", "ngay-cong-dan-gop"),
        ),
        COMMUNES,
    ),
    Annex(
        "IV",
        "Nhân dân tham gia ý kiến",
        (
            Column("Số nội dung lấy ý kiến", "noi-dung-xin-y-kien"),
            Column("Số ý kiến nhận được", "y-kien-nhan-dan"),
            Column("Đã tiếp thu, giải trình", "y-kien-tiep-thu"),
            Column("Qua họp dân", "lay-y-kien-hop-dan"),
            Column("Phát phiếu", "lay-y-kien-phat-phieu"),
            Column("Trực tuyến", "lay-y-kien-truc-tuyen"),
        ),
    ),
    Annex(
        "V",
        "Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng",
        (
            Column("Thuộc diện có Ban TTND", "?phai-co-bttnd"),
            Column("Có Ban TTND hoạt động", "?co-bttnd"),
            Column("Số thành viên", "bttnd-thanh-vien"),
            Column("Số cuộc giám sát", "bttnd-giam-sat"),
            Column("Số kiến nghị", "bttnd-kien-nghi"),
            Column("Có Ban GSĐTCĐ hoạt động", "?co-bgsdtcd"),
            Column("Số Ban GSĐTCĐ", "so-bgsdtcd"),
            Column("Số công trình, dự án được giám sát", "du-an-giam-sat"),
            Column("Sai phạm Ban TTND phát hiện", "bttnd-sai-pham"),
            Column("Thu hồi (đồng)", "bttnd-thu-hoi"),
            Column("Cuộc giám sát của Ban GSĐTCĐ", "bgsdtcd-giam-sat"),
            Column("Sai phạm Ban GSĐTCĐ phát hiện", "bgsdtcd-sai-pham"),
            Column("Kiến nghị của Ban GSĐTCĐ", "bgsdtcd-kien-nghi"),
        ),
    ),
    Annex(
        "VI",
        "Hương ước, quy ước",
        (
            Column("Đang có hiệu lực", "huong-uoc-hieu-luc"),
            Column("Đã rà soát, sửa đổi, bổ sung", "huong-uoc-ra-soat"),
            Column("Công nhận mới", "huong-uoc-cong-nhan"),
            Column("Không công nhận", "huong-uoc-khong-cong-nhan"),
            Column("Sửa đổi, bổ sung, thay thế", "huong-uoc-sua-doi"),
            Column("Tạm ngừng", "huong-uoc-tam-ngung"),
            Column("Bãi bỏ", "huong-uoc-bai-bo"),
        ),
        COMMUNES,
    ),
    Annex(
        "VII",
        "Tiếp công dân, giải quyết đơn thư, đối thoại",
        (
            Column("Lượt tiếp công dân", "luot-tiep-cong-dan"),
            Column("Số người được tiếp", "nguoi-duoc-tiep"),
            Column("Đơn thư tiếp nhận", "don-tiep-nhan"),
            Column("Đơn thư đã giải quyết", "don-da-giai-quyet"),
            Column("Số cuộc đối thoại", "cuoc-doi-thoai"),
            Column("Số vụ việc", "vu-viec-dong-nguoi"),
            Column("Người dự đối thoại", "nguoi-du-doi-thoai-dan"),
        ),
    ),
    Annex(
        "VIII",
        "Bồi dưỡng, khen thưởng, xử lý vi phạm, quy chế",
        (
            Column("Người được giao nhiệm vụ", "nguoi-duoc-giao"),
            Column("Đã được bồi dưỡng (lũy kế)", "nguoi-da-boi-duong"),
            Column("Số lớp", "so-lop-boi-duong"),
            Column("Lượt người dự", "luot-nguoi-boi-duong"),
            Column("Có quy chế", "?co-quy-che"),
            Column("Tập thể khen thưởng", "tap-the-khen-thuong"),
            Column("Cá nhân khen thưởng", "ca-nhan-khen-thuong"),
            Column("Vi phạm phát hiện", "vi-pham-phat-hien"),
            Column("Vi phạm đã xử lý", "vi-pham-xu-ly"),
        ),
    ),
    Annex(
        "hoi-nghi",
        "Hội nghị, công khai, đối thoại trong cơ quan, đơn vị, doanh nghiệp",
        (
            Column("Thuộc diện tổ chức hội nghị", "?phai-hoi-nghi-cbccvc"),
            Column("Đã tổ chức hội nghị", "?da-hoi-nghi-cbccvc"),
            Column("Người dự", "nguoi-du-hoi-nghi-cbccvc"),
            Column("Ý kiến, kiến nghị", "kien-nghi-hoi-nghi-cbccvc"),
            Column("Nội dung công khai", "noi-dung-cong-khai-noi-bo"),
            Column("Cuộc đối thoại", "doi-thoai-noi-lam-viec"),
            Column("Có thỏa ước", "?co-thoa-uoc"),
        ),
    ),
    Annex(
        "hoa-giai",
        "Hòa giải ở cơ sở",
        (
            Column("Số tổ hòa giải", "to-hoa-giai"),
            Column("Số hòa giải viên", "hoa-giai-vien"),
            Column("Vụ việc hòa giải", "vu-hoa-giai"),
            Column("Hòa giải thành", "vu-hoa-giai-thanh"),
        ),
        COMMUNES,
    ),
    Annex("IX", "Danh sách đơn vị chưa báo cáo, báo cáo chậm", content=MISSING),
    Annex("van-ban", "Danh mục văn bản đã ban hành", content=DOCUMENTS),
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
