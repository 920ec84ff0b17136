"""The admin's import of a spreadsheet: preview, confirm, one line of history."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import ContextList
from django.urls import reverse

from agencies.models import Membership, User
from agencies.tests.factories import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
HEAD = "Mã cơ quan,Họ và tên,Thư điện tử,Vai trò"


@pytest.fixture
def admin_page(client: Client) -> Client:
    root = User.objects.create_superuser("root", "root@example.vn", "x")
    client.force_login(root)
    return client


def preview(client: Client, *lines: str) -> ContextList:
    file = SimpleUploadedFile("can-bo.csv", "\n".join([HEAD, *lines]).encode())
    answer = client.post(
        reverse("admin:agencies_membership_import"),
        {"import_file": file, "format": "1", "resource": "0"},
    )
    assert answer.status_code == 200
    context: ContextList = answer.context
    return context


def test_people_are_previewed_confirmed_and_logged_once(admin_page: Client) -> None:
    code = make_agency().code
    lines = [
        f"{code},Nguyễn Thị Hoa,hoa@example.vn,Cán bộ đầu mối",
        f"{code},Lê Văn Nam,nam@example.vn,Văn thư",
    ]
    shown = preview(admin_page, *lines)
    assert Membership.objects.count() == 0
    confirm = shown["confirm_form"]
    answer = admin_page.post(
        reverse("admin:agencies_membership_process_import"),
        confirm.initial,
    )
    assert answer.status_code == 302
    assert set(Membership.objects.values_list("user__email", "role")) == {
        ("hoa@example.vn", "officer"),
        ("nam@example.vn", "clerk"),
    }
    logged = LogEntry.objects.get()
    assert (logged.user.get_username(), logged.object_repr) == (
        "root",
        "Cán bộ của đơn vị",
    )
    assert logged.change_message == "Nhập từ tệp: 2 mới, 0 cập nhật."


def test_a_wrong_line_offers_no_confirmation(admin_page: Client) -> None:
    shown = preview(admin_page, "khong-co,Trần B,b@example.vn,Văn thư")
    assert "confirm_form" not in shown
    refused = [str(row.error) for row in shown["result"].invalid_rows]
    assert len(refused) == 1
    assert "«khong-co» không có trong danh mục" in refused[0]
