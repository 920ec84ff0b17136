"""Queue, list, plan, difficulties and periods as the people see them."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.dates import format_date
from tasks.difficulties.handling import raise_difficulty
from tasks.doors.request_params import AskedPeriod
from tasks.duties.listing import DutyFilters
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty, DutyEvent, Period, ReturnReason
from tasks.models.status import Standing
from tasks.pages.list_page import counted_rows, list_lines_of, list_page_of
from tasks.pages.views_list import task_names
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.at_any_hour]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def period(today):
    return make_period(
        make_plan(make_agency("Sở Nội vụ", code="so-noi-vu")),
        year=today.year,
        data_from=today - timedelta(days=300),
        data_to=today + timedelta(days=10),
        unit_due=today + timedelta(days=12),
    )


@pytest.fixture
def officer(period, client):
    return make_user("officer", period.plan.steering_agency)


def sent(period, today, **fields):
    """Return a duty sent today by its agency's head."""
    duty = make_duty(period=period, **fields)
    head = make_user("head", duty.agency)
    Duty.objects.filter(pk=duty.pk).update(
        state="submitted",
        first_sent_on=today,
        submitted_by=head,
        submitted_at=timezone.now(),
    )
    duty.refresh_from_db()
    return duty


def sign_in(client, user):
    client.force_login(user)
    return user


def cost(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("name", "role", "most"),
    [
        ("duties", "officer", 10),
        ("duties", "agency", 10),
        ("review", "officer", 18),
        ("plan", "officer", 17),
        ("plan", "agency", 17),
        ("difficulties", "officer", 22),
        ("difficulties", "agency", 23),
    ],
)
def test_pages_ask_the_same_for_one_row_and_for_more(
    client, period, officer, today, name, role, most
):
    agency = make_agency()
    writer = make_user("officer", agency)
    sign_in(client, officer if role == "officer" else writer)

    def add():
        task = make_task(period.plan)
        make_assignment(task, agency)
        make_assignment(task, agency, role="execute", is_proposal=True)
        duty = sent(period, today, task=task, agency=agency)
        raise_difficulty(
            agency=agency,
            period=period,
            duty=duty,
            text="Khó",
            actor=writer,
            today=today,
            now=timezone.now(),
        )

    add()
    url = plan_page(f"tasks:{name}")
    client.get(url)
    one = cost(client, url)
    for _ in range(3):
        add()
    assert cost(client, url) == one
    assert one <= most


def test_each_count_equals_the_rows_that_it_opens(client, period, officer, today):
    sent(period, today)
    sent(period, today, due_on=today - timedelta(days=1))
    make_duty(period=period, due_on=today - timedelta(days=1))
    make_duty(period=period)
    make_duty(period=period, is_requested=True, progress="in_progress")
    sign_in(client, officer)
    url = plan_page("tasks:duties")
    page = client.get(url).context
    assert page["total"] == 5
    assert len(page["counts"]) == 5
    for each in page["counts"]:
        answer = client.get(url + each["url"]).context
        assert answer["total"] == each["number"] == len(answer["lines"]) == 1
        assert answer["lines"][0]["standing"] == each["standing"]
    late = client.get(url, {"trang-thai": "cho-tiep-nhan"}).context
    assert late["total"] == len(late["lines"]) == 2
    scored = client.get(url, {"dien": "tinh", "trang-thai": "phai-thuc-hien"}).context
    assert scored["total"] == 4
    assert client.get(url, {"trang-thai": "khong-co"}).context["total"] == 0


def test_the_list_is_searched_without_marks_and_by_clause(
    client, period, officer, today
):
    nha_trang = make_agency("UBND phường Nha Trang", kind="cap-xa")
    task = make_task(period.plan, "III.2.a", short_title="Tuyên truyền")
    wanted = make_duty(task, nha_trang, period)
    make_duty(make_task(period.plan, "III.20"), period=period)
    sign_in(client, officer)

    def found(**asked):
        lines = client.get(plan_page("tasks:duties"), asked).context["lines"]
        return [line["pk"] for line in lines]

    assert found(q="phuong nha trang") == [wanted.pk]
    assert found(q="tuyen truyen") == [wanted.pk]
    assert found(ma="III.2") == [wanted.pk]
    assert found(loai="cap-xa") == found(cap="xa") == [wanted.pk]
    assert found(**{"don-vi": nha_trang.code}) == [wanted.pk]
    assert found(dien="de-nghi") == []


