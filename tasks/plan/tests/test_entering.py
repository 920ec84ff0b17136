"""A plan is entered from a workbook, checked and published without a programmer."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import AgencyGroup
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import (
    Assignment,
    Duty,
    Figure,
    Notice,
    Period,
    Plan,
    PlanState,
    Section,
    Target,
    Task,
    TaskFigure,
)
from tasks.plan.checking import addressees_of, gaps_of, preview_publishing
from tasks.plan.publishing import publish_plan
from tasks.plan.tests.entering import book_of
from tasks.plan.workbook import SHEETS, form_of, take_workbook
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_figure,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
DRAFT = PlanState.DRAFT


@pytest.fixture
def plan() -> Plan:
    return make_plan(state=DRAFT)


@pytest.fixture
def head(plan):
    return make_user("head", plan.steering_agency)


def whole(agency):
    """Return a workbook with all five sheets, headings below their parts."""
    return {
        "Phần, mục": [
            ["Mã", "Tiêu đề", "Thuộc mục", "Thứ tự"],
            ["PL.1", "Cải cách thể chế", "PL", 2],
            ["PL", "Phụ lục", "", 1],
        ],
        "Nhiệm vụ": [
            ["Mã", "Mục", "Nội dung", "Tên ngắn", "Thời gian", "Thời gian theo kế hoạch"],
            ["PL.1.1", "PL.1", "Rà soát văn bản", "Rà soát", "Hằng năm", "Quý IV"],
            ["PL.1.2", "PL.1", "Báo cáo", "Báo cáo", "Hằng năm", "Tháng 12"],
        ],
        "Phân công": [
            ["Mã nhiệm vụ", "Mã cơ quan", "Vai trò", "Cách giao", "Đề xuất"],
            ["PL.1.1", agency.code, "Chủ trì", "Từng đơn vị thực hiện phần mình", ""],
        ],
        "Số liệu": [
            ["Mã", "Câu hỏi", "Kiểu", "Mã nhiệm vụ"],
            ["so-van-ban", "Số văn bản đã rà soát", "Số nguyên", "PL.1.1; PL.1.2"],
        ],
        "Mục tiêu": [
            ["Mã", "Mục tiêu", "Tên ngắn", "Phải đạt", "Ngưỡng", "Mã nhiệm vụ"],
            ["MT.1", "80% văn bản được rà soát", "Rà soát", "Tối thiểu", "80", "PL.1.1"],
        ],
    }  # fmt: skip


def take(plan, sheets):
    return take_workbook(plan=plan, content=book_of(**sheets), actor=make_user())


def test_one_workbook_brings_the_whole_plan(plan):
    taken = take(plan, whole(make_agency()))
    assert [(each.sheet, each.new) for each in taken] == list(
        zip(SHEETS, (2, 2, 1, 1, 1), strict=True)
    )
    below = Section.objects.get(plan=plan, code="PL.1")
    assert below.parent == Section.objects.get(plan=plan, code="PL")
    assert Task.objects.get(plan=plan, code="PL.1.1").section == below
    figure = Figure.objects.get(plan=plan)
    assert [task.code for task in figure.tasks.order_by("code")] == ["PL.1.1", "PL.1.2"]
    target = Target.objects.get(plan=plan)
    assert (target.threshold, target.tasks.get().code) == (80, "PL.1.1")


def test_a_second_time_changes_rows_instead_of_adding(plan):
    sheets = whole(make_agency())
    take(plan, sheets)
    sheets["Nhiệm vụ"][1][2] = "Rà soát, hệ thống hóa văn bản"
    taken = {each.sheet: each for each in take(plan, sheets)}
    assert (taken["Nhiệm vụ"].new, taken["Nhiệm vụ"].changed) == (0, 1)
    assert plan.tasks.count() == 2


def test_a_wrong_cell_is_named_and_nothing_is_kept(plan):
    sheets = whole(make_agency())
    sheets["Phân công"].append(["PL.9", "khong-co", "Chủ trì", "Đề nghị", ""])
    with pytest.raises(InvalidInput) as caught:
        take(plan, sheets)
    wrong = caught.value.problems["file"]
    assert "Phân công!A3" in wrong
    assert "Phân công!B3" in wrong
    assert not plan.tasks.exists()
    assert not plan.sections.exists()


def wrong_in(plan, sheets):
    """Return the message and the wrong cells that it names."""
    with pytest.raises(InvalidInput) as caught:
        take(plan, sheets)
    assert not plan.tasks.exists()
    assert not plan.sections.exists()
    return caught.value.message, caught.value.problems["file"].split("\n")


def test_wrong_cells_of_all_sheets_are_named_at_once(plan):
    sheets = whole(make_agency())
    sheets["Phần, mục"].append(["PL.2", "", "PL", 3])
    sheets["Nhiệm vụ"].append(["PL.2.1", "PL.8", "Làm", "Làm", "Hằng năm", ""])
    sheets["Phân công"].append(["PL.1.1", "khong-co", "Chủ trì", "Đề nghị", ""])
    sheets["Số liệu"][1][2] = "Số phức"
    sheets["Mục tiêu"][1][4] = "tám mươi"
    message, wrong = wrong_in(plan, sheets)
    assert [line.partition(":")[0].partition(" (")[0] for line in wrong] == [
        "Ô Phần, mục!B4",
        "Ô Nhiệm vụ!B4",
        "Ô Phân công!B3",
        "Ô Số liệu!C2",
        "Ô Mục tiêu!E2",
    ]
    assert message == (
        "Tệp có 5 chỗ sai (Phần, mục 1, Nhiệm vụ 1, Phân công 1, Số liệu 1, Mục tiêu 1),"
        " chưa ghi gì."
    )


def test_what_names_a_wrong_row_of_a_sheet_before_is_not_wrong_for_that(plan):
    """Heading PL.1 and task PL.1.1 are wrong; only their own cells are named, and what
    else is wrong with rows below them.
    """
    sheets = whole(make_agency())
    sheets["Phần, mục"][1][1] = ""
    sheets["Nhiệm vụ"][1][4] = "Khi nào rảnh"
    sheets["Phân công"].append(["PL.1.1", "khong-co", "Chủ trì", "Đề nghị", ""])
    sheets["Số liệu"].append(["khac", "Số khác", "Số nguyên", "PL.9"])
    _, wrong = wrong_in(plan, sheets)
    cells = [line.partition(":")[0].partition(" (")[0] for line in wrong]
    assert cells == [
        "Ô Phần, mục!B2",
        "Ô Nhiệm vụ!E2",
        "Ô Phân công!B3",
        "Ô Số liệu!D3",
    ]
    assert "PL.9" in wrong[3]


def test_sheets_below_one_that_cannot_be_read_are_not_judged(plan):
    sheets = whole(make_agency())
    sheets["Nhiệm vụ"][0][0] = "Ký hiệu"
    sheets["Phần, mục"][1][1] = ""
    sheets["Phân công"].append(["PL.1.1", "khong-co", "Chủ trì", "Đề nghị", ""])
    _, wrong = wrong_in(plan, sheets)
    assert len(wrong) == 5
    assert wrong[0].startswith("Ô Phần, mục!B2")
    assert wrong[1].startswith("Trang «Nhiệm vụ»: Tệp thiếu cột")
    assert wrong[2:] == [
        f"Trang «{name}» chưa kiểm tra được: sửa trang «Nhiệm vụ» trước."
        for name in ("Phân công", "Số liệu", "Mục tiêu")
    ]


def test_each_sheet_has_its_first_wrong_cells_told(plan):
    sheets = whole(make_agency())
    sheets["Nhiệm vụ"] += [
        [f"PL.3.{n}", "PL.8", "Làm", "", "Hằng năm", ""] for n in range(40)
    ]
    sheets["Mục tiêu"][1][4] = "tám mươi"
    message, wrong = wrong_in(plan, sheets)
    assert "Tệp có 41 chỗ sai (Nhiệm vụ 40, Mục tiêu 1)" in message
    assert "Còn 10 ô như vậy." in message
    assert "Ô Mục tiêu!E2" in wrong[-1]


def test_the_form_of_a_draft_comes_back_unchanged(plan):
    take(plan, whole(make_agency()))
    content = form_of(plan)
    book = load_workbook(BytesIO(content))
    names = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert names == ["Cách điền", *SHEETS, "Mã cơ quan, nhóm"]
    taken = take_workbook(plan=plan, content=content, actor=make_user())
    assert {(each.new, each.changed) for each in taken} == {(0, 0)}
    assert Section.objects.get(plan=plan, code="PL.1").parent.code == "PL"
    assert Figure.objects.get(plan=plan).tasks.count() == 2


def annexed(*lines):
    """Return a workbook of one heading and tasks with the columns of an annex."""
    head = ["Mã", "Mục", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian theo kế hoạch"]
    return {
        "Phần, mục": [["Mã", "Tiêu đề"], ["PL", "Phụ lục"]],
        "Nhiệm vụ": [head, *lines],
    }


def test_an_annex_is_pasted_with_who_leads_and_who_coordinates(plan):
    """Agencies by name, several in a cell, commas inside of names; when, in its words."""
    culture = make_agency("Sở Văn hóa, Thể thao và Du lịch")
    law, money = make_agency("Sở Tư pháp"), make_agency("Sở Tài chính")
    long = "Rà soát, trình sửa đổi, bổ sung các văn bản quy phạm pháp luật không còn phù hợp với luật mới"
    sheets = annexed(
        ["PL.1", "PL", long, "Sở Tư pháp", f"{culture.name}, Sở Tài chính", "Quý II/2027"],
        ["PL.2", "PL", "Báo cáo", "Sở Tư pháp; Sở Tài chính.", "", "Hằng quý"],
    )  # fmt: skip
    take(plan, sheets)
    one, two = plan.tasks.order_by("code")
    assert (one.schedule, one.due_on) == ("once", date(2027, 6, 30))
    assert one.short_title.endswith("với luật…")
    assert (two.schedule, two.short_title) == ("quarterly", "Báo cáo")
    given = set(Assignment.objects.values_list("task__code", "agency", "role"))
    assert given == {
        ("PL.1", law.pk, "lead"), ("PL.1", culture.pk, "coordinate"),
        ("PL.1", money.pk, "coordinate"), ("PL.2", law.pk, "lead"),
        ("PL.2", money.pk, "lead"),
    }  # fmt: skip
    take(plan, sheets)
    taken = take_workbook(plan=plan, content=form_of(plan), actor=make_user())
    assert {(each.new, each.changed) for each in taken} == {(0, 0)}
    assert Assignment.objects.count() == 5


def test_what_an_annex_does_not_say_plainly_is_asked_for_by_cell(plan):
    make_agency("Sở Tư pháp")
    sheets = annexed(
        ["PL.1", "PL", "Rà soát", "Sở Tư Phap", "", "Theo kế hoạch của Bộ"],
    )
    with pytest.raises(InvalidInput) as caught:
        take(plan, sheets)
    wrong = caught.value.problems["file"]
    assert "Ô Nhiệm vụ!D2: Không có cơ quan, nhóm nào tên «Sở Tư Phap»" in wrong
    assert "Ô Nhiệm vụ!F2: Chưa hiểu «Theo kế hoạch của Bộ» là khi nào" in wrong


def test_an_assignment_names_its_agency_or_group(plan):
    agency, group = (
        make_agency("Sở Y tế"),
        AgencyGroup.objects.create(code="xa", name="Các xã"),
    )
    sheets = whole(make_agency())
    head = ["Mã nhiệm vụ", "Mã cơ quan", "Vai trò", "Đề xuất"]
    sheets["Phân công"] = [
        head, ["PL.1.1", "sở y tế", "Thực hiện", ""], ["PL.1.2", "Các xã", "Thực hiện", ""],
    ]  # fmt: skip
    take(plan, sheets)
    rows = Assignment.objects.order_by("task__code")
    assert [(row.agency, row.group, row.mode) for row in rows] == [
        (agency, None, "each"), (None, group, "each"),
    ]  # fmt: skip


def test_a_sheet_touches_no_other_plan(plan):
    other = make_task(make_plan(), "PL.1.1", text="Của kế hoạch khác")
    take(plan, whole(make_agency()))
    other.refresh_from_db()
    assert other.text == "Của kế hoạch khác"
    assert other.plan.tasks.count() == 1


def test_a_published_plan_takes_no_workbook():
    with pytest.raises(InvalidInput, match="Điều chỉnh kế hoạch"):
        take(make_plan(), whole(make_agency()))


def ready(plan):
    """Return an agency that owes two tasks of a plan that lacks nothing."""
    Plan.objects.filter(pk=plan.pk).update(number="7/KH-UBND", issued_on=TODAY)
    plan.refresh_from_db()
    agency = make_agency()
    for code in ("III.1", "III.2"):
        make_assignment(make_task(plan, code), agency)
    return agency


def test_the_check_names_what_is_missing(plan):
    make_assignment(
        make_task(plan, "III.1", schedule="once"), make_agency(), role="execute"
    )
    make_task(plan, "III.2")
    said = [gap.text for gap in gaps_of(plan, TODAY)]
    assert said == [
        "Kế hoạch chưa có số, ngày ban hành: nhập trước khi trình ký báo cáo.",
        "1 nhiệm vụ chưa giao cho cơ quan nào: III.2.",
        "1 nhiệm vụ chưa có cơ quan chủ trì: III.1.",
        "1 nhiệm vụ một lần chưa có thời hạn: III.1.",
    ]


def test_a_figure_asked_by_quarter_and_by_year_is_named(plan):
    """The times add up to the year's answer: one would write over what the other typed."""
    yearly, quarterly, other = (
        make_task(plan, "III.1"),
        make_task(plan, "III.2", schedule="quarterly"),
        make_task(plan, "III.3", schedule="quarterly"),
    )
    shared = make_figure(quarterly, "lop", label="Số lớp")
    TaskFigure.objects.create(task=other, figure=shared)
    said = [gap.text for gap in gaps_of(plan, TODAY) if gap.blocks]
    assert not said
    TaskFigure.objects.create(task=yearly, figure=shared)
    said = [gap.text for gap in gaps_of(plan, TODAY) if gap.blocks]
    assert said == [
        "Số liệu «Số lớp» được hỏi theo từng lần và theo kỳ khác nhau ở III.2, III.1:"
        " để một nhiệm vụ hỏi, hoặc tách thành hai số liệu."
    ]


