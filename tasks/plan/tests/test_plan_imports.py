"""Tasks and assignments from spreadsheets: yes or an error, never a silent no."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import User
from agencies.sheets.resource import wrong_in
from agencies.tests.factories import make_agency
from tasks.models import Assignment, Section, Task
from tasks.plan.sheets_headings import SectionResource
from tasks.plan.tests.bringing import brought_in
from tasks.tests.factories import make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("root", "root@example.vn", "x"))
    return client


def imported(client, model, *lines):
    """Upload a CSV and press «Ghi» where that is offered; return what is wrong."""
    file = SimpleUploadedFile("a.csv", "\n".join(lines).encode())
    name = f"admin:tasks_{model}"
    sent = {"import_file": file, "format": "0"}
    page = client.post(reverse(f"{name}_import"), sent)
    assert page.status_code == 200
    if errors := page.context["form"].errors:
        return str(errors)
    if "confirm_form" not in page.context:
        return " ".join(wrong_in(page.context["result"]))
    form = page.context["confirm_form"].initial
    page = client.post(reverse(f"{name}_process_import"), form, follow=True)
    said = " ".join(str(each) for each in page.context["messages"])
    return said if "Chưa ghi gì" in said else ""


@pytest.mark.parametrize("word", ["x", "X", "Có", "đúng", "TRUE", "1", "x\u200b"])
def test_a_proposal_said_in_any_way_stays_a_proposal(boss, word):
    """B15: `x`, `Có`, `đúng` became False and the proposal opened duties."""
    task, agency = make_task(make_plan()), make_agency()
    assert (
        imported(
            boss,
            "assignment",
            "Mã nhiệm vụ;Mã cơ quan;Vai trò;Cách giao;Đề xuất",
            f"{task.code};{agency.code};lead;assigned;{word}",
        )
        == ""
    )
    assert Assignment.objects.get(agency=agency).is_proposal


@pytest.mark.parametrize("word", ["chắc vậy", "?", "2", "đề xuất"])
def test_an_answer_that_is_neither_is_an_error_with_its_cell(boss, word):
    task, agency = make_task(make_plan()), make_agency()
    said = imported(
        boss,
        "assignment",
        "Mã nhiệm vụ,Mã cơ quan,Vai trò,Cách giao,Đề xuất",
        f"{task.code},{agency.code},lead,assigned,{word}",
    )
    assert f"Ô E2: «{word}» không rõ là có hay không" in said
    assert not Assignment.objects.exists()


def test_a_sheet_without_the_column_of_proposals_is_refused(boss):
    task, agency = make_task(make_plan()), make_agency()
    said = imported(
        boss,
        "assignment",
        "Mã nhiệm vụ,Mã cơ quan,Vai trò,Cách giao",
        f"{task.code},{agency.code},lead,assigned",
    )
    assert "thiếu cột: Đề xuất" in said


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("92 ngày", "Ô G2: «92 ngày» không phải số nguyên. Chỉ ghi số"),
        ("9,5", "không phải số nguyên"),
        ("1e9", "không phải số nguyên"),
        ("99999999999", "Ô G2: «99999999999» quá lớn"),
        ("92", ""),
        ("92\u200b", ""),
    ],
)
def test_days_with_a_word_are_refused_with_what_to_write(boss, days, words):
    """B19: «92 ngày» was a page 500."""
    task = make_task(make_plan())
    said = imported(
        boss,
        "task",
        "Mã kế hoạch;Mã;Mục;Nội dung;Tên ngắn;Thời gian;Số ngày phải cập nhật",
        f"{task.plan.code};{task.code};{task.section.code};Làm;Làm;ongoing;{days}",
    )
    assert (words in said) if words else (said == "")
    if not words:
        assert Task.objects.get().heartbeat_days == 92


def test_a_line_for_nobody_names_what_to_write(boss):
    task = make_task(make_plan())
    said = imported(
        boss,
        "assignment",
        "Mã nhiệm vụ,Mã cơ quan,Mã nhóm,Vai trò,Cách giao,Đề xuất",
        f"{task.code},,,lead,assigned,",
    )
    assert said == "Ô B2: Ghi mã cơ quan hoặc mã nhóm, không cả hai."


def test_headings_of_a_file_that_stand_under_one_another_are_refused():
    plan = make_plan(state="draft")
    head = ["Mã kế hoạch", "Mã", "Tiêu đề", "Thuộc mục"]
    stored = Section.objects.create(plan=plan, code="A", title="A")
    under = Section.objects.create(plan=plan, code="B", title="B", parent=stored)
    for lines in (
        [["A", "A", "B"]],
        [["A", "A", "B"], ["B", "B", "A"]],
        [["C", "C", "D"], ["D", "D", "C"], ["E", "E", "C"]],
        [["C", "C", "C"]],
    ):
        wrong = brought_in(SectionResource, head, *([plan.code, *x] for x in lines))
        assert wrong[0].startswith("Ô D2")
        assert wrong[0].endswith(f"Mục {lines[0][0]} không thể nằm dưới chính nó.")
        assert not [text for text in wrong if "Mục E" in text]
    turned = [[plan.code, "A", "A", "B"], [plan.code, "B", "B", ""]]
    assert not brought_in(SectionResource, head, *turned)
    for row, above in ((stored, under), (under, None)):
        row.refresh_from_db()
        assert row.parent == above
