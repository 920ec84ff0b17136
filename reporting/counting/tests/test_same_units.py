"""Nothing is compared but what the same units said in both periods, and enough of them."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from agencies.models import Reorganisation, Succession
from agencies.tests.factories import make_agency, make_user
from reporting.facts.compared import SameUnits, SpanNumbers
from reporting.facts.comparing import NumberLine
from reporting.facts.figure_keys import printed_figures
from reporting.facts.pairs import RATE
from reporting.models import Outline, OutlineChange
from reporting.outline.seeding import seed_outline
from reporting.tests.recounting import compared_again
from reporting.tests.scenes import facts_of
from reporting.yearly.documents import XLSX, rendered
from reporting.yearly.looking_back import _left_out
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_figure, make_period
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit

pytestmark = pytest.mark.django_db
#: A figure that the report's sentences name.
SHOWN = "don-tiep-nhan"
LAST = {"first_sent_on": date(2025, 12, 10), "accepted_on": date(2025, 12, 12)}


def make_years(same: int, gone: int = 0, new: int = 0):
    """Return 2026 beside a closed 2025: units of both years gave 100 then and 90 now;
    those of one year gave 1.000.
    """
    scene = make_scene()
    told = {"label": "Đơn tiếp nhận", "unit": "đơn", "is_compared": True}
    scene.letters = make_figure(scene.task, SHOWN, **told)
    now, scene.period = scene.period, make_period(scene.plan, 2025)
    scene.last = scene.period
    units = [make_unit(scene, **LAST) for _ in range(same)]
    for number, unit in enumerate(units):
        answer(scene, unit, letters=100, trained=number + 1, charged=10)
        answer(scene, unit, must_have=True, has_rule=number == 0)
    for _ in range(gone):
        answer(scene, make_unit(scene, **LAST), letters=1000, trained=0, charged=10)
    scene.head = make_user("head", scene.plan.steering_agency)
    close_period(
        period=scene.period, actor=scene.head, today=date(2025, 12, 20), now=NOW
    )
    scene.period = now
    for unit in units:
        again = make_unit(scene, agency=unit.agency)
        answer(scene, again, letters=90, trained=10, charged=10)
        answer(scene, again, must_have=True, has_rule=True)
    for _ in range(new):
        answer(scene, make_unit(scene), letters=1000, trained=0, charged=10)
    silent_unit(scene)
    scene.units = units
    return scene


def words_of(scene) -> str:
    """Return the section that compares, and the cells of the targets."""
    facts = facts_of(scene)
    section = facts.sections[1].children[3].children[-1]
    return "\n".join(section.paragraphs)


def beside(scene, number: int = 0):
    return facts_of(scene).targets[0].measures[number].beside


def test_other_units_move_no_sentence():
    """38 units of this year beside 84 of the last one said «giảm 82,89%»."""
    scene = make_years(same=3, gone=2, new=1)
    said = words_of(scene)
    assert "đơn tiếp nhận 270 đơn (năm 2025: 300 đơn), giảm 10% (03/06 đơn vị)" in said
    assert "tỷ lệ cách đo II.1 đạt 100% (năm 2025: 20%), tăng 80 điểm phần trăm" in said
    assert "Trong 03/06 lượt nhiệm vụ có báo cáo" in said
    assert beside(scene) == "từ 20% lên 100% (03/06 đơn vị)"


def test_too_few_units_are_not_compared_and_that_is_said():
    scene = make_years(same=2, gone=4)
    said = words_of(scene)
    assert "giảm" not in said
    assert "lượt nhiệm vụ" not in said
    assert "cách đo II.1 đạt" not in said
    assert "Chưa so sánh với năm 2025 đối với tỷ lệ cách đo II.1;" in said
    assert "đơn tiếp nhận" in said
    assert said.endswith(" do số đơn vị có số liệu ở cả hai kỳ chưa đạt 50%.")
    assert beside(scene) is None
    sheet = openpyxl.load_workbook(BytesIO(rendered(facts_of(scene), XLSX)))[
        "So sánh các kỳ"
    ]
    row = next(row for row in sheet.values if row[1] == SHOWN)
    assert row[5:] == (
        180,
        4200,
        "không so sánh: chỉ 02/06 đơn vị có số liệu ở cả hai kỳ",
        None,
    )


def test_the_outline_sets_the_coverage(client):
    scene = make_years(same=2, gone=4)
    client.force_login(scene.head)
    page = plan_page("reporting:outline", args=["2026"])
    assert "So sánh với kỳ trước khi có ít nhất" in client.get(page).content.decode()
    seed_outline(plan=scene.plan)
    form = client.get(page).context["form"]
    posted = {name: form[name].value() for name in form.fields}
    posted = {name: said for name, said in posted.items() if said not in (None, False)}
    refused = client.post(page, posted | {"version": 0, "least": "101"})
    assert "Nhập mức từ 1 đến 100." in refused.content.decode()
    assert client.post(page, posted | {"version": 0, "least": 30}).status_code == 302
    assert Outline.objects.get().least_coverage == 30
    assert "ít nhất 30% đơn vị" in OutlineChange.objects.get().what
    assert "giảm 10% (02/06 đơn vị)" in words_of(scene)


def test_an_agency_that_took_over_another_is_not_the_same():
    scene = make_years(same=3)
    event = Reorganisation.objects.create(
        name="Sáp nhập", legal_basis="NQ 1", effective_on=date(2026, 7, 1),
        state="applied",
    )  # fmt: skip
    Succession.objects.create(
        event=event,
        predecessor=make_agency("UBND xã cũ"),
        successor=scene.units[0].agency,
        kind="merge",
    )
    assert "giảm 10% (02/03 đơn vị)" in words_of(scene)


def test_the_page_says_the_same(client):
    scene = make_years(same=3, gone=2, new=1)
    client.force_login(scene.head)
    body = client.get(plan_page("/so-sanh/2026/")).content.decode()
    assert "nay giảm 10% (03/06 đơn vị)" in body
    assert "chỉ tính trên các đơn vị có số liệu ở cả hai kỳ" in body
    few = make_few(client, scene)
    assert "không so sánh: chỉ 03/10 đơn vị có số liệu ở cả hai kỳ" in few


def make_few(client, scene) -> str:
    for _ in range(4):
        answer(scene, make_unit(scene), letters=1000, trained=0, charged=10)
    return client.get(plan_page("/so-sanh/2026/")).content.decode()


@pytest.mark.parametrize("closed", [False, True])
def test_what_is_compared_is_counted_again_by_plain_sql(closed):
    scene = make_years(same=3, gone=2, new=1)
    if closed:
        close_period(period=scene.period, actor=scene.head, today=AFTER, now=NOW)
    printed = {
        one.key: one.value
        for one in printed_figures(facts_of(scene))
        if one.key.startswith("cung-don-vi/")
    }
    again = compared_again(scene.period.pk, scene.last.pk)
    assert printed == again
    assert again[f"cung-don-vi/2025/so-lieu/{SHOWN}/nay"] == 270


def test_many_that_are_not_compared_are_counted_and_three_are_named():
    """Twenty codes in one paragraph are no sentence."""
    lines = [
        NumberLine(
            "muc-tieu", f"II.{n}", f"II.{n} Người dự lớp {n}", RATE, "", "%", (1, 2)
        )
        for n in range(1, 21)
    ]
    last = SpanNumbers("2025", "năm 2025", True, (), (), (), SameUnits(50))
    assert _left_out(lines, last) == (
        "Chưa so sánh với năm 2025 đối với 20 chỉ tiêu (trong đó có tỷ lệ người dự lớp"
        " 1; tỷ lệ người dự lớp 2; tỷ lệ người dự lớp 3), do số đơn vị có số liệu ở cả"
        " hai kỳ chưa đạt 50%; danh mục tại bảng so sánh các kỳ của tệp số liệu."
    )
    assert _left_out(lines[:1], last) == (
        "Chưa so sánh với năm 2025 đối với tỷ lệ người dự lớp 1, do số đơn vị có số liệu"
        " ở cả hai kỳ chưa đạt 50%."
    )
