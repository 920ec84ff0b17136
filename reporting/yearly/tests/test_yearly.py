"""The yearly report: facts, page, words with a version, files that read back."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from reporting.counting.sums import Agency, Given, Sums
from reporting.models import YearlyReport
from reporting.outline.parts import Clause
from reporting.outline.wording import with_defaults
from reporting.tests.scenes import period_of
from reporting.yearly.building import yearly_facts
from reporting.yearly.freezing import facts_for
from reporting.yearly.report_words import WRITTEN, report_of, save_words
from reporting.yearly.sentences import clause_text, counted, percent
from reporting.yearly.workshop import save_section
from tasks.duties.errors import NotAllowed, StaleVersion
from tasks.models import FigureValue, Period
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_period
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
AFTER = date(2026, 12, 20)


@pytest.fixture
def scene():
    return make_scene()


def facts_of(scene, today=AFTER):
    period = Period.objects.select_related("plan__steering_agency").get(
        pk=scene.period.pk
    )
    report = with_defaults(report_of(period))
    return yearly_facts(period=period, report=report, today=today)


def words(**given):
    return dict.fromkeys(WRITTEN, "") | {"issued_on": None} | given


def save(scene, actor, version=0, **given):
    return save_words(
        period=scene.period,
        values=words(**given),
        version=version,
        actor=actor,
        today=TODAY,
        now=NOW,
    )


def every_paragraph(sections):
    for section in sections:
        yield from section.paragraphs
        yield from every_paragraph(section.children)


def test_facts_hold_the_four_numbers_and_the_lists(scene):
    answer(scene, make_unit(scene), trained=3, charged=4)
    silent_unit(scene)
    make_unit(scene, is_requested=True, state="open", first_sent_on=None)
    found = facts_of(scene)
    measure = found.targets[0].measures[0]
    assert (measure.numerator, measure.denominator) == (3, 4)
    assert (measure.not_applicable, measure.not_reported) == (0, 1)
    assert measure.beside is None
    task = found.tasks[0]
    assert (task.owed, task.reported, task.done, task.not_started) == (2, 1, 1, 1)
    assert [unit.reason for unit in found.missing_units] == ["Chưa báo cáo"]
    assert found.annexes[-1].totals[2:4] == (4, 3)


def test_late_senders_are_listed_and_punctual_ones_are_not(scene):
    make_unit(scene)
    late = make_unit(scene, first_sent_on=date(2026, 12, 18))
    found = facts_of(scene).missing_units
    assert [(unit.name, unit.reason) for unit in found] == [
        (late.agency.short_name, "Báo cáo chậm")
    ]
    assert facts_of(scene).missing_units[0].sent_on == date(2026, 12, 18)


def test_before_the_deadline_nobody_is_late(scene):
    silent_unit(scene)
    found = facts_of(scene, date(2026, 12, 1)).missing_units
    assert [unit.reason for unit in found] == ["Chưa báo cáo (còn hạn)"]


def test_the_year_before_stands_beside(scene):
    before = make_period(scene.plan, 2025)
    now = scene.period
    scene.period = before
    old = make_unit(scene)
    answer(scene, old, trained=1, charged=2)
    scene.period = now
    answer(scene, make_unit(scene, agency=old.agency), trained=2, charged=2)
    measure = facts_of(scene).targets[0].measures[0]
    assert (measure.numerator, measure.denominator) == (2, 2)
    assert measure.beside == "từ 50% lên 100% (01/01 đơn vị)"


@pytest.mark.parametrize("units", [1, 3])
def test_queries_of_the_facts_do_not_grow(scene, units, django_assert_max_num_queries):
    for _ in range(units):
        answer(scene, make_unit(scene), trained=1, charged=2)
        silent_unit(scene)
    period = Period.objects.select_related("plan__steering_agency").get()
    report = with_defaults(report_of(period))
    with django_assert_max_num_queries(23):
        yearly_facts(period=period, report=report, today=AFTER)


def test_an_empty_figure_is_never_written_as_zero():
    clause = Clause("Đã tổ chức", ("a|cuộc", "b|lượt người"))
    given = Given(1, "so", "a", 7, None)
    sums = Sums({"a": [given]}, (Agency(1, "Sở A", "so"),))
    assert clause_text(clause, sums) == (
        "Đã tổ chức 07 cuộc (theo số liệu của 01 đơn vị đã báo cáo);"
        " chưa có số liệu về số lượt người."
    )
    assert clause_text(clause, Sums({}, ())) == (
        "Chưa có đơn vị nào báo cáo số liệu về số cuộc; số lượt người."
    )


@given(st.integers(0, 10**12))
def test_a_printed_count_reads_back(number):
    text = counted(number)
    assert int(text.replace(".", "")) == number
    assert (len(text) == 2 and text[0] == "0") == (0 < number < 10)


def test_only_what_is_complete_prints_as_one_hundred():
    from decimal import Decimal

    assert percent(Decimal(9999) / 10000) == "99,9%"
    assert percent(Decimal(1)) == "100%"
    assert percent(None) == "chưa đủ số liệu"


def test_words_are_kept_with_a_version(scene):
    first = save(
        scene, scene.clerk, signer_capacity="Q. GIÁM ĐỐC", signer_name="Nguyễn Văn A"
    )
    assert (first.version, first.signer_capacity) == (1, "Q. GIÁM ĐỐC")
    with pytest.raises(StaleVersion):
        save(scene, scene.clerk, version=0, signer_capacity="Khác")
    assert YearlyReport.objects.get().signer_capacity == "Q. GIÁM ĐỐC"


def test_only_the_steering_agency_writes(scene):
    for user in (scene.reader, make_user("head", make_agency())):
        with pytest.raises(NotAllowed):
            save(scene, user)
    assert not YearlyReport.objects.exists()


def test_an_issued_report_is_not_rewritten(scene):
    save(scene, scene.clerk)
    YearlyReport.objects.update(state="issued", number="05/BC-SNV", issued_on=AFTER)
    with pytest.raises(RuleBroken, match="đã ban hành"):
        save(scene, scene.clerk, version=1)


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(scene, client):
    answer(scene, make_unit(scene), trained=3, charged=4)
    client.force_login(scene.clerk)
    address = plan_page("reporting:yearly", args=[2026])
    html = client.get(address).content.decode()
    assert "kế hoạch chưa có số, ký hiệu" in html
    assert "kế hoạch chưa có ngày ban hành" in html
    typed = words(signer_name="Trần Thị Bình", version=0, issued_on="ba mươi")
    response = client.post(address, typed)
    assert response.status_code == 200
    assert "Trần Thị Bình" in response.content.decode()
    assert not YearlyReport.objects.exists()
    response = client.post(address, typed | {"issued_on": "05/06/2026"})
    assert response.status_code == 302
    stored = YearlyReport.objects.get()
    assert (stored.signer_name, stored.issued_on) == (
        "Trần Thị Bình",
        date(2026, 6, 5),
    )
    response = client.post(address, typed | {"issued_on": "", "place": "Nha Trang"})
    html = response.content.decode()
    assert "Người khác vừa lưu báo cáo này" in html
    assert "Người khác vừa lưu: 05/06/2026." in html
    assert 'value="Nha Trang"' in html
    again = {name: field.value() or "" for name, field in fields(response)}
    assert client.post(address, again).status_code == 302
    stored = YearlyReport.objects.get()
    assert (stored.place, stored.issued_on) == ("Nha Trang", None)


def fields(response):
    form = response.context["form"]
    return [(name, form[name]) for name in form.fields]


def test_the_page_holds_no_second_version_of_a_text(scene, client):
    client.force_login(scene.clerk)
    address = plan_page("reporting:yearly", args=[2026])
    form = client.get(address).context["form"]
    assert set(form.fields) == {*WRITTEN, "version"}
    save_section(
        period=period_of(scene), facts=facts_of(scene), key="mo-dau",
        text="Mở đầu của cán bộ.", base=0, actor=scene.clerk, today=AFTER, now=NOW,
    )  # fmt: skip
    assert facts_for(period=period_of(scene), today=AFTER).opening == (
        "Mở đầu của cán bộ.",
    )
    assert "Mở đầu của cán bộ." in client.get(address).content.decode()


def test_leaders_read_and_do_not_write(scene, client):
    client.force_login(scene.reader)
    address = plan_page("reporting:yearly", args=[2026])
    response = client.get(address)
    assert response.status_code == 200
    assert response.context["form"] is None
    client.post(address, words(version=0, signer_name="x", issued_on=""))
    assert not YearlyReport.objects.exists()


def test_strangers_find_no_report(scene, client):
    client.force_login(make_user("head", make_agency()))
    for name in ("yearly", "yearly_docx", "yearly_xlsx"):
        address = plan_page(f"reporting:{name}", args=[2026])
        assert client.get(address).status_code == 404
    assert client.post(plan_page("reporting:hand_in", args=[2026])).status_code == 404


def test_the_command_writes_files_that_read_back(scene, tmp_path):
    answer(scene, make_unit(scene), trained=3, charged=4)
    silent_unit(scene)
    paths = {kind: tmp_path / f"bc.{kind}" for kind in ("docx", "xlsx")}
    for kind, path in paths.items():
        call_command(
            "export_report", 2026, format=kind, out=path, on=AFTER, verbosity=0
        )
    document = docx.Document(str(paths["docx"]))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Kết quả thực hiện dân chủ ở cơ sở năm 2026" in text
    paragraphs = list(every_paragraph(facts_of(scene).sections))
    assert paragraphs
    for paragraph in paragraphs:
        assert paragraph in text
    cells = [
        [cell.text for cell in row.cells]
        for table in document.tables
        for row in table.rows
    ]
    measure = next(row for row in cells if row[0].startswith("II.1 "))
    assert measure[1:6] == ["3", "4", "75", "0", "1"]
    book = openpyxl.load_workbook(paths["xlsx"])
    values = [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    row = next(row for row in values if row[0] == "II.1")
    assert [value for value in row if isinstance(value, int)][:2] == [3, 4]


def test_the_command_names_the_year_without_a_period(tmp_path):
    with pytest.raises(CommandError, match="Chưa có kỳ báo cáo 2030"):
        call_command("export_report", 2030, format="docx", out=tmp_path / "x")


def test_downloads_are_files_with_safe_headers(scene, client):
    client.force_login(scene.reader)
    response = client.get(plan_page("reporting:yearly_docx", args=[2026]))
    assert response["Content-Disposition"] == (
        'attachment; filename="bao-cao-nam-2026.docx"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert docx.Document(BytesIO(response.content)).paragraphs


def test_proposed_words_follow_the_plan_after_the_form_was_saved(scene, client):
    client.force_login(scene.clerk)
    address = plan_page("reporting:yearly", args=[2026])
    form = client.get(address).context["form"]
    posted = {
        name: (form[name].value() or "") for name in form.fields if name != "version"
    }
    posted["recipients"] = posted["recipients"].replace("\n", "\r\n")
    client.post(address, posted | {"version": 0, "signer_name": "Đỗ Thị Hoa"})
    stored = YearlyReport.objects.get()
    assert (stored.recipients, stored.signer_name) == ("", "Đỗ Thị Hoa")
    scene.plan.number, scene.plan.issued_on = "99/KH-UBND", date(2025, 2, 5)
    scene.plan.save()
    opening = facts_of(scene).opening[0]
    assert "Kế hoạch số 99/KH-UBND ngày 05 tháng 02 năm 2025" in opening


def test_the_report_of_a_closed_period_does_not_move(scene):
    duty = make_unit(scene)
    answer(scene, duty, trained=3, charged=4)
    late = silent_unit(scene)
    head = make_user("head", scene.plan.steering_agency)
    after = NOW.replace(year=2027)
    close_period(period=scene.period, actor=head, today=AFTER, now=after)
    before = facts_of(scene)
    assert before.targets[0].measures[0].numerator == 3
    assert [row[2:4] for row in before.annexes[-1].rows] == [(4, 3)]
    late.agency.valid_to = date(2026, 6, 1)
    late.agency.save()
    type(duty).objects.filter(pk=duty.pk).update(state="open", first_sent_on=None)
    FigureValue.objects.filter(figure=scene.trained).update(is_current=False)
    answer(scene, duty, must_have=True)
    FigureValue.objects.filter(figure=scene.must_have).update(
        recorded_at=after.replace(day=11)
    )
    assert facts_of(scene) == before


def test_what_an_ended_agency_held_stands_in_its_row_and_not_in_the_total(scene):
    answer(scene, make_unit(scene), trained=3, charged=4)
    gone = make_agency("UBND xã cũ", kind="cap-xa", valid_to=date(2026, 6, 30))
    answer(scene, make_unit(scene, agency=gone), trained=10, charged=10)
    annex = facts_of(scene).annexes[-1]
    assert sorted(row[2:4] for row in annex.rows) == [(4, 3), (10, 10)]
    assert annex.totals[2:4] == (4, 3)
    assert "đơn vị kế thừa" in annex.note
    head = make_user("head", scene.plan.steering_agency)
    after = NOW.replace(year=2027)
    close_period(period=scene.period, actor=head, today=AFTER, now=after)
    gone.valid_to = None
    gone.save()
    assert facts_of(scene).annexes[-1] == annex


def test_every_number_of_a_target_opens_its_rows_and_the_rate_stands(scene, client):
    answer(scene, make_unit(scene), trained=3, charged=4)
    silent_unit(scene)
    client.force_login(scene.reader)
    html = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert '<td data-label="Tỷ lệ (%)" class="num"><strong>75</strong></td>' in html
    measure = facts_of(scene).targets[0].measures[0]
    rows = plan_page("reporting:measure_rows", args=[measure.code])
    for group, number in {
        "tu-so": 3,
        "mau-so": 4,
        "khong-thuoc-dien": 0,
        "chua-bao-cao": 1,
    }.items():
        address = f"{rows}?ky=2026&amp;nhom={group}"
        assert f'<a href="{address}">{number}</a>' in html
        shown = client.get(address.replace("&amp;", "&")).context["shown"]
        counted = {
            "tu-so": shown.numerator,
            "mau-so": shown.denominator,
        }.get(group, len(shown.rows))
        assert counted == number