def test_the_preview_opens_and_keeps_nothing(plan):
    agency = ready(plan)
    opened, outside = preview_publishing(plan=plan, year=2026, today=TODAY, now=NOW)
    assert [(each.agency, each.month, each.number) for each in opened] == [
        (agency, date(2026, 12, 1), 2)
    ]
    assert not outside
    assert not Period.objects.exists()
    plan.refresh_from_db()
    assert plan.is_draft


def test_publishing_opens_the_year_and_tells_who_owes_and_who_receives(plan, head):
    agency, reader = ready(plan), make_agency("Sở Đọc")
    officer, guest = make_user("officer", agency), make_user("officer", reader)
    plan.recipients = ["Sở Đọc;", "Thường trực Tỉnh ủy;"]
    plan.save()
    opened = publish_plan(plan=plan, year=2026, actor=head, today=TODAY, now=NOW)
    plan.refresh_from_db()
    assert plan.state == PlanState.RUNNING
    assert Duty.objects.filter(period=opened.period, agency=agency).count() == 2
    told = {notice.person: notice for notice in Notice.objects.all()}
    assert told.keys() == {officer, guest}
    assert told[officer].address == f"/don-vi/{agency.code}/"
    assert "không có nhiệm vụ" in told[guest].text
    lines = {each.line: each.is_reached for each in addressees_of(plan, TODAY)}
    assert lines == {"Sở Đọc;": True, "Thường trực Tỉnh ủy;": False}
    assert opened.unreached == ["Thường trực Tỉnh ủy;"]


