"""The admin's import of a spreadsheet: preview, confirm, one line of history."""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import ContextList
from django.urls import reverse

from agencies.models import Agency, User
from agencies.tests.factories import make_agency

pytestmark = pytest.mark.django_db
HEAD = "Mã,Tên chính thức,Tên ngắn,Loại,Cấp,Địa bàn"
HOA = "xa-hoa,Ủy ban nhân dân xã Hoa,UBND xã Hoa,UBND cấp xã,Cấp xã,khanh-hoa"


@pytest.fixture
def admin_page(client: Client) -> Client:
    root = User.objects.create_superuser("root", "root@example.vn", "x")
    client.force_login(root)
    return client


def upload(client: Client, name: str, content: bytes) -> ContextList:
    """Return what the preview of a file shows."""
    answer = client.post(
        reverse("admin:agencies_agency_import"),
        {"import_file": SimpleUploadedFile(name, content), "format": "0"},
    )
    assert answer.status_code == 200
    context: ContextList = answer.context
    return context


def preview(client: Client, *lines: str) -> ContextList:
    """Return what the preview of a CSV shows."""
    return upload(client, "co-quan.csv", "\n".join([HEAD, *lines]).encode())


def confirm(client: Client, shown: ContextList) -> None:
    """Press «Ghi»."""
    answer = client.post(
        reverse("admin:agencies_agency_process_import"), shown["confirm_form"].initial
    )
    assert answer.status_code == 302


def refused(shown: ContextList) -> str:
    """Return all that a preview finds wrong."""
    assert "confirm_form" not in shown
    return " ".join(
        text for row in shown["result"].invalid_rows for text in row.error.messages
    )


def test_agencies_are_previewed_confirmed_and_logged_once(admin_page: Client) -> None:
    shown = preview(admin_page, HOA, HOA.replace("xa-hoa", "xa-mai"))
    assert not Agency.objects.filter(code="xa-hoa").exists()
    confirm(admin_page, shown)
    assert Agency.objects.filter(code__in=["xa-hoa", "xa-mai"]).count() == 2
    logged = LogEntry.objects.get()
    assert logged.user.get_username() == "root"
    assert logged.change_message == "Nhập từ tệp: 2 mới, 0 cập nhật."


def test_a_wrong_line_offers_no_confirmation_and_names_the_cell(
    admin_page: Client,
) -> None:
    shown = preview(admin_page, HOA.replace("UBND cấp xã", "Sở ma"))
    assert "Ô D2: Loại «Sở ma» không có" in refused(shown)


def test_semicolons_a_cover_sheet_and_a_title_are_read(admin_page: Client) -> None:
    many = HOA.replace(",", ";").replace("xã Hoa", "xã Hoa, Mai, Lan, Cúc, Trúc")
    content = f"{HEAD.replace(',', ';')}\n{many}\n{many.replace('xa-hoa', 'xa-b')}"
    shown = upload(admin_page, "co-quan.csv", content.encode())
    assert shown["result"].totals["new"] == 2
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    book.active["A1"] = "SỞ NỘI VỤ"
    sheet = book.create_sheet("Cơ quan")
    for row in (["DANH SÁCH CƠ QUAN"], HEAD.split(","), HOA.split(",")):
        sheet.append(row)
    sheet["D3"] = "Sở ma"
    out = BytesIO()
    book.save(out)
    shown = upload(admin_page, "co-quan.xlsx", out.getvalue())
    assert "Ô Cơ quan!D3: Loại «Sở ma» không có" in refused(shown)


def test_what_nobody_sees_matches_the_agency_that_is_there(admin_page: Client) -> None:
    parent = make_agency(code="so-noi-vu")
    line = HOA.replace("xa-hoa", "xa-ho\u200ba\u2060") + ",so-noi-vu\u200e\u00ad"
    content = f"{HEAD},Mã cấp trên\n{line}".encode()
    confirm(admin_page, upload(admin_page, "a.csv", content))
    assert Agency.objects.get(code="xa-hoa").parent == parent


def test_a_file_that_cannot_be_read_says_what_it_is(admin_page: Client) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode(
        "utf-16-le"
    )
    for name, content, words in (
        ("a.xlsx", locked, "đặt mật khẩu"),
        ("a.csv", "Mã,Tên ngắn\nx,y".encode(), "Tệp thiếu cột: Tên chính thức"),
        ("a.csv", "Mã".encode("utf-16"), "không đọc được"),
    ):
        said = upload(admin_page, name, content)["form"].errors["import_file"]
        assert words in " ".join(said)


def test_what_changed_since_the_preview_is_not_called_done(admin_page: Client) -> None:
    make_agency(code="so-tam")
    shown = upload(admin_page, "a.csv", f"{HEAD},Mã cấp trên\n{HOA},so-tam".encode())
    Agency.objects.filter(code="so-tam").delete()
    process = reverse("admin:agencies_agency_process_import")
    page = admin_page.post(process, shown["confirm_form"].initial, follow=True)
    said = [str(each) for each in page.context["messages"]]
    assert "Chưa ghi gì" in said[0]
    assert "«so-tam» không có trong danh mục" in said[0]
    page = admin_page.post(process, shown["confirm_form"].initial, follow=True)
    assert "Bản xem trước đã cũ" in str(next(iter(page.context["messages"])))
    assert not Agency.objects.filter(code="xa-hoa").exists()


def test_people_are_imported_where_a_known_address_is_asked_about(
    admin_page: Client,
) -> None:
    page = admin_page.get(reverse("admin:agencies_membership_changelist"))
    assert f'href="{reverse("tasks:people_sheet")}"' in page.content.decode()
