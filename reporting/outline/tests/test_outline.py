"""The outline is data: renamed, reordered, switched off, added to; words follow keys."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from reporting.facts.figure_keys import printed_figures
from reporting.facts.tests.papers import opened, texts
from reporting.files.yearly_data import report_json
from reporting.models import AnnexColumn, OutlineChange, OutlineSection, ReportAnnex
from reporting.outline.annexes import ColumnLine, save_annex
from reporting.outline.editing import (
    OutlineLine,
    OutlineMove,
    restore_outline,
    save_outline,
)
from reporting.outline.parts import ReportOutline
from reporting.outline.rows import off_codes, outline_of, stored_outline
from reporting.outline.sections import save_section_row
from reporting.outline.seeding import seed_outline
from reporting.outline.shipped import shipped_outline
from reporting.outline.wording import with_defaults
from reporting.tests.scenes import facts_of, period_of
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import freeze
from reporting.yearly.report_words import report_of
from reporting.yearly.workshop import save_section
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.models import Figure
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

SHIPPED = shipped_outline("dan-chu-co-so")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
AFTER = date(2026, 12, 20)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def scene():
    found = make_scene()
    answer(found, make_unit(found), trained=3, charged=4)
    silent_unit(found)
    return found


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.plan.steering_agency)


def lines(outline: ReportOutline, **changes) -> dict:
    """Return the page as it would be sent, with titles or switches changed by key."""
    sections = [
        OutlineLine(each.key, each.title, each.is_on)
        for each, _ in outline.every_section()
    ]
    annexes = [
        OutlineLine(each.key, each.title, each.is_on, each.layout)
        for each in outline.annexes
    ]
    change = lambda line: line._replace(**changes.get(line.key.replace("-", "_"), {}))  # noqa: E731
    return {
        "sections": list(map(change, sections)),
        "annexes": list(map(change, annexes)),
    }


def edit(scene, actor, *, version=None, move=None, **changes):
    outline = stored_outline(scene.plan)
    return save_outline(
        plan=scene.plan, move=move, actor=actor, today=AFTER, now=NOW,
        version=outline.version if version is None else version,
        **lines(outline, **changes),
    )  # fmt: skip


def add(scene, actor, title="Mô hình hay", parent="ket-qua", **more):
    return save_section_row(
        plan=scene.plan, key="", title=title, parent=parent, actor=actor, today=AFTER,
        now=NOW, version=stored_outline(scene.plan).version, **more,
    )  # fmt: skip


def write(scene, actor, key, text):
    period = period_of(scene)
    facts = yearly_facts(
        period=period, report=with_defaults(report_of(period)), today=AFTER
    )
    return save_section(
        period=period, facts=facts, key=key, text=text, base=0, actor=actor,
        today=AFTER, now=NOW,
    )  # fmt: skip


def headings(facts) -> list[str]:
    def walk(sections):
        for section in sections:
            yield section.heading
            yield from walk(section.children)

    return list(walk(facts.sections))


def test_rows_say_what_the_shipped_outline_says(scene) -> None:
    before = facts_of(scene)
    call_command("seed_outlines", verbosity=0)
    assert replace(stored_outline(scene.plan), off=frozenset()) == SHIPPED
    assert facts_of(scene) == before


def test_words_written_at_places_move_to_the_keys_of_those_places() -> None:
    def places(sections, above=""):
        for number, section in enumerate(sections, 1):
            yield f"{above}{number}", section.key
            yield from places(section.children, f"{above}{number}-")

    keys = import_module("reporting.migrations.0008_section_keys").KEYS
    assert dict(places(SHIPPED.sections)) == keys


def test_the_admin_lists_and_opens_the_rows(scene, client) -> None:
    seed_outline(plan=scene.plan)
    boss = make_user("officer", scene.plan.steering_agency)
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client.force_login(boss, backend=BACKEND)
    for name, row in (
        ("outlinesection", OutlineSection.objects.get(key="cap-xa-cong-khai")),
        ("reportannex", ReportAnnex.objects.get(key="II")),
    ):
        listed = reverse(f"admin:reporting_{name}_changelist")
        opened_at = reverse(f"admin:reporting_{name}_change", args=[row.pk])
        assert client.get(listed).status_code == 200
        assert client.get(opened_at).status_code == 200


def test_seeding_again_keeps_an_edit_and_restoring_does_not(scene, officer) -> None:
    edit(scene, officer, uu_diem={"title": "Kết quả nổi bật"})
    seed_outline(plan=scene.plan)
    assert "1. Kết quả nổi bật" in headings(facts_of(scene))
    own = add(scene, officer)
    version = stored_outline(scene.plan).version
    restore_outline(
        plan=scene.plan, version=version, actor=officer, today=AFTER, now=NOW
    )
    shipped = replace(SHIPPED, off=off_codes(scene.plan)).printed()
    assert outline_of(scene.plan).sections == shipped.sections
    assert not OutlineSection.objects.get(pk=own.pk).is_on
    said = list(OutlineChange.objects.values_list("version", "author", "what"))
    assert said[0] == (3, officer.pk, "khôi phục đề cương mặc định")
    assert said[2][2] == "đổi tên «Ưu điểm» thành «Kết quả nổi bật»"


def test_words_follow_their_section_when_the_order_changes(scene, officer) -> None:
    write(scene, officer, "uu-diem", "Nhiều chuyển biến.")
    edit(scene, officer, move=OutlineMove("uu-diem", 1))
    part = facts_of(scene).sections[2]
    assert [child.heading for child in part.children] == [
        "1. Tồn tại, hạn chế",
        "2. Ưu điểm",
        "3. Nguyên nhân",
    ]
    assert part.children[1].paragraphs == ("Nhiều chuyển biến.",)
    edit(scene, officer, move=OutlineMove("phuong-huong", -1))
    assert [s.heading for s in facts_of(scene).sections[2:4]] == [
        "III. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2027",
        "IV. ĐÁNH GIÁ CHUNG",
    ]


def test_a_section_of_ones_own_prints_everywhere(scene, officer, client) -> None:
    row = add(scene, officer, title="7. Mô hình «Chính quyền gần dân»", annexes=["III"])
    facts = facts_of(scene)
    added = facts.sections[1].children[-1]
    assert added.heading == "7. Mô hình «Chính quyền gần dân»"
    assert added.paragraphs[-1] == "Số liệu chi tiết tại Phụ lục III."
    client.force_login(officer, backend=BACKEND)
    yearly = plan_page("reporting:yearly", args=["2026"])
    gap = "chưa viết mô hình «Chính quyền gần dân»"
    assert gap in client.get(yearly).context["gaps"]
    write(scene, officer, row.key, "Xã Hòa Trí có [[phu-luc/III]] {{ 7*7 }}.")
    page = client.get(yearly)
    assert gap not in page.context["gaps"]
    assert "Xã Hòa Trí có Phụ lục III {{ 7*7 }}." in page.content.decode()
    assert "Xã Hòa Trí có Phụ lục III {{ 7*7 }}." in texts(
        rendered(facts_of(scene), "docx")
    )


def test_what_is_off_leaves_no_gap_in_the_numbers(scene, officer) -> None:
    edit(scene, officer, chi_dao={"is_on": False}, cap_xa_cong_khai={"is_on": False})
    found = headings(facts_of(scene))
    assert found[0] == "I. KẾT QUẢ THỰC HIỆN"
    assert found[2] == "a) Nhân dân bàn và quyết định"


def test_an_annex_off_renumbers_the_others_and_what_points_to_them(
    scene, officer
) -> None:
    before = [one.key for one in printed_figures(facts_of(scene))]
    edit(scene, officer, II={"is_on": False}, VIII={"title": "Bồi dưỡng"})
    facts = facts_of(scene)
    numbers = [place.number for place in facts.annex_places]
    assert numbers == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
    docx = texts(rendered(facts, "docx"))
    assert docx.count("Phụ lục VIII") == 1
    assert "Phụ lục IX" not in " ".join(docx)
    behind = next(text for text in docx if "đơn vị chưa báo cáo (" in text)
    assert behind.endswith("(Phụ lục VIII).")
    trained = next(text for text in docx if "bồi dưỡng, tập huấn" in text)
    assert trained.endswith("(Phụ lục VII).")
    tabs = openpyxl.load_workbook(BytesIO(rendered(facts, "xlsx"))).sheetnames
    assert tabs[-2:] == ["Phụ lục VII", "Chưa báo cáo, chậm"]
    assert [one.key for one in printed_figures(facts)] == [
        key for key in before if not key.startswith("phu-luc/II/")
    ]


def test_annexes_lie_as_chosen_with_page_numbers_of_their_own(scene, officer) -> None:
    edit(
        scene, officer, II={"layout": "landscape"}, VIII={"layout": "portrait"},
        I={"layout": "portrait"},
    )  # fmt: skip
    sections = opened(rendered(facts_of(scene), "docx")).sections
    lying = [section.page_width > section.page_height for section in sections[1:]]
    assert lying[:3] == [False, True, False]
    assert lying[7] is False
    starts = [section._sectPr.xpath("w:pgNumType/@w:start") for section in sections[1:]]
    assert starts == [["1"]] * 9


def columns_saved(scene, actor, columns, key="II"):
    outline = stored_outline(scene.plan)
    return save_annex(
        plan=scene.plan, key=key, title="Công khai", layout="auto", columns=columns,
        version=outline.version, actor=actor, today=AFTER, now=NOW,
    )  # fmt: skip


def test_columns_are_figures_that_exist_and_add_up(scene, officer) -> None:
    code = Figure.objects.filter(plan=scene.plan, type="integer").first().code
    words = Figure.objects.create(
        plan=scene.plan, code="ghi-chu", label="Ghi chú", type="text"
    )
    for columns, said in (
        ([ColumnLine("Cột", "khong-co")], "Không có số liệu mang mã «khong-co»"),
        ([ColumnLine("Cột", words.code)], "không phải số"),
        ([ColumnLine("A", code), ColumnLine("B", code)], "đứng hai cột"),
        ([ColumnLine("", code)], "Nhập tên cột"),
        ([], "ít nhất một cột"),
    ):
        with pytest.raises(InvalidInput, match=said):
            columns_saved(scene, officer, columns)
    assert not OutlineChange.objects.exists()
    columns_saved(scene, officer, [ColumnLine("Số của tôi", code, 20)])
    annex = facts_of(scene).annexes[0]
    assert annex.heads == ("TT", "Đơn vị", "Số của tôi")
    assert annex.keys[2] == code
    data = report_json(facts_of(scene), state="drafting", version=0, sha256="").decode()
    assert "Số của tôi" in data


def test_the_admin_refuses_a_figure_that_is_not_there(scene) -> None:
    seed_outline(plan=scene.plan)
    annex = ReportAnnex.objects.get(key="II")
    with pytest.raises(ValidationError, match="Không có số liệu mang mã"):
        AnnexColumn(annex=annex, head="X", code="khong-co").clean()


def test_an_annex_of_ones_own_stands_before_the_list_of_units(scene, officer) -> None:
    code = Figure.objects.filter(plan=scene.plan, type="integer").first().code
    row = columns_saved(scene, officer, [ColumnLine("Cột", code)], key="")
    places = facts_of(scene).annex_places
    assert [(p.key, p.number) for p in places[-2:]] == [(row.key, "IX"), ("IX", "X")]
    assert "Phụ lục X" in texts(rendered(facts_of(scene), "docx"))


def test_a_frozen_report_keeps_its_outline(scene, officer) -> None:
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    freeze(period=period_of(scene), actor=head, today=AFTER, now=NOW)
    before = {kind: rendered(facts_of(scene), kind) for kind in ("docx", "xlsx")}
    edit(scene, officer, II={"is_on": False}, uu_diem={"title": "Khác"})
    add(scene, officer)
    after = {kind: rendered(facts_of(scene), kind) for kind in ("docx", "xlsx")}
    assert after == before


def test_two_officers_do_not_overwrite_each_other(scene, officer, client) -> None:
    colleague = make_user("officer", scene.plan.steering_agency)
    client.force_login(officer, backend=BACKEND)
    path = plan_page("reporting:outline", args=["2026"])
    form = client.get(path).context["form"]
    sent = {
        name: "on" if field.initial is True else field.initial
        for name, field in form.fields.items()
        if field.initial not in (None, False)
    } | {"version": 0, "muc-ten-uu-diem": "Tên của tôi"}
    add(scene, colleague)
    with pytest.raises(StaleVersion):
        edit(scene, officer, version=0)
    answer = client.post(path, sent)
    page = answer.content.decode()
    assert "Người khác vừa sửa đề cương này" in page
    assert "Tên của tôi" in page
    assert answer.context["version"] == 1
    client.post(
        path,
        sent | {"version": 1, "muc-ten-rieng-1": "Mô hình", "muc-in-rieng-1": "on"},
    )
    assert "1. Tên của tôi" in headings(facts_of(scene))
    assert "7. Mô hình" in headings(facts_of(scene))


def test_the_page_moves_renames_and_says_what_is_wrong(scene, officer, client) -> None:
    client.force_login(officer, backend=BACKEND)
    path = plan_page("reporting:outline", args=["2026"])
    form = client.get(path).context["form"]
    sent = {
        name: "on" if field.initial is True else field.initial
        for name, field in form.fields.items()
        if field.initial not in (None, False)
    } | {"version": 0}
    wrong = client.post(path, sent | {"muc-ten-uu-diem": "{{ 7*7 }}"})
    assert "Không có biến «7*7»" in wrong.content.decode()
    assert client.post(path, sent | {"chuyen": "muc:xuong:uu-diem"}).status_code == 302
    assert "2. Ưu điểm" in headings(facts_of(scene))


@pytest.mark.parametrize("name", ["outline", "outline_section", "outline_annex"])
def test_strangers_and_readers_are_refused(scene, client, name) -> None:
    key = {"outline": [], "outline_section": ["uu-diem"], "outline_annex": ["II"]}[name]
    path = plan_page(f"reporting:{name}", args=["2026", *key])
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    for person, status in ((scene.reader, 403), (stranger, 404)):
        client.force_login(person, backend=BACKEND)
        assert client.get(path).status_code == status
    with pytest.raises(NotAllowed):
        edit(scene, scene.reader)


def test_pages_of_the_outline_work_by_form(scene, officer, client) -> None:
    client.force_login(officer, backend=BACKEND)
    code = Figure.objects.filter(plan=scene.plan, type="integer").first().code
    new = plan_page("reporting:outline_section", args=["2026", "moi"])
    client.post(new, {"version": 0, "title": "Mô hình", "parent": "", "annexes": "IV"})
    assert headings(facts_of(scene))[-1] == "VI. MÔ HÌNH"
    path = plan_page("reporting:outline_annex", args=["2026", "II"])
    assert client.get(path).status_code == 200
    sent = {
        "version": 1, "title": "Công khai", "layout": "landscape",
        "cot-TOTAL_FORMS": 2, "cot-INITIAL_FORMS": 0,
        "cot-0-head": "Một", "cot-0-code": code, "cot-0-ORDER": 1,
        "cot-1-head": "", "cot-1-code": "", "cot-1-ORDER": "",
    }  # fmt: skip
    assert client.post(path, sent).status_code == 302
    assert facts_of(scene).annexes[0].heads[2:] == ("Một",)
    restore = plan_page("reporting:outline_restore", args=["2026"])
    client.post(restore, {"version": 2})
    assert facts_of(scene).annexes[0].heads[2] == "Số nội dung công khai"


def test_queries_of_the_outline_do_not_grow(scene, officer, client) -> None:
    client.force_login(officer, backend=BACKEND)
    period, path = period_of(scene), plan_page("reporting:outline", args=["2026"])
    report = with_defaults(report_of(period))
    counts = []
    for number in range(3):
        add(scene, officer, title=f"Mục {number}")
        client.get(path)
        with CaptureQueriesContext(connection) as page:
            client.get(path)
        with CaptureQueriesContext(connection) as facts:
            yearly_facts(period=period, report=report, today=AFTER)
        counts.append((len(page), len(facts)))
    assert counts[0] == counts[2]
    assert (
        counts[0][1] <= 28
    )  # of which 06 the outline, 06 judgement, 01 documents, 01 changes, 01 plans before
