"""Workbooks that would fill the memory."""

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import xlsxwriter

from agencies.sheets import LIST
from agencies.sheets.tests.packages import LINKS, RELATIONS, package

MEGABYTE = 1024 * 1024
CELL = '<c r="{}" t="str"><v>{}</v></c>'


def with_part(kind, xml, rows='<row><c t="s" s="0"><v>0</v></c></row>'):
    """Return an XLSX whose part of shared texts or styles is this XML."""
    link = f'<Relationship Id="s" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/></'
    links = {"xl/_rels/workbook.xml.rels": LINKS.replace("</", link)}
    return package(rows, **{f"xl/{kind}.xml": xml}, **links)


def packed(how, size=20 * MEGABYTE):
    """Return an XLSX whose sheet is packed in another way than Office does."""
    out = BytesIO()
    with ZipFile(BytesIO(package(""))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/sheet1.xml.x", b" " * size, how)
    return out.getvalue()


def lying(size=60 * MEGABYTE, told=1000):
    """Return an XLSX whose sheet is larger than its header says."""
    content = bytearray(package("", **{"xl/worksheets/sheet1.xml": " " * size}))
    real, wrong = struct.pack("<L", size), struct.pack("<L", told)
    assert content.count(real) == 2
    return bytes(content.replace(real, wrong))


def crowded(entries=30_000):
    """Return a zip of so many empty entries."""
    out = BytesIO()
    with ZipFile(out, "w") as new:
        for number in range(entries):
            new.writestr(ZipInfo(f"{number:x}"), b"")
    return out.getvalue()


def dense(rows, columns, words):
    """Return an XLSX that Office would write, every cell its own text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(rows):
            for column in range(columns):
                page.write_string(row, column, words(row, column))
    return out.getvalue()


FACE = "\N{GRINNING FACE}"
SHARED = f"<si><t>{FACE}{'a' * 900}</t></si>"
REFUSED = {
    "far": lambda: package('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "long": lambda: package(f"<row>{CELL.format('A1', 'a' * 60 * MEGABYTE)}</row>"),
    "long formula": lambda: package(f"<row><c><f>{'1+' * 20 * MEGABYTE}</f></c></row>"),
    "many": lambda: package("<row><c><v>1</v></c></row>" * 60_000),
    "no cells": lambda: package("<row/>" * 2_000_000),
    "shared long": lambda: with_part(
        "sharedStrings", f"<sst><si><t>{'a' * 60 * MEGABYTE}</t></si></sst>"
    ),
    "shared many": lambda: with_part("sharedStrings", f"<sst>{SHARED * 60_000}</sst>"),
    "formats": lambda: with_part(
        "styles",
        "<styleSheet><numFmts>"
        + "".join(
            f'<numFmt numFmtId="{n}" formatCode="{"d" * 200_000}"/>' for n in range(300)
        )
        + '</numFmts><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
    ),
    "styles": lambda: with_part(
        "styles", f"<styleSheet><cellXfs>{'<xf/>' * 900_000}</cellXfs></styleSheet>"
    ),
    "relations": lambda: package(
        "",
        **{
            "xl/_rels/workbook.xml.rels": "<Relationships>"
            + "".join(
                f'<Relationship Id="{n}" Type="x/{n}" Target="{FACE}{"a" * 100_000}"/>'
                for n in range(500)
            )
            + "</Relationships>"
        },
    ),
    "names": lambda: package("".join(f"<a{n}{'b' * 99_999}/>" for n in range(400))),
    "deep": lambda: package("<a>" * 1_000_000),
    "attributes": lambda: package(
        "<row " + " ".join(f'a{n}="1"' for n in range(900_000)) + "/>"
    ),
    "comment": lambda: package(f"<!--{'-x' * 20 * MEGABYTE}-->"),
    "entities": lambda: package(
        "",
        **{
            "xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "'
            + "a" * 10_000
            + f'">]><worksheet>{"&a;" * 100_000}</worksheet>'
        },
    ),
    "bzip2": lambda: packed(ZIP_BZIP2),
    "lzma": lambda: packed(ZIP_LZMA),
    "lying": lying,
    "unzipped": lambda: package(" " * (LIST.unzipped + 1)),
    "crowded": crowded,
    "commas": lambda: b"," * (5 * MEGABYTE - 10) + FACE.encode(),
    "quotes": lambda: b'"\n",' * MEGABYTE + FACE.encode(),
    "one line": lambda: b"a" * (5 * MEGABYTE),
    "one word": lambda: b'"' + b"a\n" * (2 * MEGABYTE),
    "csv cells": lambda: b"a,a,a,a,a,a,a,a,a,a,a,a,a\n" * 20_000,
    "csv lines": lambda: b"a\n" * MEGABYTE,
    "bytes": lambda: b"a,b\n" * (2 * MEGABYTE),
}
