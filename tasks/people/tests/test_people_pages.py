"""«Cán bộ đầu mối»: list, import with its preview, one person, links by mail."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import Membership, User
from agencies.people.accounts import send_activations
from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.people.staffing import in_need, without_contact
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
HEADING = "Đơn vị;Họ và tên;Thư điện tử;Vai trò;Đầu mối chính\n"


@pytest.fixture
def reviewer(duty):
    return make_user("officer", duty.period.plan.steering_agency)


def upload(client, *lines, heading=HEADING):
    text = heading + "\n".join(lines)
    file = SimpleUploadedFile("ds.csv", text.encode("utf-8-sig"))
    return client.post(reverse("tasks:people_sheet"), {"file": file})


def write(client, page, **answers):
    sheet = re.search(r'name="sheet" value="([^"]+)"', text_of(page))[1]
    return client.post(reverse("tasks:people_write"), {"sheet": sheet, **answers})


def test_a_list_is_looked_at_then_written_and_everybody_new_gets_a_letter(
    login, duty, reviewer
):
    client = login(reviewer)
    page = upload(
        client,
        f"{duty.agency.name};Lê Thị Mới;Moi@xa.vn;Cán bộ đầu mối;x",
        f"{duty.agency.name};Trần Văn Hai;hai@xa.vn;Văn thư;",
    )
    assert "2 dòng: 2 mới" in text_of(page)
    assert not User.objects.filter(email__endswith="@xa.vn").exists()
    assert write(client, page).status_code == 302
    new = User.objects.filter(email__endswith="@xa.vn")
    assert {each["user_id"] for _, each in asked_jobs()} == set(
        new.values_list("pk", flat=True)
    )
    assert Membership.objects.get(user__email="moi@xa.vn").is_primary
    listed = text_of(client.get(reverse("tasks:people")))
    assert "Chưa gửi thư kích hoạt" in listed
    send_activations(users=new, now=NOW)
    listed = text_of(client.get(reverse("tasks:people")))
    assert "Gửi thư 09:30 10/06/2026" in listed


def test_wrong_cells_are_named_and_nothing_can_be_written(login, duty, reviewer):
    page = text_of(upload(login(reviewer), "Xã lạ;Lê Thị Mới;moi(a)xa.vn;Sếp;"))
    for cell in ("A2", "C2", "D2"):
        assert cell in page
    assert 'name="sheet"' not in page


def test_a_question_waits_for_its_answer(login, duty, reviewer):
    make_user(email="an@xa.vn", full_name="Nguyễn An")
    client = login(reviewer)
    page = upload(client, f"{duty.agency.name};Lê Ân;an@xa.vn;Văn thư;")
    assert "«Nguyễn An»" in text_of(page)
    refused = write(client, page)
    assert "Trả lời các câu hỏi" in text_of(refused)
    assert write(client, refused, **{"hoi-2": "giu"}).status_code == 302
    assert Membership.objects.filter(user__email="an@xa.vn").count() == 1
    assert asked_jobs() == []


def test_a_checked_list_belongs_to_who_checked_it(login, duty, reviewer):
    client = login(reviewer)
    page = upload(client, f"{duty.agency.name};Lê Thị Mới;moi@xa.vn;Văn thư;")
    other = make_user("head", duty.period.plan.steering_agency)
    assert write(login(other), page)["Location"] == reverse("tasks:people_sheet")
    assert not User.objects.filter(email="moi@xa.vn").exists()


def test_a_list_whose_people_were_written_meanwhile_is_checked_again(
    login, duty, reviewer
):
    client = login(reviewer)
    line = f"{duty.agency.name};Lê Thị Mới;moi@xa.vn;Văn thư;"
    first, second = upload(client, line), upload(client, line)
    assert write(client, first).status_code == 302
    assert write(client, second).status_code == 302
    assert Membership.objects.filter(user__email="moi@xa.vn").count() == 1


def test_a_head_sees_and_names_own_people_only(login, duty, head):
    other = make_agency("UBND xã Khác", kind="cap-xa")
    stranger = make_user("officer", other)
    client = login(head)
    page = text_of(client.get(reverse("tasks:people")))
    assert head.email in page
    assert stranger.email not in page
    assert "đơn vị mình" in text_of(upload(client, "UBND xã Khác;A B;a@b.vn;Văn thư;"))
    url = reverse("tasks:send_link", args=[stranger.pk])
    assert client.post(url).status_code == 404
    assert client.post(reverse("tasks:send_link", args=[head.pk])).status_code == 302
    assert asked_jobs() == [("agencies.send_reopening", {"email": head.email})]
    book = load_workbook(
        BytesIO(client.get(reverse("tasks:people_file") + "?dang-co=co").content)
    )
    assert [row[1].value for row in book.worksheets[1]["A1:B2"] if row[1].value] == [
        duty.agency.name
    ]


def test_officers_of_agencies_and_leaders_name_nobody(login, duty, officer):
    leader = make_user("leader", make_agency("UBND tỉnh"))
    for user in (officer, leader):
        client = login(user)
        for name in ("people", "people_sheet", "people_file"):
            assert client.get(reverse(f"tasks:{name}")).status_code == 403
    url = reverse("tasks:add_person", args=[duty.agency.code])
    assert login(officer).get(url).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_list_costs_the_same_at_any_size(login, reviewer, rows):
    for number in range(rows):
        make_user("officer", make_agency(f"UBND xã {number}"))
    client = login(reviewer)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("tasks:people")).status_code == 200
    assert len(seen) == 10, [q["sql"][:90] for q in seen]


def test_chips_count_what_they_open(login, duty, reviewer, officer):
    sleeper = make_user("head", duty.agency, slept_at=NOW)
    sleeper.set_password("x")
    sleeper.save()
    make_membership(officer, make_agency())
    client = login(reviewer)
    page = client.get(reverse("tasks:people"))
    assert page.context["chips"]
    for chip in page.context["chips"]:
        opened = client.get(reverse("tasks:people"), {"tai-khoan": chip["word"]})
        assert opened.context["page"].paginator.count == chip["number"], chip
    found = client.get(reverse("tasks:people"), {"tai-khoan": "dang-ngu"})
    assert [line[0].user for line in found.context["lines"]] == [sleeper]


FORM = {
    "full_name": "Lê Thị Mới",
    "email": "Moi@xa.vn",
    "role": "officer",
    "is_primary": "on",
    "valid_to": "31/12/2026",
}


def test_one_person_is_added_from_the_agencys_page(login, duty, head):
    client = login(head)
    url = reverse("tasks:add_person", args=[duty.agency.code])
    assert client.get(url).status_code == 200
    wrong = text_of(client.post(url, FORM | {"email": "a b", "valid_to": "mai"}))
    assert "không phải địa chỉ" in wrong
    assert "31/12/2026" in wrong
    assert 'value="Lê Thị Mới"' in wrong
    assert client.post(url, FORM).status_code == 302
    held = Membership.objects.get(user__email="moi@xa.vn")
    assert (held.agency, held.is_primary) == (duty.agency, True)
    assert len(asked_jobs()) == 1


def test_adding_a_known_address_asks_who_it_is(login, duty, head):
    make_user(email="moi@xa.vn", full_name="Người Khác")
    client = login(head)
    url = reverse("tasks:add_person", args=[duty.agency.code])
    page = text_of(client.post(url, FORM))
    assert "Có phải cùng một người" in page
    assert "Người Khác" not in page
    assert "Ghi thư điện tử của đúng" in text_of(
        client.post(url, FORM | {"answer": "bo"})
    )
    assert client.post(url, FORM | {"answer": "giu"}).status_code == 302
    assert User.objects.get(email="moi@xa.vn").full_name == "Người Khác"


def test_the_red_list_shows_agencies_whose_people_all_sleep(login, duty, reviewer):
    sleeper = make_user("officer", duty.agency, slept_at=NOW)
    assert list(without_contact(TODAY)) == []
    assert list(in_need(TODAY)) == [duty.agency]
    page = text_of(login(reviewer).get(reverse("tasks:red_list")))
    assert "Tài khoản của mọi đầu mối tạm ngừng" in page
    make_duty(duty.task, make_agency("UBND xã Thức"), duty.period)
    make_membership(make_user(), duty.agency, "head")
    assert duty.agency not in in_need(TODAY)
    assert sleeper.is_active
