"""Files that are not what their name says."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tasks.evidence.tests import files
from tasks.evidence.tests.hostile_pictures import jpeg, png
from tasks.evidence.tests.photos import segment

TYPES = {"[Content_Types].xml": "<Types/>"}
SCRIPT = b"<html><script>alert(document.domain)</script></html>"
BOOK, DOCUMENT = {"xl/workbook.xml": "<w/>"}, {"word/document.xml": "<w/>"}


def package(*parts):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for each in parts:
            for name, content in each.items():
                archive.writestr(name, content)
    return out.getvalue()


def relation(kind):
    said = f'<Relationship Type="http://x/{kind}" Target="x"/>'
    return f"<Relationships>{said}</Relationships>"


def pdf(words):
    return b"%PDF-1.7\n1 0 obj" + words + b"endobj\ntrailer<<>>\n%%EOF\n"


MACROS = {
    "[Content_Types].xml": '<T><Default ContentType="a/vnd.ms-macroenabled"/></T>'
}
SHEET_RELS = "xl/_rels/workbook.xml.rels"
INNER = package(TYPES, BOOK, {"xl/vbaProject.bin": files.OLE})
SWELLING = package(TYPES, BOOK, {"xl/media/a.bin": bytes(50 * 1024 * 1024)})
REFUSED = {
    "pptx": (package(TYPES, {"ppt/presentation.xml": "<p/>"}), "a.pptx", "PowerPoint"),
    "pptx as docx": (
        package(TYPES, {"ppt/presentation.xml": "<p/>"}),
        "a.docx",
        "PowerPoint",
    ),
    "xlsm": (package(MACROS, BOOK), "a.xlsx", "macro"),
    "xlsb": (package(TYPES, {"xl/workbook.bin": b"\x83\x01"}), "a.xlsx", "xlsb"),
    "excel 4 macros": (
        package(TYPES, BOOK, {SHEET_RELS: relation("xlMacrosheet")}),
        "a.xlsx",
        "macro",
    ),
    "add-in from the web": (
        package(TYPES, BOOK, {"_rels/.rels": relation("webextensiontaskpanes")}),
        "a.xlsx",
        "macro",
    ),
    "macros one file deeper": (
        package(TYPES, DOCUMENT, {"word/embeddings/a.xlsx": INNER}),
        "a.docx",
        "macro",
    ),
    "archive inside": (
        package(TYPES, DOCUMENT, {"word/media/a.png": files.ZIP}),
        "a.docx",
        "nhúng tệp khác",
    ),
    "swelling one file deeper": (
        package(
            TYPES,
            DOCUMENT,
            *[{f"word/embeddings/{each}.xlsx": SWELLING} for each in range(9)],
        ),
        "a.docx",
        "hỏng",
    ),
    "script inside": (
        package(TYPES, DOCUMENT, {"word/embeddings/a.bin": b"#!/bin/sh"}),
        "a.docx",
        "nhúng tệp khác",
    ),
    "old document with a package": (
        files.DOC + "\1Ole10Native".encode("utf-16-le"),
        "a.doc",
        "nhúng tệp khác",
    ),
    "old workbook with macros": (files.XLS_MACRO, "a.xls", "macro"),
    "rtf": (rb"{\rtf1{\object\objocx{\*\objdata 0105}}}", "a.doc", "Chỉ nhận"),
    "odt with macros": (
        package({"mimetype": "a/vnd.oasis", "Basic/script-lb.xml": "<x/>"}),
        "a.docx",
        "OpenDocument",
    ),
    "pdf with javascript": (pdf(b"<</S/JavaScript/JS(a)>>"), "a.pdf", "lệnh chạy"),
    "pdf that launches": (pdf(b"<</S/Launch/F(cmd)>>"), "a.pdf", "lệnh chạy"),
    "pdf with a file": (pdf(b"<</Type/EmbeddedFile>>"), "a.pdf", "đính kèm tệp khác"),
    "svg": (b'<svg onload="alert(1)"/>', "a.svg", "Chỉ nhận"),
    "svg as png": (b'<svg onload="alert(1)"/>', "a.png", "Chỉ nhận"),
    "html as pdf": (SCRIPT, "a.pdf", "Chỉ nhận"),
    "html before pdf": (SCRIPT + files.PDF, "a.pdf", "Chỉ nhận"),
    "pdf as html": (files.PDF, "a.html", "không khớp nội dung thật"),
    "hta": (b"<hta:application/>" + SCRIPT, "a.hta", "Chỉ nhận"),
    "shortcut": (b"L\0\0\0\1\x14\2\0" + bytes(60), "a.lnk", "Chỉ nhận"),
    "program": (files.EXE, "a.pdf", "chương trình chạy"),
}
SAVED = {
    "old workbook": (
        files.XLS + b"\x85\0\x0e\0\1\1",
        "a.xls",
        "application/vnd.ms-excel",
    ),
    "old document": (files.DOC, "a.doc", "application/msword"),
    "pdf that is a page too": (files.PDF + SCRIPT, "a.pdf", "application/pdf"),
    "pdf that is an archive too": (files.PDF + files.ZIP, "a.pdf", "application/pdf"),
    "picture that is a page too": (
        jpeg(9, 9, segment(0xFE, SCRIPT)) + SCRIPT,
        "a.jpg",
        "image/jpeg",
    ),
    "still picture that is a page too": (png(9, 9) + SCRIPT, "a.png", "image/png"),
}
