"""Spreadsheets made to hurt: every kind is refused, or read, within the stated memory."""

import random
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.events.resources import AgencyResource
from agencies.models import Agency
from agencies.sheets import LIST, SheetError
from agencies.sheets.formats import SheetFile
from agencies.sheets.opening import read_content
from agencies.sheets.tests.hostile_packages import FACE, REFUSED, dense
from agencies.tests.factories import make_user
from kehoach.testing.examples import few_of
from kehoach.testing.memory import peak_memory

#: Megabytes above idle that one request may take.
MOST = 200


@pytest.mark.parametrize(
    "kind", few_of(REFUSED, {"far", "long", "no cells", "shared many", "entities"})
)
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
