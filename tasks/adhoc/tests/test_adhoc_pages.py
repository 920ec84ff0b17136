"""Pages of ad-hoc requests: who gets in, the draft, the desk, what a list costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.adhoc import copy_request, open_request, save_request
from tasks.adhoc.drafting import questions_of
from tasks.adhoc.tests.requesting import MOMENT, Asking, facts
from tasks.models import AdhocRequest, Duty
from tasks.tests.addresses import plan_page
from tasks.tests.factories import TODAY, make_duty, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
LIST = "/bao-cao-dot-xuat/"


@pytest.fixture
def asking():
    return Asking()


def typed(**changes):
    """Return a filled form with one question and two empty places."""
    said = {
        "title": "Tình hình niêm yết", "text": "Theo Công văn 12.", "number": "12/SNV",
        "issued_on": "10/06/2026", "unit_due": "20/06/2026", "day_off": "on", "version": "1",
        "cau-TOTAL_FORMS": "3", "cau-INITIAL_FORMS": "0",
        "cau-0-label": "Số cuộc họp", "cau-0-type": "integer", "cau-0-unit": "cuộc",
        "cau-1-type": "integer", "cau-2-type": "integer",
    }  # fmt: skip
    return said | changes


def pages(pk):
    """Return the addresses that read and those that write, of one request."""
    reads = [f"{LIST}{pk}/", f"{LIST}{pk}/ket-qua/", f"{LIST}{pk}/csv/"]
    steps = ("sua", "chep", "xoa", "noi-nhan", "gui", "gia-han", "chot", "rut")
    return reads, [f"{LIST}{pk}/{step}/" for step in steps]


def test_strangers_get_404_and_nothing_changes(login, asking):
    asking.open()
    reads, writes = pages(asking.request.pk)
    for role in ("head", "officer", "viewer"):
        client = login(make_user(role, make_agency()))
        assert {client.get(url).status_code for url in reads} == {404}
        assert {client.post(url).status_code for url in writes} == {404}
        assert "niêm yết công khai" not in text_of(client.get(LIST))
    asking.request.refresh_from_db()
    assert asking.request.is_open


def test_a_draft_is_seen_by_the_steering_agency_alone(login, asking):
    reads, writes = pages(asking.request.pk)
    client = login(make_user("head", asking.first))
    assert {client.get(url).status_code for url in reads} == {404}
    assert {client.post(url).status_code for url in writes} == {404}
    viewer = login(make_user("viewer", asking.steering))
    assert viewer.get(reads[0]).status_code == 200
    assert {viewer.post(url).status_code for url in writes[:5]} == {403}
    leader = login(make_user("leader", make_agency("Văn phòng UBND tỉnh")))
    assert leader.get(reads[0]).status_code == 404


def test_agencies_read_their_request_and_do_not_steer_it(login, asking):
    asking.open()
    reads, writes = pages(asking.request.pk)
    client = login(make_user("officer", asking.first))
    assert {client.get(url).status_code for url in reads[1:]} == {200}
    denied = [
        url for url in writes if not url.endswith(("/sua/", "/xoa/", "/noi-nhan/"))
    ]
    assert {client.post(url).status_code for url in denied} == {403}
    assert client.get(f"{LIST}moi/").status_code == 404
    page = text_of(client.get(reads[1]))
    assert "UBND xã Hòa Bình" in page
    assert "UBND xã Hòa Trí" not in page


def test_a_plan_address_does_not_show_a_request_to_strangers(login, asking):
    plan = asking.request.plan
    stranger = login(make_user("officer", make_agency()))
    for path in ("/", "/danh-sach/"):
        assert stranger.get(plan_page(path, plan=plan)).status_code == 404
    own = login(asking.officer)
    assert own.get(plan_page("/", plan=plan)).status_code == 200
    assert own.get(f"/danh-sach/?ke-hoach={plan.code}", follow=True).status_code == 200


def test_a_request_is_sent_once_to_who_was_picked(login, asking):
    client = login(asking.officer)
    answer = client.post(f"{LIST}moi/", typed())
    row = AdhocRequest.objects.exclude(pk=asking.request.pk).get()
    assert answer["Location"] == f"{LIST}{row.pk}/noi-nhan/"
    address = f"{answer['Location']}?loai=cap-xa"
    assert "Thêm tất cả 2 đơn vị" in text_of(client.get(address))
    client.post(address, {"all": "1"})
    client.post(address, {"agency": [asking.second.pk], "remove": "1"})
    page = text_of(client.get(f"{LIST}{row.pk}/"))
    assert "Số cuộc họp (cuộc)" in page
    assert "UBND xã Hòa Bình" in page
    for _ in range(2):
        client.post(f"{LIST}{row.pk}/gui/")
    assert Duty.objects.get().agency == asking.first


def test_what_was_typed_comes_back(login, asking):
    client = login(asking.officer)
    wrong = typed(unit_due="hôm nào", **{"cau-1-label": "", "cau-1-unit": "hộ"})
    page = text_of(client.post(f"{LIST}moi/", wrong))
    assert "Nhập ngày như 31/12/2026." in page
    assert "Ghi nội dung câu hỏi." in page
    assert "Số cuộc họp" in page
    refused = text_of(client.post(f"{LIST}moi/", typed(**{"cau-0-type": "choice"})))
    assert "ghi ít nhất hai lựa chọn" in refused
    assert AdhocRequest.objects.count() == 1


def test_a_stale_form_is_not_saved_and_may_be_saved_then(login, asking):
    client, address = login(asking.officer), f"{LIST}{asking.request.pk}/sua/"
    client.post(address, typed(version="1"))
    page = text_of(client.post(address, typed(version="1", title="Khác")))
    assert "Có người vừa sửa yêu cầu này" in page
    assert 'name="version" value="2"' in page
    client.post(address, typed(version="2", title="Khác"))
    asking.request.plan.refresh_from_db()
    assert asking.request.plan.title == "Khác"


def test_the_search_ignores_marks_and_composition(login, asking):
    client = login(asking.officer)
    make_agency("UBND xã Đất Đỏ", kind="cap-xa")
    address = reverse("tasks:adhoc_addressees", args=[asking.request.pk])
    for words in ("dat do", "Đất Đỏ", "Đất Đỏ"):
        assert "UBND xã Đất Đỏ" in text_of(client.get(address, {"q": words}))


@pytest.mark.parametrize("with_plan", [False, True])
def test_the_desk_shows_what_is_asked_until_it_ends(login, asking, with_plan):
    if with_plan:
        make_duty(make_task(asking.plan), asking.first)
    asking.open()
    client = login(make_user("officer", asking.first))
    desk = reverse("tasks:desk", args=[asking.first.code])
    page = text_of(client.get(desk))
    assert "Tình hình niêm yết công khai" in page
    assert "Công văn số 123/SNV-CCHC ngày 10/06/2026" in page
    duty = asking.duty(asking.first)
    shown = text_of(client.get(reverse("tasks:duty", args=[duty.pk])))
    assert "Nội dung yêu cầu" in shown
    assert "Số cuộc kiểm tra" in shown
    client = login(asking.officer)
    client.post(f"{LIST}{asking.request.pk}/rut/", {"reason": "Nhầm"})
    page = text_of(login(make_user("officer", asking.first)).get(desk))
    assert "Tình hình niêm yết công khai" not in page


def test_the_page_extends_a_request_and_refuses_to_close_it_early(login, asking):
    asking.open()
    client, pk = login(asking.officer), asking.request.pk
    assert "Nhập lý do" not in text_of(client.get(f"{LIST}{pk}/gia-han/"))
    client.post(f"{LIST}{pk}/gia-han/", {"new_due_on": "25/06/2026", "reason": "Bão"})
    assert asking.duty(asking.first).due_on.day == 25
    early = text_of(client.post(f"{LIST}{pk}/chot/"))
    assert "Chưa qua ngày chốt số liệu" in early


def another(asking):
    """Send one more request like the first."""
    row = copy_request(source=asking.request, actor=asking.officer, **MOMENT)
    save_request(
        request=row, said=facts(), questions=questions_of(row), version=None,
        actor=asking.officer, today=TODAY,
    )  # fmt: skip
    open_request(request=row, actor=asking.officer, **MOMENT)


def cost(client, url):
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(url).status_code == 200
    return len(context)


@pytest.mark.parametrize("role", ["officer", "steering"])
def test_the_list_costs_the_same_for_one_and_three(login, asking, role):
    asking.open()
    who = asking.officer if role == "steering" else make_user("officer", asking.first)
    client = login(who)
    cost(client, LIST)
    one = cost(client, LIST)
    another(asking)
    another(asking)
    assert cost(client, LIST) == one
    assert text_of(client.get(LIST)).count("Đang thu báo cáo") >= 3


def test_the_desk_costs_the_same_for_one_and_three(login, asking):
    asking.open()
    client = login(make_user("officer", asking.first))
    desk = reverse("tasks:desk", args=[asking.first.code])
    cost(client, desk)
    one = cost(client, desk)
    another(asking)
    another(asking)
    assert cost(client, desk) == one


def test_the_calendar_names_the_day(login, asking):
    asking.open()
    for who in (asking.officer, make_user("officer", asking.first)):
        page = text_of(login(who).get("/lich/"))
        assert "Hạn báo cáo đột xuất: Tình hình niêm yết công khai" in page
    stranger = login(make_user("officer", make_agency()))
    assert "niêm yết công khai" not in text_of(stranger.get("/lich/"))


def test_pages_of_review_urging_and_reminding_open_for_one_request(login, asking):
    asking.open()
    asking.send(asking.first, "4")
    client, plan = login(asking.officer), asking.request.plan
    queue = plan_page("/tiep-nhan/", plan=plan)
    assert "UBND xã Hòa Bình" in text_of(client.get(queue))
    assert queue in text_of(client.get(plan_page("/tiep-nhan/")))
    waiting = Duty.objects.get(agency=asking.first)
    walk = client.get(f"/tiep-nhan/{waiting.pk}/").context["next_url"]
    assert walk.startswith(queue)
    assert client.get(walk).status_code == 200
    for path in ("/don-doc/", "/don-doc/cong-van/"):
        assert client.get(plan_page(path, plan=plan)).status_code == 200
    nudge = plan_page("tasks:nudge", args=[asking.second.code], plan=plan)
    assert client.get(nudge).status_code == 200


def test_late_ones_get_an_urging_letter(login, asking):
    asking.open()
    Duty.objects.update(due_on=TODAY - timedelta(days=1))
    client, plan = login(asking.officer), asking.request.plan
    page = text_of(client.get(plan_page("/don-doc/cong-van/", plan=plan)))
    assert "UBND xã Hòa Trí" in page
    assert "Mặt trận Tổ quốc" not in page
    answer = client.post(
        plan_page("/don-doc/cong-van/soan/", plan=plan),
        {"purpose": "urge", "issuer": "so", "agency": [asking.second.pk]},
    )
    letter = text_of(client.get(answer["Location"]))
    assert "Thực hiện Công văn số 123/SNV-CCHC ngày 10 tháng 6 năm 2026" in letter
    assert "đôn đốc báo cáo đột xuất: Tình hình niêm yết" in letter
    nudge = plan_page("tasks:nudge", args=[asking.second.code], plan=plan)
    words = text_of(client.get(nudge))
    assert "xin nhắc 1 báo cáo đột xuất" in words


def test_requests_stand_in_the_list_of_plans_in_a_list_of_their_own(login, asking):
    for _ in range(2):
        make_plan(make_agency())
    asking.open()
    address = reverse("tasks:adhoc", args=[asking.request.pk])
    page = text_of(login(make_user("head", asking.steering)).get("/ke-hoach/"))
    assert f'href="{address}"' in page.split('id="kh-dot-xuat"')[1]
    assert f'href="{LIST}"' in page
    stranger = text_of(login(make_user("officer", make_agency())).get("/ke-hoach/"))
    assert "kh-dot-xuat" not in stranger
