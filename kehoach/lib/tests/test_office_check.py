"""What an Office file would fetch or run is found, however it is written."""

import struct
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
import xlsxwriter

from kehoach.lib.office_check import office_refusal_of
from kehoach.lib.office_files import OLE
from kehoach.lib.packages import NotPackage, Package

W = 'xmlns:{0}="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def opened(**parts):
    out = BytesIO()
    plain = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}
    with ZipFile(out, "w") as package:
        for name, content in (plain | parts).items():
            package.writestr(name, content)
    return Package(BytesIO(out.getvalue()), 10**7)


def relation(kind, target, mode="External"):
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )


def field(*codes, prefix="w"):
    p = prefix
    runs = "".join(f"<{p}:r><{p}:instrText>{c}</{p}:instrText></{p}:r>" for c in codes)
    return (
        f'<d {W.format(p)}><{p}:fldChar {p}:fldCharType="begin"/>{runs}'
        f'<{p}:fldChar {p}:fldCharType="end"/></d>'
    )


RELS = "word/_rels/a.xml.rels"
REFUSED = {
    "macro": ({"word/vbaProject.bin": OLE}, "macro"),
    "macro under another name": ({"word/theme.xml": OLE + b"x"}, "macro"),
    "macro by type": (
        {"[Content_Types].xml": '<T><Override ContentType="a/vnd.macroEnabled"/></T>'},
        "macro",
    ),
    "ole": ({"word/embeddings/a.doc": OLE}, "OLE"),
    "ole by relation": ({RELS: relation("oleObject", "x", "Internal")}, "OLE"),
    "chunk": ({RELS: relation("aFChunk", "x.html", "Internal")}, "OLE"),
    "remote template": (
        {RELS: relation("attachedTemplate", "https://x/a.dotm")},
        "mẫu",
    ),
    "template share": (
        {RELS: relation("attachedTemplate", r"file:///\\a\b.dotm")},
        "mẫu",
    ),
    "linked picture": ({RELS: relation("image", "https://x/a.png")}, "liên kết"),
    "entity": ({"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "thực thể"),
    "entity in UTF-16": (
        {"word/x.dat": "<!DOCTYPE a><a/>".encode("utf-16")},
        "thực thể",
    ),
    "field": ({"word/document.xml": field("DDEAUTO c:\\x")}, "DDEAUTO"),
    "field split": (
        {"word/document.xml": field("INCL", "UDE", "TEXT x")},
        "INCLUDETEXT",
    ),
    "field of another prefix": ({"word/x.xml": field("LINK x", prefix="q")}, "LINK"),
    "simple": (
        {"word/x.xml": f'<d {W.format("w")}><w:fldSimple w:instr=" RD x"/></d>'},
        "RD",
    ),
    "broken": ({"word/x.xml": "<a><b></a>"}, "hỏng"),
    "deep": ({"word/x.xml": "<a>" * 300 + "</a>" * 300}, "hỏng"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_fetches_or_runs_is_refused(kind):
    parts, said = REFUSED[kind]
    assert said in office_refusal_of(opened(**parts))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {RELS: relation("hyperlink", "https://khanhhoa.gov.vn")},
        {RELS: relation("attachedTemplate", "file:///C:\\Mau\\a.dotx")},
        {"word/document.xml": field(' HYPERLINK "https://x/LINK"')},
        {"word/document.xml": field(" PAGE ")},
        {"word/media/a.png": b"\x89PNG"},
    ],
)
def test_what_offices_write_is_taken(parts):
    assert office_refusal_of(opened(**parts)) == ""


def test_a_directory_that_lies_about_its_place_is_no_package(tmp_path):
    out = BytesIO()
    docx.Document().save(out)
    content = bytearray(out.getvalue())
    at = content.rindex(b"PK\5\6") + 16
    content[at : at + 4] = struct.pack("<L", len(content) + 10_000)
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with path.open("rb") as file, pytest.raises(NotPackage):
        Package(file, 10**7)


def test_files_of_real_programs_are_taken():
    out = BytesIO()
    docx.Document().save(out)
    assert office_refusal_of(Package(out, 10**7)) == ""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write("A1", "x")
    assert office_refusal_of(Package(out, 10**7)) == ""
