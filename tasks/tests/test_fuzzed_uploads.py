"""1,000 mutated real files, seeded: taken or refused with a sentence, never an error."""

import random
from io import BytesIO

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.tests.factories import make_user
from kehoach.testing.memory import peak_memory
from tasks.tests import files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
COUNT, MOST = 500, 200


def document():
    out = BytesIO()
    made = docx.Document()
    for number in range(30):
        made.add_paragraph(f"Đoạn {number}: thực hiện dân chủ ở cơ sở")
    made.save(out)
    return out.getvalue()


def workbook():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for row in range(40):
            page.write_row(row, 0, [f"Cán bộ {row}", f"a{row}@example.vn", row])
    return out.getvalue()


def mutated(content, chance):
    """Return the content with some bytes changed, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(data))
        act = chance.randrange(4)
        if act == 0:
            data[at] = chance.randrange(256)
        elif act == 1:
            del data[at : at + chance.randint(1, 40)]
        elif act == 2:
            data[at:at] = data[at : at + chance.randint(1, 400)]
        else:
            data[at : at + 4] = b"\xff\xff\xff\x7f"
        data = data or bytearray(b"x")
    return bytes(data)


def test_proof_is_kept_or_refused(login, duty, officer, settings):
    settings.FILES_PER_DAY = COUNT
    chance = random.Random(2026)
    kinds = {
        "a.pdf": files.PDF,
        "a.docx": document(),
        "a.xlsx": workbook(),
        "a.png": files.PNG,
        "a.jpg": files.JPG,
        "a.doc": files.DOC,
    }
    client = login(officer)
    url = reverse("tasks:keep_file", args=[duty.agency.code])
    with peak_memory() as peak:
        for number in range(COUNT):
            name = list(kinds)[number % len(kinds)]
            file = SimpleUploadedFile(name, mutated(kinds[name], chance))
            answer = client.post(url, {"file": file, "confirmed_open": "on"})
            assert answer.status_code in {201, 409, 422}, (number, name)
            assert answer.json()
    assert peak.taken < MOST


def test_lists_are_shown_or_refused(login):
    chance = random.Random(2027)
    client = login(make_user(is_staff=True, is_superuser=True))
    url = reverse("admin:agencies_agency_import")
    lines = "Mã;Tên chính thức;Tên ngắn;Loại;Cấp\nx-1;Xã A;xã A;UBND cấp xã;Cấp xã\n"
    kinds = {"a.xlsx": workbook(), "a.csv": (lines * 20).encode()}
    with peak_memory() as peak:
        for number in range(COUNT):
            name = list(kinds)[number % 2]
            file = SimpleUploadedFile(name, mutated(kinds[name], chance))
            answer = client.post(url, {"import_file": file, "format": "0"})
            assert answer.status_code == 200, (number, name)
    assert peak.taken < MOST
