"""Phụ lục: named in the text, numbered, with a guide line and pages of their own."""

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from reporting.checking.paper import CheckedPaper, PaperLine, paper_lines
from reporting.checking.rules_head import wants
from reporting.checking.verdicts import PaperRule

_NUMBER = re.compile(r"^Phụ lục( [IVX]+)?$")


def has_annexes(paper: CheckedPaper) -> bool:
    """Return whether there is any."""
    return bool(paper.annexes)


def heads(paper: CheckedPaper) -> list[list[PaperLine]]:
    """Return the lines of each annex outside its tables."""
    return [
        paper_lines([block for block in part if isinstance(block, Paragraph)])
        for part in paper.annexes
    ]


def references(paper: CheckedPaper) -> Iterator[str]:
    """The text points to each annex."""
    text = " ".join(line.text for line in paper.body)
    for lines in heads(paper):
        name = lines[0].text if lines else ""
        if (
            _NUMBER.match(name)
            and not re.search(rf"{name}\b", text)
            and not _ranged(name, text)
        ):
            yield f"nội dung không nhắc «{name}»"


def _ranged(name: str, text: str) -> bool:
    """Return whether «Phụ lục I–VIII» or «các Phụ lục I, II» stands for it."""
    found = re.search(r"Phụ lục I (?:đến|–|-) ?(?:Phụ lục )?([IVX]+)", text)
    order = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    number = name.removeprefix("Phụ lục ")
    return bool(
        found
        and number in order
        and found[1] in order
        and order.index(number) <= order.index(found[1])
    )


def numbers(paper: CheckedPaper) -> Iterator[str]:
    """«Phụ lục I», 14 bold in the middle; Roman only with two or more."""
    many = len(paper.annexes) > 1
    for position, lines in enumerate(heads(paper), 1):
        first = lines[0] if lines else None
        if first is None or not _NUMBER.match(first.text):
            yield f"phụ lục thứ {position} thiếu dòng «Phụ lục {'…' if many else ''}»"
            continue
        if many != (first.text != "Phụ lục"):
            yield f"số La Mã: {first.where}"
        yield from wants(first, 14, 14, bold=True)
        if not first.is_centred:
            yield f"phải canh giữa: {first.where}"


def names(paper: CheckedPaper) -> Iterator[str]:
    """The name in bold capitals, 13–14."""
    for lines in heads(paper):
        if len(lines) > 1:
            if not lines[1].text.isupper():
                yield f"tên phụ lục phải in hoa: {lines[1].where}"
            yield from wants(lines[1], 13, 14, bold=True)


def guides(paper: CheckedPaper) -> Iterator[str]:
    """«(Kèm theo …)» in italics below the name."""
    for lines in heads(paper):
        line = lines[2] if len(lines) > 2 else None
        if line is None or not line.text.startswith("(Kèm theo"):
            yield f"thiếu dòng «(Kèm theo …)» ở {lines[0].where if lines else 'phụ lục'}"
        else:
            yield from wants(line, 13, 14, italic=True)


def pages(paper: CheckedPaper) -> Iterator[str]:
    """Each annex counts its pages from 1."""
    for number, section in enumerate(paper.document.sections[1:], 1):
        start = section._sectPr.find(qn("w:pgNumType"))
        if start is None or start.get(qn("w:start")) != "1":
            yield f"phụ lục thứ {number} không đánh số trang riêng"


def endings(paper: CheckedPaper) -> Iterator[str]:
    """Each annex ends in «./.»."""
    for lines in heads(paper):
        if not lines or not lines[-1].text.endswith("./."):
            yield f"{lines[0].where if lines else 'phụ lục'} không kết thúc bằng ./."


ANNEX_RULES = tuple(
    PaperRule(code, words, look, has_annexes)
    for code, words, look in (
        ("pl-nhac", "Nội dung nhắc từng phụ lục", references),
        ("pl-so", "Số thứ tự phụ lục", numbers),
        ("pl-ten", "Tên phụ lục", names),
        ("pl-kem-theo", "Dòng (Kèm theo …)", guides),
        ("pl-trang", "Số trang riêng từng phụ lục", pages),
        ("pl-ket-thuc", "Phụ lục kết thúc bằng ./.", endings),
    )
)
