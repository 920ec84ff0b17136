"""The text, its headings, the signer and «Nơi nhận»."""

import re
from collections.abc import Iterator

from reporting.checking.paper import (
    CheckedPaper,
    PaperLine,
    layout,
    paragraph_alignment,
)
from reporting.checking.rules_head import wants
from reporting.checking.verdicts import PaperRule

#: First-line indents that the decree allows, in millimetres.
INDENTS = (10.0, 12.7)
_SLACK = 0.3
ROMAN = re.compile(r"^[IVX]+\. ")
POINT = re.compile(r"^[a-zđ]\) ")
_TITLES = re.compile(r"^(Ông|Bà|TS\.?|ThS\.?|PGS\.?|GS\.?|CN\.?|BS\.?) ")


def is_heading(line: PaperLine) -> bool:
    """Return whether the line is a heading: bold as a whole, or a point («a) Tên»)
    that Word keeps with what follows.
    """
    point = POINT.match(line.text) and layout(line.paragraph, "keep_with_next")
    return line.bold or bool(point)


def _plain(paper: CheckedPaper) -> list[PaperLine]:
    """Return the lines of running text."""
    return [line for line in paper.body if not is_heading(line)]


def sizes(paper: CheckedPaper) -> Iterator[str]:
    """13–14 everywhere, one size in the whole text."""
    for line in paper.body:
        if not 13 <= line.size <= 14:
            yield f"cỡ {line.size:g} ở {line.where}"
    if len({line.size for line in paper.body}) > 1:
        yield "nhiều cỡ chữ trong phần nội dung"


def justified(paper: CheckedPaper) -> Iterator[str]:
    """Straight on both sides."""
    for line in _plain(paper):
        if paragraph_alignment(line.paragraph) != "both":
            yield line.where


def indents(paper: CheckedPaper) -> Iterator[str]:
    """First line 1 cm or 1,27 cm in."""
    for line in paper.body:
        found = (layout(line.paragraph, "first_line_indent") or 0) / 36000
        if all(abs(found - wanted) > _SLACK for wanted in INDENTS):
            yield f"{found:.1f} mm ở {line.where}"


def spacing(paper: CheckedPaper) -> Iterator[str]:
    """Single to one and a half lines."""
    for line in paper.body:
        found = layout(line.paragraph, "line_spacing")
        if not isinstance(found, float) or not 1.0 <= found <= 1.5:
            yield line.where


def paragraph_gaps(paper: CheckedPaper) -> Iterator[str]:
    """At least 6 pt between paragraphs."""
    for before, after in zip(paper.body, paper.body[1:], strict=False):
        low = layout(before.paragraph, "space_after")
        high = layout(after.paragraph, "space_before")
        if sum(size.pt for size in (low, high) if size is not None) < 6:
            yield f"giữa {before.where} và {after.where}"


def headings(paper: CheckedPaper) -> Iterator[str]:
    """«I. TÊN MỤC» in capitals, upright bold."""
    for line in paper.body:
        if ROMAN.match(line.text) and line.bold:
            if not line.text.isupper():
                yield f"mục phải in hoa: {line.where}"
            if line.italic:
                yield f"mục phải đứng: {line.where}"


def ending(paper: CheckedPaper) -> Iterator[str]:
    """The last paragraph ends in «./.»."""
    if not paper.body:
        yield "không có nội dung"
    elif not paper.body[-1].text.endswith("./."):
        yield paper.body[-1].where


def signer(paper: CheckedPaper) -> Iterator[str]:
    """Capacity in bold capitals, the name in bold without title, 13–14, centred."""
    lines = paper.closing_lines(1)
    if not lines:
        yield "thiếu chức vụ người ký ở bên phải"
        return
    named = not lines[-1].text.isupper() and len(lines) > 1
    for line in lines[:-1] if named else lines:
        if not line.text.isupper() and set(line.text) - set(". …"):
            yield f"chức vụ phải in hoa: {line.where}"
    for line in lines:
        yield from wants(line, 13, 14, bold=True)
        if not line.is_centred:
            yield f"phải canh giữa: {line.where}"
        if _TITLES.match(line.text):
            yield f"trước họ tên không ghi học hàm, học vị: {line.where}"


def recipient_lines(paper: CheckedPaper) -> Iterator[str]:
    """Heading 12 bold italic; lines 11 with dash and «;», the last «Lưu: VT …»."""
    lines = paper.closing_lines(0)
    if not lines:
        yield "thiếu «Nơi nhận»"
        return
    yield from wants(lines[0], 12, 12, bold=True, italic=True)
    for line in lines[1:]:
        yield from wants(line, 11, 11)
        if not line.text.startswith("- "):
            yield f"thiếu gạch đầu dòng: {line.where}"
    for line in lines[1:-1]:
        if not line.text.endswith(";"):
            yield f"thiếu «;»: {line.where}"
    last = lines[-1]
    if not (last.text.startswith("- Lưu:") and last.text.endswith(".")):
        yield f"dòng cuối là «- Lưu: VT, ….»: {last.where}"


BODY_RULES = (
    PaperRule("co-chu", "Cỡ chữ nội dung 13–14", sizes),
    PaperRule("canh-le", "Canh đều hai lề", justified),
    PaperRule("lui-dong", "Lùi đầu dòng 1 hoặc 1,27 cm", indents),
    PaperRule("cach-dong", "Cách dòng đơn đến 1,5", spacing),
    PaperRule("cach-doan", "Cách đoạn tối thiểu 6 pt", paragraph_gaps),
    PaperRule("de-muc", "Đề mục", headings),
    PaperRule("ket-thuc", "Kết thúc bằng ./.", ending),
    PaperRule("nguoi-ky", "Chức vụ, họ tên người ký", signer),
    PaperRule("noi-nhan", "Nơi nhận", recipient_lines),
)
