"""A section's sentences of figures are written on its page; an own one may go again."""

import pytest

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from reporting.models import OutlineSection, SectionText
from reporting.outline.rows import stored_outline
from reporting.outline.sections import (
    ClauseLine,
    delete_section,
    save_section_row,
    why_kept,
)
from reporting.outline.seeding import seed_outline
from reporting.tests.scenes import facts_of, period_of
from reporting.yearly.freezing import freeze, reopen
from reporting.yearly.workshop import save_section
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
TRAINED, RULED = "nguoi-da-boi-duong", "co-quy-che"


@pytest.fixture
def scene():
    found = make_scene()
    answer(found, make_unit(found), trained=3, has_rule=True)
    seed_outline(plan=found.plan)
    found.head = make_user("head", found.plan.steering_agency)
    return found


def act(scene, work, actor=None, **given):
    given.setdefault("version", stored_outline(scene.plan).version)
    return work(
        plan=scene.plan, actor=actor or scene.head, today=AFTER, now=NOW, **given
    )


def own(scene, *clauses: ClauseLine, title="Mô hình hay"):
    return act(scene, save_section_row, key="", title=title, parent="", clauses=clauses)


def page_of(name):
    return plan_page("reporting:outline_section", args=["2026", name])


def said_in(scene, key) -> tuple[str, ...]:
    return next(each.paragraphs for each in facts_of(scene).sections if each.key == key)


def test_a_section_of_ones_own_speaks_of_figures(scene) -> None:
    phrases = f"{TRAINED}|người đã bồi dưỡng\n{RULED}|đơn vị có quy chế"
    row = own(scene, ClauseLine("Toàn tỉnh có", phrases, annex="VIII"))
    assert said_in(scene, row.key) == (
        "Toàn tỉnh có 03 người đã bồi dưỡng; 01 đơn vị có quy chế (theo số liệu của"
        " 01 đơn vị đã báo cáo; Phụ lục VIII).",
    )
    only = ClauseLine("Cấp xã có", f"?{TRAINED}|người", kinds=["doanh-nghiep", "lạ"])
    act(scene, save_section_row, key=row.key, title="Khác", clauses=[only])
    assert said_in(scene, row.key) == (
        "Chưa có đơn vị nào báo cáo số liệu về số người.",
    )
    act(scene, save_section_row, key=row.key, title="Khác")
    assert row.clauses.count() == 1
    act(scene, save_section_row, key=row.key, title="Khác", clauses=[])
    row.refresh_from_db()
    assert (row.rule, row.clauses.count()) == ("", 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (ClauseLine("", f"{TRAINED}|người"), "Câu 1: nhập lời mở câu"),
        (ClauseLine("Có", ""), "Câu 1: Ghi mỗi dòng"),
        (ClauseLine("Có", TRAINED), "Câu 1: Ghi mỗi dòng"),
        (ClauseLine("Có", "la|người"), "Câu 1: Không có số liệu mang mã la"),
        (ClauseLine("Có", "ghi-chu|lời"), "Câu 1: Không cộng được số liệu «Ghi chú»"),
    ],
)
def test_a_sentence_that_cannot_be_written_is_refused_with_its_number(
    scene, line, said
) -> None:
    scene.trained.pk, scene.trained.code, scene.trained.type = None, "ghi-chu", "text"
    scene.trained.label, scene.trained.not_above = "Ghi chú", None
    scene.trained.save()
    with pytest.raises(InvalidInput, match=said):
        own(scene, line)
    assert not OutlineSection.objects.filter(key__startswith="rieng").exists()


def test_a_section_written_by_another_rule_takes_no_sentences(scene) -> None:
    line = ClauseLine("Có", f"{TRAINED}|người")
    for key in ("ke-hoach-muc-tieu", "cap-xa"):
        with pytest.raises(InvalidInput, match="không ghi câu"):
            act(scene, save_section_row, key=key, title="Tên", clauses=[line])


