"""The pages of registers: written on a form and from a sheet, read by who may."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from agencies.models import Ancestry, AuditRecord
from agencies.tests.factories import make_agency, make_user
from tasks.models import FigureValue, RegisterRow
from tasks.registers.page import RegisterSight, rows_found
from tasks.registers.tests.registers import (
    counted_figure,
    make_register,
    write,
)
from tasks.tests.factories import TODAY, make_duty
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
NAME = "Nguyễn Thị Chim Non"


class Scene:
    """A ward with a register of praise that holds a name, and its steering agency."""

    def __init__(self):
        self.duty = make_duty(agency=make_agency("UBND phường A", kind="cap-xa"))
        self.agency, self.plan = self.duty.agency, self.duty.task.plan
        self.officer = make_user("officer", self.agency)
        self.reviewer = make_user("officer", self.plan.steering_agency)
        self.register = make_register(
            self.plan,
            name="Khen thưởng",
            row_name="quyết định",
            columns=[
                ("ten", "Họ tên", "person", {"is_personal": True}),
                ("so", "Số quyết định", "document", {"required": True}),
                ("nguoi", "Số người", "number", {}),
            ],
        )
        self.count = counted_figure(self.duty.task, self.register)

    def address(self, name="register", pk=None):
        return reverse(f"tasks:{name}", args=[pk or self.register.pk])


@pytest.fixture
def scene():
    return Scene()


def test_a_row_is_written_and_another_form_opens(scene, login):
    page = login(scene.officer)
    shown = text_of(page.get(reverse("tasks:registers")))
    assert "Khen thưởng" in shown
    form = {"day": "05/06/2026", "cot_so": "12/QĐ", "cot_ten": NAME, "them": "1"}
    answer = page.post(scene.address("new_register_row"), form, follow=True)
    assert "Đã ghi 1 quyết định" in text_of(answer)
    assert "Ghi và thêm dòng nữa" in text_of(answer)
    assert FigureValue.objects.get(is_current=True).number == 1


def test_what_was_typed_comes_back_with_every_wrong_box_named(scene, login):
    form = {"day": "05/06/2036", "cot_so": "", "cot_nguoi": "-2", "cot_ten": NAME}
    answer = login(scene.officer).post(scene.address("new_register_row"), form)
    said = text_of(answer)
    assert "Nhập «Số quyết định»." in said
    assert NAME in answer.content.decode()
    form |= {"cot_so": "1/QĐ"}
    said = text_of(login(scene.officer).post(scene.address("new_register_row"), form))
    assert "không được âm" in said
    assert not RegisterRow.objects.exists()


def test_who_may_read_what(scene, login):
    row = write(scene.register, scene.agency, scene.officer, ten=NAME, so="7/QĐ-UBND")
    own, steering = scene.officer, scene.reviewer
    for person, sees in ((own, True), (steering, True)):
        page = login(person)
        shown = text_of(page.get(scene.address("register_row", row.pk)))
        assert ("7/QĐ-UBND" in shown, NAME in shown) == (True, sees)
        listed = text_of(page.get(scene.address()))
        assert ("7/QĐ-UBND" in listed, NAME in listed) == (True, False)
    assert AuditRecord.objects.filter(after__personal=row.pk).count() == 2
    leader = login(make_user("leader", make_agency("UBND tỉnh")))
    shown = text_of(leader.get(scene.address("register_row", row.pk)))
    assert ("7/QĐ-UBND" in shown, NAME in shown) == (True, False)
    assert "chỉ đơn vị ghi sổ" in shown
    stranger = login(make_user("officer", make_agency("Sở khác")))
    assert stranger.get(scene.address("register_row", row.pk)).status_code == 404


def test_a_stranger_corrects_and_withdraws_nothing(scene, login):
    row = write(scene.register, scene.agency, scene.officer, so="7/QĐ")
    reviewer = login(scene.reviewer)
    for name in ("correct_register_row", "withdraw_register_row"):
        answer = reviewer.post(scene.address(name, row.pk), {"reason": "x"})
        assert answer.status_code == 403
    assert RegisterRow.objects.standing().count() == 1


def test_a_row_is_corrected_and_taken_back_on_its_pages(scene, login):
    row = write(scene.register, scene.agency, scene.officer, so="7/QĐ", ten=NAME)
    page = login(scene.officer)
    form = {"day": f"{row.day:%d/%m/%Y}", "cot_so": "8/QĐ", "cot_ten": NAME}
    address = scene.address("correct_register_row", row.pk)
    page.post(address, form | {"reason": "Ghi nhầm số"})
    new = RegisterRow.objects.standing().get()
    assert (new.values["so"], new.personal["ten"]) == ("8/QĐ", NAME)
    shown = text_of(page.get(scene.address("register_row", new.pk)))
    assert "Bản cũ" in shown
    assert "Ghi nhầm số" in shown
    page.post(scene.address("withdraw_register_row", new.pk), {"reason": "Ghi hai lần"})
    assert not RegisterRow.objects.standing().exists()


def test_nothing_is_confirmed_on_the_page(scene, login):
    page = login(scene.officer)
    said = {"don-vi": scene.agency.code, "ky": scene.duty.period_id}
    answer = page.post(scene.address("register_nothing"), said, follow=True)
    assert "đã xác nhận" in text_of(answer)
    assert FigureValue.objects.get(is_current=True).number == 0


def filled(scene, login, rows):
    book = load_workbook(
        BytesIO(login(scene.officer).get(scene.address("register_form")).content)
    )
    for row in rows:
        book["Sổ"].append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "so.xlsx"
    return out


def test_two_hundred_rows_come_from_a_sheet_all_or_none(scene, login):
    good = [["05/06/2026", NAME, f"{n}/QĐ", n] for n in range(200)]
    bad = [["35/06/2026", NAME, "1/QĐ", 1], ["05/06/2026", NAME, "", "hai"]]
    page = login(scene.officer)
    address = scene.address("register_sheet")
    answer = page.post(address, {"file": filled(scene, login, good + bad)})
    said = text_of(answer)
    assert "Sổ!A202" in said
    assert "Sổ!C203" in said
    assert "Sổ!D203" in said
    assert not RegisterRow.objects.exists()
    page.post(address, {"file": filled(scene, login, good)})
    assert RegisterRow.objects.count() == 200
    assert FigureValue.objects.get(is_current=True).number == 200
    again = page.post(address, {"file": filled(scene, login, good[:3])})
    assert "đã có trong sổ" in text_of(again)


def test_an_exported_file_holds_nothing_personal(scene, login):
    write(scene.register, scene.agency, scene.officer, so="7/QĐ", ten=NAME)
    content = login(scene.officer).get(scene.address("register_file")).content
    cells = [c.value for row in load_workbook(BytesIO(content))["Sổ"] for c in row]
    assert "7/QĐ" in cells
    assert not any(NAME in str(cell) for cell in cells)


def test_a_file_that_is_no_workbook_is_refused_in_words(scene, login):
    junk = BytesIO(b"khong phai xlsx")
    junk.name = "so.xlsx"
    answer = login(scene.officer).post(scene.address("register_sheet"), {"file": junk})
    assert answer.status_code == 200
    assert ".xlsx" in text_of(answer)
    other = BytesIO()
    Workbook().save(other)
    other.seek(0)
    other.name = "so.xlsx"
    answer = login(scene.officer).post(scene.address("register_sheet"), {"file": other})
    assert "Tệp thiếu cột" in text_of(answer)


@pytest.mark.parametrize("number", [1, 3, 60])
def test_a_page_costs_the_same_at_any_size(
    scene, login, number, django_assert_max_num_queries
):
    for each in range(number):
        write(scene.register, scene.agency, scene.officer, so=f"{each}/QĐ")
    page = login(scene.officer)
    page.get(scene.address())
    with django_assert_max_num_queries(17):
        page.get(scene.address())


def test_the_form_of_the_task_shows_the_count_and_leads_to_the_register(scene, login):
    write(scene.register, scene.agency, scene.officer, so="7/QĐ")
    page = login(scene.officer)
    form = page.get(reverse("tasks:log_progress", args=[scene.duty.pk]))
    content = form.content.decode()
    assert "Đếm từ sổ «Khen thưởng»" in text_of(form)
    assert scene.address() in content
    shown = page.get(reverse("tasks:duty", args=[scene.duty.pk])).content.decode()
    assert f"{scene.address()}?don-vi={scene.agency.code}" in shown
    page.post(
        reverse("tasks:log_progress", args=[scene.duty.pk]),
        {
            "text": "Đã khen thưởng.", "done_on": "05/06/2026",
            "progress": "in_progress", "version": scene.duty.version,
        },
    )  # fmt: skip
    assert FigureValue.objects.get(is_current=True).number == 1


def test_both_sayings_of_who_sees_a_row_agree(scene):
    heir = make_agency("UBND phường Mới", kind="cap-xa")
    Ancestry.objects.create(elder=scene.agency, heir=heir, since=TODAY)
    write(scene.register, scene.agency, scene.officer, so="7/QĐ")
    write(scene.register, heir, make_user("officer", heir), so="8/QĐ")
    people = [
        scene.officer,
        scene.reviewer,
        make_user("viewer", heir),
        make_user("leader", make_agency()),
        make_user("officer", make_agency()),
        make_user(is_superuser=True),
    ]
    found = []
    for person in people:
        seen = RegisterRow.objects.visible_to(person, today=TODAY)
        rows = rows_found(RegisterSight(person, TODAY), scene.register)
        assert set(rows) == set(seen)
        found.append(len(rows))
    assert found == [1, 2, 2, 2, 0, 2]