def test_a_long_list_has_pages_that_never_overlap(client, period, officer):
    task = make_task(period.plan)
    for _ in range(53):
        make_duty(task, make_agency(), period)
    sign_in(client, officer)
    url = plan_page("tasks:duties")
    first = {line["pk"] for line in client.get(url).context["lines"]}
    second = {line["pk"] for line in client.get(url, {"page": 2}).context["lines"]}
    assert (len(first), len(second), len(first | second)) == (50, 3, 53)


def test_pages_in_the_order_of_tasks_are_the_whole_list_cut(
    period, today, monkeypatch, django_assert_num_queries
):
    """Tasks of one position, tasks without rows and standings that are left out do not
    move the cuts.
    """
    monkeypatch.setattr("tasks.pages.list_page.PER_PAGE", 3)
    agencies = [make_agency() for _ in range(4)]
    for place, rows in ((1, 4), (1, 2), (2, 0), (3, 1), (4, 4)):
        task = make_task(period.plan, position=place)
        for agency in agencies[:rows]:
            make_duty(task, agency, period, is_requested=agency == agencies[0])
    for asked in ("", "trang-thai=qua-han,not_started,in_time,no_due,due_soon"):
        filters = DutyFilters.asked(QueryDict(asked))
        tasks = task_names(AskedPeriod(period.plan, [period], period))
        shown = PeriodDuties(period, today)
        rows = shown.rows()
        found = counted_rows(rows, filters)
        cut: list[int] = []
        for number in range(1, -(-found.total // 3) + 1):
            with django_assert_num_queries(1):
                page = list_page_of(rows, filters, found, tasks, str(number))
                cut += [each["pk"] for each in list_lines_of(page, tasks, shown)]
        whole = filters.ordered(rows.filter(standing__in=found.wanted))
        assert len(cut) == found.total == 11
        assert cut == [duty.pk for duty in whole]


def test_names_in_the_list_are_text_and_never_markup(client, period, officer):
    task = make_task(period.plan, short_title="<b>Họp</b> & bàn")
    make_duty(task, make_agency("UBND xã <i>A</i>"), period)
    sign_in(client, officer)
    page = client.get(plan_page("tasks:duties")).content.decode()
    assert "&lt;b&gt;Họp&lt;/b&gt; &amp; bàn" in page
    assert "UBND xã &lt;i&gt;A" in page
    assert "<b>Họp" not in page


def test_an_agencys_list_and_export_hold_its_own_rows(client, period):
    mine, _other = make_duty(period=period), make_duty(period=period)
    sign_in(client, make_user("viewer", mine.agency))
    lines = client.get(plan_page("tasks:duties")).context["lines"]
    assert [line["pk"] for line in lines] == [mine.pk]
    book = client.get(plan_page("tasks:duties_xlsx")).getvalue()
    rows = list(openpyxl.load_workbook(BytesIO(book)).active.values)
    assert len(rows) == 2
    assert rows[1][2] == mine.agency.name


def test_an_export_costs_one_query_and_says_all_of_a_duty(client, period, officer):
    sign_in(client, officer)
    counts = []
    for _ in range(2):
        make_duty(period=period, reason="Lý do\r\nhai dòng")
        with CaptureQueriesContext(connection) as found:
            data = client.get(plan_page("tasks:duties_xlsx")).getvalue()
        counts.append(len(found))
    assert counts[0] == counts[1]
    heads, *rows = openpyxl.load_workbook(BytesIO(data)).active.values
    assert (len(heads), len(rows)) == (22, 2)
    said = dict(zip(heads, rows[0], strict=True))
    assert said["Kỳ của nhiệm vụ"] == str(period.year)
    assert said["Diện"] == "Được giao"
    assert isinstance(said["Hạn"], datetime)
    assert said["Lý do kết thúc, miễn"] == "Lý do\nhai dòng"
    assert said["Tiếp nhận"] is None


def test_exports_never_hold_a_formula(client, period, officer):
    task = make_task(period.plan, short_title="=HYPERLINK(1)")
    make_duty(task, period=period)
    sign_in(client, officer)
    text = client.get(plan_page("tasks:duties_csv")).getvalue().decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text
    book = client.get(plan_page("tasks:duties_xlsx")).getvalue()
    cell = openpyxl.load_workbook(BytesIO(book)).active["B2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
    assert cell.quotePrefix


def test_a_closed_period_answers_from_what_it_stored(client, period, officer, today):
    due = today - timedelta(days=1)
    duty = make_duty(period=period, due_on=due)
    head = make_user("head", period.plan.steering_agency)
    Period.objects.filter(pk=period.pk).update(
        data_to=today - timedelta(days=5), unit_due=today - timedelta(days=2)
    )
    period.refresh_from_db()
    close_period(period=period, actor=head, today=today, now=timezone.now())
    Duty.objects.filter(pk=duty.pk).update(
        state="waived", reason="Sửa sau", ended_on=today, due_on=today
    )
    sign_in(client, officer)
    page = client.get(plan_page("tasks:duties"), {"ky": period.year}).context
    (line,) = page["lines"]
    assert (line["standing"], line["due"]) == (Standing.OVERDUE, format_date(due))
    book = client.get(plan_page("tasks:duties_xlsx"), {"ky": period.year}).getvalue()
    heads, row = openpyxl.load_workbook(BytesIO(book)).active.values
    said = dict(zip(heads, row, strict=True))
    assert said["Bước xử lý"] == "Đang mở"
    assert said["Hạn"].date() == due


def test_the_queue_puts_odd_ones_first_and_says_why(client, period, officer, today):
    clean = sent(period, today, progress="done")
    odd = sent(period, today, due_on=today - timedelta(days=1))
    sign_in(client, officer)
    page = client.get(plan_page("tasks:review"))
    lines = page.context["lines"]
    assert [line.duty for line in lines] == [odd, clean]
    first = reverse("tasks:review_one", args=[odd.pk])
    assert re.search(f'href="{first}[^"]*" data-hotkey="j n"', page.content.decode())
    assert lines[0].oddities == ["Gửi quá hạn", "Tiến độ: chưa thực hiện"]
    assert lines[1].oddities == []
    only = client.get(plan_page("tasks:review"), {"loc": "thuong"}).context["lines"]
    assert [line.duty for line in only] == [clean]


def test_ticked_duties_are_accepted_and_refusals_named(client, period, officer, today):
    first, second = sent(period, today), sent(period, today)
    Duty.objects.filter(pk=second.pk).update(submitted_by=officer)
    sign_in(client, officer)
    data = {"duty": [first.pk, second.pk], "next": "/tiep-nhan/?q=x", "sure": 1}
    answer = client.post(reverse("tasks:accept_chosen"), data)
    assert answer.context["back"] == "/tiep-nhan/?q=x"
    assert list(Duty.objects.order_by("pk").values_list("state", flat=True)) == [
        "accepted",
        "submitted",
    ]
    page = answer.content.decode()
    assert "Đã tiếp nhận 1 trong 2 nhiệm vụ đã chọn." in page
    assert "không tự tiếp nhận được" in page


def test_accepting_several_asks_first_with_numbers(client, period, officer, today):
    clean, own = (sent(period, today, progress="done") for _ in range(2))
    odd = sent(period, today)
    Duty.objects.filter(pk=own.pk).update(submitted_by=officer)
    sign_in(client, officer)
    path = reverse("tasks:accept_chosen")
    data = {"duty": [clean.pk, odd.pk, own.pk], "next": "/tiep-nhan/?q=x"}
    page = client.post(path, data).content.decode()
    assert "Tiếp nhận 2 nhiệm vụ của 2 đơn vị?" in page
    assert "1 nhiệm vụ không có điểm khác thường, 1 cần xem kỹ." in page
    assert "1 mục đã chọn không tiếp nhận" in page
    assert not Duty.objects.filter(state="accepted").exists()
    kept = re.findall('name="duty" value="([0-9]+)"', page)
    client.post(path, {"duty": kept, "sure": "1", "next": "/tiep-nhan/?q=x"})
    accepted = Duty.objects.filter(state="accepted").values_list("pk", flat=True)
    assert set(accepted) == {clean.pk, odd.pk}


def test_next_never_leads_away(client, period, officer, today):
    duty = sent(period, today)
    sign_in(client, officer)
    url = reverse("tasks:accept", args=[duty.pk])
    answer = client.post(url, {"next": "https://evil.example/"})
    assert answer.url == plan_page("tasks:review")


def test_a_refused_return_keeps_what_was_typed(client, period, officer, today):
    duty = sent(period, today)
    sign_in(client, officer)
    url = reverse("tasks:return", args=[duty.pk])
    answer = client.post(url, {"reason": "Thiếu danh sách", "new_due_on": "31/02/2026"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Thiếu danh sách" in page
    assert "31/02/2026" in page
    assert "Nhập ngày như 31/12/2026." in page
    past = client.post(url, {"reason": "Thiếu", "new_due_on": "01/01/2020"})
    assert "Hạn bổ sung phải sau hôm nay." in past.content.decode()
    assert not DutyEvent.objects.filter(kind="returned").exists()
    day = today + timedelta(days=4)
    form = client.get(url).context["form"]
    assert form["new_due_on"].initial > today
    canned = ReturnReason.objects.create(text="Chưa nói rõ kết quả.").text
    assert canned in dict(client.get(url).context["form"].fields["canned"].choices)
    sure = {"earlier": "on", "day_off": "on", "new_due_on": f"{day:%d/%m/%Y}"}
    client.post(url, {"canned": [canned], "reason": "Thêm", **sure})
    duty.refresh_from_db()
    assert (duty.state, duty.return_due_on) == ("returned", day)
    assert duty.events.last().note == f"{canned}\nThêm"


@pytest.mark.parametrize("name", ["accept", "return", "waive", "extend", "unlock"])
def test_strangers_get_404_and_the_agency_gets_403(client, period, today, name):
    duty = sent(period, today)
    url = plan_page(f"tasks:{name}", args=[duty.pk])
    sign_in(client, make_user("head", make_agency()))
    assert client.post(url).status_code == 404
    sign_in(client, make_user("officer", duty.agency))
    assert client.post(url).status_code == 403
    sign_in(client, make_user("leader", make_agency()))
    assert client.post(url).status_code == 403
    duty.refresh_from_db()
    assert duty.state == "submitted"


@pytest.mark.parametrize("name", ["review", "periods"])
def test_agencies_do_not_open_the_steering_pages(client, period, name):
    sign_in(client, make_user("head", make_agency()))
    assert client.get(plan_page(f"tasks:{name}")).status_code == 403


def test_the_panel_offers_what_may_be_done(client, period, officer, today):
    duty = sent(period, today)
    url = reverse("tasks:duty", args=[duty.pk])
    sign_in(client, officer)
    panel = client.get(url).context["review_forms"]
    assert (panel["accepts"], panel["refused"]) == (True, "")
    assert "extending" not in panel
    Duty.objects.filter(pk=duty.pk).update(submitted_by=officer)
    panel = client.get(url).context["review_forms"]
    assert "không tự tiếp nhận được" in panel["refused"]
    sign_in(client, make_user("officer", duty.agency))
    assert client.get(url).context["review_forms"] == {}


def test_the_duty_page_extends_waives_and_goes_back(client, period, officer, today):
    duty = make_duty(period=period)
    sign_in(client, make_user("head", period.plan.steering_agency))
    home = reverse("tasks:duty", args=[duty.pk])
    day = period.unit_due + timedelta(days=3)
    data = {
        "reason": "Bão",
        "new_due_on": f"{day:%d/%m/%Y}",
        "next": home,
        "day_off": "on",
    }
    answer = client.post(reverse("tasks:extend", args=[duty.pk]), data)
    assert answer.url == home
    duty.refresh_from_db()
    assert (duty.due_on, duty.original_due_on) == (day, period.unit_due)
    client.post(reverse("tasks:waive", args=[duty.pk]), {"reason": "Không có"})
    duty.refresh_from_db()
    assert (duty.state, duty.reason) == ("waived", "Không có")


def test_difficulties_are_own_for_agencies_and_answered_in_place(
    client, period, officer, today
):
    rows = []
    for _ in range(2):
        agency = make_agency()
        rows.append(
            raise_difficulty(
                agency=agency,
                period=period,
                text="Thiếu kinh phí",
                actor=make_user("officer", agency),
                today=today,
                now=timezone.now(),
            )
        )
    url = reverse("tasks:difficulties")
    sign_in(client, rows[0].raised_by)
    assert [row.pk for row in client.get(url).context["rows"]] == [rows[0].pk]
    answer_url = reverse("tasks:answer", args=[rows[0].pk])
    assert client.post(answer_url, {"answer": "Có"}).status_code == 403
    other_url = reverse("tasks:answer", args=[rows[1].pk])
    assert client.post(other_url, {"answer": "Có"}).status_code == 404
    sign_in(client, officer)
    empty = client.post(answer_url, {"answer": "  "})
    assert "Ghi nội dung trả lời." in empty.content.decode()
    done = client.post(answer_url, {"answer": "Đã bố trí"})
    assert done.url == f"{url}#vuong-mac-{rows[0].pk}"
    kept = client.get(url, {"trang-thai": "answered"}).context
    assert [row.answer for row in kept["rows"]] == ["Đã bố trí"]
    assert [each["number"] for each in kept["states"]] == [2, 1, 1, 0]


def test_the_plan_counts_for_steering_and_shows_own_duties_to_agencies(
    client, period, officer
):
    task = make_task(period.plan, "III.2.a")
    mine, _ = make_duty(task, period=period), make_duty(task, period=period)
    make_assignment(task, mine.agency, is_proposal=True)
    url = plan_page("tasks:plan")
    sign_in(client, officer)
    page = client.get(url)
    clause = page.context["document"].parts["III"].headings[0].clauses[0]
    assert clause.margin.owed == 2
    assert 'id="III.2.a"' in page.content.decode()
    assert "Đề xuất, chưa có văn bản giao" in page.content.decode()
    link = f"{plan_page('tasks:duties')}?ky={period.year}&ma=III.2.a&dien=tinh"
    assert client.get(f"{link}&trang-thai=phai-thuc-hien").context["total"] == 2
    sign_in(client, make_user("officer", mine.agency))
    clause = client.get(url).context["document"].parts["III"].headings[0].clauses[0]
    assert [duty for duty, _ in clause.margin.own] == [mine]
    assert clause.margin.counts == {}


def test_heads_change_deadlines_open_and_close(client, period, today):
    duty = make_duty(period=period)
    sign_in(client, make_user("head", period.plan.steering_agency))
    url = reverse("tasks:period", args=[period.pk])
    early = {"unit_due": f"{period.data_to:%d/%m/%Y}", "outline": "Đề cương"}
    refused = client.post(url, early).content.decode()
    assert "Hạn gửi phải sau ngày chốt" in refused
    assert "Đề cương" in refused
    day = period.unit_due + timedelta(days=2)
    client.post(url, {**early, "unit_due": f"{day:%d/%m/%Y}", "day_off": "on"})
    duty.refresh_from_db()
    period.refresh_from_db()
    assert (period.unit_due, period.outline, duty.due_on) == (day, "Đề cương", day)
    make_assignment(duty.task, duty.agency)
    page = client.get(plan_page("tasks:periods")).context
    assert (page["wanted"].year, page["preview_total"]) == (period.year + 1, 1)
    client.post(plan_page("tasks:open_year"), {"year": period.year + 1})
    assert Period.objects.filter(year=period.year + 1).exists()
    wrong = client.get(plan_page("tasks:periods"), {"nam": "abc"}).content.decode()
    assert "Nhập năm như 2027." in wrong


def test_closing_shows_what_it_will_store_and_stores_it(client, period, today):
    make_duty(period=period)
    Period.objects.filter(pk=period.pk).update(
        data_to=today - timedelta(days=5), unit_due=today - timedelta(days=2)
    )
    sign_in(client, make_user("head", period.plan.steering_agency))
    url = reverse("tasks:period_close", args=[period.pk])
    page = client.get(url).context
    assert (page["units"], page["total"], page["owed"]) == (1, 1, 1)
    client.post(url)
    period.refresh_from_db()
    assert period.state == "closed"
    assert period.duty_snapshots.count() == 1
    assert client.get(reverse("tasks:period", args=[period.pk])).status_code == 200


def test_without_a_plan_or_a_period_pages_still_answer(client):
    plan = make_plan()
    sign_in(client, make_user("head", plan.steering_agency))
    for name in ("duties", "review", "plan", "difficulties", "periods"):
        assert client.get(plan_page(f"tasks:{name}")).status_code == 200
    address = plan_page("tasks:plan")
    plan.delete()
    assert client.get(address).status_code == 404