def test_sentences_are_edited_on_the_page(scene, client) -> None:
    client.force_login(scene.head)
    path = page_of("chi-dao-boi-duong")
    page = client.get(path)
    start = page.context["clauses"].initial
    assert start[0]["lead"] == "Trong kỳ đã tổ chức"
    assert "so-lop-boi-duong|lớp bồi dưỡng, tập huấn" in page.content.decode()
    other = client.get(page_of("ke-hoach-muc-tieu"))
    assert other.context["clauses"] is None
    sent = {
        "version": page.context["version"], "title": "Bồi dưỡng, tập huấn",
        "cau-TOTAL_FORMS": 2, "cau-INITIAL_FORMS": 1,
        "cau-0-lead": "Đã bồi dưỡng", "cau-0-phrases": f"{TRAINED}|người",
        "cau-0-ORDER": 1, "cau-0-annex": "", "cau-1-lead": "", "cau-1-phrases": "",
    }  # fmt: skip
    wrong = client.post(path, sent | {"cau-0-phrases": "la|người"})
    assert "Không có số liệu mang mã la" in wrong.content.decode()
    assert "la|người" in wrong.content.decode()
    assert client.post(path, sent).status_code == 302
    section = facts_of(scene).sections[0].children[2]
    assert section.paragraphs == (
        "Đã bồi dưỡng 03 người (theo số liệu của 01 đơn vị đã báo cáo).",
    )
    client.post(path, sent | {"version": 1, "cau-0-DELETE": "on"})
    assert "viết ở trang" in facts_of(scene).sections[0].children[2].paragraphs[0]


def test_an_own_section_is_deleted_and_its_key_never_used_again(scene, client) -> None:
    row = own(scene)
    period = period_of(scene)
    text = save_section(
        period=period, facts=facts_of(scene), key=row.key, text="Lời.", base=0,
        actor=scene.head, today=AFTER, now=NOW,
    )  # fmt: skip
    client.force_login(scene.head)
    page = client.get(page_of(row.key)).content.decode()
    assert "Xóa mục" in page
    path = plan_page("reporting:outline_section_delete", args=["2026", row.key])
    client.post(path, {"version": "0"})
    assert OutlineSection.objects.filter(key=row.key).exists()
    client.post(path, {"version": "1"})
    assert not OutlineSection.objects.filter(key=row.key).exists()
    assert SectionText.objects.get() == text
    assert own(scene).key == "rieng-2"


def test_what_is_shipped_frozen_or_holds_others_is_not_deleted(scene) -> None:
    row = own(scene)
    below = act(scene, save_section_row, key="", title="Con", parent=row.key)
    with pytest.raises(RuleBroken, match="mục con"):
        act(scene, delete_section, key=row.key)
    with pytest.raises(RuleBroken, match="cơ quan thêm"):
        act(scene, delete_section, key="chi-dao")
    common = {"period": period_of(scene), "actor": scene.head, "today": AFTER}
    close_period(now=NOW, **common)
    common["period"] = period_of(scene)
    freeze(now=NOW, **common)
    reopen(reason="Sửa", now=NOW, **common)
    with pytest.raises(RuleBroken, match="đã chốt số liệu có mục này"):
        act(scene, delete_section, key=below.key)
    later = own(scene, title="Sau")
    assert why_kept(later) == ""
    act(scene, delete_section, key=later.key)


def test_deleting_is_refused_to_strangers_and_over_another_edit(scene, client) -> None:
    row = own(scene)
    with pytest.raises(StaleVersion):
        act(scene, delete_section, key=row.key, version=0)
    stranger = make_user("officer", make_agency())
    with pytest.raises(NotAllowed):
        act(scene, delete_section, key=row.key, actor=stranger)
    client.force_login(stranger)
    path = plan_page("reporting:outline_section_delete", args=["2026", row.key])
    assert client.post(path, {"version": "1"}).status_code == 404
    client.force_login(scene.reader)
    assert client.post(path, {"version": "1"}).status_code == 403
    assert OutlineSection.objects.filter(pk=row.pk).exists()
