"""Periods beside each other: stored numbers of closed years, gaps that stay gaps."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.checking import check
from reporting.facts.as_text import dump, load
from reporting.facts.comparing import compared_columns, names_of, number_lines
from reporting.facts.figure_keys import printed_figures
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import DOCX, XLSX, rendered
from reporting.yearly.report_words import report_of
from tasks.models import Duty, FigureValue, Period
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_figure, make_period
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
AFTER = date(2026, 12, 20)
LAST = date(2025, 12, 20)
PAGE = "/so-sanh/2026/"


@pytest.fixture
def scene():
    """Return 2026 open with 2025 closed: 2 of 4 trained then, 3 of 4 now."""
    found = make_scene()
    now = found.period
    found.period = found.last = make_period(found.plan, 2025)
    sent = {"first_sent_on": date(2025, 12, 10), "accepted_on": date(2025, 12, 12)}
    found.old = make_unit(found, **sent)
    answer(found, found.old, trained=2, charged=4)
    found.head = make_user("head", found.plan.steering_agency)
    close_period(period=found.last, actor=found.head, today=LAST, now=NOW)
    found.period = now
    answer(found, make_unit(found, agency=found.old.agency), trained=3, charged=4)
    silent_unit(found)
    return found


def facts_of(scene, today=AFTER):
    row = Period.objects.select_related("plan__steering_agency").get(pk=scene.period.pk)
    return yearly_facts(period=row, report=with_defaults(report_of(row)), today=today)


def get(client, user, address, **data):
    client.force_login(user)
    return client.get(plan_page(address), data)


def of(facts, code, word):
    lines = number_lines(compared_columns(facts))
    return next(line for line in lines if (line.code, line.word) == (code, word))


def test_every_year_has_its_four_numbers(scene):
    found = facts_of(scene)
    words = ("tu-so", "mau-so", "khong-thuoc-dien", "chua-bao-cao")
    values = {word: of(found, "II.1", word).values for word in words}
    assert values == {
        "tu-so": (3, 2),
        "mau-so": (4, 4),
        "khong-thuoc-dien": (0, 0),
        "chua-bao-cao": (1, 0),
    }
    moved = of(found, "II.1", "ty-le").said(1)
    assert moved == "tăng 25 điểm phần trăm (01/01 đơn vị)"
    assert of(found, "nguoi-da-boi-duong", "tong").said(1) == "tăng 50% (01/01 đơn vị)"
    assert of(found, "III.2.a", "phai-thuc-hien").said(1) == ""
    assert of(found, "III.2.a", "hoan-thanh").values == (1, 1)
    assert of(found, "III.2.a", "phai-thuc-hien").values == (2, 1)


def test_a_closed_year_answers_from_what_it_stored(scene, client):
    before = facts_of(scene).past
    FigureValue.objects.filter(period=scene.last).update(is_current=False)
    FigureValue.objects.create(
        figure=scene.trained, agency_id=scene.old.agency_id, period=scene.last,
        number=4, entered_by=scene.clerk, recorded_at=NOW.replace(year=2027),
    )  # fmt: skip
    Duty.objects.filter(pk=scene.old.pk).update(state="ended", reason="Sau này")
    assert facts_of(scene).past == before
    page = get(client, scene.head, "/tong-quan/so-lieu/nguoi-da-boi-duong/", ky="2025")
    assert "tổng 2 " in page.content.decode()


def test_what_ended_agencies_held_is_not_added_to_their_heirs(scene, client):
    gone = make_agency("UBND xã cũ", valid_to=date(2026, 6, 30))
    task = scene.task
    lessons = make_figure(task, "so-lop", across_time="flow")
    duty = make_unit(scene, agency=gone)
    answer(scene, duty, trained=10, charged=10)
    FigureValue.objects.create(
        figure=lessons, agency=gone, period=scene.period, number=2,
        entered_by=scene.clerk, recorded_at=NOW,
    )  # fmt: skip
    found = facts_of(scene)
    assert of(found, "nguoi-da-boi-duong", "tong").values == (3, 2)
    assert of(found, "nguoi-da-boi-duong", "don-vi").values == (1, 1)
    assert of(found, "so-lop", "tong").values == (2, None)
    page = get(client, scene.head, "/tong-quan/so-lieu/nguoi-da-boi-duong/", ky="2026")
    body = page.content.decode()
    assert "cộng 1 đơn vị" in body
    assert "đã kết thúc trước ngày chốt, không cộng" in body


def test_a_missing_year_is_said_and_never_zero(scene, client):
    body = get(client, scene.head, PAGE, voi=["2025", "2024"]).content.decode()
    assert "Năm 2024<br><small>chưa có kỳ" in body
    assert body.count("chưa có số liệu") > 3
    chart = get(client, scene.head, PAGE, voi="2024").context["charts"]["rates"]
    assert chart["series"][1]["data"] == [None] * len(chart["labels"])


def test_a_year_missing_between_stays_a_column(scene):
    found = facts_of(scene)
    earlier = replace(found.past[0], key="2023", words="năm 2023")
    gap = replace(found, past=(earlier,))
    assert names_of(gap) == ["năm 2026", "năm 2025", "năm 2024", "năm 2023"]
    assert [column is None for column in compared_columns(gap)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ([], [2025]),
        (["2025,2024"], [2025, 2024]),
        (["2021", "2022", "2023", "2024", "2024"], [2024, 2023, 2022]),
        (["2027"], [2025]),
        (["abc", "2024"], [2024]),
        (["1" * 5000], [2025]),
        (["٢٠٢٤"], [2025]),
    ],
)
def test_the_address_chooses_at_most_three_earlier_years(scene, client, asked, chosen):
    page = get(client, scene.head, PAGE, voi=asked)
    assert [n for n, _ in page.context["columns"][1:]] == [f"Năm {y}" for y in chosen]


def test_every_number_opens_its_rows(scene, client):
    page = get(client, scene.head, PAGE)
    cells = [
        (name, cell)
        for group in page.context["groups"]
        for row in group.rows
        for name, cell in row.cells
        if cell
    ]
    assert len(cells) > 6
    for name, cell in cells:
        for place in ("top", "bottom", "outside", "silent"):
            linked = getattr(cell, place)
            if linked is None:
                continue
            assert f"ky={name.split()[-1]}" in linked.url
            assert get(client, scene.head, linked.url).status_code == 200


def test_the_list_of_a_closed_year_has_as_many_rows_as_the_number(scene, client):
    page = get(client, scene.head, PAGE)
    tasks = next(g for g in page.context["groups"] if g.code == "nhiem-vu")
    cells = tasks.rows[0].cells
    assert cells
    for name, cell in cells:
        listed = get(client, scene.head, cell.bottom.url)
        assert listed.context["page"].paginator.count == cell.bottom.value, name


def test_strangers_see_nothing(scene, client):
    stranger = make_user("officer", scene.old.agency)
    assert get(client, stranger, PAGE).status_code == 404
    address = "/tong-quan/so-lieu/nguoi-da-boi-duong/"
    assert get(client, stranger, address, ky="2025").status_code == 404
    client.logout()
    assert client.get(plan_page(PAGE)).status_code == 302


@pytest.mark.parametrize("units", [1, 3])
def test_queries_do_not_grow(scene, client, units, django_assert_max_num_queries):
    for _ in range(units):
        answer(scene, make_unit(scene), trained=1, charged=2)
    get(client, scene.head, PAGE)
    with django_assert_max_num_queries(52):
        get(client, scene.head, PAGE)


def test_the_report_says_it_keeps_the_decree_and_reads_back(scene):
    found = facts_of(scene)
    section = found.sections[1].children[3].children[-1]
    assert section.heading == "c) So sánh với năm trước"
    assert section.paragraphs == (
        "Trong 01/01 lượt nhiệm vụ có báo cáo ở cả năm 2026 và năm 2025, tỷ lệ đã thực"
        " hiện, được tiếp nhận là 100% (năm 2025: 100%).",
        "Về mục tiêu, so với năm 2025, tính trên các đơn vị có số liệu ở cả hai kỳ: tỷ lệ"
        " cách đo II.1 đạt 75% (năm 2025: 50%), tăng 25 điểm phần trăm (01/01 đơn vị);"
        " tỷ lệ cách đo II.3 đạt 100% (năm 2025: 100%), không đổi (01/01 đơn vị).",
    )
    broken = {each.code for each in check(rendered(found, DOCX)) if not each.met}
    assert broken <= {"pl-nhac"}  # a small scene has annexes that nobody filled
    assert load(dump(found)) == found


def test_without_an_earlier_year_nothing_is_compared(scene):
    scene.period = scene.last
    found = facts_of(scene)
    assert found.past == ()
    assert not any(
        "So sánh" in c.heading for c in found.sections[1].children[3].children
    )
    book = openpyxl.load_workbook(BytesIO(rendered(found, XLSX)))
    assert "So sánh các kỳ" not in book.sheetnames


def test_the_workbook_has_a_sheet_of_real_numbers(scene):
    sheet = openpyxl.load_workbook(BytesIO(rendered(facts_of(scene), XLSX)))[
        "So sánh các kỳ"
    ]
    heads, *rows = list(sheet.values)[2:]
    moved = "Năm 2026 so với năm 2025"
    assert heads[5:] == (
        "Năm 2026",
        "Năm 2025",
        f"{moved} (%)",
        f"{moved}: cùng đơn vị",
    )
    row = next(row for row in rows if row[1] == "nguoi-da-boi-duong")
    assert row[5:] == (3, 2, 50, "01/01 đơn vị")


def test_earlier_figures_have_keys_that_lead_to_their_own_period(scene, client):
    figures = {one.key: one for one in printed_figures(facts_of(scene))}
    assert figures["so-sanh/2025/muc-tieu/II.1/tu-so"].value == 2
    assert figures["so-sanh/2026/so-lieu/nguoi-da-boi-duong/tong"].value == 3
    address = plan_page("reporting:yearly_sources", args=["2026"])
    content = get(client, scene.head, address).content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    urls = {row[0]: row[5] for row in sheet.values}
    assert urls["so-sanh/2025/muc-tieu/II.1/tu-so"].endswith("?ky=2025&nhom=tu-so")


def test_facts_frozen_before_there_was_a_comparison_still_render(scene):
    old = replace(facts_of(scene), now=None, past=(), words="")
    assert compared_columns(old) == ()
    assert rendered(old, XLSX)
    assert printed_figures(old)
