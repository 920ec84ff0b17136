"""What agencies write never breaks a file, never runs in one, and arrives composed."""

import csv
import json
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from python_calamine import CalamineWorkbook

from kehoach.lib.text import printable, reads_as_formula
from kehoach.testing.examples import examples
from reporting.facts.report import AnnexTable, ReportSection
from reporting.facts.tests.papers import COUNT, SILENT, TASK, YEARLY
from reporting.files.tests.golden import tables
from reporting.files.yearly_data import report_csv, report_json
from reporting.files.yearly_docx import render_docx
from reporting.files.yearly_xlsx import render_xlsx
from tasks.reminders.letter import AgencyPart, Counts, Letter, LetterLine, render

NFD = unicodedata.normalize("NFD", "Ủy ban nhân dân xã Hòa Trí")
NASTY = (
    *("", " ", "\n", "=1+1", "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "＝1"),
    *("{{ 7*7 }}", "{% include '/etc/passwd' %}", "{0.__class__}", "%(x)s", "[[a/b]]"),
    *("<w:p>", "</w:t></w:r>", "&", "&lt;", "]]>", "<![CDATA[", "<?kehoach-rows 0?>"),
    *("<script>alert(1)</script>", '" onload="x', "--><!--", "🙂👨‍👩‍👧", "مرحبا", "\u202etxt\u202c"),
    *("\x00\x07\x1b[31m", "\ud800", "\U000e0fff", "\u0378", "\ufffe", "\ufeff", NFD),
    *("a\u0301\x00\u0323", "\u0301", "=\u0338", "\u2028", "\x85", "_x0041_", "\r\nBcc: x"),
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec=None), max_size=40),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=4).map("".join),
)
FUZZ = settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
LONG = "Báo cáo kết quả. " * 12_000


def facts_with(text):
    """Return a report that holds the text wherever people write."""
    annex = AnnexTable("II", text, ("TT", f"Đơn vị {text}"), ((1, text), (2, text)))
    return replace(
        YEARLY,
        subject=f"Kết quả {text}",
        opening=(text,),
        sections=(ReportSection(f"I. {text}", 1, (text,), shows_targets=True),),
        targets=(
            replace(YEARLY.targets[0], measures=(replace(COUNT, name=text, note=text),)),
        ),
        tasks=(replace(TASK, title=text, note=text),),
        annexes=(annex,),
        missing_units=(replace(SILENT, name=text, reason=text),),
        recipients=(text,),
    )  # fmt: skip


def parts_of(data):
    """Return every part of the package as XML: all of them must parse."""
    with ZipFile(BytesIO(data)) as package:
        return {
            name: etree.fromstring(package.read(name)) for name in package.namelist()
        }


def is_composed(text):
    return unicodedata.is_normalized("NFC", text)


@FUZZ
@given(TEXT)
@example(LONG)
def test_the_document_holds_the_text_and_nothing_of_it_is_markup(text):
    data = render_docx(facts_with(text))
    root = parts_of(data)["word/document.xml"]
    plain = parts_of(render_docx(facts_with("x")))["word/document.xml"]
    assert {node.tag for node in root.iter()} <= {
        *(node.tag for node in plain.iter()),
        *(
            f"{{{root.nsmap['w']}}}{tag}"
            for tag in ("br", "tab", "noBreakHyphen", "cr")
        ),
    }
    assert all(map(is_composed, root.itertext()))
    cells = [row[1] for table in tables(data) for row in table if len(row) == 2]
    assert cells[-2:] == [printable(text)] * 2 or text == LONG


@FUZZ
@given(TEXT)
@example(LONG)
def test_the_workbook_calculates_nothing(text):
    parts = parts_of(render_xlsx(facts_with(text)))
    assert any(name.startswith("xl/worksheets/") for name in parts)
    for name, root in parts.items():
        tags = {etree.QName(node).localname for node in root.iter(etree.Element)}
        if name.startswith("xl/worksheets/"):
            assert not tags & {"f", "hyperlink", "oleObject"}
        assert all(map(is_composed, root.itertext()))


@FUZZ
@given(TEXT)
@example(LONG[:100_000])
def test_data_files_say_it_and_no_spreadsheet_calculates_it(text):
    facts = facts_with(text)
    said = json.loads(report_json(facts, state="x", version=1, sha256=""))
    assert said["annexes"][0]["rows"][0][0] == 1
    lines = list(
        csv.reader(StringIO(report_csv(facts).decode("utf-8-sig"), newline=""))
    )
    assert {len(line) for line in lines} == {len(lines[0])}
    assert not any(reads_as_formula(cell) for line in lines for cell in line)
    assert all(is_composed(cell) for line in lines for cell in line)


def letter_with(text):
    """Return a reminder about a duty and an agency with this name."""
    line = LetterLine(
        7, "III.2.a", text, date(2026, 6, 1), -9, heartbeat=False, returned=False
    )
    part = AgencyPart(text, "xa-a", Counts(late=1), (line,))
    return Letter(
        person_id=1, name=text, address="a@b.invalid", on=date(2026, 6, 10),
        parts=(part,), counts=Counts(late=1), to_steering=False,
    )  # fmt: skip


@FUZZ
@given(TEXT)
def test_a_letter_by_mail_says_it_and_runs_nothing(text):
    found = render(letter_with(text))
    plain = render(letter_with("x"))
    assert "\n" not in found.subject
    assert "\r" not in found.subject
    assert text in found.text
    safe = found.html.encode("utf-8", "replace").replace(b"\x00", b"")
    tags = [node.tag for node in html.fromstring(safe).iter(etree.Element)]
    assert tags == [
        node.tag for node in html.fromstring(plain.html.encode()).iter(etree.Element)
    ]


WORST = facts_with("".join(NASTY) + "x" * 2_000)


def test_two_readers_open_the_worst_workbook():
    data = render_xlsx(WORST)
    rows = openpyxl.load_workbook(BytesIO(data))["Phụ lục I"].iter_rows(min_row=4)
    assert "{{ 7*7 }}" in next(rows)[2].value
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert "{{ 7*7 }}" in book.get_sheet_by_name("Phụ lục I").to_python()[3][2]


@pytest.mark.needs_libreoffice
def test_libreoffice_opens_the_worst_document(tmp_path):
    (tmp_path / "a.docx").write_bytes(render_docx(WORST))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8",
         "--outdir", tmp_path, tmp_path / "a.docx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert "{{ 7*7 }}" in (tmp_path / "a.txt").read_text("utf-8-sig")
