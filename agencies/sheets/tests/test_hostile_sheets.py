"""Spreadsheets made to hurt: every kind is refused, or read, within the stated memory."""

import random
import struct
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.events.resources import AgencyResource
from agencies.models import Agency
from agencies.sheets import LIST, SheetError
from agencies.sheets.formats import SheetFile
from agencies.sheets.opening import read_content
from agencies.sheets.tests.test_sheets import LINKS, RELATIONS, package
from agencies.tests.factories import make_user
from kehoach.testing.memory import peak_memory

#: Megabytes above idle that one request may take.
MOST = 200
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


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_made_to_hurt_is_refused_in_little_memory(kind):
    """C3: 5 KB with one far cell took 15.6 GB, 190 KB with one long text 1.9 GB."""
    content = REFUSED[kind]()
    with peak_memory() as peak, pytest.raises(SheetError) as refused:
        list(read_content(content))
    assert peak.taken < MOST / 2, f"{peak.taken} MB"
    assert refused.value.words.endswith(".")


@pytest.mark.slow
@pytest.mark.own_hour
def test_the_largest_list_is_read_within_the_stated_memory():
    texts = [f"Nội dung {FACE} {number}" for number in range(1000)]
    columns = LIST.cells // 20_000
    content = dense(20_000, columns, lambda row, column: f"{texts[row % 1000]} {row}")
    with peak_memory() as peak:
        (sheet,) = read_content(content)
    assert sum(len(line.cells) for line in sheet.lines) == LIST.cells
    assert peak.taken < MOST, f"{peak.taken} MB"


@pytest.mark.slow
@pytest.mark.own_hour
@pytest.mark.django_db
def test_the_largest_import_is_previewed_within_the_stated_memory():
    """20,000 lines, the most that a list holds, one of them wrong."""
    heads = [
        "Mã",
        "Tên chính thức",
        "Tên ngắn",
        "Loại",
        "Cấp",
        "Địa bàn",
        "Mã cấp trên",
    ]

    def words(row, column):
        if row == 0:
            return heads[column]
        kind = "UBND cấp xã" if row != 777 else "Sở ma"
        name = f"xã {row}"
        return [f"x-{row}", name, name, kind, "Cấp xã", "khanh-hoa", ""][column]

    content = dense(20_000, 7, words)
    with peak_memory() as peak:
        data = SheetFile(resource=AgencyResource).create_dataset(content)
        result = AgencyResource().import_data(data, dry_run=True)
    assert result.total_rows == 19_999
    assert len(result.invalid_rows) == 1
    assert peak.taken < MOST, f"{peak.taken} MB"
    assert Agency.objects.count() == 0


@pytest.mark.django_db
def test_a_file_over_the_bound_is_refused_before_it_is_read(client):
    """The admin's import, too, answers with the size; nothing of it was read."""
    client.force_login(make_user("quan-tri", is_staff=True, is_superuser=True))
    url = reverse("admin:agencies_agency_import")
    file = SimpleUploadedFile("a.xlsx", b"PK" + bytes(LIST.file))
    answer = client.post(url, {"import_file": file, "format": "0"})
    assert "Tệp lớn hơn 5 MB" in answer.content.decode()
    far = SimpleUploadedFile("a.xlsx", REFUSED["far"]())
    answer = client.post(url, {"import_file": far, "format": "0"})
    assert "XFD1048576 nằm ngoài vùng được đọc" in answer.content.decode()


def test_random_sheets_never_break_the_reader():
    """300 mutated files of each kind, seeded: read, or refused with a sentence."""
    chance = random.Random(17)
    whole = [dense(30, 6, lambda r, c: f"Ô {r} {c}"), ("Mã;Tên\n" * 50).encode()]
    for content in whole:
        for _ in range(300):
            data = bytearray(content)
            for _ in range(chance.randint(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            with suppress(SheetError):
                list(read_content(bytes(data[: chance.choice([None, 900])])))