def test_nobody_else_publishes_and_nothing_incomplete_is(plan, head):
    officer = make_user("officer", plan.steering_agency)
    with pytest.raises(NotAllowed):
        publish_plan(plan=plan, year=2026, actor=officer, today=TODAY, now=NOW)
    with pytest.raises(InvalidInput, match="chưa có nhiệm vụ nào"):
        publish_plan(plan=plan, year=2026, actor=head, today=TODAY, now=NOW)
    assert not Period.objects.exists()


def page(plan, name):
    return reverse(f"tasks:{name}", args=[plan.code])


@pytest.mark.usefixtures("_inside_the_period")
def test_from_a_copy_to_the_published_plan_by_pages_alone(login, head):
    old = make_plan(head.memberships.get().agency)
    make_assignment(make_task(old, "III.1"), make_agency())
    client = login(head)
    form = {"short_title": "Kế hoạch CCHC năm 2027", "parts": ["van-ban"]}
    client.post(page(old, "plan_copy"), form)
    new = Plan.objects.get(code="ke-hoach-cchc-nam-2027")
    assert new.is_draft
    shown = client.get(page(new, "plan")).content.decode()
    assert page(new, "plan_workbook") in shown
    assert page(new, "plan_publish") in shown
    file = SimpleUploadedFile("ke-hoach.xlsx", book_of(**whole(make_agency())))
    assert client.post(page(new, "plan_workbook"), {"file": file}).status_code == 302
    assert new.tasks.count() == 3
    checked = client.get(page(new, "plan_publish")).content.decode()
    assert "chưa có số, ngày ban hành" in checked
    Plan.objects.filter(pk=new.pk).update(number="9/KH-UBND", issued_on=TODAY)
    client.post(page(new, "plan_publish"), {"year": "2026"})
    new.refresh_from_db()
    assert new.state == PlanState.RUNNING
    assert Assignment.objects.filter(task__plan=new).count() == 2
    assert new.periods.get().duties.count() == 2


@pytest.mark.usefixtures("_inside_the_period")
@pytest.mark.parametrize(
    "name", ["plan_copy", "plan_workbook", "plan_workbook_file", "plan_publish"]
)
def test_a_stranger_enters_nothing(login, plan, name):
    client = login(make_user("officer", make_agency()))
    assert client.get(page(plan, name)).status_code == 404  # a draft
    published = make_plan()
    assert client.get(page(published, name)).status_code == 403


@pytest.mark.usefixtures("_inside_the_period")
def test_a_taken_code_and_a_wrong_file_come_back_with_what_was_typed(login, plan, head):
    client = login(head)
    form = {"short_title": "Kế hoạch", "code": plan.code}
    shown = client.post(page(plan, "plan_copy"), form).content.decode()
    assert f"Mã «{plan.code}» đã có kế hoạch dùng" in shown
    assert 'value="Kế hoạch"' in shown
    sheets = {"Nhiệm vụ": [["Mã"], ["1"]]}
    file = SimpleUploadedFile("a.xlsx", book_of(**sheets))
    shown = client.post(page(plan, "plan_workbook"), {"file": file}).content.decode()
    assert "Tệp thiếu cột" in shown
