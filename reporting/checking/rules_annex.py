"""Phụ lục: named in the text, numbered, with a guide line and pages of their own."""

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from reporting.checking.paper import Line, Paper, lines_of
from reporting.checking.rules_head import wants
from reporting.checking.verdicts import Rule

NUMBER = re.compile(r"^Phụ lục( [IVX]+)?$")


def has_annexes(paper: Paper) -> bool:
    """Return whether there is any."""
    return bool(paper.annexes)


def heads(paper: Paper) -> list[list[Line]]:
    """Return the lines of each annex outside its tables."""
    return [
        lines_of([block for block in part if isinstance(block, Paragraph)])
        for part in paper.annexes
    ]


def references(paper: Paper) -> Iterator[str]:
    """The text points to each annex."""
    text = " ".join(line.text for line in paper.body)
    for lines in heads(paper):
        name = lines[0].text if lines else ""
        if (
            NUMBER.match(name)
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


def numbers(paper: Paper) -> Iterator[str]:
    """«Phụ lục I», 14 bold in the middle; Roman only with two or more."""
    many = len(paper.annexes) > 1
    for position, lines in enumerate(heads(paper), 1):
        first = lines[0] if lines else None
        if first is None or not NUMBER.match(first.text):
            yield f"phụ lục thứ {position} thiếu dòng «Phụ lục {'…' if many else ''}»"
            continue
        if many != (first.text != "Phụ lục"):
            yield f"số La Mã: {first.where}"
        yield from wants(first, 14, 14, bold=True)
        if not first.is_centred:
            yield f"phải canh giữa: {first.where}"


def names(paper: Paper) -> Iterator[str]:
    """The name in bold capitals, 13–14."""
    for lines in heads(paper):
        if len(lines) > 1:
            if not lines[1].text.isupper():
                yield f"tên phụ lục phải in hoa: {lines[1].where}"
            yield from wants(lines[1], 13, 14, bold=True)


def guides(paper: Paper) -> Iterator[str]:
    """«(Kèm theo …)» in italics below the name."""
    for lines in heads(paper):
        line = lines[2] if len(lines) > 2 else None
        if line is None or not line.text.startswith("(Kèm theo"):
            yield f"thiếu dòng «(Kèm theo …)» ở {lines[0].where if lines else 'phụ lục'}"
        else:
            yield from wants(line, 13, 14, italic=True)


def pages(paper: Paper) -> Iterator[str]:
    """Each annex counts its pages from 1."""
    for number, section in enumerate(paper.document.sections[1:], 1):
        start = section._sectPr.find(qn("w:pgNumType"))
        if start is None or start.get(qn("w:start")) != "1":
            yield f"phụ lục thứ {number} không đánh số trang riêng"


def endings(paper: Paper) -> Iterator[str]:
    """Each annex ends in «./.»."""
    for lines in heads(paper):
        if not lines or not lines[-1].text.endswith("./."):
            yield f"{lines[0].where if lines else 'phụ lục'} không kết thúc bằng ./."


ANNEX_RULES = tuple(
    Rule(code, words, look, has_annexes)
    for code, words, look in (
        ("pl-nhac", "Nội dung nhắc từng phụ lục", references),
        ("pl-so", "Số thứ tự phụ lục", numbers),
        ("pl-ten", "Tên phụ lục", names),
        ("pl-kem-theo", "Dòng (Kèm theo …)", guides),
        ("pl-trang", "Số trang riêng từng phụ lục", pages),
        ("pl-ket-thuc", "Phụ lục kết thúc bằng ./.", endings),
    )
)
