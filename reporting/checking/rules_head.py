"""Mục II: quốc hiệu, tiêu ngữ, bodies, number, place and day, title, addressees."""

import re
from collections.abc import Iterator

from reporting.checking.paper import CheckedPaper, PaperLine
from reporting.checking.verdicts import PaperRule

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
#: Kinds whose abbreviation has a small letter (Phụ lục III), and «phiếu trình».
_KINDS = "QyĐ|CTr|TTr|PTr"
_NUMBER = re.compile(rf"^Số: ?(\d{{2,}}[a-z]?|[.…]+)/({_KINDS}|[A-ZĐ]+)(-[A-ZĐ&]+)*$")
_DAY = r"(0[1-9]|[12]\d|3[01]|[.…]+)"
MONTH = r"(0[12]|[3-9]|1[0-2]|[.…]+)"
_PLACE = re.compile(rf"^[^,]+, ngày {_DAY} tháng {MONTH} năm (\d{{4}}|[.…]+)$")


def wants(
    line: PaperLine,
    least: float,
    most: float,
    *,
    bold: bool = False,
    italic: bool = False,
) -> Iterator[str]:
    """Yield what is wrong with a line's size and style."""
    if not least <= line.size <= most:
        yield f"cỡ {line.size:g} ở {line.where} (quy định {least:g}–{most:g})"
    if line.bold != bold:
        yield f"{'phải' if bold else 'không'} đậm ở {line.where}"
    if line.italic != italic:
        yield f"{'phải' if italic else 'không'} nghiêng ở {line.where}"


def nation(paper: CheckedPaper) -> Iterator[str]:
    """Capitals, 12–13, bold, centred on the right."""
    lines = paper.head_lines(1)
    if not lines or lines[0].text != _NATION:
        yield "thiếu quốc hiệu ở bên phải, dòng đầu"
        return
    yield from wants(lines[0], 12, 13, bold=True)
    if not lines[0].is_centred:
        yield "quốc hiệu không canh giữa"


def motto(paper: CheckedPaper) -> Iterator[str]:
    """Below the nation, 13–14, bold."""
    lines = paper.head_lines(1)
    if len(lines) < 2 or lines[1].text != _MOTTO:
        yield "thiếu tiêu ngữ dưới quốc hiệu"
        return
    yield from wants(lines[1], 13, 14, bold=True)


def bodies(paper: CheckedPaper) -> Iterator[str]:
    """The issuing body in bold capitals, a superior above it not bold."""
    lines = [line for line in paper.head_lines(0) if not line.text.startswith("Số:")]
    names = [line for line in lines if not line.text.startswith("V/v")]
    if not names:
        yield "thiếu tên cơ quan ban hành"
        return
    for line in names:
        if not line.text.isupper():
            yield f"tên cơ quan phải in hoa: {line.where}"
    yield from wants(names[-1], 12, 13, bold=True)
    for line in names[:-1]:
        if line.bold and not names[-1].bold:
            yield f"cơ quan chủ quản không đậm: {line.where}"
    if len(names) > 1 and names[0].bold and names[0].text.startswith("UBND"):
        yield f"cơ quan chủ quản không đậm: {names[0].where}"


def number(paper: CheckedPaper) -> Iterator[str]:
    """«Số: 05/BC-STP», size 13."""
    found = next((x for x in paper.head_lines(0) if x.text.startswith("Số:")), None)
    if found is None:
        yield "thiếu dòng số, ký hiệu"
        return
    symbol = found.text.replace("\u2011", "-")
    if not _NUMBER.match(symbol):
        yield f"viết như «Số: 05/BC-STP»: {found.where}"
    yield from wants(found, 13, 13)


def place_and_day(paper: CheckedPaper) -> Iterator[str]:
    """«Huế, ngày 05 tháng 01 năm 2026», italic 13–14."""
    found = next((x for x in paper.head_lines(1) if " ngày " in x.text), None)
    if found is None:
        yield "thiếu địa danh và thời gian ban hành"
        return
    if not _PLACE.match(found.text):
        yield f"viết như «Huế, ngày 05 tháng 01 năm 2026»: {found.where}"
    yield from wants(found, 13, 14, italic=True)


def is_letter(paper: CheckedPaper) -> bool:
    """Return whether it is a công văn: no kind above the text, «V/v» at the number."""
    return any(line.text.startswith("V/v") for line in paper.head_lines(0))


#: Kinds that go out to many and name no addressee above the text.
UNADDRESSED = (
    *("KẾ HOẠCH", "QUYẾT ĐỊNH", "NGHỊ QUYẾT", "CHỈ THỊ", "THÔNG BÁO", "HƯỚNG DẪN"),
    *("CHƯƠNG TRÌNH", "QUY CHẾ", "QUY ĐỊNH", "PHƯƠNG ÁN", "ĐỀ ÁN", "BIÊN BẢN"),
)


def is_addressed(paper: CheckedPaper) -> bool:
    """Return whether such a document says «Kính gửi»."""
    return paper.title is None or paper.title.text not in UNADDRESSED


def title_block(paper: CheckedPaper) -> Iterator[str]:
    """Kind in bold capitals and subject in bold, both 13–14 in the middle."""
    if paper.title is None:
        yield "thiếu tên loại văn bản in hoa, canh giữa"
        return
    yield from wants(paper.title, 13, 14, bold=True)
    below = paper.between[1] if len(paper.between) > 1 else None
    if below is None or not below.is_centred:
        yield "thiếu trích yếu dưới tên loại"
        return
    yield from wants(below, 13, 14, bold=True)


def about(paper: CheckedPaper) -> Iterator[str]:
    """«V/v …» below the number, 12–13, upright, not bold; no kind above the text."""
    line = next(x for x in paper.head_lines(0) if x.text.startswith("V/v"))
    yield from wants(line, 12, 13)
    if paper.title is not None:
        yield f"công văn không có tên loại: {paper.title.where}"


def addressee_lines(paper: CheckedPaper) -> Iterator[str]:
    """«Kính gửi:» above the text, 13–14 upright."""
    found = next((x for x in paper.between if x.text.startswith("Kính gửi:")), None)
    if found is None:
        yield "thiếu «Kính gửi:» trên phần nội dung"
        return
    yield from wants(found, 13, 14)


HEAD_RULES = (
    PaperRule("quoc-hieu", "Quốc hiệu", nation),
    PaperRule("tieu-ngu", "Tiêu ngữ", motto),
    PaperRule("co-quan", "Tên cơ quan ban hành", bodies),
    PaperRule("so-ky-hieu", "Số, ký hiệu", number),
    PaperRule("dia-danh", "Địa danh, thời gian ban hành", place_and_day),
    PaperRule(
        "ten-loai",
        "Tên loại và trích yếu",
        title_block,
        lambda paper: not is_letter(paper),
    ),
    PaperRule("trich-yeu-cong-van", "Trích yếu công văn", about, is_letter),
    PaperRule("kinh-gui", "Kính gửi", addressee_lines, is_addressed),
)
