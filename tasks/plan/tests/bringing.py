"""Sheets of tasks and assignments, brought in line by line."""

from tablib import Dataset

from agencies.sheets.resource import wrong_in
from agencies.tests.factories import make_user

PLAN = "Mã kế hoạch"
OF_TASKS = [
    PLAN,
    "Mã",
    "Mục",
    "Nội dung",
    "Tên ngắn",
    "Thời gian",
    "Thời gian theo kế hoạch",
]
OF_GIVEN = [PLAN, "Mã nhiệm vụ", "Mã cơ quan", "Vai trò", "Cách giao", "Đề xuất"]


def brought_in(resource, headers, *lines):
    """Import the lines; return what was wrong with them."""
    sheet = Dataset(*lines, headers=headers)
    result = resource().import_data(sheet, user=make_user(is_superuser=True))
    return wrong_in(result)
