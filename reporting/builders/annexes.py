"""The annexes' rows per agency (domain §5.2), thin: what the figures hold."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from reporting.builders.outline import COMMUNES
from reporting.builders.sums import Given, Sums
from reporting.facts import AnnexTable

#: Annexes with at most so many figures stand on upright pages.
FEW = 5
NOBODY = "Chưa có đơn vị nào báo cáo số liệu của phụ lục này."


class Column(NamedTuple):
    """A head and the figure below it; `?` marks a question of yes or no."""

    head: str
    code: str


class Annex(NamedTuple):
    """One annex: its number, its name in capitals, its columns."""

    number: str
    title: str
    columns: tuple[Column, ...]
    kinds: tuple[str, ...] = ()


ANNEXES = (
    Annex(
        "II",
        "KẾT QUẢ CÔNG KHAI THÔNG TIN",
        (
            Column("Số nội dung công khai", "noi-dung-cong-khai"),
            Column("Niêm yết tại trụ sở", "cong-khai-niem-yet"),
            Column("Đăng trên cổng, trang TTĐT", "cong-khai-cong-ttdt"),
        ),
    ),
    Annex(
        "III",
        "NHÂN DÂN BÀN VÀ QUYẾT ĐỊNH: HỌP THÔN, TỔ DÂN PHỐ",
        (
            Column("Tổng số thôn, tổ dân phố", "thon-to-dan-pho"),
            Column("Đã họp ít nhất một lần trong năm", "thon-hop-du"),
        ),
        COMMUNES,
    ),
    Annex(
        "IV",
        "NHÂN DÂN THAM GIA Ý KIẾN",
        (
            Column("Số nội dung lấy ý kiến", "noi-dung-xin-y-kien"),
            Column("Số ý kiến nhận được", "y-kien-nhan-dan"),
            Column("Đã tiếp thu, giải trình", "y-kien-tiep-thu"),
        ),
    ),
    Annex(
        "V",
        "BAN THANH TRA NHÂN DÂN, BAN GIÁM SÁT ĐẦU TƯ CỦA CỘNG ĐỒNG",
        (
            Column("Thuộc diện có Ban TTND", "?phai-co-bttnd"),
            Column("Có Ban TTND hoạt động", "?co-bttnd"),
            Column("Số thành viên", "bttnd-thanh-vien"),
            Column("Số cuộc giám sát", "bttnd-giam-sat"),
            Column("Số kiến nghị", "bttnd-kien-nghi"),
            Column("Có Ban GSĐTCĐ hoạt động", "?co-bgsdtcd"),
            Column("Số Ban GSĐTCĐ", "so-bgsdtcd"),
            Column("Số công trình, dự án được giám sát", "du-an-giam-sat"),
        ),
    ),
    Annex(
        "VI",
        "HƯƠNG ƯỚC, QUY ƯỚC",
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
        "TIẾP CÔNG DÂN, GIẢI QUYẾT ĐƠN THƯ, ĐỐI THOẠI",
        (
            Column("Lượt tiếp công dân", "luot-tiep-cong-dan"),
            Column("Số người được tiếp", "nguoi-duoc-tiep"),
            Column("Đơn thư tiếp nhận", "don-tiep-nhan"),
            Column("Đơn thư đã giải quyết", "don-da-giai-quyet"),
            Column("Số cuộc đối thoại", "cuoc-doi-thoai"),
        ),
    ),
    Annex(
        "VIII",
        "BỒI DƯỠNG, KHEN THƯỞNG, XỬ LÝ VI PHẠM, QUY CHẾ",
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
)


def annex_tables(sums: Sums) -> tuple[AnnexTable, ...]:
    """Return annexes II–VIII, one row per agency that answered, and the sums."""
    return tuple(_table(annex, sums) for annex in ANNEXES)


def _table(annex: Annex, sums: Sums) -> AnnexTable:
    codes = [column.code.removeprefix("?") for column in annex.columns]
    rows = tuple(
        (position, agency.name, *(_cell(given) for given in cells))
        for position, (agency, cells) in enumerate(sums.rows(codes, annex.kinds), 1)
    )
    return AnnexTable(
        number=annex.number,
        title=annex.title,
        heads=("TT", "Đơn vị", *(column.head for column in annex.columns)),
        rows=rows,
        totals=("", "Tổng cộng", *_totals(annex, sums)) if rows else (),
        note="Dấu «–»: đơn vị chưa báo cáo số liệu này." if rows else NOBODY,
        widths=_widths(len(codes)),
        wide=len(codes) > FEW,
    )


def _widths(columns: int) -> tuple[int, ...]:
    """Return shares of the width: number, agency, then equal columns."""
    return (7, 30, *([63 // columns] * columns))


def _cell(given: Given | None) -> str | Decimal | None:
    """Return the answer; an empty answer stays empty, it is no 0."""
    if given is None:
        return None
    if given.number is not None or given.flag is None:
        return given.number
    return "Có" if given.flag else "Không"


def _totals(annex: Annex, sums: Sums) -> Iterator[Decimal | None]:
    for column in annex.columns:
        code = column.code
        found = (
            sums.yes(code[1:], annex.kinds)
            if code.startswith("?")
            else sums.of(code, annex.kinds)
        )
        yield found.total if found else None
