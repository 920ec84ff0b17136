"""A long annex costs rows, not trees: memory and work are counted at two sizes."""

import sys
import tracemalloc
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from lxml import etree

from reporting.facts.report import AnnexTable
from reporting.facts.tests.papers import YEARLY, opened
from reporting.files.yearly_docx import render_docx

HEADS = ("TT", "Đơn vị", *(f"Số {n}" for n in range(6)))
#: What a row of eight cells may keep at the peak, in bytes; a tree takes 50,000.
PER_ROW = 3_500


def facts_of(count):
    rows = tuple((n, f"UBND xã {n}", *range(n, n + 6)) for n in range(count))
    return replace(YEARLY, annexes=(AnnexTable("II", "Dài", HEADS, rows),))


def peak_of(facts):
    """Return the most bytes that rendering held at once."""
    tracemalloc.start()
    try:
        render_docx(facts)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def calls_of(facts):
    """Return how many functions rendering called: the same on every machine."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        render_docx(facts)
    finally:
        sys.setprofile(before)
    return calls


def test_memory_grows_by_texts_only():
    few, many = facts_of(500), facts_of(2500)
    render_docx(few)
    assert (peak_of(many) - peak_of(few)) / 2000 < PER_ROW


def test_work_is_linear_in_the_rows():
    few, some, many = (calls_of(facts_of(count)) for count in (300, 600, 1200))
    assert many - some == pytest.approx(2 * (some - few), rel=0.1)


def test_every_row_arrives_in_order():
    package = ZipFile(BytesIO(render_docx(facts_of(1234))))
    document = etree.fromstring(package.read("word/document.xml"))
    table = max(document.iter(qn("w:tbl")), key=len)
    rows = [
        [text.text or "" for text in row.iter(qn("w:t"))]
        for row in table.iter(qn("w:tr"))
    ]
    assert rows[0] == list(HEADS)
    assert [row[1] for row in rows[1:]] == [f"UBND xã {n}" for n in range(1234)]
    assert rows[-1] == [
        *("1.233", "UBND xã 1233", "1.233", "1.234", "1.235", "1.236", "1.237"),
        "1.238",
    ]


@pytest.mark.parametrize(
    "odd", ["<?kehoach-rows 0?>", "<?here ?>", "a</w:t>b", "<w:pPr>", "]]>", "&amp;"]
)
def test_no_text_is_taken_for_a_mark(odd):
    annex = AnnexTable("II", odd, (odd, "B"), ((odd, 1), (f"{odd}\n{odd}", 2)))
    facts = replace(YEARLY, annexes=(annex,), opening=(odd,))
    tables = opened(render_docx(facts)).tables
    found = next(t for t in tables if t.cell(0, 0).text == odd)
    assert [cell.text for cell in found._cells] == [
        *(odd, "B", odd, "1"),
        *(f"{odd}\n{odd}", "2"),
    ]


def test_the_same_document_may_be_written_twice():
    data = render_docx(facts_of(50))
    assert render_docx(facts_of(50)) == data
