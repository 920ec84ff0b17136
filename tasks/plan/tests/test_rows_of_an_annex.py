"""What a row of an ordinary annex says can be entered: in the admin, by a sheet (D6)."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import Assignment, Task
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.tests.bringing import OF_GIVEN, OF_TASKS, brought_in
from tasks.tests.admin_forms import filled
from tasks.tests.factories import make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
RECURS = [
    *("Ngày phải xong", "Giai đoạn từ ngày", "Ngày trong năm", "Số ngày sau mốc"),
    *("Chỉ tính ngày làm việc", "Mốc", "Ngày của mốc"),
]
ASKED = ["Sản phẩm", "Giao đích danh", "Kinh phí theo kế hoạch", "Kinh phí (đồng)"]


@pytest.fixture
def plan():
    plan = make_plan(code="cai-cach")
    make_task(plan, "I.1")
    return plan


def line(code, kind, words, *recurs, asked=("", "", "", "")):
    """Return a line of the sheet; what it does not say of its recurrence is empty."""
    more = [*recurs, *([""] * (len(RECURS) - len(recurs)))]
    return ["cai-cach", code, "I", "Làm", "Làm", kind, words, *more, *asked]


def brought(*lines):
    return brought_in(TaskResource, [*OF_TASKS, *RECURS, *ASKED], *lines)


def test_a_sheet_brings_in_whatever_an_annex_says(plan):
    product = ("Quyết định", "Chủ tịch UBND cấp xã", "Ngân sách tỉnh", "1.200.000.000")
    assert not brought(
        line("I.2", "Hằng quý", "Hằng quý", asked=product),
        line("I.3", "6 tháng một lần", "6 tháng một lần"),
        line("I.4", "Các ngày trong năm", "trước ngày 10/6 và 10/12", "", "", "10/6 và 10/12"),
        line("I.5", "Theo giai đoạn", "2028–2030", "31/12/2030", "01/01/2028"),
        line("I.6", "Tính từ một mốc", "trong 10 ngày kể từ …", "", "", "", "10", "", "ngày công bố"),
        line("I.7", "Tính từ một mốc", "trước 5 ngày làm việc", "", "", "", "-5", "x", "kỳ họp"),
        line("I.8", "Hằng tháng", "ngày 25 hằng tháng", "", "", "", "11"),
        line("I.9", "Hằng năm", "trước 31/3", "", "", "31/3"),
    )  # fmt: skip
    tasks = {task.code: task for task in Task.objects.filter(plan=plan)}
    assert {code: task.recurrence_words for code, task in tasks.items()} == {
        "I.1": "Hằng năm",
        "I.2": "Hằng quý, chậm nhất 2 ngày làm việc sau khi hết quý",
        "I.3": "6 tháng một lần, chậm nhất 2 ngày làm việc sau khi hết 6 tháng",
        "I.4": "Các ngày trong năm: chậm nhất ngày 10/6, 10/12",
        "I.5": "Giai đoạn từ 01/01/2028 đến hết 31/12/2030",
        "I.6": "10 ngày kể từ ngày công bố, chưa biết ngày",
        "I.7": "5 ngày làm việc trước kỳ họp, chưa biết ngày",
        "I.8": "Hằng tháng, chậm nhất 11 ngày sau khi hết tháng",
        "I.9": "Hằng năm: chậm nhất ngày 31/3",
    }
    assert tasks["I.4"].schedule_text == "trước ngày 10/6 và 10/12"
    first = tasks["I.2"]
    assert (first.product, first.addressed_to) == product[:2]
    assert (first.budget_text, first.budget) == ("Ngân sách tỉnh", 1_200_000_000)


@pytest.mark.parametrize(
    ("kind", "recurs", "said"),
    [
        ("days", (), "Ghi các ngày phải xong"),
        ("days", ("", "", "31/6"), "«31/6» không phải ngày trong năm"),
        ("annual", ("", "", "1/3, 1/9"), "Hằng năm chỉ có một ngày"),
        ("phase", ("31/12/2030",), "Ghi ngày đầu của giai đoạn"),
        ("phase", ("01/01/2028", "31/12/2030"), "phải sau ngày đầu"),
        ("relative", ("", "", "", "10"), "Ghi mốc"),
        ("quarterly", ("", "", "", "-3"), "Ghi số ngày từ 1"),
        ("quarterly", ("31/12/2026",), "Chỉ dùng khi"),
    ],
)
def test_nonsense_is_refused_beside_its_cell(plan, kind, recurs, said):
    problems = brought(line("I.2", kind, "…", *recurs))
    assert any(said in each for each in problems), problems
    assert Task.objects.filter(plan=plan).count() == 1


def test_two_leads_come_with_the_one_who_sums_up(plan):
    first, second = make_agency("Sở A"), make_agency("Sở B")
    lines = [
        ["cai-cach", "I.1", agency.code, "lead", "assigned", "", main]
        for agency, main in ((first, "x"), (second, ""))
    ]
    assert not brought_in(AssignmentResource, [*OF_GIVEN, "Đầu mối tổng hợp"], *lines)
    given = Assignment.objects.filter(task__plan=plan, is_main=True)
    assert [row.agency for row in given] == [first]


def test_the_form_of_a_task_says_what_is_wrong_beside_the_field(client, plan):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    task = plan.tasks.get()
    address = reverse("admin:tasks_task_change", args=[task.pk])
    said = filled(client, address) | {"schedule": "phase", "schedule_text": "2028–2030"}
    page = client.post(address, said)
    errors = page.context["adminform"].form.errors
    assert errors["begins_on"] == ["Ghi ngày đầu của giai đoạn."]
    days = {"begins_on": "01/01/2028", "due_on": "31/12/2030", "product": "Báo cáo"}
    assert client.post(address, said | days).status_code == 302
    task.refresh_from_db()
    assert (task.schedule, task.begins_on) == ("phase", date(2028, 1, 1))
    assert task.product == "Báo cáo"
